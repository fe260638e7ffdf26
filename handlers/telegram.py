"""Telegram: the channel to Telegram's customers, by polling or by webhook.

Its parts stand beside it: calls (telegram_wire), updates, polling, webhook, intake, sending, typing, menu, options.
Refuses shop logic: it hands messages to the mailbox and sends what comes back, as plain text.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from handlers.backoff import Backoff
from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Part
from handlers.telegram_faults import Refused, TelegramFault, TelegramNotStarted, TokenRefused
from handlers.telegram_intake import TelegramIntake
from handlers.telegram_menu import Introduction
from handlers.telegram_options import TelegramOptions
from handlers.telegram_polling import TelegramPolling
from handlers.telegram_sending import TelegramSending
from handlers.telegram_typing import TelegramTyping
from handlers.telegram_updates import ALLOWED_UPDATES, CHANNEL, THUMBS, chat_id_of
from handlers.telegram_webhook import MOST_CONNECTIONS, TelegramWebhook
from handlers.unreachable_chats import UnreachableChats
from storage.clock import Clock

if TYPE_CHECKING:  # the wire loads Telegram's library, which only an open channel needs
    from handlers.telegram_wire import Wire

log = logging.getLogger(__name__)


class Telegram:
    """An open channel: it sends at once, and receives within ``receiving``."""

    name = CHANNEL

    def __init__(self, wire: Wire, unreachable: UnreachableChats, clock: Clock, options: TelegramOptions) -> None:
        self._wire = wire
        self._unreachable = unreachable
        self._clock = clock
        self._options = options
        self._sending = TelegramSending(wire, unreachable, clock, options)
        self._typing = TelegramTyping(wire, options.typing)
        self._webhook: TelegramWebhook | None = None
        self._introductions = options.introductions
        self._has_introduced = False
        self._introducing = asyncio.Lock()
        self._side_tasks: set[asyncio.Task[None]] = set()

    @classmethod
    @asynccontextmanager
    async def open(cls, options: TelegramOptions, unreachable: UnreachableChats, clock: Clock) -> AsyncIterator[Self]:
        """A channel that can send; nothing is asked of Telegram yet."""
        from handlers.telegram_wire import Wire  # noqa: PLC0415 - see above

        async with Wire.open(options.token, options.base_url) as wire:
            channel = cls(wire, unreachable, clock, options)
            try:
                yield channel
            finally:
                for task in channel._side_tasks:
                    task.cancel()
                await asyncio.gather(*channel._side_tasks, return_exceptions=True)
                await channel._typing.close()

    def split(self, text: str) -> list[str]:
        """Parts that Telegram takes."""
        return self._sending.split(text)

    async def send(self, part: Part) -> str | None:
        """Send one part; Telegram's id of it. Raises as Channel says; see handlers/telegram_sending.py."""
        return await self._sending.send(part)

    async def send_photo(self, chat: str, png: bytes, caption: str) -> str:
        """Send a picture with at most 1,024 units of UTF-16 below it. Raises what ``send`` raises."""
        return await self._sending.send_photo(chat, png, caption)

    def working(self, chat: str) -> AbstractAsyncContextManager[None]:
        """Entered around the work on an answer: a customer who waits longer than a moment sees that we type."""
        chat_id = chat_id_of(chat)
        return nullcontext() if chat_id is None else self._typing.shown(chat_id)

    def introduce(self, introductions: Mapping[str, Introduction]) -> None:
        """The words that the bot introduces itself with from now on; Telegram is told where it knew others."""
        if introductions != self._introductions:
            self._introductions = introductions
            if self._has_introduced:
                self._aside(self._introduce())

    @asynccontextmanager
    async def receiving(self, mailbox: Mailbox, wake: Callable[[], None]) -> AsyncIterator[TelegramIntake]:
        """Messages come into ``mailbox`` until the end of the block, each batch followed by ``wake``.

        Raises TelegramNotStarted where Telegram refuses the token or the webhook; where it cannot be reached, it is
        tried again in the background.
        """
        options = self._options
        intake = TelegramIntake(
            mailbox, self._unreachable, self._clock, options.bot_id, wake=wake, release=self._release_button
        )
        is_prepared = await self._prepare_first()
        backoff = Backoff(options.patience, options.random)
        if options.webhook is None:
            polling = TelegramPolling(
                *(self._wire, self._prepare, intake.take, self._clock, backoff),
                poll_s=options.poll_s,
                alarm=options.alarm,
            )
            task = asyncio.create_task(polling.run(is_prepared=is_prepared), name="telegram-polling")
        else:
            self._webhook = TelegramWebhook(options.webhook.secret, intake.take)
            task = asyncio.create_task(self._keep_preparing(backoff, is_prepared=is_prepared), name="telegram-webhook")
        try:
            yield intake
        finally:
            self._webhook = None
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def accept_webhook(self, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status for what was posted to `/telegram`; see handlers/telegram_webhook.py."""
        return HTTPStatus.SERVICE_UNAVAILABLE if self._webhook is None else await self._webhook.accept(headers, body)

    async def _prepare_first(self) -> bool:
        """Whether updates may come; what only the owner can mend is raised as TelegramNotStarted."""
        try:
            await self._prepare()
        except TokenRefused as fault:
            raise TelegramNotStarted(
                "Telegram does not know the token: set TELEGRAM_BOT_TOKEN to what @BotFather shows for your bot."
            ) from fault
        except Refused as fault:
            raise TelegramNotStarted(f"Telegram refuses to post to web.public_url: {fault}.") from fault
        except TelegramFault as fault:
            log.warning("telegram_not_reached", extra={"reason": str(fault)})
            return False
        return True

    async def _prepare(self) -> None:
        name = await self._wire.identify()
        webhook = self._options.webhook
        if webhook is None:
            await self._wire.receive_by_polling()
        else:
            await self._wire.receive_by_webhook(webhook.url, webhook.secret, ALLOWED_UPDATES, MOST_CONNECTIONS)
        log.info("telegram_ready", extra={"bot": name})
        if not self._has_introduced:
            self._has_introduced = True
            self._aside(self._introduce())

    async def _keep_preparing(self, backoff: Backoff, *, is_prepared: bool) -> None:
        while not is_prepared:
            await backoff.pause()
            try:
                await self._prepare()
                is_prepared = True
            except TelegramFault as fault:
                log.warning("webhook_not_set", extra={"reason": str(fault)})

    async def _introduce(self) -> None:
        async with self._introducing:
            for code, introduction in self._introductions.items():
                await self._introduce_to(None, introduction, code)
                for owner_id in self._options.owner_ids:
                    await self._introduce_to(owner_id, introduction, code)

    async def _introduce_to(self, owner_id: int | None, introduction: Introduction, code: str) -> None:
        try:
            if owner_id is None:
                await self._wire.introduce(introduction, code or None)
            else:
                await self._wire.introduce_to_owner(introduction, owner_id, code or None)
        except TelegramFault as fault:
            to = "customers" if owner_id is None else "owner"
            log.warning("introduction_failed", extra={"to": to, "language_code": code, "reason": str(fault)})

    def _release_button(self, button_id: str, says: str) -> None:
        # A thumb gets no message in return, or not always: so its press is seen to have counted.
        shown = says if says in THUMBS else ""

        async def release() -> None:
            try:
                await self._wire.release_button(button_id, shown)
            except TelegramFault as fault:
                log.info("button_released_late", extra={"reason": str(fault)})

        self._aside(release())

    def _aside(self, call: Coroutine[Any, Any, None]) -> None:
        """Run beside everything else: nobody waits for it, and it ends with the channel."""
        task = asyncio.create_task(call)
        self._side_tasks.add(task)
        task.add_done_callback(self._side_tasks.discard)
