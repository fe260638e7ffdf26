"""Where a message and each part of its reply can be on their way.

Each change of state is one guarded UPDATE (mailbox.py, outbox.py). Refuses to hold a state in memory: the row is it.
"""

import sqlite3
from enum import StrEnum


class InboxState(StrEnum):
    """The states of a customer's message."""

    NEW = "new"
    """Stored and acknowledged; nobody works on it."""
    LEASED = "leased"
    """A worker has it, until the lease runs out."""
    ANSWERED = "answered"
    """Its reply is in the outbox, not all of it settled."""
    CLOSED = "closed"
    """Every part of its reply is settled."""
    MERGED = "merged"
    """Answered together with a later message of the chat."""
    PARKED = "parked"
    """Tried too often; the last resort was sent and the owner is told."""
    SKIPPED = "skipped"
    """Left without an answer by a rule."""
    FORWARDED = "forwarded"
    """Handed to a person."""


class OutboxState(StrEnum):
    """The states of one part of a reply."""

    READY = "ready"
    """To be sent."""
    SENDING = "sending"
    """Committed before the network call; the outcome is not stored yet."""
    SENT = "sent"
    """The channel took it."""
    UNKNOWN = "unknown"
    """Nobody knows whether the channel took it; it is sent once more, flagged (after a crash: see outbox.py)."""
    FAILED = "failed"
    """The channel surely did not take it and never will, or two tries ended in the dark; ``code`` says which."""
    EXPIRED = "expired"
    """Nobody waits for it any more."""


class StaleToken(Exception):
    """The row has moved on since it was read: whoever held it drops the result."""


def change_one(connection: sqlite3.Connection, update: str, values: dict[str, object]) -> None:
    """Run a guarded UPDATE that must touch exactly one row; StaleToken where its guard does not hold."""
    if connection.execute(update, values).rowcount != 1:
        raise StaleToken(f"the guard did not hold for row {values.get('id')}")
