"""A message through the whole shop in process: what is stored with a reply, and what never is."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import bot
from handlers.delivery.exchange import Exchange
from handlers.delivery.message import Reply
from handlers.owner import stats
from handlers.talk import handoff
from handlers.terminal import Terminal, one_line
from settings import Settings, load
from storage.reader import Reader
from tests.delivery_peers import HandClock

FOLDER = Path(__file__).resolve().parent.parent


def settings_in(folder: Path) -> Settings:
    """The real settings with a database of this test."""
    return load({"BOT__STORAGE__PATH": str(folder / "bot.db")}, FOLDER)


@asynccontextmanager
async def exchange_in(folder: Path, clock: HandClock | None = None) -> AsyncIterator[Exchange]:
    """A way to say something to the real shop."""
    async with bot.open_shop(settings_in(folder), Terminal("ask"), clock=clock) as shop:
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
        return stats.collect(connection, midnight_in_india_ms + 5000, days, "Asia/Kolkata")["answers"]

    async with Reader.open_read_only(tmp_path / "bot.db", bot.MIGRATIONS) as reader:
        assert await reader.read(lambda connection: figures(connection, 1)) == 1
        assert await reader.read(lambda connection: figures(connection, 2)) == 2


async def test_every_number_of_a_reply_is_a_fact(tmp_path: Path) -> None:
    """A quote's unit price, sums, tax, total and days all stand among the facts as plain numbers."""
    (reply,) = await said(tmp_path, "150 marble coasters with logo")
    values = {fact.value for fact in reply.facts}
    shown = {word.strip("₹").replace(",", "") for word in reply.text.split() if word.startswith("₹")}
    assert shown
    assert {f"{float(amount):.2f}" for amount in shown} <= values


def test_one_line_has_no_line_break() -> None:
    """A reply for a pipe joins its lines with " / " and drops the blank ones."""
    assert one_line("a\n\nb \n c\n") == "a / b / c"
