"""WhatsAppSending: one part of a reply on its way to a customer's phone, in its turn and within the 24 hours.

Every failure leaves as the worker understands it: refused for good, to be sent later, or nobody knows.
Refuses to send to who does not want it, until heard again, and to let one chat's trouble wait for another chat.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from handlers import text_parts
from handlers.backoff import Backoff
from handlers.delivery.message import Part, SendLater, SendRefused
from handlers.pace import ALL_CHATS, Pace
from handlers.service_window import ServiceWindow
from handlers.twilio_codes import WINDOW_CLOSED, Outcome, verdict_of_answer
from handlers.twilio_faults import Declined, NotConnected
from handlers.unreachable_chats import UnreachableChats
from handlers.whatsapp_consequences import WhatsAppConsequences
from handlers.whatsapp_doubt import WhatsAppDoubt
from handlers.whatsapp_options import CHANNEL, WhatsAppOptions
from storage.clock import Clock
from storage.errors import StorageError

if TYPE_CHECKING:  # the wire loads Twilio's library, which only an open channel needs
    from handlers.twilio_wire import TwilioWire

MOST_UNITS = 1600  # of UTF-16, in one message
BLOCKED = "blocked"
WINDOW = "window"
NO_CHAT = "no chat of WhatsApp"
CONNECT_AGAIN_S = 3.0
MOST_CHATS_KEPT = 1000
log = logging.getLogger(__name__)


class WhatsAppSending:
    """Sends over an open line."""

    def __init__(  # noqa: PLR0913 - built once, by the channel, from what it was opened with
        self,
        wire: TwilioWire,
        clock: Clock,
        options: WhatsAppOptions,
        *,
        window: ServiceWindow,
        unreachable: UnreachableChats,
        consequences: WhatsAppConsequences,
        doubt: WhatsAppDoubt,
    ) -> None:
        self._wire = wire
        self._window = window
        self._unreachable = unreachable
        self._consequences = consequences
        self._doubt = doubt
        self._clock = clock
        self._options = options
        self._pace = Pace(options.pace, clock)
        self._in_order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._backoffs: dict[str, Backoff] = {}

    def split(self, text: str) -> list[str]:
        """Parts that Twilio takes."""
        return text_parts.split(text, MOST_UNITS)

    async def send(self, part: Part) -> str:
        """Send one part as plain text; Twilio's SID of it. Parts of one chat go out in the order of asking.

        Where an earlier try may have arrived, Twilio is asked first, and a part that it has is not sent again.

        Raises SendRefused or SendLater as Channel says; a TwilioFault where nobody knows.
        """
        chat = part.chat
        if not chat.startswith(f"{CHANNEL}:"):
            raise SendRefused(NO_CHAT)
        async with self._in_order.setdefault(chat, asyncio.Lock()):
            if chat in self._unreachable:
                raise SendRefused(BLOCKED)
            if part.maybe_duplicate and (sid := await self._arrived(part)) is not None:
                return sid
            if not part.beside.template:
                await self._check_window(part)
            await self._pace.turn(ALL_CHATS)
            try:
                sid = await self._send(part)
            except NotConnected as fault:
                raise SendLater(CONNECT_AGAIN_S) from fault
            except Declined as fault:
                raise await self._judged(fault, part) from fault
            self._backoffs.pop(chat, None)
            return sid

    async def _send(self, part: Part) -> str:
        if part.beside.template:
            variables = json.dumps(dict(self._options.template_variables))
            return await self._wire.send_template(part.chat, part.beside.template, variables)
        return await self._wire.send_text(part.chat, part.body)

    async def _arrived(self, part: Part) -> str | None:
        try:
            return await self._doubt.arrived(part)
        except NotConnected as fault:
            raise SendLater(CONNECT_AGAIN_S) from fault

    async def _check_window(self, part: Part) -> None:
        try:
            is_open = await self._window.is_open(part.chat, self._clock.now_ms())
        except StorageError as error:
            # Nothing was sent yet, so this is no doubt about the part; Twilio will say whether it is too late.
            log.warning("window_not_read", extra={"reason": str(error)})
            return
        if not is_open:
            if not part.beside.key:  # else whoever put it there is told
                self._options.alarm(CHANNEL, WINDOW_CLOSED)
            raise SendRefused(WINDOW)

    async def _judged(self, fault: Declined, part: Part) -> Exception:
        """What Twilio declined, as the worker understands it; its consequences are drawn."""
        verdict = verdict_of_answer(fault.status, fault.code)
        if fault.code != WINDOW_CLOSED or not part.beside.key:
            await self._consequences.draw(verdict, part.chat, self._clock.now_ms())
        if verdict.outcome is Outcome.UNKNOWN:
            return fault
        if verdict.outcome is Outcome.REFUSED:
            return SendRefused(fault.code or str(fault.status))
        again_s = fault.retry_after_s if fault.retry_after_s is not None else verdict.again_s
        return SendLater(self._next_pause_s(part.chat) if again_s is None else again_s)

    def _next_pause_s(self, chat: str) -> float:
        """Longer each time the chat is declined in a row."""
        if len(self._backoffs) >= MOST_CHATS_KEPT:
            del self._backoffs[next(iter(self._backoffs))]
        backoff = self._backoffs.setdefault(chat, Backoff(self._options.patience, self._options.random))
        return backoff.next_s()
