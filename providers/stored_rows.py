"""What stored_answers.py keeps in the database: one row an answer, under its key.

Moments are milliseconds since 1970 in UTC. Refuses to grow: what is older than its last use allows goes with the next
answer that is stored, and beyond the bounds whatever was used longest ago.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from providers.answer import Answer, Fact
from storage.database import Step
from storage.migrations import Migration

TABLE = """
CREATE TABLE stored_answers (
    key TEXT NOT NULL UNIQUE,
    answer TEXT NOT NULL,
    stored_at_ms INTEGER NOT NULL,
    fresh_ms INTEGER NOT NULL,
    used_at_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX stored_answers_by_use ON stored_answers (used_at_ms, bytes);
CREATE INDEX stored_answers_by_age ON stored_answers (stored_at_ms);
"""
MIGRATIONS = (Migration("providers-004-stored-answers", TABLE),)

# What a row takes beside its answer: key, moments, indexes.
ROW_BYTES = 250
EVICTED_AT_ONCE = 50

SELECT = "SELECT answer, stored_at_ms, fresh_ms, used_at_ms FROM stored_answers WHERE key = ?"
UPSERT = """
INSERT INTO stored_answers (key, answer, stored_at_ms, fresh_ms, used_at_ms, bytes) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET answer = excluded.answer, stored_at_ms = excluded.stored_at_ms,
    fresh_ms = excluded.fresh_ms, used_at_ms = excluded.used_at_ms, bytes = excluded.bytes
"""
TOUCH = "UPDATE stored_answers SET used_at_ms = ? WHERE key = ?"
DELETE = "DELETE FROM stored_answers WHERE key = ? AND answer = ?"
DELETE_KEY = "DELETE FROM stored_answers WHERE key = ?"
DELETE_OLD = "DELETE FROM stored_answers WHERE stored_at_ms < ?"
SELECT_AHEAD = "SELECT max(max(stored_at_ms), max(used_at_ms)) > ? FROM stored_answers"
DELETE_ALL = "DELETE FROM stored_answers"
SELECT_SIZE = "SELECT count(*), coalesce(sum(bytes), 0) FROM stored_answers"
EVICT = """
DELETE FROM stored_answers WHERE rowid IN (
    SELECT rowid FROM stored_answers ORDER BY used_at_ms, rowid LIMIT ?)
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that is stored: answers, bytes of the database, and answers held in memory as well."""

    rows: int = 5_000
    bytes: int = 20_000_000
    in_memory: int = 1_000


@dataclass(slots=True)
class StoredAnswer:
    """An answer, when it was stored, how long it is fresh, and when it was last used."""

    answer: Answer
    stored_at_ms: int
    fresh_ms: int
    used_at_ms: int


class Damaged(Exception):
    """A row holds something else than an answer; ``text`` is what."""

    def __init__(self, text: str) -> None:
        super().__init__("a stored answer is damaged")
        self.text = text


def find(connection: sqlite3.Connection, key: str, tier: str) -> StoredAnswer | None:
    """The row of a key, its answer as one of ``tier``'s. Raises Damaged."""
    row = connection.execute(SELECT, (key,)).fetchone()
    if row is None:
        return None
    text, stored_at_ms, fresh_ms, used_at_ms = row
    return StoredAnswer(_answer(text, tier), stored_at_ms, fresh_ms, used_at_ms)


def store(key: str, stored: StoredAnswer, bounds: Bounds, oldest_ms: int) -> Step[None]:
    """The step that stores an answer, drops those from before ``oldest_ms`` and keeps the bounds."""
    text = _text(stored.answer)
    size = len(text.encode()) + ROW_BYTES
    row = (key, text, stored.stored_at_ms, stored.fresh_ms, stored.used_at_ms, size)

    def write(connection: sqlite3.Connection) -> None:
        connection.execute(UPSERT, row)
        connection.execute(DELETE_OLD, (oldest_ms,))
        at_once = min(EVICTED_AT_ONCE, max(1, bounds.rows // 10))
        while _is_beyond(connection, bounds):
            connection.execute(EVICT, (at_once,))

    return write


def touch(key: str, now_ms: int) -> Step[None]:
    """The step that notes the use of an answer."""

    def write(connection: sqlite3.Connection) -> None:
        connection.execute(TOUCH, (now_ms, key))

    return write


def delete(key: str, text: str) -> Step[None]:
    """The step that takes a damaged row out, unless a sound one has taken its place."""

    def write(connection: sqlite3.Connection) -> None:
        connection.execute(DELETE, (key, text))

    return write


def forget(key: str) -> Step[None]:
    """The step that takes a row out, whatever it holds."""

    def write(connection: sqlite3.Connection) -> None:
        connection.execute(DELETE_KEY, (key,))

    return write


def take_over(now_ms: int, oldest_ms: int) -> Step[None]:
    """The step that begins a process: rows from the future tell that the clock was set back, so that no age holds."""

    def write(connection: sqlite3.Connection) -> None:
        (is_ahead,) = connection.execute(SELECT_AHEAD, (now_ms,)).fetchone()
        if is_ahead:
            connection.execute(DELETE_ALL)
        connection.execute(DELETE_OLD, (oldest_ms,))

    return write


def _is_beyond(connection: sqlite3.Connection, bounds: Bounds) -> bool:
    rows, size = connection.execute(SELECT_SIZE).fetchone()
    return bool(rows > bounds.rows or size > bounds.bytes)


def _text(answer: Answer) -> str:
    facts = [[fact.name, fact.value] for fact in answer.facts]
    kept = {"text": answer.text, "intents": answer.intents, "language": answer.language, "facts": facts}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _answer(text: str, tier: str) -> Answer:
    try:
        kept = json.loads(text)
        answer = Answer(
            text=kept["text"],
            tier=tier,
            intents=tuple(kept["intents"]),
            language=kept["language"],
            facts=tuple(Fact(name, value) for name, value in kept["facts"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(text) from error
    said = (
        answer.text,
        answer.language,
        *answer.intents,
        *(part for fact in answer.facts for part in (fact.name, fact.value)),
    )
    if not answer.text or not all(isinstance(part, str) for part in said):
        raise Damaged(text)
    return answer
