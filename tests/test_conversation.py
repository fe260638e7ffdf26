"""A message through the whole shop in process: what is stored with a reply, and what never is."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import bot
from handlers.channels import OneChannel
from handlers.delivery import card_numbers
from handlers.delivery.exchange import Exchange
from handlers.delivery.message import Reply
from handlers.owner import stats
from handlers.talk import handoff
from handlers.terminal import Terminal, one_line
from providers.limits import Caps
from providers.rules import Rules
from settings import Settings, load
from shop.slots import Item, Slots
from shop.understanding import Understander
from storage.reader import Reader
from tests.delivery_peers import HandClock

FOLDER = Path(__file__).resolve().parent.parent


def settings_in(folder: Path) -> Settings:
    """The real settings with a database of this test."""
    return load({"BOT__STORAGE__PATH": str(folder / "bot.db")}, FOLDER)


@asynccontextmanager
async def exchange_in(folder: Path, clock: HandClock | None = None) -> AsyncIterator[Exchange]:
    """A way to say something to the real shop."""
    async with bot.open_shop(settings_in(folder), OneChannel(Terminal("ask")), clock=clock) as shop:
        yield shop.exchange("ask")


async def said(folder: Path, *texts: str) -> list[Reply]:
    """The replies to a conversation."""
    async with exchange_in(folder) as exchange:
        return [await exchange.say("ask:one", text) for text in texts]


def stored_in(folder: Path) -> bytes:
    """Everything on disk, as bytes."""
    return b"".join(path.read_bytes() for path in folder.glob("bot.db*"))


async def test_a_card_number_is_stored_nowhere(tmp_path: Path) -> None:
    """A card number is masked before anything is stored, and the customer is warned; other long numbers stay."""
    replies = await said(tmp_path, "my card is 4111 1111 1111 1111", "order 1234567890123")
    assert "card" in replies[0].text
    assert b"4111" not in stored_in(tmp_path)
    assert b"1234567890123" in stored_in(tmp_path)


async def test_three_misses_call_a_person_once(tmp_path: Path) -> None:
    """The third message in a row that nobody understands calls the owner, the fourth does not call again."""
    replies = await said(tmp_path, "zxcv", "qwrt", "hjkl", "bnmp")
    assert [reply.handoff for reply in replies] == [False, False, True, False]


async def test_a_call_above_the_top_step_does_not_stick(tmp_path: Path) -> None:
    """More than the top price step calls a person; the next question about the product does not."""
    replies = await said(tmp_path, "100000 mugs", "is it microwave safe", "thanks")
    assert [reply.handoff for reply in replies] == [True, False, False]


async def test_chats_know_nothing_of_each_other(tmp_path: Path) -> None:
    """What one chat established is unknown in another."""
    async with exchange_in(tmp_path) as exchange:
        await exchange.say("ask:one", "100 slate coasters")
        other = await exchange.say("ask:two", "aur 200 ka?")
    assert "slate" not in other.text.splitlines()[0]


async def test_a_promise_is_stored_with_its_call(tmp_path: Path) -> None:
    """Whoever is told that the team knows stands among the calls that wait."""
    await said(tmp_path, "let me talk to a person")
    async with Reader.open_read_only(tmp_path / "bot.db", bot.MIGRATIONS) as reader:
        count, calls = await reader.read(lambda connection: handoff.waiting(connection, 5))
    assert (count, calls[0].chat, calls[0].intent) == (1, "ask:one", "human")


async def test_stats_begin_at_the_shops_midnight(tmp_path: Path) -> None:
    """Today is the shop's day: an answer before its midnight counts only when more days are asked for."""
    midnight_in_india_ms = 1_700_159_400_000
    clock = HandClock(midnight_in_india_ms - 1000)
    async with exchange_in(tmp_path, clock) as exchange:
        await exchange.say("ask:one", "hi")
        clock.advance(2000)
        await exchange.say("ask:one", "thanks")

    def figures(connection: sqlite3.Connection, days: int) -> object:
        nothing = stats.Allowed({}, Caps(0, 0))
        return stats.collect(connection, midnight_in_india_ms + 5000, days, "Asia/Kolkata", nothing)["answers"]

    async with Reader.open_read_only(tmp_path / "bot.db", bot.MIGRATIONS) as reader:
        assert await reader.read(lambda connection: figures(connection, 1)) == 1
        assert await reader.read(lambda connection: figures(connection, 2)) == 2


