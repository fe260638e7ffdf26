"""TelegramSending: one part of a reply on its way to a customer's phone: in its turn, with its picture or its buttons.

Every failure leaves as the worker understands it: refused for good, to be sent later, or nobody knows.
Refuses to send to who does not want it, until heard again.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from handlers import text_parts
from handlers.delivery.message import Part, SendLater, SendRefused
from handlers.pace import Pace
from handlers.telegram_faults import Blocked, NotConnected, Refused, TokenRefused, TooFast
from handlers.telegram_menu import Rows, rows_under
from handlers.telegram_options import TOKEN_REFUSED, TelegramOptions
from handlers.telegram_updates import CHANNEL, chat_id_of
from handlers.unreachable_chats import UnreachableChats
from storage.clock import Clock
from storage.errors import StorageError

if TYPE_CHECKING:  # the wire loads Telegram's library, which only an open channel needs
    from handlers.telegram_wire import Wire

MOST_UNITS, MOST_CAPTION_UNITS = 4096, 1024  # of UTF-16, in one message and below a picture
BLOCKED = "blocked"
NO_CHAT = "no chat of Telegram"
CONNECT_AGAIN_S = 3.0
TOKEN_AGAIN_S = 60.0
log = logging.getLogger(__name__)


class TelegramSending:
    """Sends over an open line."""

    def __init__(self, wire: Wire, unreachable: UnreachableChats, clock: Clock, options: TelegramOptions) -> None:
        self._wire = wire
        self._unreachable = unreachable
        self._clock = clock
        self._options = options
        self._pace = Pace(options.pace, clock)

    def split(self, text: str) -> list[str]:
        """Parts that Telegram takes."""
        return text_parts.split(text, MOST_UNITS)

    async def send(self, part: Part) -> str:
        """Send one part as plain text; Telegram's id of it. Its picture comes above it, buttons below a greeting.

        Raises SendRefused or SendLater as Channel says; Unclear where nobody knows.
        """
        sent = await self._send_with_picture(part)
        if sent is not None:
            return sent
        chat_id = self._reachable(part.chat)
        await self._pace.turn(chat_id)
        rows = self._rows_under(part)
        async with self._judged(part.chat):
            try:
                return await self._wire.send_text(chat_id, part.body, rows)
            except Refused as fault:
                if not rows:
                    raise
                log.warning("sent_without_buttons", extra={"reason": str(fault)})
            return await self._wire.send_text(chat_id, part.body)

    async def send_photo(self, chat: str, png: bytes, caption: str) -> str:
        """Send a picture with at most 1,024 units of UTF-16 below it. Raises what ``send`` raises."""
        chat_id = self._reachable(chat)
        await self._pace.turn(chat_id)
        async with self._judged(chat):
            return await self._wire.send_photo(chat_id, png, caption)

    async def _send_with_picture(self, part: Part) -> str | None:
        """Send the part's picture; Telegram's id where its words went along, None where they are still to be sent."""
        picture = part.beside.picture
        if not picture or self._options.draw is None:
            return None
        try:
            png = await self._options.draw(picture)
        except Exception:
            # The words say it too.
            log.exception("picture_not_drawn", extra={"picture": picture})
            return None
        goes_along = text_parts.length(part.body) <= MOST_CAPTION_UNITS
        try:
            sent = await self.send_photo(part.chat, png, part.body if goes_along else "")
        except SendRefused as refusal:
            if refusal.code == BLOCKED:
                raise
            log.warning("sent_without_picture", extra={"reason": refusal.code})
            return None
        return sent if goes_along else None

    def _reachable(self, chat: str) -> int:
        chat_id = chat_id_of(chat)
        if chat_id is None:
            raise SendRefused(NO_CHAT)
        if chat in self._unreachable:
            raise SendRefused(BLOCKED)
        return chat_id

    def _rows_under(self, part: Part) -> Rows:
        if part.beside.buttons:
            return part.beside.buttons
        if self._options.menu is None or part.reply is None or part.number != len(self.split(part.reply.text)):
            return ()
        return rows_under(part.reply, self._options.menu(), has_thumbs=self._options.has_thumbs)

    @asynccontextmanager
    async def _judged(self, chat: str) -> AsyncIterator[None]:
        """A failed call as the worker understands it."""
        try:
            yield
        except Blocked as fault:
            try:
                await self._unreachable.mark(chat, self._clock.now_ms())
            except StorageError as error:
                log.warning("unreachable_chat_not_marked", extra={"reason": str(error)})
            raise SendRefused(BLOCKED) from fault
        except Refused as fault:
            raise SendRefused(str(fault)) from fault
        except TooFast as fault:
            raise SendLater(fault.seconds) from fault
        except NotConnected as fault:
            raise SendLater(CONNECT_AGAIN_S) from fault
        except TokenRefused as fault:
            self._options.alarm(CHANNEL, TOKEN_REFUSED)
            raise SendLater(TOKEN_AGAIN_S) from fault
