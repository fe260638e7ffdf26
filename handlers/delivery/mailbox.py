"""The mailbox: every message stored before it is acknowledged, claimed by one worker, answered once.

The inbox row is the job; its reply's parts live in the outbox (outbox.py), the tables in tables.py.
Refuses to answer twice: repeats are dropped by two keys, and a claim that has lost its lease changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from handlers.delivery import card_numbers
from handlers.delivery.claim import Claim, Following
from handlers.delivery.message import NOTHING_BESIDE, Beside, Message, Part, Reply
from handlers.delivery.outbox import MOST_ATTEMPTS, Outbox, insert_parts, recover_parts
from handlers.delivery.states import InboxState, OutboxState, StaleToken, change_one
from handlers.delivery.tables import MIGRATIONS
from storage.database import Database, Step

__all__ = ["MIGRATIONS", "MOST_ATTEMPTS", "Claim", "Mailbox", "StaleToken"]

LEASE_MS = 45_000
MERGED_WITHIN_MS = 2_000
MOST_MERGED = 5
MAX_TEXT = 8000  # characters; more of one message is not kept

# Where the channel gives no order, a message comes after all of its chat that is still open.
INSERT_MESSAGE = """
INSERT INTO inbox (channel, bot_id, external_id, message_key, chat, kind, received_at_ms, text, reply_to, language_code,
    position)
VALUES (:channel, :bot_id, :external_id, NULLIF(:message_key, ''), :chat, :kind, :received_at_ms, :text, :reply_to,
    :language_code,
    COALESCE(:position, (SELECT MAX(position) + 1 FROM inbox
        WHERE chat = :chat AND state IN ('new', 'leased', 'answered')), 1))
ON CONFLICT DO NOTHING
RETURNING id
"""
RETURN_EXPIRED_LEASES = """
UPDATE inbox SET state = 'new', lease_until_ms = NULL
WHERE state = 'leased' AND lease_until_ms <= :now_ms AND id NOT IN (SELECT value FROM json_each(:in_work))
"""
# A row of a channel that is not served here holds nobody up: its reply could not go out before the next one's.
CLAIM_OLDEST = """
WITH served(name) AS (SELECT value FROM json_each(:channels))
UPDATE inbox SET state = 'leased', token = token + 1, attempts = attempts + 1, lease_until_ms = :lease_until_ms
WHERE id IN (
    SELECT head.id FROM inbox AS head
    WHERE head.state = 'new' AND (head.deliver = 0 OR head.channel IN served)
        AND NOT EXISTS (
            SELECT 1 FROM inbox AS open
            WHERE open.chat = head.chat AND open.state IN ('new', 'leased', 'answered')
                AND (open.state = 'leased'
                    OR (open.deliver = 0 OR open.channel IN served)
                        AND (open.state = 'answered' OR (open.position, open.id) < (head.position, head.id))))
    ORDER BY head.id LIMIT :limit)
RETURNING id, token, attempts, deliver, channel, bot_id, external_id, COALESCE(message_key, ''), chat, position, kind,
    received_at_ms, text, reply_to, language_code
"""
RELEASE = """
UPDATE inbox SET state = 'new', lease_until_ms = NULL WHERE id = :id AND token = :token AND state = 'leased'
"""
STORE_ANSWER = """
UPDATE inbox SET state = :state, lease_until_ms = NULL, reply = :reply, answered_at_ms = :now_ms
WHERE id = :id AND token = :token AND state = 'leased'
"""
# What the chat wrote right after it, as far as it is plain text that waits on the same channel.
SELECT_FOLLOWING = """
SELECT id, kind, text, reply_to FROM inbox
WHERE chat = :chat AND state = 'new' AND channel = :channel AND deliver = :deliver
    AND (position, id) > (:position, :id) AND received_at_ms <= :until_ms
