"""Consent: whether a customer wants to be written to. STOP ends it, START brings it back.

Refuses to say anything to a chat that stopped, however the message reads, until it starts again.
"""

from __future__ import annotations

import sqlite3

from storage.database import Database, Step
from storage.migrations import Migration

TABLES = """
CREATE TABLE stopped_chats (
    chat TEXT PRIMARY KEY,
    stopped_at_ms INTEGER NOT NULL
) STRICT;
"""
MIGRATIONS = (Migration("talk-003-consent", TABLES),)

SELECT_STOPPED = "SELECT 1 FROM stopped_chats WHERE chat = ?"
INSERT_STOPPED = "INSERT INTO stopped_chats (chat, stopped_at_ms) VALUES (?, ?) ON CONFLICT (chat) DO NOTHING"
DELETE_STOPPED = "DELETE FROM stopped_chats WHERE chat = ?"


async def is_stopped(database: Database, chat: str) -> bool:
    """Whether the chat said STOP and not START since."""
    return await database.read(lambda connection: connection.execute(SELECT_STOPPED, (chat,)).fetchone() is not None)


def stop(chat: str, now_ms: int) -> Step[None]:
    """The step after which the chat hears nothing more."""

    def store(connection: sqlite3.Connection) -> None:
        connection.execute(INSERT_STOPPED, (chat, now_ms))

    return store


def start(chat: str) -> Step[None]:
    """The step after which the chat is answered again."""

    def store(connection: sqlite3.Connection) -> None:
        connection.execute(DELETE_STOPPED, (chat,))

    return store
