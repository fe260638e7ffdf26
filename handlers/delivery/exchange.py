"""Exchange: message in, reply out, for callers that wait for the answer: the terminal and scripts.

It takes the same way through the mailbox that every channel takes.
Refuses to answer by itself: should the way be closed, the message is stored and answered at the next start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Message, Reply
from handlers.delivery.worker import Worker
from storage.clock import Clock


class NoReply(Exception):
    """The message is stored, and will be answered at the next start; the message says why not now."""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """Speaks for chats of one channel."""

    channel: str
    mailbox: Mailbox
    worker: Worker
    clock: Clock
    fresh_id: Callable[[], str]

    async def say(self, chat: str, text: str) -> Reply:
        """Store a message, have it answered and return the reply as it was stored. Raises NoReply."""
        message = Message(
            channel=self.channel,
            external_id=self.fresh_id(),
            chat=chat,
            text=text,
            received_at_ms=self.clock.now_ms(),
        )
        inbox_id = await self.mailbox.accept(message)
        if inbox_id is None:
            raise NoReply(f"the message id {message.external_id} was used before")
        await self.worker.idle()
        reply = await self.mailbox.reply(inbox_id)
        if reply is None:
            raise NoReply("the message is stored and will be answered at the next start")
        return reply
