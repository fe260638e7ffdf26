"""WhatsAppStatuses: what became of each message after Twilio took it, as its reports tell.

    queued < sent < delivered < read; failed and undelivered are final unless delivered

Refuses to go back: reports come in any order, and the furthest state stays.
"""

from __future__ import annotations

import logging
import sqlite3

from handlers.delivery import sent_parts
from handlers.delivery.outbox import Failures
from handlers.twilio_codes import WINDOW_CLOSED, verdict_of_report
from handlers.whatsapp_consequences import WhatsAppConsequences
from handlers.whatsapp_options import CHANNEL
from storage.database import Database
from storage.migrations import Migration

TABLES = """
CREATE TABLE whatsapp_statuses (
    sid TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    error_code TEXT NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX whatsapp_statuses_by_age ON whatsapp_statuses (at_ms);
"""
MIGRATIONS = (Migration("whatsapp-002-statuses", TABLES),)
KEEP_MS = 8 * 24 * 3_600_000
# States not listed here count as none: they are kept until a known one comes.
_RANKS = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "failed": 4,
    "undelivered": 4,
    "canceled": 4,
    "delivered": 5,
    "read": 6,
}
LOST = ("failed", "undelivered")

SELECT_STATE = "SELECT state FROM whatsapp_statuses WHERE sid = ?"
UPSERT_STATE = """
INSERT INTO whatsapp_statuses (sid, state, error_code, at_ms) VALUES (:sid, :state, :code, :now_ms)
ON CONFLICT (sid) DO UPDATE SET state = :state, error_code = :code, at_ms = :now_ms
"""
DELETE_OLD = "DELETE FROM whatsapp_statuses WHERE at_ms < ?"
log = logging.getLogger(__name__)


class WhatsAppStatuses:
    """The furthest state of every message reported within eight days."""

    def __init__(
        self, database: Database, consequences: WhatsAppConsequences, failures: Failures | None = None
    ) -> None:
        self._database = database
        self._consequences = consequences
        self._failures = failures

    async def report(self, sid: str, state: str, code: str, to: str, now_ms: int) -> None:
        """Store that the message ``sid`` to the chat ``to`` is in ``state``; ``code`` is Twilio's, "" for none.

        A message that is lost has the consequences of its code, once, and whoever put a message with a key there is
        told. Raises StorageError; then nothing happened.
        """

        def store(connection: sqlite3.Connection) -> tuple[bool, bool]:
            connection.execute(DELETE_OLD, (now_ms - KEEP_MS,))
            known = connection.execute(SELECT_STATE, (sid,)).fetchone()
            if known is not None and _rank(state) <= _rank(known[0]):
                return False, False
            connection.execute(UPSERT_STATE, {"sid": sid, "state": state, "code": code, "now_ms": now_ms})
            return True, state in LOST and self._tell(connection, sid, code, to)

        ((is_news, is_told),) = await self._database.write(store, name="status")
        if is_news and state in LOST:
            log.warning("whatsapp_not_delivered", extra={"sid": sid, "state": state, "code": code})
            if is_told and self._failures is not None:
                self._failures.wake()
            if not is_told or code != WINDOW_CLOSED:
                await self._consequences.draw(verdict_of_report(code), to, now_ms)

    def _tell(self, connection: sqlite3.Connection, sid: str, code: str, to: str) -> bool:
        """Whether the message has a key, and whoever put it there is told."""
        part = None if self._failures is None else sent_parts.with_key(connection, CHANNEL, to, sid)
        if part is None or self._failures is None:
            return False
        self._failures.failed(connection, part, code)
        return True


def _rank(state: str) -> int:
    return _RANKS.get(state, 0)
