"""A person takes over, as people meet it: the running bot, customers on one channel, the owner on another."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path

from tests.bench import transcripts
from tests.live_whatsapp import ASHA
from tests.takeover_peers import read, two_channels

CHAT = f"whatsapp:{ASHA}"
TEMPLATE = f"HX{'a' * 32}"


async def test_a_hand_off_across_channels(tmp_path: Path) -> None:
    """Called, the bot goes on; the owner's first reply silences it, and what the customer writes goes to the owner."""
    async with two_channels(tmp_path) as shop, shop.running() as live:
        notice = await shop.calls_a_person()
        assert CHAT in notice.text
        assert "let me talk to a person" in notice.text
        assert [label for label, _ in notice.buttons] == ["Take over", "Done"]
        assert "₹8,200" in await shop.whatsapp.answer("100 wooden coasters price")

        shop.ravi.replies(notice, "Hello, Ravi here. How can I help?")
        await shop.asha_reads("Ravi here")
        taken = await shop.owner_reads("you have this chat")
        said = len(shop.at_asha())
        await shop.asha_says("can you do 95 rupees?")
        forwarded = await shop.owner_reads("can you do 95 rupees?")
        await shop.asha_says("", NumMedia="1", MediaContentType0="image/jpeg")
        await shop.owner_reads("[photo]")
        assert len(shop.at_asha()) == said

        shop.ravi.replies(forwarded, "For you, yes.")
        await shop.asha_reads("For you, yes.")
        shop.ravi.replies(taken, "Shall I send the quote?")
        await shop.asha_reads("Shall I send the quote?")
        shop.ravi.presses_button("Give back to the bot")
        await shop.owner_reads(f"The bot answers {CHAT} again")
        assert "₹16,400" in await shop.whatsapp.answer("aur 200 wooden coasters ka?")
        shop.ravi.says("/waiting")
        await shop.owner_reads("Nobody waits")
        assert await live.ends(signal.SIGTERM) == 0
    with sqlite3.connect(tmp_path / "bot.db") as database:
        turns = database.execute("SELECT text FROM turns WHERE said_by = 'owner' ORDER BY id").fetchall()
    assert turns == [("Hello, Ravi here. How can I help?",), ("For you, yes.",), ("Shall I send the quote?",)]


async def test_the_hold_and_the_reply_outlive_kill_9(tmp_path: Path) -> None:
    """What the owner said arrives after a kill, once; the chat stays theirs, and replies to old notices still count."""
    async with two_channels(tmp_path) as shop:
        async with shop.running() as live:
            notice = await shop.calls_a_person()
            shop.ravi.replies(notice, "first words")
            await shop.telegram.queue.settled()
            await live.ends(signal.SIGKILL)
        async with shop.running() as live:
            await shop.asha_reads("first words")
            await shop.owner_reads("you have this chat")
            said = len(shop.at_asha())
            await shop.asha_says("are you there?")
            await shop.owner_reads("are you there?")
            shop.ravi.replies(notice, "second words")
            await shop.asha_reads("second words")
            assert len(shop.at_asha()) == said + 1
            assert await live.ends(signal.SIGTERM) == 0
        assert shop.at_asha().count("second words") == 1
        assert shop.at_asha().count("first words") == 1


async def test_a_silent_owner_gives_the_chat_back(tmp_path: Path) -> None:
    """After the set time the bot answers again, beginning with what was left unanswered; the owner is told."""
    async with two_channels(tmp_path) as shop, shop.running(BOT__OWNER__HOLD_MINUTES="0.05") as live:
        notice = await shop.calls_a_person()
        shop.ravi.replies(notice, "/take")
        await shop.owner_reads("You have this chat now")
        await shop.asha_says("price of 100 wooden coasters")
        await shop.asha_reads("₹8,200")
        await shop.owner_reads("the bot answers there again")
        assert "₹16,400" in await shop.whatsapp.answer("aur 200 ka?")
        assert await live.ends(signal.SIGTERM) == 0


