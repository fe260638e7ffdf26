"""ServiceWindow: until when WhatsApp takes free text for a customer: 24 hours from the last message that came in.

Refuses to be opened by our own messages, and to judge a customer who was never heard: there Twilio knows better.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from storage.database import Database, Step
from storage.migrations import Migration

TABLES = """
CREATE TABLE service_window (
    chat TEXT PRIMARY KEY,
    last_inbound_at_ms INTEGER NOT NULL,
    last_sid TEXT NOT NULL
) STRICT;
"""
MIGRATIONS = (Migration("whatsapp-001-service-window", TABLES),)
# A minute less than WhatsApp gives: the way to it takes time, and clocks differ.
OPEN_MS = (24 * 60 - 1) * 60_000

UPSERT_HEARD = """
INSERT INTO service_window (chat, last_inbound_at_ms, last_sid) VALUES (:chat, :at_ms, :sid)
ON CONFLICT (chat) DO UPDATE SET last_inbound_at_ms = :at_ms, last_sid = :sid
WHERE last_inbound_at_ms <= :at_ms AND last_sid != :sid
"""
SELECT_CHAT = "SELECT last_inbound_at_ms, last_sid FROM service_window WHERE chat = ?"


class ServiceWindow:
    """When each customer was last heard. Chats are `whatsapp:ADDRESS`, times milliseconds since 1970 in UTC."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def heard(self, chat: str, sid: str, now_ms: int) -> None:
        """The customer's message ``sid`` came in, which opens the window; a repeat does not. Raises StorageError."""
        await self._database.write(hearing(chat, sid, now_ms), name="heard")

    async def is_open(self, chat: str, now_ms: int) -> bool:
        """Whether free text may be sent, as far as we know: true for a chat never heard. Raises StorageError."""
        row = await self._row(chat)
        return row is None or now_ms - int(row[0]) < OPEN_MS

    async def last_sid(self, chat: str) -> str | None:
        """Twilio's SID of the customer's last message; None where there is none. Raises StorageError."""
        row = await self._row(chat)
        return None if row is None else str(row[1])

    async def _row(self, chat: str) -> tuple[Any, ...] | None:
        rows = await self._database.read(lambda connection: connection.execute(SELECT_CHAT, (chat,)).fetchall())
        return rows[0] if rows else None


def hearing(chat: str, sid: str, now_ms: int) -> Step[None]:
    """``ServiceWindow.heard`` as a step of a larger write."""

    def hear(connection: sqlite3.Connection) -> None:
        connection.execute(UPSERT_HEARD, {"chat": chat, "sid": sid, "at_ms": now_ms})

    return hear