ORDER BY position, id LIMIT :most
"""
MARK_MERGED = """
UPDATE inbox SET state = 'merged', merged_into = :into, answered_at_ms = :now_ms WHERE id = :id AND state = 'new'
"""
RETURN_ALL_LEASES = "UPDATE inbox SET state = 'new', lease_until_ms = NULL WHERE state = 'leased'"
STOP_DELIVERING = """
UPDATE inbox SET deliver = 0
WHERE state IN ('new', 'leased', 'answered') AND channel IN (SELECT value FROM json_each(:undeliverable))
"""
SELECT_REPLY = "SELECT reply FROM inbox WHERE id = ?"
COUNT_OPEN = "SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'leased', 'answered')"


class Mailbox:
    """The way of a message through the inbox; ``outbox`` carries on from there.

    Every method that changes something returns after the COMMIT and raises StorageError where there was none.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.outbox = Outbox(database)

    async def accept(self, message: Message) -> int | None:
        """Store a message; its row's id, or None where it is a repeat. Only then may it be acknowledged."""
        (row_id,) = await self._database.write(lambda connection: _insert(connection, message), name="accept")
        return None if row_id is None else int(row_id)

    async def accept_many(self, messages: Sequence[Message]) -> list[int | None]:
        """Store all messages or none, in order; for each what ``accept`` would have returned."""
        (row_ids,) = await self._database.write(
            lambda connection: [_insert(connection, message) for message in messages], name="accept"
        )
        return list(row_ids)

    async def claim(self, channels: Collection[str], now_ms: int) -> Claim | None:
        """The message that has waited longest among chats where nothing is in work, or None."""
        claims = await self.claim_many(channels, now_ms, limit=1)
        return claims[0] if claims else None

    async def claim_many(
        self, channels: Collection[str], now_ms: int, limit: int, in_work: Collection[int] = ()
    ) -> list[Claim]:
        """Up to ``limit`` claims, no two of one chat: messages of ``channels``, and those not to be delivered.

        ``in_work`` are rows whose work still runs: their leases do not run out, however the wall clock jumps.
        """
        values = {"channels": json.dumps(sorted(channels)), "lease_until_ms": now_ms + LEASE_MS, "limit": limit}

        def claim(connection: sqlite3.Connection) -> list[Claim]:
            connection.execute(RETURN_EXPIRED_LEASES, {"now_ms": now_ms, "in_work": json.dumps(list(in_work))})
            rows = sorted(connection.execute(CLAIM_OLDEST, values).fetchall())
            return [_with_following(connection, _claim(row, now_ms + LEASE_MS)) for row in rows]

        (claims,) = await self._database.write(claim, name="claim")
        return list(claims)

    async def release(self, claim: Claim) -> None:
        """Give a claim back unanswered. StaleToken where it is no longer ours."""
        values: dict[str, object] = {"id": claim.id, "token": claim.token}
        await self._database.write(lambda connection: change_one(connection, RELEASE, values), name="release")

    def answer(  # noqa: PLR0913 - what is stored of one answer
        self,
        claim: Claim,
        reply: Reply,
        parts: Sequence[str],
        now_ms: int,
        beside: Beside = NOTHING_BESIDE,
        *,
        is_forwarded: bool = False,
    ) -> Step[list[Part]]:
        """The step that stores the reply to a claim, to be written together with the conversation's own steps.

        Gives the parts to be sent, in order (none where nobody waits for them). StaleToken undoes the whole write.
        """
        to_send = claim.deliver and len(parts) > 0
        closed = InboxState.FORWARDED if is_forwarded else InboxState.CLOSED
        settled = InboxState.PARKED if claim.worn_out else closed
        values: dict[str, object] = {
            "id": claim.id,
            "token": claim.token,
            "state": InboxState.ANSWERED if to_send else settled,
            "reply": reply.to_json(),
            "now_ms": now_ms,
        }
        rows = [
            _unstored_part(claim, reply, number, body, beside.at(number, len(parts)))
            for number, body in enumerate(parts, start=1)
        ]

        def store(connection: sqlite3.Connection) -> list[Part]:
            change_one(connection, STORE_ANSWER, values)
            for row_id in claim.merged_ids:
                change_one(connection, MARK_MERGED, {"id": row_id, "into": claim.id, "now_ms": now_ms})
            stored = insert_parts(connection, rows, OutboxState.READY if to_send else OutboxState.EXPIRED)
            return stored if to_send else []

        return store

    async def recover(self, now_ms: int, undeliverable: Collection[str]) -> None:
        """Once at start, before any claim: what the last run held goes on.

        Leases go back; what was being sent is in doubt; what channels in ``undeliverable`` still owed is answered
        into the database only, because nobody waits for it any more.
        """

        def recover(connection: sqlite3.Connection) -> None:
            connection.execute(RETURN_ALL_LEASES)
            connection.execute(STOP_DELIVERING, {"undeliverable": json.dumps(sorted(undeliverable))})
            recover_parts(connection, now_ms, undeliverable)

        await self._database.write(recover, name="recover")

    async def reply(self, inbox_id: int) -> Reply | None:
        """The stored reply to a message; None while it has none."""
        row = await self._database.read(lambda connection: connection.execute(SELECT_REPLY, (inbox_id,)).fetchone())
        return Reply.from_json(row[0]) if row and row[0] else None

    async def open_count(self) -> int:
        """How many messages are stored and not yet wholly answered."""
        (count,) = await self._database.read(lambda connection: connection.execute(COUNT_OPEN).fetchone())
        return int(count)


