"""KeptReplies: what an owner said to a customer whom WhatsApp did not let it through to, until that one writes again.

Refuses to keep words until they have lost their sense: what is older than a week is dropped.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Self

from storage.migrations import Migration
from storage.reader import Reader

TABLES = """
CREATE TABLE kept_replies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL,
    owner TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX kept_replies_of_chat ON kept_replies (chat);
"""
MIGRATIONS = (Migration("talk-005-kept-replies", TABLES),)
KEPT_DAYS = 7
KEPT_MS = KEPT_DAYS * 24 * 3_600_000

SELECT_CHATS = "SELECT chat, MAX(at_ms) FROM kept_replies GROUP BY chat"
INSERT_REPLY = "INSERT INTO kept_replies (chat, owner, at_ms, text) VALUES (?, ?, ?, ?)"
TAKE_REPLIES = "DELETE FROM kept_replies WHERE chat = ? RETURNING id, owner, at_ms, text"


@dataclass(frozen=True, slots=True)
class KeptReply:
    """``owner`` is the chat of whoever said it."""

    id: int
    owner: str
    at_ms: int
    text: str


class KeptReplies:
    """The chats for which words are kept, and since when, stand in memory too: no message need ask the database."""

    def __init__(self, chats: dict[str, int]) -> None:
        self._chats = chats

    @classmethod
    async def load(cls, database: Reader) -> Self:
        """What the database holds. Raises StorageError."""
        rows = await database.read(lambda connection: connection.execute(SELECT_CHATS).fetchall())
        return cls(dict(rows))

    def has(self, chat: str, now_ms: int) -> bool:
        """Whether words are kept for the chat that still make sense."""
        at_ms = self._chats.get(chat)
        return at_ms is not None and now_ms - at_ms <= KEPT_MS

    def keep(self, connection: sqlite3.Connection, chat: str, owner: str, text: str, now_ms: int) -> None:
        """Inside a write: keep the words for the chat."""
        connection.execute(INSERT_REPLY, (chat, owner, now_ms, text))
        self._chats = {**self._chats, chat: now_ms}  # a new one: this runs in the writer's thread, while others read

    def take(self, connection: sqlite3.Connection, chat: str, now_ms: int) -> list[KeptReply]:
        """Inside a write: what is kept for the chat, in order; it is kept no more."""
        rows = sorted(connection.execute(TAKE_REPLIES, (chat,)).fetchall())
        self._chats = {each: at_ms for each, at_ms in self._chats.items() if each != chat}
        return [reply for reply in (KeptReply(*row) for row in rows) if now_ms - reply.at_ms <= KEPT_MS]
