"""Enquiries in the database: the open one of each chat, and every confirmed one under its number.

A number is given to the customer in the reply that is stored in one transaction with its row, so that no number that
was read is ever given twice. Refuses to keep what was left lying: an open enquiry is forgotten with the chat's slots.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from typing import Self

from shop.enquiry import Enquiry
from shop.slots import LIFETIME_MS
from storage.database import Step
from storage.migrations import Migration
from storage.reader import Reader

TABLES = """
CREATE TABLE enquiry_drafts (
    chat TEXT PRIMARY KEY,
    draft TEXT NOT NULL,
    updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE enquiries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL,
    confirmed_at_ms INTEGER NOT NULL,
    items TEXT NOT NULL,
    logo TEXT NOT NULL,
    place TEXT NOT NULL,
    needed_by TEXT NOT NULL,
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    total_inr TEXT
) STRICT;
CREATE INDEX enquiries_of_chat ON enquiries (chat, number);
"""
MIGRATIONS = (Migration("talk-004-enquiries", TABLES),)

FIRST_NUMBER = 1001
SELECT_DRAFT = "SELECT draft FROM enquiry_drafts WHERE chat = ? AND updated_at_ms >= ?"
UPSERT_DRAFT = """
INSERT INTO enquiry_drafts (chat, draft, updated_at_ms) VALUES (?, ?, ?)
ON CONFLICT (chat) DO UPDATE SET draft = excluded.draft, updated_at_ms = excluded.updated_at_ms
"""
DELETE_DRAFT = "DELETE FROM enquiry_drafts WHERE chat = ?"
# Forgotten drafts of other chats hold names and numbers that nobody needs any more.
DELETE_OLD_DRAFTS = "DELETE FROM enquiry_drafts WHERE updated_at_ms < ?"
INSERT_ENQUIRY = """
INSERT INTO enquiries (number, chat, confirmed_at_ms, items, logo, place, needed_by, name, contact, total_inr)
VALUES (:number, :chat, :now_ms, :items, :logo, :place, :needed_by, :name, :contact, :total_inr)
"""
# AUTOINCREMENT remembers the highest number even where its row is gone.
SELECT_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'enquiries'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """An enquiry with its number; ``total_inr`` is what the customer pays, None where a person makes the price.

    ``lines`` tell the owner all of it, in English.
    """

    enquiry: Enquiry
    total_inr: str | None
    lines: tuple[str, ...]


class EnquiryNumbers:
    """Gives each number once in this process, beginning after the highest one stored."""

    def __init__(self, last: int) -> None:
        self._last = last

    @classmethod
    async def load(cls, database: Reader) -> Self:
        """What the database holds."""
        row = await database.read(lambda connection: connection.execute(SELECT_LAST).fetchone())
        return cls(row[0] if row else FIRST_NUMBER - 1)

    def next(self) -> int:
        """A number that nobody has; one whose reply could not be stored is left out."""
        self._last += 1
        return self._last


def draft_of(connection: sqlite3.Connection, chat: str, now_ms: int) -> Enquiry | None:
    """The chat's enquiry, open or just confirmed; None where there is none or its time is over."""
    row = connection.execute(SELECT_DRAFT, (chat, now_ms - LIFETIME_MS)).fetchone()
    return Enquiry.from_json(row[0]) if row else None


def keep(chat: str, enquiry: Enquiry | None, now_ms: int) -> Step[None]:
    """The step that stores the chat's enquiry as it stands now; None ends it."""

    def store(connection: sqlite3.Connection) -> None:
        connection.execute(DELETE_OLD_DRAFTS, (now_ms - LIFETIME_MS,))
        if enquiry is None:
            connection.execute(DELETE_DRAFT, (chat,))
        else:
            connection.execute(UPSERT_DRAFT, (chat, enquiry.to_json(), now_ms))

    return store


def record(chat: str, confirmed: Confirmed, now_ms: int) -> Step[None]:
    """The step that stores a confirmed enquiry under its number."""
    enquiry = confirmed.enquiry
    values = {
        "number": enquiry.number,
        "chat": chat,
        "now_ms": now_ms,
        "items": json.dumps([asdict(item) for item in enquiry.items]),
        "logo": f"{enquiry.logo}: {enquiry.method} {enquiry.logo_note}".strip(": "),
        "place": f"{enquiry.address or enquiry.city} {enquiry.pincode}".strip(),
        "needed_by": enquiry.date_words or enquiry.day,
        "name": enquiry.name,
        "contact": enquiry.contact,
        "total_inr": confirmed.total_inr,
    }

    def store(connection: sqlite3.Connection) -> None:
        connection.execute(INSERT_ENQUIRY, values)

    return store
