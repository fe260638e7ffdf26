"""Owners: which chats may give the owner's commands: those in the settings, and one that claimed the shop by a code.

The code serves once. It is kept in the database, so that it stays the same over restarts until somebody has used it.
Refuses names and phone numbers that a message mentions: only the chat that a channel vouches for counts.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from setting_groups import OwnerSettings
from storage.database import Database, Step
from storage.migrations import Migration

TABLES = """
CREATE TABLE owners (
    chat TEXT PRIMARY KEY,
    claimed_at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE owner_code (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    code TEXT NOT NULL
) STRICT;
CREATE TABLE owner_code_tries (
    chat TEXT PRIMARY KEY,
    wrong INTEGER NOT NULL
) STRICT;
"""
MIGRATIONS = (Migration("owner-001-owners", TABLES),)

# Nothing here is taken for another: no 0 and O, 1, I and L, 5 and S, 2 and Z, 8 and B, 6 and G, U and V.
ALPHABET = "ACDEFHJKMNPQRTVWXY34679"
CODE_LENGTH = 8
MOST_WRONG_A_CHAT, MOST_WRONG = 5, 50
TELEGRAM, WHATSAPP = "telegram:", "whatsapp:"

SELECT_OWNERS = "SELECT chat FROM owners ORDER BY claimed_at_ms, chat"
INSERT_OWNER = "INSERT INTO owners (chat, claimed_at_ms) VALUES (?, ?)"
SELECT_CODE = "SELECT code FROM owner_code"
REPLACE_CODE = "INSERT OR REPLACE INTO owner_code (only, code) VALUES (1, ?)"
DELETE_CODE = "DELETE FROM owner_code"
USE_CODE = "DELETE FROM owner_code WHERE code = ?"
SELECT_TRIES = "SELECT chat, wrong FROM owner_code_tries"
COUNT_TRY = """
INSERT INTO owner_code_tries (chat, wrong) VALUES (?, 1) ON CONFLICT (chat) DO UPDATE SET wrong = wrong + 1
"""
DELETE_TRIES = "DELETE FROM owner_code_tries"
log = logging.getLogger(__name__)


class CodeUsed(Exception):
    """Somebody else has used the code in the same moment."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the database holds; ``code`` is None where the shop has an owner."""

    claimed: tuple[str, ...]
    code: str | None
    wrong: Counter[str]


class Owners:
    """The owner's chats, kept in memory too."""

    def __init__(self, database: Database, configured: Iterable[str], stored: _Stored) -> None:
        self._database = database
        self._chats = tuple(dict.fromkeys([*configured, *stored.claimed]))
        self._code = stored.code
        self._wrong = stored.wrong

    @classmethod
    async def load(
        cls, database: Database, settings: OwnerSettings, choose: Callable[[str], str] = secrets.choice
    ) -> Self:
        """Who owns the shop. Where nobody does, a code is made, or the one that was made before is kept.

        A code at which too many tries went wrong is replaced by a new one. ``choose`` picks a letter. Raises
        StorageError.
        """
        configured = [f"{TELEGRAM}{number}" for number in settings.telegram_ids]
        if settings.whatsapp is not None:
            configured.append(f"{WHATSAPP}{settings.whatsapp}")
        (stored,) = await database.write(
            lambda connection: _prepare(connection, bool(configured), choose), name="owners.load"
        )
        return cls(database, configured, stored)

    def is_owner(self, chat: str) -> bool:
        """Whether the chat is an owner's."""
        return chat in self._chats

    def chats(self) -> tuple[str, ...]:
        """The owner's chats, those of Telegram first."""
        return tuple(sorted(self._chats, key=lambda chat: not chat.startswith(TELEGRAM)))

    def code(self) -> str | None:
        """What claims the shop; None where it has an owner, or where too many tries went wrong since the start."""
        return None if self._wrong.total() >= MOST_WRONG else self._code

    async def claim(self, chat: str, said_code: str, now_ms: int) -> Step[None] | None:
        """The step that makes a private chat the owner's, where it said the code; else None, and the try is counted.

        The step raises CodeUsed where another chat was faster. Raises StorageError where the try cannot be counted.
        """
        code, said = self.code(), "".join(said_code.split()).upper()
        if code is None or not said or not chat.startswith((TELEGRAM, WHATSAPP)):
            return None
        if self._wrong[chat] >= MOST_WRONG_A_CHAT:
            return None
        if hmac.compare_digest(said.encode(errors="replace"), code.encode()):
            return lambda connection: self._take(connection, chat, code, now_ms)
        self._wrong[chat] += 1
        log.warning("owner_code_wrong", extra={"tries": self._wrong.total(), "most_tries": MOST_WRONG})
        await self._database.write(lambda connection: connection.execute(COUNT_TRY, (chat,)), name="owners.try")
        return None

    def _take(self, connection: sqlite3.Connection, chat: str, code: str, now_ms: int) -> None:
        if connection.execute(USE_CODE, (code,)).rowcount != 1:
            raise CodeUsed("the code was used by another chat")
        connection.execute(INSERT_OWNER, (chat, now_ms))
        connection.execute(DELETE_TRIES)
        # A new tuple: this runs in the writer's thread, while others may be reading. A step may run twice.
        self._chats = tuple(dict.fromkeys([*self._chats, chat]))
        self._code = None


def _prepare(connection: sqlite3.Connection, is_configured: bool, choose: Callable[[str], str]) -> _Stored:
    claimed = tuple(chat for (chat,) in connection.execute(SELECT_OWNERS).fetchall())
    if claimed or is_configured:
        connection.execute(DELETE_CODE)
        connection.execute(DELETE_TRIES)
        return _Stored(claimed, None, Counter())
    wrong = Counter(dict(connection.execute(SELECT_TRIES).fetchall()))
    row = connection.execute(SELECT_CODE).fetchone()
    # A chat that is locked out may be the owner's own: a start helps it too.
    if row is not None and wrong.total() < MOST_WRONG and max(wrong.values(), default=0) < MOST_WRONG_A_CHAT:
        return _Stored((), row[0], wrong)
    code = "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))
    connection.execute(REPLACE_CODE, (code,))
    connection.execute(DELETE_TRIES)
    return _Stored((), code, Counter())
