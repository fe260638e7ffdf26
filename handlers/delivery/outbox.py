"""The outbox: each part of a reply, and how its sending went.

A part is committed as 'sending' before the network is used, so that a crash leaves a row that says so.
Refuses to guess: an outcome nobody knows is stored as unknown, sent once more and flagged.
"""

import json
import logging
import sqlite3
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

from handlers.delivery.buttons import buttons_in, written
from handlers.delivery.message import Beside, Part, Reply
from handlers.delivery.states import change_one
from storage.database import Database, Step

RESEND_AFTER_MS = 10_000
# A crash while sending does not use up the one resend, since two in a row would leave a customer unanswered; but a part
# that ends the process each time it is sent must not do so for ever.
MOST_DOUBTFUL_TRIES = 5
OUTCOME_UNKNOWN = "unknown"
DAMAGED = "damaged"
log = logging.getLogger(__name__)

INSERT_PART = """
INSERT INTO outbox (inbox_id, part, channel, chat, body, body_crc32, state, picture, buttons, key,
    template)
VALUES (:inbox_id, :part, :channel, :chat, :body, :body_crc32, :state, :picture, :buttons, :key,
    :template)
RETURNING id
"""
START_SENDING = """
UPDATE outbox SET state = 'sending', token = token + 1, tries = tries + 1, started_at_ms = :now_ms, next_at_ms = NULL
WHERE id = :id AND token = :token AND state IN ('ready', 'unknown')
"""
MARK_SENT = """
UPDATE outbox SET state = 'sent', token = token + 1, provider_id = :provider_id
WHERE id = :id AND token = :token AND state = 'sending'
"""
MARK_FAILED = """
UPDATE outbox SET state = 'failed', token = token + 1, code = :code, next_at_ms = NULL
WHERE id = :id AND token = :token AND state IN ('ready', 'sending', 'unknown')
"""
MARK_UNKNOWN = """
UPDATE outbox SET state = 'unknown', token = token + 1, maybe_duplicate = 1, next_at_ms = :next_at_ms
WHERE id = :id AND token = :token AND state = 'sending'
"""
# A try that was surely not taken does not count: tries says how often the part may have arrived.
MARK_READY_AGAIN = """
UPDATE outbox SET state = 'ready', token = token + 1, tries = tries - 1, next_at_ms = :next_at_ms
WHERE id = :id AND token = :token AND state = 'sending'
"""
CLOSE_SETTLED = """
UPDATE inbox SET state = CASE WHEN attempts > :most_attempts THEN 'parked' ELSE 'closed' END
WHERE id = :inbox_id AND state = 'answered' AND NOT EXISTS (
    SELECT 1 FROM outbox WHERE inbox_id = :inbox_id AND state IN ('ready', 'sending', 'unknown'))
"""
# Both conditions on the state are needed: the first is that of the partial index, without which the table is scanned.
SELECT_UNSENT = """
SELECT outbox.id, outbox.inbox_id, outbox.part, outbox.channel, outbox.chat, outbox.body, outbox.body_crc32,
    outbox.token, outbox.tries, outbox.maybe_duplicate, COALESCE(outbox.next_at_ms, 0), inbox.reply, outbox.picture,
    outbox.buttons, outbox.key, outbox.template
FROM outbox JOIN inbox ON inbox.id = outbox.inbox_id
WHERE outbox.state IN ('ready', 'sending', 'unknown') AND outbox.state != 'sending'
    AND outbox.channel IN (SELECT value FROM json_each(:channels))
ORDER BY outbox.inbox_id, outbox.part
"""
EXPIRE_UNDELIVERABLE = """
UPDATE outbox SET state = 'expired', token = token + 1, next_at_ms = NULL
WHERE state IN ('ready', 'sending', 'unknown') AND channel IN (SELECT value FROM json_each(:undeliverable))
"""
GIVE_UP_DOUBTFUL = """
UPDATE outbox SET state = 'failed', token = token + 1, maybe_duplicate = 1, code = 'unknown'
WHERE state = 'sending' AND tries >= :most_tries
"""
DOUBT_INTERRUPTED = """
UPDATE outbox SET state = 'unknown', token = token + 1, maybe_duplicate = 1,
    next_at_ms = MIN(started_at_ms, :now_ms) + :resend_after_ms
WHERE state = 'sending'
"""
CLOSE_ALL_SETTLED = """
UPDATE inbox SET state = CASE WHEN attempts > :most_attempts THEN 'parked' ELSE 'closed' END
WHERE state IN ('new', 'leased', 'answered') AND state = 'answered' AND NOT EXISTS (
    SELECT 1 FROM outbox WHERE inbox_id = inbox.id AND state IN ('ready', 'sending', 'unknown'))
"""
REVIVE_PARTS = """
UPDATE outbox SET state = 'ready', token = token + 1, tries = 0, maybe_duplicate = 0, code = NULL
WHERE chat = :chat AND key != '' AND state = 'failed' AND code IN (SELECT value FROM json_each(:codes))
    AND inbox_id IN (SELECT id FROM inbox WHERE id = outbox.inbox_id AND kind = :kind AND received_at_ms >= :since_ms)
RETURNING inbox_id
"""
REOPEN_SETTLED = "UPDATE inbox SET state = 'answered' WHERE id = ? AND state = 'closed'"
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is left to send of one reply: its ``parts`` in order, not before ``due_at_ms`` (since 1970, UTC)."""

    inbox_id: int
    chat: str
    parts: tuple[Part, ...]
    due_at_ms: int = 0


class Failures(Protocol):
    """Who must know of parts that will never be taken."""

    def failed(self, connection: sqlite3.Connection, part: Part, code: str) -> None:
        """Inside the write that settles ``part``; ``code`` is the channel's word for why."""
        ...

    def wake(self) -> None:
        """After its commit."""
        ...


