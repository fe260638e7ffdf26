"""SentParts: what is known of the parts that a channel has taken, by the ids that it gave them.

For a channel that can look up what it sent: what it finds there and nobody knows of is what was in doubt. For whoever
replies to a part: what that one was about.
Refuses to change anything: outbox.py does.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from handlers.delivery.message import Beside, Message, Part
from storage.reader import Reader

SELECT_KNOWN = """
SELECT provider_id FROM outbox WHERE channel = :channel AND chat = :chat AND provider_id IN
    (SELECT value FROM json_each(:provider_ids))
"""

SELECT_KEY = """
SELECT key FROM outbox WHERE chat = :chat AND provider_id = :provider_id AND key != '' AND channel = :channel
ORDER BY id DESC LIMIT 1
"""

SELECT_SENT = """
SELECT id, inbox_id, part, body, token, tries, key, template FROM outbox
WHERE chat = :chat AND provider_id = :provider_id AND key != '' AND channel = :channel
"""
# What was told without being asked for answers a row without words.
SELECT_LAST_KEY = """
SELECT outbox.key FROM outbox JOIN inbox AS said ON said.id = outbox.inbox_id
WHERE outbox.chat = :chat AND outbox.channel = :channel AND said.text != '' ORDER BY outbox.id DESC LIMIT 1
"""
SELECT_ASKED = """
SELECT said.text FROM outbox JOIN inbox AS said ON outbox.inbox_id IN (said.id, said.merged_into)
WHERE outbox.chat = :chat AND outbox.provider_id = :provider_id AND outbox.channel = :channel ORDER BY said.position
"""


def with_key(connection: sqlite3.Connection, channel: str, chat: str, provider_id: str) -> Part | None:
    """The part that the channel took under ``provider_id``, where it has a key."""
    values = {"channel": channel, "chat": chat, "provider_id": provider_id}
    row = connection.execute(SELECT_SENT, values).fetchone()
    if row is None:
        return None
    row_id, inbox_id, number, body, token, tries, key, template = row
    return Part(
        id=row_id,
        inbox_id=inbox_id,
        number=number,
        channel=channel,
        chat=chat,
        body=body,
        token=token,
        tries=tries,
        beside=Beside(key=key, template=template),
    )


async def key_of(database: Reader, message: Message) -> str:
    """The key of the part that a message replies to; "" where it replies to none that has one. Raises StorageError."""
    if not message.reply_to:
        return ""
    values = {"channel": message.channel, "chat": message.chat, "provider_id": message.reply_to}
    row = await database.read(lambda connection: connection.execute(SELECT_KEY, values).fetchone())
    return "" if row is None else str(row[0])


async def last_key(database: Reader, message: Message) -> str:
    """The key of the last answer to words of the message's chat; "" where it had none. Raises StorageError."""
    values = {"channel": message.channel, "chat": message.chat}
    row = await database.read(lambda connection: connection.execute(SELECT_LAST_KEY, values).fetchone())
    return "" if row is None else str(row[0])


async def asked_before(database: Reader, message: Message) -> str:
    """The chat's own words that a part answers to which a message replies; "" where there are none.

    Raises StorageError.
    """
    if not message.reply_to:
        return ""
    values = {"channel": message.channel, "chat": message.chat, "provider_id": message.reply_to}
    rows = await database.read(lambda connection: connection.execute(SELECT_ASKED, values).fetchall())
    return "\n".join(text for (text,) in rows)


async def known(database: Reader, channel: str, chat: str, provider_ids: Collection[str]) -> set[str]:
    """Those of ``provider_ids`` that stand at a part for ``chat``. Raises StorageError."""
    values = {"channel": channel, "chat": chat, "provider_ids": json.dumps(list(provider_ids))}
    rows = await database.read(lambda connection: connection.execute(SELECT_KNOWN, values).fetchall())
    return {provider_id for (provider_id,) in rows}