async def test_outside_the_24_hours_the_words_are_kept(tmp_path: Path) -> None:
    """The owner is told, sends the approved template by its button, and the words follow the customer's answer."""
    template = {"BOT__TWILIO__TEMPLATE_SID": TEMPLATE, "BOT__TWILIO__TEMPLATE_VARIABLES": '{"1": "Chaubara"}'}
    async with two_channels(tmp_path) as shop:
        async with shop.running() as live:
            notice = await shop.calls_a_person()
            assert await live.ends(signal.SIGTERM) == 0
        with sqlite3.connect(tmp_path / "bot.db") as database:
            database.execute("UPDATE service_window SET last_inbound_at_ms = last_inbound_at_ms - 25 * 3600000")
        async with shop.running(**template) as live:
            shop.ravi.replies(notice, "Your coasters are ready.")
            told = await shop.owner_reads("more than 24 hours")
            assert [label for label, _ in told.buttons] == ["Send the template"]
            assert "Your coasters are ready." not in shop.at_asha()
            shop.ravi.presses_button("Send the template")
            await shop.asha_reads("[template] Chaubara")
            assert shop.whatsapp.rest.taken_for(CHAT)[-1].content_sid == TEMPLATE
            await live.ends(signal.SIGKILL)
        async with shop.running(**template) as live:
            before = len(shop.at_asha())
            await shop.asha_says("yes?")
            await shop.asha_reads("Your coasters are ready.")
            await shop.owner_reads(f"{CHAT}: yes?")
            assert len(shop.at_asha()) == before + 1
            assert await live.ends(signal.SIGTERM) == 0


async def test_stop_and_a_life_in_danger_pass_a_hold(tmp_path: Path) -> None:
    """Care is said at once, and told to the owner; after STOP the owner's words are not sent, and the owner knows."""
    async with two_channels(tmp_path) as shop, shop.running() as live:
        notice = await shop.calls_a_person()
        shop.ravi.replies(notice, "Ravi here")
        await shop.asha_reads("Ravi here")
        assert "14416" in await shop.whatsapp.answer("i want to die")
        await shop.owner_reads("may be in danger")
        await shop.owner_reads(f"{CHAT}: i want to die")
        await shop.asha_says("my card is 4111 1111 1111 1111")
        assert "[card number removed]" in (await shop.owner_reads("my card is")).text
        await shop.asha_reads("never send a card number")
        assert "START" in await shop.whatsapp.answer("STOP")
        shop.ravi.replies(notice, "please wait")
        await shop.owner_reads("wrote STOP")
        assert "please wait" not in shop.at_asha()
        assert await live.ends(signal.SIGTERM) == 0


async def test_a_customer_who_blocked_the_shop_is_told_of(tmp_path: Path) -> None:
    """An owner's words that do not arrive are no secret; and a chat on Telegram is taken over by its name."""
    async with two_channels(tmp_path) as shop, shop.running() as live:
        asha = shop.telegram.customer(77)
        asha.says("hi")
        await read(asha, "Chaubara")
        shop.ravi.says("/take telegram:77")
        taken = await shop.owner_reads("You have this chat now")
        shop.ravi.replies(taken, "Namaste")
        await read(asha, "Namaste")
        asha.blocks()
        await shop.telegram.queue.settled()
        shop.ravi.replies(taken, "Are you there?")
        await shop.owner_reads("has blocked the bot")
        shop.ravi.says("/waiting")
        await shop.owner_reads("Nobody waits")
        assert await live.ends(signal.SIGTERM) == 0


async def test_an_owner_on_whatsapp_quotes_the_notice(tmp_path: Path) -> None:
    """There are no buttons there: quoted replies and commands do the same."""
    ravi = "+919800000000"
    async with two_channels(tmp_path) as shop:
        both = {"BOT__OWNER__WHATSAPP": ravi, "BOT__OWNER__TELEGRAM_IDS": "[]"}
        async with shop.running(**both) as live:
            assert "/waiting" in await shop.whatsapp.answer("/help", ravi)
            asha = shop.telegram.customer(77)
            asha.says("let me talk to a person")
            (_, notice) = await shop.whatsapp.rest.sent_to(f"whatsapp:{ravi}", 2, within_s=10)
            assert "telegram:77" in notice
            sid = shop.whatsapp.rest.taken_for(f"whatsapp:{ravi}")[-1].sid
            assert "you have this chat" in await shop.whatsapp.answer(
                "Ravi here", ravi, OriginalRepliedMessageSid=sid, OriginalRepliedMessageSender="whatsapp:+14155238886"
            )
            await read(asha, "Ravi here")
            asha.says("finally!")
            texts = await shop.whatsapp.rest.sent_to(f"whatsapp:{ravi}", 4, within_s=10)
            assert texts[3] == "telegram:77: finally!"
            assert "The bot answers telegram:77 again" in await shop.whatsapp.answer("/release telegram:77", ravi)
            assert await live.ends(signal.SIGTERM) == 0


async def test_the_printed_transcript_holds_the_whole_hand_off(tmp_path: Path) -> None:
    """`python -m tests.bench.transcripts handoff`: the call, the bot's going on, the owner's words, the giving back."""
    text = transcripts.written(await transcripts.played("handoff", tmp_path))
    order = ["toote hue", "complains", "Mon-Sat 10:00-19:00", "Ravi bol raha hoon", "40 ke 40", "poore 40", "₹4,750"]
    places = [text.find(words) for words in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)
