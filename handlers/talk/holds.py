"""Holds: which chats a person has taken over. There the bot is silent, until the chat is given back.

Kept in memory too, so that no message need ask the database.
Refuses to last for ever: where the person says nothing for ``silent_ms``, the chat is overdue and goes back to the bot.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Self

from storage.migrations import Migration
from storage.reader import Reader

COLUMNS = """
ALTER TABLE handoffs ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE handoffs ADD COLUMN spoke_at_ms INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX handoffs_one_taken_a_chat ON handoffs (chat) WHERE state = 'taken';
"""
MIGRATIONS = (Migration("talk-004-holds", COLUMNS),)

SELECT_HELD = "SELECT chat, id, owner, spoke_at_ms FROM handoffs WHERE state = 'taken'"
TAKE = """
UPDATE handoffs SET state = 'taken', owner = :owner, spoke_at_ms = :now_ms
WHERE chat = :chat AND state IN ('waiting', 'taken')
RETURNING id
"""
TAKE_UNCALLED = """
INSERT INTO handoffs (chat, called_at_ms, intent, state, owner, spoke_at_ms)
VALUES (:chat, :now_ms, '', 'taken', :owner, :now_ms)
RETURNING id
"""
GIVE_BACK = "UPDATE handoffs SET state = 'closed' WHERE chat = ? AND state = 'taken'"


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has a chat: ``owner`` is the chat of a person, ``spoke_at_ms`` when they last spoke, since 1970 in UTC."""

    number: int
    owner: str
    spoke_at_ms: int


class Holds:
    """The chats that persons have; ``silent_ms`` is how long a person may be silent before one is overdue."""

    def __init__(self, held: dict[str, Hold], silent_ms: int) -> None:
        self._held = held
        self.silent_ms = silent_ms

    @classmethod
    async def load(cls, database: Reader, silent_ms: int) -> Self:
        """What the database holds. Raises StorageError."""
        rows = await database.read(lambda connection: connection.execute(SELECT_HELD).fetchall())
        return cls({chat: Hold(number, owner, at_ms) for chat, number, owner, at_ms in rows}, silent_ms)

    def of(self, chat: str) -> Hold | None:
        """Who has the chat; None where the bot answers."""
        return self._held.get(chat)

    def all(self) -> dict[str, Hold]:
        """Every chat that a person has, those that were spoken to last at the end."""
        return dict(sorted(self._held.items(), key=lambda held: held[1].spoke_at_ms))

    def overdue(self, now_ms: int) -> list[str]:
        """The chats whose persons have been silent for too long."""
        return [chat for chat, hold in self.all().items() if now_ms - hold.spoke_at_ms >= self.silent_ms]

    def take(self, connection: sqlite3.Connection, chat: str, owner: str, now_ms: int) -> Hold:
        """Inside a write: from its commit on ``owner`` has the chat, and spoke just now."""
        values = {"chat": chat, "owner": owner, "now_ms": now_ms}
        rows = connection.execute(TAKE, values).fetchall() or connection.execute(TAKE_UNCALLED, values).fetchall()
        hold = Hold(int(rows[0][0]), owner, now_ms)
        self._held = {**self._held, chat: hold}  # a new one: this runs in the writer's thread, while others read
        return hold

    def give_back(self, connection: sqlite3.Connection, chat: str) -> bool:
        """Inside a write: from its commit on the bot answers the chat again; whether a person had it."""
        self._held = {each: hold for each, hold in self._held.items() if each != chat}
        return connection.execute(GIVE_BACK, (chat,)).rowcount > 0
