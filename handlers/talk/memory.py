"""Memory: what was said in a chat and what it established, kept across restarts.

Refuses to grow without end: a chat keeps its last TURNS_KEPT turns.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from handlers.talk import enquiry as enquiry_rows
from providers.prompt import Utterance
from shop.enquiry import Enquiry
from shop.slots import LIFETIME_MS, Slots
from storage.database import Database, Step
from storage.migrations import Migration

TURNS_KEPT = 20
TURNS_RECALLED = 4
# For so many turns a customer's "no, that is wrong" may mean an answer.
ANSWERS_IN_DOUBT = 2

TABLES = """
CREATE TABLE conversations (
    chat TEXT PRIMARY KEY,
    slots TEXT NOT NULL,
    updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL,
    said_at_ms INTEGER NOT NULL,
    said_by TEXT NOT NULL CHECK (said_by IN ('customer', 'shop', 'owner')),
    text TEXT NOT NULL
) STRICT;
CREATE INDEX turns_of_chat ON turns (chat, id);
"""
COLUMNS = """
ALTER TABLE conversations ADD COLUMN answer_keys TEXT NOT NULL DEFAULT '[]';
"""
MIGRATIONS = (Migration("talk-001-memory", TABLES), Migration("talk-006-answer-keys", COLUMNS))

SELECT_CONVERSATION = "SELECT slots, answer_keys, updated_at_ms FROM conversations WHERE chat = ?"
SELECT_TURNS = """
SELECT said_by, text FROM turns WHERE chat = ? AND said_at_ms >= ? ORDER BY id DESC LIMIT ?
"""
SELECT_ANY_TURN = "SELECT 1 FROM turns WHERE chat = ? LIMIT 1"
UPSERT_CONVERSATION = """
INSERT INTO conversations (chat, slots, answer_keys, updated_at_ms) VALUES (?, ?, ?, ?)
ON CONFLICT (chat) DO UPDATE SET slots = excluded.slots, answer_keys = excluded.answer_keys,
    updated_at_ms = excluded.updated_at_ms
"""
INSERT_TURN = "INSERT INTO turns (chat, said_at_ms, said_by, text) VALUES (?, ?, ?, ?)"
DROP_OLD_TURNS = """
DELETE FROM turns WHERE chat = :chat AND id <= (
    SELECT id FROM turns WHERE chat = :chat ORDER BY id DESC LIMIT 1 OFFSET :kept
)
"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a chat has established, and what was said last within the lifetime of slots, oldest first.

    ``answer_keys``: the cache may hold the last ANSWERS_IN_DOUBT answers under these, the newest first; "" where it
    holds none. ``enquiry`` is the chat's enquiry, open or just confirmed.
    """

    slots: Slots
    turns: tuple[Utterance, ...]
    answer_keys: tuple[str, ...] = ()
    enquiry: Enquiry | None = None

    def keys_with(self, key: str | None) -> tuple[str, ...]:
        """The keys as they stand after one more answer."""
        return (key or "", *self.answer_keys)[:ANSWERS_IN_DOUBT]


async def recall(database: Database, chat: str, now_ms: int) -> Remembered:
    """What is known of a chat; empty for a new one."""

    def select(connection: sqlite3.Connection) -> Remembered:
        row = connection.execute(SELECT_CONVERSATION, (chat,)).fetchone()
        said = connection.execute(SELECT_TURNS, (chat, now_ms - LIFETIME_MS, TURNS_RECALLED)).fetchall()
        turns = tuple(Utterance(said_by, text) for said_by, text in reversed(said))
        enquiry = enquiry_rows.draft_of(connection, chat, now_ms)
        if row is None:
            return Remembered(Slots(), turns, enquiry=enquiry)
        slots, answer_keys, updated_at_ms = row
        is_lasting = now_ms - updated_at_ms <= LIFETIME_MS
        keys = tuple(json.loads(answer_keys)) if is_lasting else ()
        return Remembered(Slots.from_json(slots), turns, keys, enquiry)

    return await database.read(select)


def say(connection: sqlite3.Connection, chat: str, turn: Utterance, now_ms: int) -> None:
    """Inside a write: add one turn; what the chat has established stays as it is."""
    connection.execute(INSERT_TURN, (chat, now_ms, turn.said_by, turn.text))
    connection.execute(DROP_OLD_TURNS, {"chat": chat, "kept": TURNS_KEPT})


def is_known(connection: sqlite3.Connection, chat: str) -> bool:
    """Whether anything was ever said in the chat."""
    return connection.execute(SELECT_ANY_TURN, (chat,)).fetchone() is not None


def remember(chat: str, after: Remembered, now_ms: int) -> Step[None]:
    """The step that stores what a chat established after a turn, and adds what was said in it."""

    def store(connection: sqlite3.Connection) -> None:
        connection.execute(UPSERT_CONVERSATION, (chat, after.slots.to_json(), json.dumps(after.answer_keys), now_ms))
        said = ((chat, now_ms, turn.said_by, turn.text) for turn in after.turns if turn.text)
        connection.executemany(INSERT_TURN, said)
        connection.execute(DROP_OLD_TURNS, {"chat": chat, "kept": TURNS_KEPT})

    return store
