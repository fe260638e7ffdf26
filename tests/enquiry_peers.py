"""A customer of the real shop in process, with a clock by hand: what is asked, read back, stored and told to the owner.

Refuses to wait: time goes only when a test moves it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bot
from handlers.channels import OneChannel
from handlers.delivery.exchange import Exchange
from handlers.delivery.message import Message, Reply
from handlers.terminal import Terminal
from settings import load
from tests.delivery_peers import HandClock
from tests.test_conversation import numbers_of

FOLDER = Path(__file__).resolve().parent.parent
# A Wednesday, noon in UTC.
NOW_MS = int(datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp() * 1000)
ASHA = "ask:asha"


@dataclass(slots=True)
class Customer:
    """Somebody who writes; each reply is searched for numbers that are no facts and letters of the wrong script."""

    exchange: Exchange
    database: Path
    clock: HandClock
    chat: str = ASHA

    async def says(self, *texts: str) -> Reply:
        """Write some messages, one after another; the last reply."""
        for text in texts:
            reply = await self.exchange.say(self.chat, text)
            assert numbers_of(reply.text) <= {fact.value for fact in reply.facts}, reply.text
            assert reply.language == "hi" or not any("\u0900" <= letter <= "\u097f" for letter in reply.text)
        return reply

    async def sends(self, kind: str) -> Reply:
        """Send something without words; the reply."""
        message = Message(
            channel="ask", external_id=kind, chat=self.chat, text="", received_at_ms=self.clock.now_ms(), kind=kind
        )
        inbox_id = await self.exchange.mailbox.accept(message)
        assert inbox_id is not None
        await self.exchange.worker.idle()
        reply = await self.exchange.mailbox.reply(inbox_id)
        assert reply is not None
        return reply

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the database says."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def confirmed(self) -> list[tuple[object, ...]]:
        """Number, place, day, name, contact and total of each confirmed enquiry."""
        return self.rows("SELECT number, place, needed_by, name, contact, total_inr FROM enquiries ORDER BY number")

    def notices(self) -> list[str]:
        """What the owner is told of enquiries, oldest first."""
        query = "SELECT text FROM kept_notices WHERE key LIKE 'call:enquiry-%' ORDER BY rowid"
        return [str(text) for (text,) in self.rows(query)]


@asynccontextmanager
async def customer(folder: Path, clock: HandClock | None = None) -> AsyncIterator[Customer]:
    """A customer of a keyless shop whose database is in ``folder``."""
    clock = clock or HandClock(NOW_MS)
    database = folder / "bot.db"
    settings = load({"BOT__STORAGE__PATH": str(database)}, FOLDER)
    async with bot.open_shop(settings, OneChannel(Terminal("ask")), clock=clock) as shop:
        yield Customer(shop.exchange("ask"), database, clock)
