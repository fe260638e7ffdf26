"""Notices: what the owner must know, sent once, on the same way as replies: stored first, then sent by the worker.

A notice is a row of the inbox that is answered already; its key makes the same trouble one notice. While nobody owns
the shop, or none of the owner's channels is open, the latest notices are kept and told as soon as there is somebody.
Refuses to be a flood: lasting troubles carry the day in their key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.delivery.buttons import Buttons, buttons_in, written
from handlers.delivery.message import Beside, Part
from handlers.delivery.outgoing import Outgoing, channel_of
from handlers.owner.owners import TELEGRAM, Owners
from storage.database import Step
from storage.migrations import Migration

TABLE = """
CREATE TABLE kept_notices (
    key TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
"""
BUTTONS = "ALTER TABLE kept_notices ADD COLUMN buttons TEXT NOT NULL DEFAULT ''"
MIGRATIONS = (
    Migration("owner-002-kept-notices", TABLE),
    Migration("owner-003-kept-buttons", BUTTONS),
)

MOST_CHARACTERS = 1000
MOST_KEPT = 10
KEPT_MS = 7 * 24 * 3_600_000
KIND = "notice"

KEEP = "INSERT INTO kept_notices (key, at_ms, text, buttons) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING"
DROP_OLDEST = """
DELETE FROM kept_notices WHERE key NOT IN (SELECT key FROM kept_notices ORDER BY at_ms DESC, rowid DESC LIMIT ?)
"""
TAKE_KEPT = "DELETE FROM kept_notices RETURNING at_ms, rowid, key, text, buttons"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is the matter and what to do next; the same ``key`` is told once.

    Whoever replies to it is understood by the ``key`` (see desk.py), ``buttons`` say their words as such a reply.
    Too long a text is cut, unless it ``is_whole``.
    """

    key: str
    text: str
    buttons: Buttons = ()
    is_whole: bool = False

    @property
    def body(self) -> str:
        """The text as it is sent."""
        return (
            self.text if self.is_whole or len(self.text) <= MOST_CHARACTERS else f"{self.text[: MOST_CHARACTERS - 1]}…"
        )


class Notices:
    """Stores notices for the owner's chats on ``channels``, those that are open in this process.

    Its steps are called inside a write. What they made ready is found by the worker when it looks for unsent parts.
    """

    def __init__(self, owners: Owners, channels: Collection[str], timezone: str) -> None:
        self._owners = owners
        self._channels = channels
        self._zone = ZoneInfo(timezone)

    def tell(self, notice: Notice, now_ms: int, also: Collection[str] = ()) -> Step[int]:
        """The step that stores a notice, for the chats in ``also`` too; how many messages are now to be sent."""

        def store(connection: sqlite3.Connection) -> int:
            chats = dict.fromkeys([*self._chats(), *(chat for chat in also if channel_of(chat) in self._channels)])
            if not chats:
                connection.execute(KEEP, (notice.key, now_ms, notice.body, written(notice.buttons)))
                connection.execute(DROP_OLDEST, (MOST_KEPT,))
            return sum(_make_ready(connection, notice, chat, now_ms) for chat in chats)

        return store

    def tell_elsewhere(self, connection: sqlite3.Connection, part: Part, now_ms: int) -> None:
        """Inside a write: what one of the owner's chats did not take goes to those that were not told at first."""
        for chat in self._owners.chats():
            if channel_of(chat) in self._channels and chat not in (*self._chats(), part.chat):
                external_id = f"{KIND}:{part.beside.key}:{part.number}:{chat}"
                told = Outgoing(chat=chat, kind=KIND, external_id=external_id, text=part.body, beside=part.beside)
                told.put(connection, now_ms)

    def tell_kept(self, now_ms: int) -> Step[int]:
        """The step that tells what was kept, with its time, oldest first; how many messages are now to be sent."""

        def store(connection: sqlite3.Connection) -> int:
            chats = self._chats()
            rows = sorted(connection.execute(TAKE_KEPT).fetchall()) if chats else []
            kept = [self._dated(at_ms, *told) for at_ms, _, *told in rows if now_ms - at_ms <= KEPT_MS]
            return sum(_make_ready(connection, notice, chat, now_ms) for notice in kept for chat in chats)

        return store

    def _dated(self, at_ms: int, key: str, text: str, buttons: str) -> Notice:
        at = datetime.fromtimestamp(at_ms / 1000, self._zone)
        return Notice(key, f"On {at:%d %b at %H:%M}: {text}", buttons_in(buttons), is_whole=True)

    def _chats(self) -> list[str]:
        """All of the owner's chats on Telegram; where there is none, those on WhatsApp."""
        reached = [chat for chat in self._owners.chats() if channel_of(chat) in self._channels]
        return [chat for chat in reached if chat.startswith(TELEGRAM)] or reached


def _make_ready(connection: sqlite3.Connection, notice: Notice, chat: str, now_ms: int) -> bool:
    beside = Beside(buttons=notice.buttons, key=notice.key)
    external_id = f"{KIND}:{notice.key}:{chat}"
    return Outgoing(chat=chat, kind=KIND, external_id=external_id, text=notice.body, beside=beside).put(
        connection, now_ms
    )
