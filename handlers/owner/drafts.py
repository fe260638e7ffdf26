"""Drafts: answers that an owner has taught and not saved yet, and what each of them replaces.

A draft is stored before its preview is sent, and what it replaces before the file changes: nothing is lost on the way.
Refuses to grow without end: the latest MOST_KEPT are kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from storage.migrations import Migration

TABLE = """
CREATE TABLE taught_drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at_ms INTEGER NOT NULL,
    question_ids TEXT NOT NULL,
    entry TEXT NOT NULL,
    replaced TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'saved', 'discarded'))
) STRICT;
CREATE TABLE taught_undone (
    message TEXT PRIMARY KEY,
    entry TEXT NOT NULL
) STRICT;
"""
MIGRATIONS = (Migration("owner-005-taught", TABLE),)

MOST_KEPT = 200
State = Literal["open", "saved", "discarded"]
# A pinned answer as the file holds it.
Entry = dict[str, Any]

INSERT = "INSERT INTO taught_drafts (made_at_ms, question_ids, entry, replaced) VALUES (?, ?, ?, ?) RETURNING id"
DROP_OLD = "DELETE FROM taught_drafts WHERE id <= (SELECT max(id) FROM taught_drafts) - ?"
SELECT = "SELECT id, question_ids, entry, replaced, state FROM taught_drafts WHERE id = ?"
SELECT_SAVED = """
SELECT id, question_ids, entry, replaced, state FROM taught_drafts WHERE state = 'saved' ORDER BY id DESC
"""
SET_STATE = "UPDATE taught_drafts SET state = ? WHERE id = ?"
INSERT_UNDONE = "INSERT INTO taught_undone (message, entry) VALUES (?, ?) ON CONFLICT DO NOTHING"
SELECT_UNDONE = "SELECT entry FROM taught_undone WHERE message = ?"
DROP_UNDONE = "DELETE FROM taught_undone WHERE rowid <= (SELECT max(rowid) FROM taught_undone) - ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """``entry`` is what is to stand in the file, ``replaced`` what stood there for the same questions."""

    id: int
    question_ids: tuple[int, ...]
    entry: Entry
    replaced: tuple[Entry, ...]
    state: State


def keep(
    connection: sqlite3.Connection, question_ids: Sequence[int], entry: Entry, replaced: Sequence[Entry], now_ms: int
) -> int:
    """Inside a write: a new draft's number."""
    values = (now_ms, json.dumps(list(question_ids)), json.dumps(entry), json.dumps(list(replaced)))
    ((draft_id,),) = connection.execute(INSERT, values).fetchall()
    connection.execute(DROP_OLD, (MOST_KEPT,))
    return int(draft_id)


def find(connection: sqlite3.Connection, draft_id: int) -> Draft | None:
    """The draft of that number; None where there is none, or no longer."""
    row = connection.execute(SELECT, (draft_id,)).fetchone()
    return None if row is None else _draft(row)


def saved(connection: sqlite3.Connection) -> list[Draft]:
    """Those that were saved, the latest first."""
    return [_draft(row) for row in connection.execute(SELECT_SAVED).fetchall()]


def set_state(connection: sqlite3.Connection, draft_id: int, state: State) -> None:
    """Inside a write: a draft is settled."""
    connection.execute(SET_STATE, (state, draft_id))


def keep_undone(connection: sqlite3.Connection, message: str, entry: Entry) -> None:
    """Inside a write, before the file changes: which answer the owner's message takes back."""
    connection.execute(INSERT_UNDONE, (message, json.dumps(entry)))
    connection.execute(DROP_UNDONE, (MOST_KEPT,))


def undone_by(connection: sqlite3.Connection, message: str) -> Entry | None:
    """What the message was found to take back before; None where it comes for the first time."""
    row = connection.execute(SELECT_UNDONE, (message,)).fetchone()
    return None if row is None else json.loads(row[0])


def _draft(row: tuple[Any, ...]) -> Draft:
    draft_id, question_ids, entry, replaced, state = row
    return Draft(
        id=draft_id,
        question_ids=tuple(json.loads(question_ids)),
        entry=json.loads(entry),
        replaced=tuple(json.loads(replaced)),
        state=state,
    )
