"""The bot on Telegram as people meet it: the real process against a Telegram on loopback."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import TelegramCustomer
from rehearsal.vendor import Fault, Vendor, always, refusing_address
from tests.live_bot import LiveBot, running_bot

TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback
PICTURE_CAPTION_UNITS = 1024


def running(folder: Path, telegram: TelegramServer, **environment: str) -> AbstractAsyncContextManager[LiveBot]:
    """The bot on that Telegram, unpaced."""
    return running_bot(
        folder,
        TELEGRAM_BOT_TOKEN=TOKEN,
        BOT__TELEGRAM__BASE_URL=telegram.base_url,
        BOT__TELEGRAM__PACE="false",
        **environment,
    )


async def answer(customer: TelegramCustomer, text: str) -> str:
    """What the bot says to a text."""
    before = len(customer.shown)
    customer.says(text)
    return (await customer.reads(before + 1))[before].text


async def test_a_conversation(tmp_path: Path, telegram: TelegramServer) -> None:
    """A greeting with buttons, a quote, a follow-up, a pressed button and what cannot be read, each answered once."""
    async with running(tmp_path, telegram) as live:
        await live.says("Telegram: listening")
        asha = telegram.customer(77)
        assert "welcome" in await answer(asha, "/start")
        assert [label for label, _ in asha.shown[0].buttons] == [
            *("Coasters", "Corporate gifts", "Price list", "Talk to a person")
        ]
        assert "₹8,200" in await answer(asha, "100 wooden coasters price")
        assert "₹16,400" in await answer(asha, "aur 200 ka?")
        asha.presses_button("Coasters")
        assert "marble" in (await asha.reads(4))[3].text
        asha.sends(photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}])
        assert "photo" in (await asha.reads(5))[4].text.lower()
        assert await live.ends(signal.SIGTERM) == 0
        assert len(asha.shown) == 5


async def test_the_owner_claims_the_shop_and_nobody_else(tmp_path: Path, telegram: TelegramServer) -> None:
    """The code printed at the start makes a chat the owner's; `/stats` brings a picture there and nothing elsewhere."""
    async with running(tmp_path, telegram) as live:
        code = (await live.says("/claim")).split("/claim ")[1].split()[0]
        asha, ravi = telegram.customer(77), telegram.customer(99, first_name="Ravi")
        unknown = await answer(asha, "/nothing")
        assert await answer(asha, "/claim WRONGONE") == await answer(asha, "/stats") == unknown
        assert "team" in await answer(asha, "let me talk to a person")
        assert "The shop is yours" in await answer(ravi, f"/claim {code.lower()}")
        assert "telegram:77" in (await ravi.reads(2))[1].text
        assert "Today: 4 answers" in await answer(ravi, "/stats")
        photo = telegram.called("sendPhoto")[-1]
        assert photo.chat_id == 99
        assert len(ravi.shown[-1].text) <= PICTURE_CAPTION_UNITS
        assert await answer(asha, f"/claim {code}") == unknown
    async with running(tmp_path, telegram) as live:
        await live.says("Telegram: listening")
        assert not [line for line in live.lines if "/claim" in line]
        assert "Today" in await answer(ravi, "/stats 7") or "Last 7" in ravi.shown[-1].text


async def test_a_kill_between_storing_and_answering_costs_nobody_the_answer(
    tmp_path: Path, telegram: TelegramServer
) -> None:
    """Messages that come again after kill -9 are answered once, each in its order."""
    customers = [telegram.customer(number) for number in range(1, 9)]
    async with running(tmp_path, telegram) as live:
        await live.says("Telegram: listening")
        for customer in customers:
            customer.says("100 wooden coasters price")
        await customers[0].reads(1)
        await live.ends(signal.SIGKILL)
    async with running(tmp_path, telegram) as live:
        await live.says("Telegram: listening")
        for customer in customers:
            assert "₹8,200" in (await customer.reads(1, within_s=15))[0].text
        assert await live.ends(signal.SIGTERM) == 0
    # What was being sent at the kill may come twice, flagged: nobody can know whether it had arrived.
    assert all(len(customer.shown) <= 2 for customer in customers)


async def test_a_silent_vendor_holds_up_nobody(tmp_path: Path, telegram: TelegramServer) -> None:
    """While the first tier hangs, a hundred customers at once are answered, and each chat keeps its order."""
    async with Vendor.open("groq", always(Fault.SILENT)) as groq:
        vendor = {"GROQ_API_KEY": "test-key", "BOT__PROVIDERS__GROQ__BASE_URL": groq.base_url}
        async with running(tmp_path, telegram, **vendor) as live:
            await live.says("Telegram: listening")
            customers = [telegram.customer(number) for number in range(1, 101)]
            started_s = asyncio.get_running_loop().time()
            for customer in customers:
                customer.says("how do i clean marble coasters")
            for customer in customers:
                await customer.reads(1, within_s=20)
                customer.says("100 wooden coasters price")
            for customer in customers:
                shown = await customer.reads(2, within_s=20)
                assert ["₹8,200" in message.text for message in shown] == [False, True]
            assert asyncio.get_running_loop().time() - started_s < 15
            assert await live.ends(signal.SIGTERM) == 0
            assert len(groq.asked) < 20


async def test_by_webhook_the_same_conversation(tmp_path: Path, telegram: TelegramServer) -> None:
    """Telegram posts to the web server with the secret; the address is registered at the start."""
    address = refusing_address()
    environment = {
        "BOT__TELEGRAM__MODE": "webhook",
        "BOT__WEB__PUBLIC_URL": address,
        "BOT__WEB__PORT": address.rpartition(":")[2],
        "TELEGRAM_WEBHOOK_SECRET": "test_secret",
    }
    async with running(tmp_path, telegram, **environment) as live:
        await live.says("Telegram: listening (webhook)")
        asha = telegram.customer(77)
        assert "₹8,200" in await answer(asha, "100 wooden coasters price")
        assert "₹16,400" in await answer(asha, "aur 200 ka?")
        assert await live.ends(signal.SIGTERM) == 0


async def test_a_wrong_token_is_told_and_ends_the_start(tmp_path: Path, telegram: TelegramServer) -> None:
    """Whoever pastes the wrong token reads what to do, and the token is not shown."""
    token = TOKEN.replace("key", "wrong")
    async with running_bot(tmp_path, TELEGRAM_BOT_TOKEN=token, BOT__TELEGRAM__BASE_URL=telegram.base_url) as live:
        assert "@BotFather" in await live.says("TELEGRAM_BOT_TOKEN")
        assert await live.ends(signal.SIGCONT) == 2
        assert not [line for line in live.lines if "wrong" in line]
