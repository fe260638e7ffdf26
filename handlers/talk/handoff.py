"""Hand-off: a customer needs a person, and the owner must know of it.

Each call is stored with the reply that promises it, so no promise is ever without its call.
Refuses to silence the bot: being called changes nothing for the customer until a person answers.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from storage.database import Step
from storage.migrations import Migration

TABLES = """
CREATE TABLE handoffs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL,
    called_at_ms INTEGER NOT NULL,
    intent TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken', 'closed'))
) STRICT;
CREATE UNIQUE INDEX handoffs_one_waiting_a_chat ON handoffs (chat) WHERE state = 'waiting';
"""
MIGRATIONS = (Migration("talk-002-handoffs", TABLES),)

# A chat that calls again while it waits is still one chat that waits: for what it said last.
INSERT_CALL = """
INSERT INTO handoffs (chat, called_at_ms, intent) VALUES (?, ?, ?)
ON CONFLICT (chat) WHERE state = 'waiting' DO UPDATE SET called_at_ms = excluded.called_at_ms, intent = excluded.intent
"""
SELECT_WAITING = """
SELECT chat, called_at_ms, intent FROM handoffs WHERE state = 'waiting' ORDER BY called_at_ms DESC LIMIT :most
"""
COUNT_WAITING = "SELECT count(*) FROM handoffs WHERE state = 'waiting'"


@dataclass(frozen=True, slots=True)
class Call:
    """A chat that waits for a person; ``called_at_ms`` is milliseconds since 1970 in UTC."""

    chat: str
    called_at_ms: int
    intent: str


def call_owner(call: Call) -> Step[None]:
    """The step that stores the call."""

    def store(connection: sqlite3.Connection) -> None:
        connection.execute(INSERT_CALL, (call.chat, call.called_at_ms, call.intent))

    return store


def waiting(connection: sqlite3.Connection, most: int) -> tuple[int, list[Call]]:
    """How many chats wait for a person, and the latest of them."""
    (count,) = connection.execute(COUNT_WAITING).fetchone()
    rows = connection.execute(SELECT_WAITING, {"most": most}).fetchall()
    return count, [Call(*row) for row in rows]
