"""UnreachableChats: customers who blocked the shop or left, so that nothing is sent to them until they write again.

Kept in memory too, so that a send need not ask the database.
Refuses to forget across restarts, and to judge: a channel marks a chat, and lifts the mark when the chat is heard.
"""

from __future__ import annotations

from typing import Self

from storage.database import Database
from storage.migrations import Migration

TABLES = """
CREATE TABLE unreachable_chats (
    chat TEXT PRIMARY KEY,
    since_ms INTEGER NOT NULL
) STRICT;
"""
MIGRATIONS = (Migration("channels-001-unreachable-chats", TABLES),)

SELECT_CHATS = "SELECT chat FROM unreachable_chats"
INSERT_CHAT = "INSERT INTO unreachable_chats (chat, since_ms) VALUES (?, ?) ON CONFLICT (chat) DO NOTHING"
DELETE_CHAT = "DELETE FROM unreachable_chats WHERE chat = ?"


class UnreachableChats:
    """The chats that take nothing at present, of all channels."""

    def __init__(self, database: Database, chats: set[str]) -> None:
        self._database = database
        self._chats = chats

    @classmethod
    async def load(cls, database: Database) -> Self:
        """What the database holds."""
        rows = await database.read(lambda connection: connection.execute(SELECT_CHATS).fetchall())
        return cls(database, {chat for (chat,) in rows})

    def __contains__(self, chat: str) -> bool:
        return chat in self._chats

    async def mark(self, chat: str, now_ms: int) -> None:
        """From now on nothing is sent to the chat. Raises StorageError."""
        if chat not in self._chats:
            await self._database.write(lambda connection: connection.execute(INSERT_CHAT, (chat, now_ms)), name="mark")
            self._chats.add(chat)

    async def lift(self, chat: str) -> None:
        """The chat is there again. Raises StorageError."""
        if chat in self._chats:
            await self._database.write(lambda connection: connection.execute(DELETE_CHAT, (chat,)), name="lift")
            self._chats.discard(chat)