class Outbox:
    """The states of parts. Each change is committed when its call returns; StaleToken where the row has moved on.

    ``failures`` is told of each part that will never be taken and has a key.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.failures: Failures | None = None

    async def sending(self, part: Part, now_ms: int) -> Part:
        """Before the network is used; the part as it is from now on."""
        await self._change("sending", START_SENDING, part, now_ms=now_ms)
        return replace(part, token=part.token + 1, tries=part.tries + 1)

    async def sent(self, part: Part, provider_id: str | None) -> None:
        """The channel took it, under ``provider_id``. Settles the part."""
        await self._change("sent", MARK_SENT, part, settles=True, provider_id=provider_id)

    async def failed(self, part: Part, code: str) -> None:
        """It will never be taken; ``code`` is the channel's word for why. Settles the part."""
        await self._fail("failed", part, code)

    async def unknown(self, part: Part, next_at_ms: int) -> Part | None:
        """Nobody knows whether it was taken: the part to send once more at ``next_at_ms``, or None after the second."""
        if part.maybe_duplicate:
            await self._fail("unknown", part, OUTCOME_UNKNOWN)
            return None
        await self._change("unknown", MARK_UNKNOWN, part, next_at_ms=next_at_ms)
        return replace(part, token=part.token + 1, maybe_duplicate=True)

    async def retry(self, part: Part, next_at_ms: int) -> Part:
        """It was surely not taken and may be sent again from ``next_at_ms``."""
        await self._change("retry", MARK_READY_AGAIN, part, next_at_ms=next_at_ms)
        return replace(part, token=part.token + 1, tries=part.tries - 1)

    async def unsent(self, channels: Collection[str]) -> list[Delivery]:
        """All that is committed, not settled and not being sent, for ``channels``; oldest reply first.

        A body that does not match its checksum is settled as failed instead of being sent.
        """
        rows = await self._database.read(
            lambda connection: connection.execute(SELECT_UNSENT, {"channels": json.dumps(sorted(channels))}).fetchall()
        )
        deliveries = []
        for inbox_id, group in groupby(rows, key=itemgetter(1)):
            kept = [row for row in group if await self._undamaged(row)]
            if kept:
                parts = tuple(_part(row) for row in kept)
                deliveries.append(Delivery(inbox_id=inbox_id, chat=parts[0].chat, parts=parts, due_at_ms=kept[0][10]))
        return deliveries

    async def _undamaged(self, row: tuple[Any, ...]) -> bool:
        body, body_crc32 = row[5], row[6]
        if checksum(body) == body_crc32:
            return True
        log.error("outbox_body_damaged", extra={"outbox_id": row[0]})
        await self.failed(_part(row), DAMAGED)
        return False

    async def _fail(self, name: str, part: Part, code: str) -> None:
        failures = self.failures if part.beside.key else None
        note = () if failures is None else (lambda connection: failures.failed(connection, part, code),)
        await self._change(name, MARK_FAILED, part, *note, settles=True, code=code)
        if failures is not None:
            failures.wake()

    async def _change(
        self, name: str, update: str, part: Part, *along: Step[None], settles: bool = False, **values: object
    ) -> None:
        def change(connection: sqlite3.Connection) -> None:
            change_one(connection, update, {"id": part.id, "token": part.token, **values})
            if settles:
                connection.execute(CLOSE_SETTLED, {"inbox_id": part.inbox_id, "most_attempts": MOST_ATTEMPTS})

        await self._database.write(change, *along, name=name)


