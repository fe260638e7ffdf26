"""Hand-off: a customer needs a person, and the owner must know of it.

    waiting -> taken (a person has the chat, see holds.py) -> closed
    waiting -> closed

Each call is stored with the reply that promises it, so no promise is ever without its call; its number names the chat
in the owner's commands. Refuses to silence the bot: being called changes nothing for the customer.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

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

# A chat that calls again while it waits is still one chat that waits: for what it said last. Where a person has the
# chat already, nobody waits.
INSERT_CALL = """
INSERT INTO handoffs (chat, called_at_ms, intent)
SELECT :chat, :called_at_ms, :intent WHERE NOT EXISTS (SELECT 1 FROM handoffs WHERE chat = :chat AND state = 'taken')
ON CONFLICT (chat) WHERE state = 'waiting' DO UPDATE SET called_at_ms = excluded.called_at_ms, intent = excluded.intent
RETURNING id
"""
SELECT_TAKEN = "SELECT id FROM handoffs WHERE chat = ? AND state = 'taken'"
SELECT_WAITING = """
SELECT chat, called_at_ms, intent, id FROM handoffs WHERE state = 'waiting' ORDER BY called_at_ms DESC, id DESC LIMIT ?
"""
COUNT_WAITING = "SELECT count(*) FROM handoffs WHERE state = 'waiting'"
SELECT_CHAT = "SELECT chat FROM handoffs WHERE id = ?"
SELECT_CHAT_WAITING = "SELECT 1 FROM handoffs WHERE chat = ? AND state = 'waiting'"
CLOSE_WAITING = "UPDATE handoffs SET state = 'closed' WHERE chat = ? AND state = 'waiting'"


@dataclass(frozen=True, slots=True)
class Call:
    """A chat that waits for a person; ``called_at_ms`` is milliseconds since 1970 in UTC, ``number`` 0 until stored."""

    chat: str
    called_at_ms: int
    intent: str
    number: int = 0


def call_owner(connection: sqlite3.Connection, call: Call) -> int:
    """Store the call, inside a write; the number of what waits now, or of what a person has already."""
    values = {"chat": call.chat, "called_at_ms": call.called_at_ms, "intent": call.intent}
    rows = (
        connection.execute(INSERT_CALL, values).fetchall() or connection.execute(SELECT_TAKEN, (call.chat,)).fetchall()
    )
    return int(rows[0][0])


def waiting(connection: sqlite3.Connection, most: int) -> tuple[int, list[Call]]:
    """How many chats wait for a person, and the latest of them."""
    (count,) = connection.execute(COUNT_WAITING).fetchone()
    return count, [Call(*row) for row in connection.execute(SELECT_WAITING, (most,)).fetchall()]


def waits(connection: sqlite3.Connection, chat: str) -> bool:
    """Whether the chat waits for a person."""
    return connection.execute(SELECT_CHAT_WAITING, (chat,)).fetchone() is not None


def chat_of(connection: sqlite3.Connection, number: int) -> str | None:
    """The chat of a call, whatever has become of it; None where there never was one of that number."""
    row = connection.execute(SELECT_CHAT, (number,)).fetchone()
    return None if row is None else str(row[0])


def close(connection: sqlite3.Connection, chat: str) -> bool:
    """Inside a write: the chat waits no more; whether it did."""
    return connection.execute(CLOSE_WAITING, (chat,)).rowcount > 0
