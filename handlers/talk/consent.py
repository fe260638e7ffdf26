"""Consent: whether a customer wants to be written to. STOP ends it, START brings it back.

The chats that stopped are kept in memory too, so that even an answer of last resort knows of them.
Refuses to say anything to a chat that stopped, however the message reads, until it starts again.
"""

from __future__ import annotations

import sqlite3
from typing import Self

from storage.migrations import Migration
from storage.reader import Reader

TABLES = """
CREATE TABLE stopped_chats (
    chat TEXT PRIMARY KEY,
    stopped_at_ms INTEGER NOT NULL
) STRICT;
"""
MIGRATIONS = (Migration("talk-003-consent", TABLES),)

SELECT_STOPPED = "SELECT chat FROM stopped_chats"
INSERT_STOPPED = "INSERT INTO stopped_chats (chat, stopped_at_ms) VALUES (?, ?) ON CONFLICT (chat) DO NOTHING"
DELETE_STOPPED = "DELETE FROM stopped_chats WHERE chat = ?"


class Consent:
    """The chats that said STOP and not START since."""

    def __init__(self, stopped: set[str]) -> None:
        self._stopped = stopped

    @classmethod
    async def load(cls, database: Reader) -> Self:
        """What the database holds."""
        rows = await database.read(lambda connection: connection.execute(SELECT_STOPPED).fetchall())
        return cls({chat for (chat,) in rows})

    def is_stopped(self, chat: str) -> bool:
        """Whether the chat hears nothing."""
        return chat in self._stopped

    def stop(self, connection: sqlite3.Connection, chat: str, now_ms: int) -> None:
        """Inside a write: from its commit on the chat hears nothing more."""
        connection.execute(INSERT_STOPPED, (chat, now_ms))
        self._stopped.add(chat)

    def start(self, connection: sqlite3.Connection, chat: str) -> None:
        """Inside a write: from its commit on the chat is answered again."""
        connection.execute(DELETE_STOPPED, (chat,))
        self._stopped.discard(chat)