def checksum(body: str) -> int:
    """CRC32 of the body's UTF-8: SQLite has no checksum of its own."""
    return zlib.crc32(body.encode())


def insert_parts(connection: sqlite3.Connection, parts: Sequence[Part], state: str) -> list[Part]:
    """A row for each part, in ``state``; the parts with the ids of their rows. To be called inside a write."""
    stored = []
    for part in parts:
        values = {
            "inbox_id": part.inbox_id,
            "part": part.number,
            "channel": part.channel,
            "chat": part.chat,
            "body": part.body,
            "body_crc32": checksum(part.body),
            "state": state,
            "picture": part.beside.picture,
            "buttons": written(part.beside.buttons),
            "key": part.beside.key,
            "template": part.beside.template,
        }
        ((row_id,),) = connection.execute(INSERT_PART, values).fetchall()
        stored.append(replace(part, id=row_id))
    return stored


def revive(connection: sqlite3.Connection, chat: str, kind: str, codes: Collection[str], since_ms: int) -> int:
    """Inside a write: what the chat did not take for one of ``codes`` is to be sent after all; how many parts.

    Only messages of ours of that ``kind``, put after ``since_ms``.
    """
    values = {"chat": chat, "kind": kind, "codes": json.dumps(list(codes)), "since_ms": since_ms}
    revived = connection.execute(REVIVE_PARTS, values).fetchall()
    connection.executemany(REOPEN_SETTLED, revived)
    return len(revived)


def recover_parts(connection: sqlite3.Connection, now_ms: int, undeliverable: Collection[str]) -> None:
    """What the last run was sending is in doubt; what nobody waits for expires. To be called inside a write."""
    connection.execute(EXPIRE_UNDELIVERABLE, {"undeliverable": json.dumps(sorted(undeliverable))})
    connection.execute(GIVE_UP_DOUBTFUL, {"most_tries": MOST_DOUBTFUL_TRIES})
    connection.execute(DOUBT_INTERRUPTED, {"now_ms": now_ms, "resend_after_ms": RESEND_AFTER_MS})
    connection.execute(CLOSE_ALL_SETTLED, {"most_attempts": MOST_ATTEMPTS})


def _part(row: tuple[Any, ...]) -> Part:
    row_id, inbox_id, number, channel, chat, body, _, token, tries, maybe_duplicate, _, reply, *beside = row
    picture, buttons, key, template = beside
    return Part(
        id=row_id,
        inbox_id=inbox_id,
        number=number,
        channel=channel,
        chat=chat,
        body=body,
        token=token,
        tries=tries,
        maybe_duplicate=bool(maybe_duplicate),
        beside=Beside(picture=picture, buttons=buttons_in(buttons), key=key, template=template),
        reply=None if reply is None else Reply.from_json(reply),
    )