def _insert(connection: sqlite3.Connection, message: Message) -> int | None:
    values = {
        "channel": message.channel,
        "bot_id": message.bot_id,
        "external_id": storable(message.external_id),
        "message_key": storable(message.message_key),
        "chat": storable(message.chat),
        "kind": message.kind,
        "received_at_ms": message.received_at_ms,
        "text": card_numbers.mask(storable(message.text).replace("\x00", "")[:MAX_TEXT]),
        "position": message.position,
        "reply_to": storable(message.reply_to),
        "language_code": storable(message.language_code),
    }
    rows = connection.execute(INSERT_MESSAGE, values).fetchall()
    return int(rows[0][0]) if rows else None


def storable(text: str) -> str:
    """The text as UTF-8 can hold it: JSON and terminals may bring half a character, SQLite would refuse it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _claim(row: tuple[Any, ...], lease_until_ms: int) -> Claim:
    row_id, token, attempts, deliver, channel, bot_id, external_id, key, chat, position, kind, *said = row
    received_at_ms, text, reply_to, language_code = said
    message = Message(
        channel=channel,
        bot_id=bot_id,
        external_id=external_id,
        message_key=key,
        chat=chat,
        position=position,
        kind=kind,
        received_at_ms=received_at_ms,
        text=text,
        reply_to=reply_to,
        language_code=language_code,
    )
    return Claim(
        id=row_id,
        token=token,
        attempts=attempts,
        deliver=bool(deliver),
        lease_until_ms=lease_until_ms,
        message=message,
    )


def _with_following(connection: sqlite3.Connection, claim: Claim) -> Claim:
    """The claim with what the chat wrote right after it; nothing beyond a message that is not plain text."""
    message = claim.message
    if not _may_merge(message.kind, message.text, message.reply_to):
        return claim
    values = {
        "id": claim.id,
        "chat": message.chat,
        "channel": message.channel,
        "deliver": int(claim.deliver),
        "position": message.position,
        "until_ms": message.received_at_ms + MERGED_WITHIN_MS,
        "most": MOST_MERGED - 1,
    }
    rows = connection.execute(SELECT_FOLLOWING, values).fetchall()
    plain = takewhile(lambda row: _may_merge(*row[1:]), rows)
    return replace(claim, following=tuple(Following(row_id, text) for row_id, _, text, _ in plain))


def _may_merge(kind: str, text: str, reply_to: str) -> bool:
    return kind == "text" and not text.startswith("/") and not reply_to


def _unstored_part(claim: Claim, reply: Reply, number: int, body: str, beside: Beside) -> Part:
    return Part(
        id=0,
        inbox_id=claim.id,
        number=number,
        channel=claim.message.channel,
        chat=claim.message.chat,
        body=storable(body),
        token=0,
        beside=beside,
        reply=reply,
    )
