"""WhatsAppDoubt: whether a part whose sending nobody knows the end of had arrived at Twilio after all.

Twilio takes the same message twice without a word, but lists what it took. What it lists with the part's words, and no
part of ours is known by, is the part; what a template says stands at Twilio alone, so there any unknown one is it.
Refuses to hold an answer back: where it cannot be looked up, it is sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from handlers.delivery import sent_parts
from handlers.delivery.message import Part
from handlers.twilio_faults import NotConnected, TwilioFault
from handlers.twilio_taken import TakenMessage
from handlers.whatsapp_options import CHANNEL
from storage.clock import Clock
from storage.errors import StorageError
from storage.reader import Reader

# Free text goes out within 24 hours of the customer's message; an older one with the same words answered another.
OLDEST_MS = 24 * 3_600_000
log = logging.getLogger(__name__)


class WhatsAppDoubt:
    """``taken`` lists what Twilio last took for a chat, newest first."""

    def __init__(
        self, taken: Callable[[str], Awaitable[Sequence[TakenMessage]]], database: Reader, clock: Clock
    ) -> None:
        self._taken = taken
        self._database = database
        self._clock = clock

    async def arrived(self, part: Part) -> str | None:
        """Twilio's SID of the part, if an earlier try had arrived. Raises NotConnected, and nothing was found out."""
        try:
            after_ms = self._clock.now_ms() - OLDEST_MS
            alike = [
                each.sid
                for each in await self._taken(part.chat)
                if _may_be(each, part) and not each.is_lost and each.created_at_ms >= after_ms
            ]
            known = await sent_parts.known(self._database, CHANNEL, part.chat, alike) if alike else set()
        except NotConnected:
            raise
        except (TwilioFault, StorageError) as error:
            log.warning("earlier_try_not_looked_up", extra={"outbox_id": part.id, "reason": str(error)})
            return None
        return next((sid for sid in alike if sid not in known), None)


def _may_be(taken: TakenMessage, part: Part) -> bool:
    return bool(part.beside.template) or taken.body.strip() == part.body.strip()
