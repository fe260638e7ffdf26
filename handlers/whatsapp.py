"""WhatsApp: the channel to WhatsApp's customers, over Twilio: here, what goes out.

Its parts stand beside it: calls (twilio_wire), codes, the 24-hour window, statuses, sending, typing, options.
Refuses shop logic: it sends what it is given, as plain text.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Self

from handlers.delivery.message import Part
from handlers.service_window import ServiceWindow
from handlers.unreachable_chats import UnreachableChats
from handlers.whatsapp_consequences import WhatsAppConsequences
from handlers.whatsapp_doubt import WhatsAppDoubt
from handlers.whatsapp_options import CHANNEL, WhatsAppOptions
from handlers.whatsapp_sending import WhatsAppSending
from handlers.whatsapp_statuses import WhatsAppStatuses
from handlers.whatsapp_typing import WhatsAppTyping
from storage.clock import Clock
from storage.database import Database

if TYPE_CHECKING:  # the wire loads Twilio's library, which only an open channel needs
    from handlers.twilio_wire import TwilioWire


class WhatsApp:
    """An open channel. It is told who was ``heard``; ``statuses`` is told what became of a message."""

    name = CHANNEL

    def __init__(
        self,
        wire: TwilioWire,
        unreachable: UnreachableChats,
        clock: Clock,
        database: Database,
        options: WhatsAppOptions,
    ) -> None:
        consequences = WhatsAppConsequences(unreachable, options.alarm)
        self.window = ServiceWindow(database)
        self.statuses = WhatsAppStatuses(database, consequences, options.failures)
        self._unreachable = unreachable
        self._sending = WhatsAppSending(
            *(wire, clock, options),
            window=self.window,
            unreachable=unreachable,
            consequences=consequences,
            doubt=WhatsAppDoubt(wire.taken_for, database, clock),
        )
        self._typing = WhatsAppTyping(wire.show_typing, self.window, options.typing_after_s)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, options: WhatsAppOptions, unreachable: UnreachableChats, clock: Clock, database: Database
    ) -> AsyncIterator[Self]:
        """A channel that can send; nothing is asked of Twilio yet."""
        wire_class = await asyncio.to_thread(_load_wire)  # a tenth of a second that others need not wait for
        async with wire_class.open(options) as wire:
            channel = cls(wire, unreachable, clock, database, options)
            try:
                yield channel
            finally:
                await channel._typing.close()

    def split(self, text: str) -> list[str]:
        """Parts that Twilio takes: 1,600 units of UTF-16 each."""
        return self._sending.split(text)

    async def send(self, part: Part) -> str | None:
        """Send one part; Twilio's SID of it. Raises as Channel says; see handlers/whatsapp_sending.py."""
        return await self._sending.send(part)

    def working(self, chat: str) -> AbstractAsyncContextManager[None]:
        """Entered around the work on an answer: a customer who waits longer than a moment sees that we type."""
        return self._typing.shown(chat)

    async def heard(self, chat: str, sid: str, now_ms: int) -> None:
        """The customer's message ``sid`` came in: free text may be sent, whatever was before. Raises StorageError."""
        await self._unreachable.lift(chat)
        await self.window.heard(chat, sid, now_ms)


def _load_wire() -> type[TwilioWire]:
    from handlers.twilio_wire import TwilioWire  # noqa: PLC0415 - see above

    return TwilioWire
