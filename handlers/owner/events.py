"""Events: what happens in the rooms below and concerns the owner: logged at once, told by a notice soon after.

Whoever raises an alarm neither waits nor fails. Refuses to tell the same thing over and over: a key is told once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Self

from handlers.owner.alarms import Alarms
from handlers.owner.notices import Notice, Notices
from storage.clock import Clock
from storage.connection import to_the_end
from storage.database import Database

MOST_WAITING = 100
MOST_REMEMBERED = 1000
log = logging.getLogger(__name__)


def nobody() -> None:
    """The usual one to wake: notices are then found at the next start."""


class Events:
    """Takes alarms from the event loop's thread and has them stored, one after another, while it is open."""

    def __init__(self, database: Database, notices: Notices, alarms: Alarms, clock: Clock) -> None:
        self._database = database
        self._notices = notices
        self._alarms = alarms
        self._clock = clock
        self._wake: Callable[[], None] = nobody
        self._waiting: asyncio.Queue[Notice | None] = asyncio.Queue()
        self._told: set[str] = set()

    @classmethod
    @asynccontextmanager
    async def open(cls, database: Database, notices: Notices, alarms: Alarms, clock: Clock) -> AsyncIterator[Self]:
        """Tells what was kept for want of an owner; at the end every alarm that was raised is stored.

        Raises StorageError.
        """
        await database.write(notices.tell_kept(clock.now_ms()), name="notice")
        events = cls(database, notices, alarms, clock)
        storing = asyncio.create_task(events._store(), name="notices")
        try:
            yield events
        finally:
            events._waiting.put_nowait(None)
            await to_the_end(_ended(storing))

    def wake_with(self, wake: Callable[[], None]) -> None:
        """From now on ``wake`` is called when a notice has become ready to be sent."""
        self._wake = wake

    def wake(self) -> None:
        """Something has become ready to be sent."""
        self._wake()

    def alarm(self, subject: str, kind: str) -> None:
        """Something that only the owner can mend: a tier or channel, and what is the matter with it."""
        log.error("owner_needed", extra={"subject": subject, "kind": kind})
        self.tell(self._alarms.of(subject, kind, self._clock.now_ms()))

    def templates_broken(self, mistakes: Sequence[str], since_ms: int) -> None:
        """An edit of the templates, unusable ``since_ms``, as told first; ``mistakes`` name file and line."""
        log.error("templates_broken", extra={"mistakes": list(mistakes)})
        self.tell(self._alarms.broken_templates(mistakes, since_ms))

    def templates_mended(self, since_ms: int) -> None:
        """What was told as broken ``since_ms`` can be used again, and is."""
        log.info("templates_mended")
        self.tell(self._alarms.mended_templates(since_ms))

    def tell(self, notice: Notice) -> None:
        """Have a notice stored soon; nothing where its key was told before."""
        if notice.key in self._told:
            return
        if self._waiting.qsize() >= MOST_WAITING:
            log.error("notice_dropped", extra={"key": notice.key})
            return
        if len(self._told) >= MOST_REMEMBERED:
            self._told.clear()  # what is told again is still stored once
        self._told.add(notice.key)
        self._waiting.put_nowait(notice)

    async def _store(self) -> None:
        while (notice := await self._waiting.get()) is not None:
            try:
                (ready,) = await self._database.write(self._notices.tell(notice, self._clock.now_ms()), name="notice")
                if ready:
                    self._wake()
            except Exception:
                # The log has it; should it be raised again, it is told then.
                log.exception("notice_not_stored", extra={"key": notice.key})
                self._told.discard(notice.key)


async def _ended(task: asyncio.Task[None]) -> None:
    await asyncio.wait([task])
