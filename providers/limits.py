"""Limits: whether a tier may be asked, by its vendor's windows and the shop's money.

Reserve before a call, settle after it. A reservation is decided in memory at once; a call goes out only when it is on
the disk too, so that a process that dies takes no count with it. Refuses to wait for room: who has none is passed over.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from providers import limit_rows
from providers.budget import Budget, Caps, month_of
from providers.failures import NotAsked, QuotaReading, WindowName
from providers.limit_rows import MIGRATIONS, Reservation
from providers.moment import Moment, day_name
from providers.window import DAY_MS, MINUTE_MS
from providers.windows import QuotaRow, TierLimits, TierWindows
from providers.write_behind import WriteBehind
from storage.clock import Clock
from storage.database import Database

__all__ = ["MIGRATIONS", "Caps", "Limits", "QuotaRow", "Reservation", "TierLimits", "quota", "spent"]

HOUR_MS = 60 * MINUTE_MS
# What the wall clock may drift from the monotonic one before it counts as a jump; a restart allows for twice as much.
JUMP_MS = 2_500
MARGIN_MS = 2 * JUMP_MS
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Past:
    """What earlier processes left, as it was loaded ``at`` a moment."""

    windows: Mapping[str, TierWindows]
    budget: Budget
    next_id: int
    at: Moment


class Limits:
    """Windows and money of all tiers. Durations run on the monotonic clock; the disk holds times of the wall clock.

    Where the wall clock jumps, the stored times move along, so that a restart frees nothing early. What it did while no
    process ran cannot be known: then it is believed.
    """

    def __init__(self, database: Database, clock: Clock, past: _Past) -> None:
        self._database = database
        self._writes = WriteBehind(database)
        self._clock = clock
        self._windows = past.windows
        self._budget = past.budget
        self._next_id = past.next_id
        self._offset_ms = past.at.offset_ms
        self._purged_ms = past.at.monotonic_ms
        self._open: set[int] = set()
        self._learned: dict[tuple[str, WindowName], tuple[int, int]] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls, database: Database, tiers: Mapping[str, TierLimits], caps: Caps, *, timezone: str, clock: Clock
    ) -> AsyncIterator[Limits]:
        """What earlier processes used, loaded; ``timezone`` is the shop's. At the end every write is waited for.

        A call that a dead process left open counts at its reservation, as ended now. Raises StorageError.
        """
        zone, now = ZoneInfo(timezone), Moment.of(clock)
        first_day = f"{month_of(day_name(now.wall_ms, zone))}-01"
        _, _, windows, spent_by_day, next_id = await database.write(
            limit_rows.take_over(now.wall_ms),
            limit_rows.purge(now.wall_ms, zone),
            lambda connection: limit_rows.windows(connection, tiers, now, MARGIN_MS),
            lambda connection: limit_rows.spent(connection, first_day),
            limit_rows.next_id,
            name="limits.open",
        )
        past = _Past(windows, Budget(caps, zone, spent_by_day), next_id, now)
        limits = cls(database, clock, past)
        try:
            yield limits
        finally:
            await limits._writes.close()

    def reserve(self, tier: str, *, tokens: int, cost_micro_usd: int) -> Reservation:
        """Take a request, ``tokens`` and the worst-case cost of one call, or nothing at all.

        Raises NotAsked: "no room: requests per minute" (or another window), "no budget: day", "no budget: month".
        """
        if tokens < 0 or cost_micro_usd < 0:
            raise ValueError(f"a call takes no less than nothing: {tokens} tokens, {cost_micro_usd} micro-dollars")
        now = self._now()
        day = self._budget.day(now.wall_ms)
        full = self._windows[tier].reserve(tokens, now)
        if full is not None:
            raise NotAsked(f"no room: {full.replace('_', ' ')}")
        span = self._budget.reserve(cost_micro_usd, day)
        if span is not None:
            self._windows[tier].forget(tokens)
            raise NotAsked(f"no budget: {span}")
        reservation = Reservation(self._next_id, tier, day, tokens, cost_micro_usd)
        self._next_id += 1
        self._open.add(reservation.id)
        return reservation

    async def make_durable(self, reservation: Reservation) -> None:
        """Return when the reservation is committed; to be awaited before the call. Raises StorageError."""
        if reservation.id not in self._open:
            raise ValueError(f"this reservation is settled: {reservation}")
        await self._database.write(limit_rows.insert(reservation), name="limits.reserve")

    def settle(self, reservation: Reservation, *, tokens: int, cost_micro_usd: int) -> None:
        """The call has ended and took this, which may be more than was reserved. ValueError the second time."""
        self._close(reservation)
        now = self._now()
        self._windows[reservation.tier].settle(reservation.tokens, tokens, now)
        self._budget.settle(reservation.cost_micro_usd, cost_micro_usd, reservation.day)
        self._writes.start(
            limit_rows.settle(reservation, tokens, cost_micro_usd, now.wall_ms),
            name="limits.settle",
        )

    def forget(self, reservation: Reservation) -> None:
        """The request never left: it counts for nothing. ValueError where it is settled."""
        self._close(reservation)
        self._windows[reservation.tier].forget(reservation.tokens)
        self._budget.settle(reservation.cost_micro_usd, 0, reservation.day)
        self._writes.start(limit_rows.delete(reservation), name="limits.forget")

    def correct(self, tier: str, readings: Sequence[QuotaReading]) -> None:
        """Believe the vendor where it has less left than we think; a lower limit than ours is kept for a day."""
        now = self._now()
        for window, limit in self._windows[tier].correct(readings, now).items():
            stored = self._learned.get((tier, window))
            if stored is None or stored[0] != limit or now.monotonic_ms - stored[1] >= HOUR_MS:
                self._learned[tier, window] = (limit, now.monotonic_ms)
                self._writes.start(limit_rows.learn(tier, window, limit, now.wall_ms + DAY_MS), name="limits.learn")

    def _close(self, reservation: Reservation) -> None:
        if reservation.id not in self._open:
            raise ValueError(f"this reservation is settled: {reservation}")
        self._open.remove(reservation.id)

    def _now(self) -> Moment:
        """The present; on the way, what a jump of the clock or a full hour asks for."""
        now = Moment.of(self._clock)
        jump_ms = now.offset_ms - self._offset_ms
        if abs(jump_ms) > JUMP_MS:
            log.warning("clock_jumped", extra={"jump_ms": jump_ms})
            self._offset_ms = now.offset_ms
            for windows in self._windows.values():
                windows.clock_jumped(now)
            self._writes.start(limit_rows.shift(jump_ms, now.wall_ms), name="limits.clock")
        if now.monotonic_ms - self._purged_ms >= HOUR_MS:
            self._purged_ms = now.monotonic_ms
            self._writes.start(limit_rows.purge(now.wall_ms, self._budget.zone), name="limits.purge")
        return now


def quota(connection: sqlite3.Connection, tiers: Mapping[str, TierLimits], now_ms: int) -> list[QuotaRow]:
    """Every window as the rows tell, also beside a running bot. ``now_ms`` is milliseconds since 1970 in UTC."""
    now = Moment(now_ms, now_ms)
    windows = limit_rows.windows(connection, tiers, now)
    return [row for tier in tiers for row in windows[tier].rows(tier, now)]


def spent(connection: sqlite3.Connection, now_ms: int, timezone: str) -> tuple[int, int]:
    """What is spent or reserved in the shop's day and month, in millionths of a US dollar."""
    today = day_name(now_ms, ZoneInfo(timezone))
    days = limit_rows.spent(connection, f"{month_of(today)}-01")
    return days.get(today, 0), sum(cost for day, cost in days.items() if month_of(day) == month_of(today))
