"""Sends one part: 'sending' committed, the network call, its outcome committed.

Refuses to lose an outcome it knows: while the disk fails, the row's change is tried again until it is stored.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from handlers.delivery.message import Channel, Part, SendLater, SendRefused
from handlers.delivery.outbox import RESEND_AFTER_MS, Outbox
from storage.clock import Clock
from storage.errors import StorageError

T = TypeVar("T")
SEND_LIMIT_S = 60.0
SHORTEST_WAIT_S = 0.1
LONGEST_WAIT_S = 3600.0
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PutOff:
    """The part is to be sent again, after ``wait_ms``."""

    part: Part
    wait_ms: int


class Sender:
    """Sends parts on their channels. ``stopping`` ends the patience with a failing disk."""

    def __init__(self, outbox: Outbox, channels: Mapping[str, Channel], clock: Clock, stopping: asyncio.Event) -> None:
        self._outbox = outbox
        self._channels = channels
        self._clock = clock
        self._stopping = stopping

    async def send(self, part: Part) -> PutOff | None:
        """Send one part; None once it is settled, else when to send it again.

        Raises StaleToken where somebody else settled it meanwhile, StorageError only while stopping.
        """
        outbox, now_ms = self._outbox, self._clock.now_ms
        part = await self.until_stored(lambda: outbox.sending(part, now_ms()))
        try:
            async with asyncio.timeout(SEND_LIMIT_S):
                provider_id = await self._channels[part.channel].send(part)
        except SendRefused as refusal:
            code = refusal.code
            log.warning("send_refused", extra={"outbox_id": part.id, "code": code})
            await self.until_stored(lambda: outbox.failed(part, code))
            return None
        except SendLater as later:
            wait_ms = _wait_ms(later.seconds)
            return PutOff(await self.until_stored(lambda: outbox.retry(part, now_ms() + wait_ms)), wait_ms)
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and being_cancelled():
                raise
            log.warning("send_outcome_unknown", extra={"outbox_id": part.id}, exc_info=True)
            again = await self.until_stored(lambda: outbox.unknown(part, now_ms() + RESEND_AFTER_MS))
            return None if again is None else PutOff(again, RESEND_AFTER_MS)
        await self.until_stored(lambda: outbox.sent(part, provider_id))
        return None

    async def until_stored(self, write: Callable[[], Awaitable[T]], until_ms: int | None = None) -> T:
        """What ``write`` returns, tried again while the disk fails, until the stop or ``until_ms`` (wall clock)."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                return await write()
            except StorageError as error:
                if self._stopping.is_set() or (until_ms is not None and self._clock.now_ms() >= until_ms):
                    raise
                log.warning("storage_failed_trying_again", extra={"reason": str(error)})
            await self.pause(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def pause(self, seconds: float) -> None:
        """Wait, but not longer than until the stop."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def being_cancelled() -> bool:
    """Whether this task was asked to end, as against something that it awaits having been cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _wait_ms(seconds: float) -> int:
    if math.isnan(seconds):
        seconds = LONGEST_WAIT_S
    return int(min(max(seconds, SHORTEST_WAIT_S), LONGEST_WAIT_S) * 1000)
