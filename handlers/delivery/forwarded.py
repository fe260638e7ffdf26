"""Forwarded: messages that a person was to answer.

Refuses to leave the last of them unanswered where that person said nothing: the bot answers it after all.
"""

from __future__ import annotations

import sqlite3

# As if it had come in just now: nobody is to be blamed for the time that a person had it.
REOPEN_LAST = """
UPDATE inbox SET state = 'new', reply = NULL, answered_at_ms = NULL, attempts = 0, received_at_ms = :now_ms
WHERE id = (SELECT MAX(id) FROM inbox WHERE chat = :chat AND state = 'forwarded' AND answered_at_ms >= :since_ms)
"""


def reopen_last(connection: sqlite3.Connection, chat: str, since_ms: int, now_ms: int) -> bool:
    """Inside a write: the last message that was forwarded after ``since_ms`` is to be answered; whether one is."""
    return connection.execute(REOPEN_LAST, {"chat": chat, "since_ms": since_ms, "now_ms": now_ms}).rowcount > 0
