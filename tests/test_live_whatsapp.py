"""The bot on WhatsApp as people meet it: the real process, signed webhooks in, REST out, Twilio on loopback."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

from rehearsal.telegram import TelegramServer
from tests.bot_process import BotProcess
from tests.live_whatsapp import ASHA, TOKEN, line, running

TELEGRAM_TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback


async def test_a_conversation(tmp_path: Path) -> None:
    """A greeting with a typed menu, a picked number, a quote, a follow-up, a photo, STOP and START."""
    async with line() as there, running(tmp_path, there) as live:
        assert "1. Coasters" in await there.answer("hi")
        assert "marble coasters" in await there.answer("1")
        assert "₹8,200" in await there.answer("100 wooden coasters price")
        assert "₹16,400" in await there.answer("aur 200 ka?")
        photo = await there.answer("", NumMedia="1", MediaContentType0="image/jpeg")
        assert "photo" in photo.lower()
        long = await there.answer("price list")
        assert len(long) <= 1600
        assert "START" in await there.answer("STOP")
        taken = len(there.rest.taken_for(f"whatsapp:{ASHA}"))
        assert (await there.webhooks.says(ASHA, "hello?")).status == 200
        assert "Chaubara" in await there.answer("START")
        assert len(there.rest.taken_for(f"whatsapp:{ASHA}")) == taken + 1
        assert await live.ends(signal.SIGTERM) == 0


async def test_a_message_is_answered_once_through_repeats_and_a_kill(tmp_path: Path) -> None:
    """Delivered three times at once, and again after kill -9: one answer each."""
    async with line() as there:
        sids = {f"+9198000000{number:02}": f"SM{number:032x}" for number in range(10)}
        async with running(tmp_path, there) as live:
            posts = [there.webhooks.says(address, "hi", sid) for address, sid in sids.items() for _ in range(3)]
            assert {posted.status for posted in await asyncio.gather(*posts)} == {200}
            await live.ends(signal.SIGKILL)
        async with running(tmp_path, there) as live:
            for address, sid in sids.items():
                assert (await there.webhooks.says(address, "hi", sid)).status == 200
                await there.rest.sent_to(f"whatsapp:{address}", 1, within_s=20)
            assert await live.ends(signal.SIGTERM) == 0
        # A part that was on its way at the kill is looked up before it may be sent once more.
        assert all(len(there.rest.taken_for(f"whatsapp:{address}")) <= 2 for address in sids)


async def test_the_owner_on_telegram_hears_of_a_customer_on_whatsapp(tmp_path: Path) -> None:
    """A customer asks for a person on one channel; the notice reaches the owner's chat on the other."""
    async with TelegramServer.open(TELEGRAM_TOKEN) as telegram, line() as there:
        on_telegram = {
            "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
            "BOT__TELEGRAM__BASE_URL": telegram.base_url,
            "BOT__OWNER__TELEGRAM_IDS": "[99]",
        }
        async with running(tmp_path, there, **on_telegram) as live:
            ravi = telegram.customer(99)
            ravi.says("/help")
            assert "/stats" in (await ravi.reads(1, within_s=10))[0].text
            assert "team" in await there.answer("mujhe insaan se baat karni hai")
            _, notice = await ravi.reads(2, within_s=10)
            assert f"whatsapp:{ASHA}" in notice.text
            assert "insaan" in notice.text
            assert await live.ends(signal.SIGTERM) == 0


async def test_the_web_server_tells_of_the_bot_and_of_no_customer(tmp_path: Path) -> None:
    """Alive, ready, figures for a monitor, the owner's page behind its password; no number of a customer anywhere."""
    async with line() as there, running(tmp_path, there, ADMIN_TOKEN=TOKEN) as live:
        await there.answer("100 wooden coasters price")
        address, get = there.webhooks.public_url, there.webhooks.session.get
        texts = {}
        for path in ("/healthz", "/readyz", "/metrics", "/"):
            async with get(f"{address}{path}") as response:
                texts[path] = (response.status, await response.text())
        assert [texts[path][0] for path in ("/healthz", "/readyz", "/metrics", "/")] == [200, 200, 200, 401]
        assert 'tier="cache"' in texts["/metrics"][1]
        assert not [text for _, text in texts.values() if "98123" in text]
        assert await live.ends(signal.SIGTERM) == 0
        assert not [said for said in live.lines if "98123" in said or TOKEN in said]


async def test_check_tries_the_account_and_the_own_webhook(tmp_path: Path) -> None:
    """`check` beside the running bot: the address to paste, the account, a signed request that is stored nowhere."""
    async with line() as there, running(tmp_path, there):
        process = BotProcess(tmp_path, **there.environment)
        ran = await asyncio.to_thread(process.run, "check", "--json")
        (found,) = [each for each in json.loads(ran.stdout)["checks"] if each["name"] == "whatsapp"]
        assert (ran.returncode, found["status"]) == (0, "ok"), found
        assert f"{there.webhooks.public_url}/whatsapp#rc=5&rp=all&rt=5000&tt=15000" in found["next_step"]
        wrong = BotProcess(tmp_path, **there.environment | {"TWILIO_AUTH_TOKEN": "another-token"})
        ran = await asyncio.to_thread(wrong.run, "check", "--json")
        (found,) = [each for each in json.loads(ran.stdout)["checks"] if each["name"] == "whatsapp"]
        assert (ran.returncode, found["status"]) == (1, "failed")
        assert "TWILIO_AUTH_TOKEN" in found["next_step"]
