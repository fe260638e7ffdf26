"""WhatsAppTyping: shows a waiting customer that an answer is on its way, once for each message.

Refuses to matter: no failure of it reaches the answer, and nobody waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from handlers.service_window import ServiceWindow
from handlers.twilio_faults import TwilioFault
from storage.errors import StorageError

MOST_CHATS_KEPT = 1000
log = logging.getLogger(__name__)


class WhatsAppTyping:
    """``show`` is given the SID of the message that is being answered, ``after_s`` seconds into the work on it."""

    def __init__(self, show: Callable[[str], Awaitable[None]], window: ServiceWindow, after_s: float) -> None:
        self._show = show
        self._window = window
        self._after_s = after_s
        self._shown_for: dict[str, str] = {}
        self._running: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def shown(self, chat: str) -> AsyncIterator[None]:
        """Entered around the work on an answer. What has begun goes on: breaking it off would cost a connection."""
        timer = asyncio.get_running_loop().call_later(self._after_s, self._start, chat)
        try:
            yield
        finally:
            timer.cancel()

    async def close(self) -> None:
        """Let nothing be shown any more, before the line closes."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, chat: str) -> None:
        task = asyncio.create_task(self._show_once(chat), name="typing")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _show_once(self, chat: str) -> None:
        try:
            sid = await self._window.last_sid(chat)
            if sid is not None and self._shown_for.get(chat) != sid:
                self._remember(chat, sid)
                await self._show(sid)
        except (TwilioFault, StorageError) as fault:
            log.info("typing_not_shown", extra={"reason": str(fault)})
        except Exception:
            log.exception("typing_failed")

    def _remember(self, chat: str, sid: str) -> None:
        self._shown_for.pop(chat, None)
        self._shown_for[chat] = sid
        if len(self._shown_for) > MOST_CHATS_KEPT:
            del self._shown_for[next(iter(self._shown_for))]
