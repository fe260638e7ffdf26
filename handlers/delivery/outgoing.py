"""Outgoing: a message of ours that answers none of the chat's own: a notice to an owner, or an owner's words.

It is a row of the inbox that is answered already, so that it goes the same way as replies: stored first, sent once.
Refuses to be put twice under one ``external_id`` of a channel.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from handlers import text_parts
from handlers.delivery.message import NOTHING_BESIDE, Beside, Part
from handlers.delivery.outbox import insert_parts
from handlers.delivery.states import OutboxState

# What every channel takes in one message, in units of UTF-16.
MOST_UNITS = 1600

# Its place among the chat's messages does not matter: an answered row is waited for, wherever it stands.
INSERT_ANSWERED = """
INSERT INTO inbox (channel, bot_id, external_id, chat, kind, received_at_ms, text, position, state, answered_at_ms)
VALUES (:channel, '', :external_id, :chat, :kind, :now_ms, '', 0, 'answered', :now_ms)
ON CONFLICT DO NOTHING
RETURNING id
"""


def channel_of(chat: str) -> str:
    """The channel that a chat belongs to."""
    return chat.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """``kind`` says what sort of message it is; ``beside`` goes along with its words."""

    chat: str
    kind: str
    external_id: str
    text: str
    beside: Beside = NOTHING_BESIDE

    def put(self, connection: sqlite3.Connection, now_ms: int) -> bool:
        """Inside a write: have it sent, in as many parts as it takes; false where it was put before or is empty."""
        bodies = text_parts.split(self.text, MOST_UNITS)
        if not bodies:
            return False
        values = {
            "channel": channel_of(self.chat),
            "external_id": self.external_id,
            "chat": self.chat,
            "kind": self.kind,
            "now_ms": now_ms,
        }
        rows = connection.execute(INSERT_ANSWERED, values).fetchall()
        for (inbox_id,) in rows:
            parts = [
                Part(
                    id=0,
                    inbox_id=inbox_id,
                    number=number,
                    channel=channel_of(self.chat),
                    chat=self.chat,
                    body=body,
                    token=0,
                    beside=self.beside.at(number, len(bodies)),
                )
                for number, body in enumerate(bodies, start=1)
            ]
            insert_parts(connection, parts, OutboxState.READY)
        return bool(rows)