def numbers_of(text: str) -> set[str]:
    """Every amount, percentage and count of days in a reply, as plain numbers."""
    amounts = {f"{float(amount.replace(',', '')):.2f}" for amount in re.findall(r"₹\s?([\d,]*\d(?:\.\d+)?)", text)}
    spans = re.findall(r"(?:(\d+) (?:to|se|से) )?(\d+) (?:days?\b|din\b|दिन)", text)
    percents = re.findall(r"(\d+(?:\.\d+)?)%", text)
    return amounts | set(percents) | {day for span in spans for day in span if day}


def test_every_number_of_a_reply_is_a_fact(understander: Understander, rules: Rules) -> None:
    """In every conversation of the evaluation each amount, percentage and count of days stands among the facts."""
    lines = (FOLDER / "tests" / "bench" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    seen = 0
    for line in lines:
        slots = Slots()
        for text in json.loads(line)["turns"]:
            understanding = understander.understand(text, slots, 0)
            slots, floor = understanding.slots, rules.floor(understanding)
            numbers = numbers_of(floor.text)
            assert numbers <= {fact.value for fact in floor.facts}, text
            seen += len(numbers)
    assert seen > len(lines)


async def test_stop_outlives_a_failure(tmp_path: Path) -> None:
    """A chat that said STOP hears nothing, even where its memory cannot be read."""
    await said(tmp_path, "STOP")
    connection = sqlite3.connect(tmp_path / "bot.db")
    connection.execute("UPDATE conversations SET slots = 'unreadable'")
    connection.commit()
    connection.close()
    assert [reply.text for reply in await said(tmp_path, "hello", "100 mugs")] == ["", ""]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("4111 1111 1111 1111 12/28 123", "[card number removed] 12/28 123"),
        ("100 4111-1111-1111-1111", "100 [card number removed]"),
        ("4111.1111.1111.1111", "[card number removed]"),
        ("25 100 1000 2000", "25 100 1000 2000"),
        ("order 1234567890123", "order 1234567890123"),
        ("9 8 7 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "9 8 7 [card number removed]"),
    ],
)
def test_only_card_numbers_are_masked(text: str, masked: str) -> None:
    """A card number is found in any usual form, beside other numbers, and no list of quantities is one."""
    assert card_numbers.mask(text) == masked


async def test_a_card_number_does_not_drown_a_crisis(tmp_path: Path) -> None:
    """The warning stands above an answer that must not be left out."""
    (reply,) = await said(tmp_path, "i want to die, take my card 4111 1111 1111 1111")
    assert (reply.handoff, reply.intents[0]) == (True, "crisis")


def test_a_removed_product_leaves_the_conversation(understander: Understander, rules: Rules) -> None:
    """What was spoken of and is sold no more is forgotten, not stumbled over."""
    slots = Slots(items=(Item("no-longer-sold", 100),), choices=("no-longer-sold",), occasion="moon landing")
    understanding = understander.understand("aur 200 ka?", slots, 0)
    assert rules.floor(understanding).intents == ("bulk_quote",)
    assert understanding.topics[0].missing == "product"


def test_a_flood_of_joined_questions_takes_bounded_time(understander: Understander) -> None:
    """A text made to be cut into as many questions as possible is cut into a few."""
    started_s = time.perf_counter()
    for text in ("100 mugs and 50 pens and " * 80, "logo, gst, cod, " * 130, "और कीमत " * 220):
        assert len(understander.understand(text, Slots(), 0).topics) <= 3
    assert time.perf_counter() - started_s < 1.0


def test_one_line_has_no_line_break() -> None:
    """A reply for a pipe joins its lines with " / " and drops the blank ones."""
    assert one_line("a\n\nb \n c\n") == "a / b / c"
