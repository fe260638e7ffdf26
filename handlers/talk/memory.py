"""Memory: what was said in a chat and what it established, kept across restarts.

Refuses to grow without end: a chat keeps its last TURNS_KEPT turns.
"""

from __future__ import annotations

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
MIGRATIONS = (Migration("talk-001-memory", TABLES),)

SELECT_SLOTS = "SELECT slots FROM conversations WHERE chat = ?"
SELECT_TURNS = """
SELECT said_by, text FROM turns WHERE chat = ? AND said_at_ms >= ? ORDER BY id DESC LIMIT ?
"""
UPSERT_SLOTS = """
INSERT INTO conversations (chat, slots, updated_at_ms) VALUES (?, ?, ?)
ON CONFLICT (chat) DO UPDATE SET slots = excluded.slots, updated_at_ms = excluded.updated_at_ms
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

    ``enquiry`` is the chat's enquiry, open or just confirmed.
    """

    slots: Slots
    turns: tuple[Utterance, ...]
    enquiry: Enquiry | None = None


async def recall(database: Database, chat: str, now_ms: int) -> Remembered:
    """What is known of a chat; empty for a new one."""

    def select(connection: sqlite3.Connection) -> Remembered:
        row = connection.execute(SELECT_SLOTS, (chat,)).fetchone()
        said = connection.execute(SELECT_TURNS, (chat, now_ms - LIFETIME_MS, TURNS_RECALLED)).fetchall()
        turns = tuple(Utterance(said_by, text) for said_by, text in reversed(said))
        slots = Slots.from_json(row[0]) if row else Slots()
        return Remembered(slots, turns, enquiry_rows.draft_of(connection, chat, now_ms))

    return await database.read(select)


def remember(chat: str, slots: Slots, turns: tuple[Utterance, ...], now_ms: int) -> Step[None]:
    """The step that stores the slots and adds the turns."""

    def store(connection: sqlite3.Connection) -> None:
        connection.execute(UPSERT_SLOTS, (chat, slots.to_json(), now_ms))
        connection.executemany(INSERT_TURN, [(chat, now_ms, turn.said_by, turn.text) for turn in turns if turn.text])
        connection.execute(DROP_OLD_TURNS, {"chat": chat, "kept": TURNS_KEPT})

    return store
