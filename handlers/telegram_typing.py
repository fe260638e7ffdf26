"""TelegramTyping: shows a waiting customer that somebody is at it, while an answer takes longer than a moment.

Refuses to matter: no failure of it reaches the answer, and nobody waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from handlers.telegram_faults import Refused, TelegramFault, TokenRefused

log = logging.getLogger(__name__)


class Signs(Protocol):
    """What can be shown: the open line to Telegram."""

    async def show_typing(self, chat_id: int) -> None:
        """See handlers/telegram_wire.py."""
        ...

    async def show_thinking(self, chat_id: int, draft_id: int) -> None:
        """See handlers/telegram_wire.py."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingTimes:
    """Seconds: shown ``after_s``, and again every ``renew_s`` (Telegram forgets it after five)."""

    after_s: float = 0.5
    renew_s: float = 4.0


class TelegramTyping:
    """The word "typing" in the chat's head, and an empty draft where Telegram knows drafts."""

    def __init__(self, signs: Signs, times: TypingTimes) -> None:
        self._signs = signs
        self._times = times
        self._draft_ids = count(1)
        self._draft_works = True
        self._running: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def shown(self, chat_id: int) -> AsyncIterator[None]:
        """From a moment after the beginning of the block until its end."""
        task = asyncio.create_task(self._show(chat_id), name="typing")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            yield
        finally:
            task.cancel()

    async def close(self) -> None:
        """Wait until nothing is being shown any more, before the line closes."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _show(self, chat_id: int) -> None:
        await asyncio.sleep(self._times.after_s)
        try:
            await self._signs.show_typing(chat_id)
            await self._show_draft(chat_id)
            while True:
                await asyncio.sleep(self._times.renew_s)
                await self._signs.show_typing(chat_id)
        except TelegramFault as fault:
            log.info("typing_not_shown", extra={"reason": str(fault)})
        except Exception:
            log.exception("typing_failed")

    async def _show_draft(self, chat_id: int) -> None:
        if not self._draft_works:
            return
        try:
            await self._signs.show_thinking(chat_id, next(self._draft_ids))
        except (Refused, TokenRefused) as fault:
            self._draft_works = False
            log.info("drafts_left_out", extra={"reason": str(fault)})
