"""Thumbs: buttons under what a model worded, marks on messages, and the words themselves where there is neither."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.telegram_menu import rows_under
from handlers.telegram_updates import Heard, Ignored, UpdateReader
from rehearsal.model_voice import obliging
from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import TelegramCustomer
from rehearsal.vendor import Vendor
from shop.catalogue import Catalogue
from tests.delivery_peers import HandClock, reply
from tests.live_whatsapp import line
from tests.live_whatsapp import running as running_whatsapp
from tests.takeover_peers import read
from tests.test_live_telegram import answer, running

OWNER = {"BOT__OWNER__TELEGRAM_IDS": "[99]"}
RAVI = "+919876500000"
QUESTION = "how long is the warranty of a steel bottle"


async def lists(owner: TelegramCustomer, words: str) -> None:
    """The owner's list holds these words, once the thumb has been heard. Raises TimeoutError."""
    async with asyncio.timeout(5):
        while words not in await answer(owner, "/unanswered"):
            continue


async def test_a_thumb_under_a_models_answer(tmp_path: Path, telegram: TelegramServer) -> None:
    """Down lists the question and says sorry, up takes that back without a word; marks count as presses do."""
    async with Vendor.open("groq", obliging("groq")) as groq:
        vendor = {"GROQ_API_KEY": "test-key", "BOT__PROVIDERS__GROQ__BASE_URL": groq.base_url, **OWNER}
        async with running(tmp_path, telegram, **vendor) as live:
            await live.says("Telegram: listening")
            asha, ravi = telegram.customer(77), telegram.customer(99)
            await answer(asha, QUESTION)
            worded = asha.shown[-1]
            assert [label for label, _ in worded.buttons] == ["👍", "👎"]
            await answer(asha, "100 wooden coasters price")
            assert not asha.shown[-1].buttons
            asha.presses_button("👎")
            await read(asha, "Sorry, that did not help")
            assert [call.text("text") for call in telegram.called("answerCallbackQuery")] == ["👎"]
            assert f'"{QUESTION}": once, English' in await answer(ravi, "/unanswered")
            shown = len(asha.shown)
            asha.presses_button("👍")
            await lists(ravi, "No question waits")
            asha.marks(worded, "🔥", "👎")
            await lists(ravi, QUESTION)
            asha.marks(worded, "👍")
            await lists(ravi, "No question waits")
            assert len(asha.shown) == shown
            assert await live.ends(signal.SIGTERM) == 0


async def test_thumbs_may_be_switched_off(tmp_path: Path, telegram: TelegramServer) -> None:
    """With telegram.thumbs: false no button stands under any answer."""
    async with Vendor.open("groq", obliging("groq")) as groq:
        vendor = {"GROQ_API_KEY": "test-key", "BOT__PROVIDERS__GROQ__BASE_URL": groq.base_url}
        async with running(tmp_path, telegram, BOT__TELEGRAM__THUMBS="false", **vendor) as live:
            await live.says("Telegram: listening")
            asha = telegram.customer(77)
            await answer(asha, QUESTION)
            assert groq.asked
            assert not asha.shown[-1].buttons


@pytest.mark.parametrize(
    ("tier", "intents", "handoff", "labels"),
    [
        ("groq", ("warranty",), False, ["👍", "👎"]),
        ("mine", ("unclear",), False, ["👍", "👎"]),
        ("groq", ("complaint",), True, []),
        ("rules", ("warranty",), False, []),
        ("cache", ("warranty",), False, []),
        ("command", (), False, []),
    ],
)
def test_where_thumbs_stand(
    catalogue: Catalogue, tier: str, intents: tuple[str, ...], *, handoff: bool, labels: list[str]
) -> None:
    """Under what a model worded, and under nothing that the owner wrote or that calls a person."""
    said = replace(reply("words"), tier=tier, intents=intents, handoff=handoff)
    found = rows_under(said, catalogue.menu, has_thumbs=True)
    assert [label for row in found for label, _ in row] == labels


@pytest.mark.parametrize(
    ("marks", "heard"),
    [
        ([{"type": "emoji", "emoji": "👎"}], "👎"),
        ([{"type": "emoji", "emoji": "👍"}], "👍"),
        ([{"type": "emoji", "emoji": "❤"}], None),
        ([{"type": "custom_emoji", "custom_emoji_id": "5"}], None),
        ([], None),
        (None, None),
        ([7], None),
    ],
)
def test_a_mark_on_a_message(marks: object, heard: str | None) -> None:
    """Only thumbs say something, in reply to the message that they stand on; none is read in a group."""
    body = {"chat": {"id": 7, "type": "private"}, "message_id": 5, "new_reaction": marks}
    incoming = UpdateReader("1234", HandClock()).read({"update_id": 9, "message_reaction": body})
    if heard is None:
        assert incoming == Ignored("reaction")
    else:
        assert isinstance(incoming, Heard)
        assert (incoming.message.kind, incoming.message.text, incoming.message.reply_to) == ("reaction", heard, "5")
    group = {**body, "chat": {"id": -7, "type": "supergroup"}}
    assert UpdateReader("1234", HandClock()).read({"update_id": 9, "message_reaction": group}) == Ignored(
        "group or channel"
    )


async def test_on_whatsapp_all_of_it_is_typed(tmp_path: Path, templates_copy: Path) -> None:
    """👎 says sorry and lists the question; the owner quotes the list to answer, and types yes to the preview."""
    own = {"BOT__OWNER__WHATSAPP": RAVI, "BOT__TEMPLATES__PATH": str(templates_copy)}
    async with line() as there, running_whatsapp(tmp_path, there, **own) as live:
        await there.answer("do you take returns of mugs")
        assert "Sorry, that did not help" in await there.answer("👎")
        assert "said no" in await there.answer("/unanswered", RAVI)
        quoted = {"OriginalRepliedMessageSid": there.rest.taken_for(f"whatsapp:{RAVI}")[-1].sid}
        preview = await there.answer("1 Mugs: only if they arrive broken.", RAVI, **quoted)
        assert "Save it?" in preview
        assert "in effect" in await there.answer("yes", RAVI)
        assert await there.answer("do you take returns of mugs?") == "Mugs: only if they arrive broken."
        assert await live.ends(signal.SIGTERM) == 0
