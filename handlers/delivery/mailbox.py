"""The mailbox: every message stored before it is acknowledged, claimed by one worker, answered once.

The inbox row is the job; its reply's parts live in the outbox (outbox.py), the tables in tables.py.
Refuses to answer twice: repeats are dropped by two keys, and a claim that has lost its lease changes nothing.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.delivery import card_numbers
from handlers.delivery.message import Message, Part, Reply
from handlers.delivery.outbox import MOST_ATTEMPTS, Outbox, insert_parts, recover_parts
from handlers.delivery.states import InboxState, OutboxState, StaleToken, change_one
from handlers.delivery.tables import MIGRATIONS
from storage.database import Database, Step

__all__ = ["MIGRATIONS", "MOST_ATTEMPTS", "Claim", "Mailbox", "StaleToken"]

LEASE_MS = 45_000
MAX_TEXT = 8000  # characters; more of one message is not kept

# Where the channel gives no order, a message comes after all of its chat that is still open.
INSERT_MESSAGE = """
INSERT INTO inbox (channel, bot_id, external_id, message_key, chat, kind, received_at_ms, text, position)
VALUES (:channel, :bot_id, :external_id, NULLIF(:message_key, ''), :chat, :kind, :received_at_ms, :text,
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
    received_at_ms, text
"""
RELEASE = """
UPDATE inbox SET state = 'new', lease_until_ms = NULL WHERE id = :id AND token = :token AND state = 'leased'
"""
STORE_ANSWER = """
UPDATE inbox SET state = :state, lease_until_ms = NULL, reply = :reply, answered_at_ms = :now_ms
WHERE id = :id AND token = :token AND state = 'leased'
"""
RETURN_ALL_LEASES = "UPDATE inbox SET state = 'new', lease_until_ms = NULL WHERE state = 'leased'"
STOP_DELIVERING = """
UPDATE inbox SET deliver = 0
WHERE state IN ('new', 'leased', 'answered') AND channel IN (SELECT value FROM json_each(:undeliverable))
"""
SELECT_REPLY = "SELECT reply FROM inbox WHERE id = ?"
COUNT_OPEN = "SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'leased', 'answered')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A message that is ours to answer until the lease runs out, ``lease_until_ms`` since 1970 in UTC.

    ``deliver`` is false where the answer goes into the database only; ``attempts`` counts this claim too.
    """

    id: int
    token: int
    attempts: int
    deliver: bool
    lease_until_ms: int
    message: Message

    @property
    def worn_out(self) -> bool:
        """Claimed so often that the usual way is not tried again."""
        return self.attempts > MOST_ATTEMPTS


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

        def claim(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            connection.execute(RETURN_EXPIRED_LEASES, {"now_ms": now_ms, "in_work": json.dumps(list(in_work))})
            return sorted(connection.execute(CLAIM_OLDEST, values).fetchall())

        (rows,) = await self._database.write(claim, name="claim")
        return [_claim(row, now_ms + LEASE_MS) for row in rows]

    async def release(self, claim: Claim) -> None:
        """Give a claim back unanswered. StaleToken where it is no longer ours."""
        values: dict[str, object] = {"id": claim.id, "token": claim.token}
        await self._database.write(lambda connection: change_one(connection, RELEASE, values), name="release")

    def answer(self, claim: Claim, reply: Reply, parts: Sequence[str], now_ms: int) -> Step[list[Part]]:
        """The step that stores the reply to a claim, to be written together with the conversation's own steps.

        Gives the parts to be sent, in order (none where nobody waits for them). StaleToken undoes the whole write.
        """
        to_send = claim.deliver and len(parts) > 0
        settled = InboxState.PARKED if claim.worn_out else InboxState.CLOSED
        values: dict[str, object] = {
            "id": claim.id,
            "token": claim.token,
            "state": InboxState.ANSWERED if to_send else settled,
            "reply": reply.to_json(),
            "now_ms": now_ms,
        }
        rows = [_unstored_part(claim, reply, number, body) for number, body in enumerate(parts, start=1)]

        def store(connection: sqlite3.Connection) -> list[Part]:
            change_one(connection, STORE_ANSWER, values)
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
    row_id, token, attempts, deliver, channel, bot_id, external_id, key, chat, position, kind, received_at_ms, text = (
        row
    )
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
    )
    return Claim(
        id=row_id,
        token=token,
        attempts=attempts,
        deliver=bool(deliver),
        lease_until_ms=lease_until_ms,
        message=message,
    )


def _unstored_part(claim: Claim, reply: Reply, number: int, body: str) -> Part:
    return Part(
        id=0,
        inbox_id=claim.id,
        number=number,
        channel=claim.message.channel,
        chat=claim.message.chat,
        body=storable(body),
        token=0,
        reply=reply,
    )
