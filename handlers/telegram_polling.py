"""TelegramPolling: asks Telegram for updates and confirms them only once they are stored.

The offset lives in memory alone: after a restart Telegram sends again what was not confirmed, and the mailbox drops
what it has. Refuses to give up: whatever fails is told once, waited out and tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from handlers.backoff import Backoff
from handlers.channels import Alarm
from handlers.telegram_faults import AnotherReceiver, TelegramFault, TokenRefused, TooFast, Unclear
from handlers.telegram_options import ANOTHER_RECEIVER, TOKEN_REFUSED
from handlers.telegram_updates import ALLOWED_UPDATES, CHANNEL, update_id_of
from storage.clock import Clock
from storage.errors import StorageError

# Ids begin anew at random after a week without an update, perhaps below the offset; so it is dropped well before.
QUIET_MS = 24 * 3600 * 1000
CONFIRM_LIMIT_S = 2.0
GRACE_S = 40.0  # beyond the long poll itself: the line may drip
EMPTY_PAUSE_S = 0.25  # where Telegram says "nothing" at once instead of waiting
# The old copy of a bot that was just restarted may still hold the line for a moment; that is not the owner's concern.
CONFLICTS_TOLD = 3
log = logging.getLogger(__name__)


class UpdateSource(Protocol):
    """Where updates come from: the open line to Telegram."""

    async def updates(self, offset: int | None, timeout_s: int, kinds: Sequence[str], limit: int = 100) -> list[object]:
        """See handlers/telegram_wire.py."""
        ...


class TelegramPolling:
    """One loop: ``prepare`` before the first poll and whenever updates went somewhere else, then poll and ``take``.

    ``alarm`` is told what only the owner can mend: the channel, and what is the matter.
    """

    def __init__(  # noqa: PLR0913 - built once, by the channel, from what it was given
        self,
        source: UpdateSource,
        prepare: Callable[[], Awaitable[None]],
        take: Callable[[Sequence[object]], Awaitable[None]],
        clock: Clock,
        backoff: Backoff,
        *,
        poll_s: int,
        alarm: Alarm,
    ) -> None:
        self.offset: int | None = None
        self._source = source
        self._prepare = prepare
        self._take = take
        self._clock = clock
        self._backoff = backoff
        self._poll_s = poll_s
        self._alarm = alarm
        self._conflicts = 0
        self._is_prepared = False
        self._heard_at_ms = clock.monotonic_ms()
        self._told: str | None = None

    async def run(self, *, is_prepared: bool) -> None:
        """Until cancelled; then what is stored is confirmed, so that nobody gets it again."""
        self._is_prepared = is_prepared
        try:
            while True:
                await self._try_once()
        finally:
            await self._confirm()

    async def _try_once(self) -> None:
        try:
            await self._poll()
        except TooFast as wait:
            await self._backoff.pause(wait.seconds)
        except AnotherReceiver as fault:
            self._is_prepared = False
            self._conflicts += 1
            if self._conflicts == CONFLICTS_TOLD:
                self._alarm(CHANNEL, ANOTHER_RECEIVER)
            advice = "another program polls with this token: stop it, or give it a bot of its own"
            await self._wait_out("updates_go_to_another_program", fault, advice)
        except TokenRefused as fault:
            self._alarm(CHANNEL, TOKEN_REFUSED)
            await self._wait_out("token_refused", fault, "set TELEGRAM_BOT_TOKEN to what @BotFather shows, and restart")
        except (TelegramFault, StorageError, TimeoutError) as fault:
            await self._wait_out("polling_waits", fault, "nothing: it goes on by itself")
        except Exception as error:
            log.exception("polling_failed")
            await self._wait_out("polling_waits", error, "nothing: it goes on by itself")
        else:
            self._backoff.reset()
            self._told = None
            self._conflicts = 0

    async def _poll(self) -> None:
        if not self._is_prepared:
            await self._prepare()
            self._is_prepared = True
        asked_at_ms = self._clock.monotonic_ms()
        if asked_at_ms - self._heard_at_ms > QUIET_MS:
            self.offset = None
        async with asyncio.timeout(self._poll_s + GRACE_S):
            updates = await self._source.updates(self.offset, self._poll_s, ALLOWED_UPDATES)
        if not updates:
            if self._clock.monotonic_ms() - asked_at_ms < EMPTY_PAUSE_S * 1000:
                await asyncio.sleep(EMPTY_PAUSE_S)
            return
        self._heard_at_ms = self._clock.monotonic_ms()
        await self._take(updates)
        numbers = [number for update in updates if (number := update_id_of(update)) is not None]
        if not numbers:
            raise Unclear("updates without a number cannot be confirmed")
        self.offset = max(numbers) + 1

    async def _wait_out(self, event: str, fault: Exception, advice: str) -> None:
        """Wait; one line for one trouble, however long it lasts."""
        if self._told != event:
            log.error(event, extra={"reason": str(fault), "to_do": advice})
            self._told = event
        await self._backoff.pause()

    async def _confirm(self) -> None:
        if self.offset is None:
            return
        try:
            async with asyncio.timeout(CONFIRM_LIMIT_S):
                await self._source.updates(self.offset, 0, ALLOWED_UPDATES, limit=1)
        except (TelegramFault, TimeoutError):
            # They come again at the next start, and are dropped as repeats.
            log.info("updates_not_confirmed")
