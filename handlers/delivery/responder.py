"""Who answers: the seam between the worker, which carries messages, and the conversation, which words replies.

Refuses to write: what an answer changes elsewhere comes along as steps, stored in one transaction with the reply.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from handlers.delivery.message import NOTHING_BESIDE, Beside, Message, Reply
from storage.database import Step


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, and the steps (memory, ledger, cache) that are committed together with it or not at all.

    A step may run again where the disk failed: what it did before was undone then. ``beside`` goes along with the
    reply. ``notifies`` is true where the steps leave something ready to be sent to other chats,
    ``is_forwarded`` where a person is to answer.
    """

    reply: Reply
    steps: tuple[Step[Any], ...] = ()
    beside: Beside = NOTHING_BESIDE
    notifies: bool = False
    is_forwarded: bool = False


class Responder(Protocol):
    """One message in, one reply out."""

    def together(self, message: Message, following: Sequence[str]) -> int:
        """How many of the texts that follow a message, counted from the first, are answered together with it."""
        ...

    async def respond(self, message: Message) -> Answered:
        """The usual way. What it raises is logged, and the last resort answers instead."""
        ...

    def last_resort(self, message: Message) -> Answered:
        """An answer without anything that could fail or wait."""
        ...

    def bare_words(self, message: Message) -> Reply:
        """Words that promise nothing, for when not even the last resort's steps can be stored."""
        ...
