"""Claim: a message that is one worker's to answer, and what the chat wrote right after it.

Refuses to change rows: mailbox.py does, guarded by the claim's token.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.delivery.message import Message
from handlers.delivery.outbox import MOST_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Following:
    """A text that the chat wrote within two seconds after the one that is claimed; ``id`` is its row."""

    id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A message that is ours to answer until the lease runs out, ``lease_until_ms`` since 1970 in UTC.

    ``deliver`` is false where the answer goes into the database only; ``attempts`` counts this claim too.
    ``following`` are texts that may be answered together with it, ``merged_ids`` the rows of those that are.
    """

    id: int
    token: int
    attempts: int
    deliver: bool
    lease_until_ms: int
    message: Message
    following: tuple[Following, ...] = ()
    merged_ids: tuple[int, ...] = ()

    def merged(self, count: int) -> Claim:
        """The claim on this message and the next ``count`` texts as one message, a line each."""
        taken = self.following[:count]
        text = "\n".join((self.message.text, *(each.text for each in taken)))
        message = replace(self.message, text=text)
        return replace(self, message=message, merged_ids=tuple(each.id for each in taken))

    @property
    def worn_out(self) -> bool:
        """Claimed so often that the usual way is not tried again."""
        return self.attempts > MOST_ATTEMPTS
