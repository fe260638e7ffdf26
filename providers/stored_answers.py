"""StoredAnswers: answers of models that passed the guard, ready for whoever asks the same within the hour.

They stand in the database and, those used last, in memory too. One past its hour may still serve where every model
failed, for a day. Refuses to stand in the way: whatever its database does, the worst is that no answer is stored.
"""

from __future__ import annotations

import logging
import random
import sqlite3
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from providers import stored_rows
from providers.answer import Answer
from providers.failures import CacheMiss
from providers.moment import Moment
from providers.stored_rows import MIGRATIONS, Bounds, Damaged, StoredAnswer
from providers.write_behind import WriteBehind
from storage.clock import Clock
from storage.database import Database
from storage.errors import StorageError

__all__ = ["MIGRATIONS", "TIER", "Bounds", "StoredAnswers"]

TIER = "cache"
MINUTE_MS = 60_000
FRESH_MS = 60 * MINUTE_MS
# So that answers stored together do not all end together.
JITTER = 0.1
LONGEST_MS = 24 * FRESH_MS
log = logging.getLogger(__name__)


class StoredAnswers:
    """Answers by key. ``chance`` gives numbers in [0, 1).

    An answer is as old as the monotonic clock says, or the wall clock where that says more. One that seems to come from
    the future has no age that could be believed, and is gone.
    """

    def __init__(self, database: Database, clock: Clock, chance: Callable[[], float], bounds: Bounds) -> None:
        self._database = database
        self._writes = WriteBehind(database)
        self._clock = clock
        self._chance = chance
        self._bounds = bounds
        self._offset_ms = Moment.of(clock).offset_ms
        self._held: OrderedDict[str, StoredAnswer] = OrderedDict()
        self._times_forgotten = 0

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        database: Database,
        clock: Clock,
        *,
        chance: Callable[[], float] = random.random,
        bounds: Bounds | None = None,
    ) -> AsyncIterator[StoredAnswers]:
        """The answers that earlier processes left; at the end every write is waited for."""
        opened = cls(database, clock, chance, bounds or Bounds())
        now_ms = opened._now_ms()
        try:
            await database.write(stored_rows.take_over(now_ms, now_ms - LONGEST_MS), name="cache.open")
        except (StorageError, sqlite3.Error):
            log.warning("stored_answers_not_opened", exc_info=True)
        try:
            yield opened
        finally:
            await opened._writes.close()

    async def find(self, key: str) -> Answer:
        """The answer under ``key``. Raises CacheMiss: "not stored", "past its hour" or "storage"."""
        stored = self._held.get(key) or await self._read(key)
        if stored is None:
            raise CacheMiss("not stored")
        now_ms = self._now_ms()
        age_ms = now_ms - stored.stored_at_ms
        if not 0 <= age_ms < LONGEST_MS:
            self._held.pop(key, None)
            raise CacheMiss("not stored")
        self._hold(key, stored)
        if age_ms >= stored.fresh_ms:
            raise CacheMiss("past its hour")
        if now_ms - stored.used_at_ms >= MINUTE_MS:
            stored.used_at_ms = now_ms
            self._writes.start(stored_rows.touch(key, now_ms), name="cache.touch")
        return stored.answer

    def past_its_hour(self, key: str) -> Answer | None:
        """The answer that ``find`` would not give for its age alone, until it is a day old."""
        stored = self._held.get(key)
        return stored.answer if stored is not None and self._is_of_today(stored) else None

    def keep(self, key: str, answer: Answer) -> None:
        """Store what a model said; it is written soon."""
        now_ms = self._now_ms()
        fresh_ms = round(FRESH_MS * (1 - JITTER + 2 * JITTER * self._chance()))
        kept = Answer(text=answer.text, tier=TIER, intents=answer.intents, language=answer.language, facts=answer.facts)
        stored = StoredAnswer(kept, now_ms, fresh_ms, now_ms)
        self._hold(key, stored)
        self._writes.start(stored_rows.store(key, stored, self._bounds, now_ms - LONGEST_MS), name="cache.store")

    def forget(self, key: str) -> None:
        """Take the answer under ``key`` out, if there is one: somebody says that it is wrong. It is deleted soon."""
        self._held.pop(key, None)
        self._times_forgotten += 1
        self._writes.start(stored_rows.forget(key), name="cache.forget")

    async def _read(self, key: str) -> StoredAnswer | None:
        times_forgotten = self._times_forgotten
        try:
            stored = await self._database.read(lambda connection: stored_rows.find(connection, key, TIER))
        except Damaged as damaged:
            log.warning("stored_answer_damaged", extra={"key": key})
            self._writes.start(stored_rows.delete(key, damaged.text), name="cache.delete")
            stored = None
        except (StorageError, sqlite3.Error) as error:
            log.warning("stored_answers_unreadable", exc_info=True)
            raise CacheMiss("storage") from error
        # Somebody may have stored a newer one meanwhile, or said that this one is wrong.
        return self._held.get(key) or (stored if times_forgotten == self._times_forgotten else None)

    def _hold(self, key: str, stored: StoredAnswer) -> None:
        self._held[key] = stored
        self._held.move_to_end(key)
        if len(self._held) > self._bounds.in_memory:
            self._held.popitem(last=False)

    def _is_of_today(self, stored: StoredAnswer) -> bool:
        return 0 <= self._now_ms() - stored.stored_at_ms < LONGEST_MS

    def _now_ms(self) -> int:
        """The later of both clocks, on the scale of the wall clock at the start."""
        now = Moment.of(self._clock)
        return max(now.monotonic_ms + self._offset_ms, now.wall_ms)
