"""WhatsAppConsequences: what follows from a verdict beside the message itself: a mark on the chat, a word to the owner.

Refuses to fail: where the mark cannot be stored, it is made at the next refusal.
"""

from __future__ import annotations

import logging

from handlers.channels import Alarm
from handlers.twilio_codes import Verdict
from handlers.unreachable_chats import UnreachableChats
from handlers.whatsapp_options import CHANNEL
from storage.errors import StorageError

log = logging.getLogger(__name__)


class WhatsAppConsequences:
    """The same for what a call and what a delivery report brings."""

    def __init__(self, unreachable: UnreachableChats, alarm: Alarm) -> None:
        self._unreachable = unreachable
        self._alarm = alarm

    async def draw(self, verdict: Verdict, chat: str, now_ms: int) -> None:
        """Mark ``chat`` ("" where nobody told whose it is) and tell the owner, as far as ``verdict`` says so."""
        if verdict.alarm:
            self._alarm(CHANNEL, verdict.alarm)
        if verdict.unreachable and chat:
            try:
                await self._unreachable.mark(chat, now_ms)
            except StorageError as error:
                log.warning("unreachable_chat_not_marked", extra={"reason": str(error)})
