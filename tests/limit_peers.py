"""What tests of limits and benches play with: two clocks that can part, and a vendor's traffic with its own count.

Refuses to know the windows: a vendor counts what arrives, at its own moments.
"""

from __future__ import annotations

import heapq
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from providers import bench
from providers import limits as limits_room
from providers.failures import NotAsked
from providers.limits import Caps, Limits, QuotaRow, Reservation, TierLimits
from storage.database import Database, ignore

T = TypeVar("T")
MIGRATIONS = (*limits_room.MIGRATIONS, *bench.MIGRATIONS)
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
INDIA = "Asia/Kolkata"
PACIFIC = "America/Los_Angeles"
WIDE = Caps(10**9, 10**10)
TEN = TierLimits(requests_per_minute=10)


@dataclass
class PartedClock:
    """Time that moves by ``advance``; the wall clock alone also by ``jump``."""

    monotonic: int = 5_000
    wall: int = 1_700_000_000_000

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC."""
        return self.wall

    def monotonic_ms(self) -> int:
        """Milliseconds that no jump touches."""
        return self.monotonic

    def advance(self, ms: int) -> None:
        """Let ``ms`` milliseconds pass."""
        self.monotonic += ms
        self.wall += ms

    def jump(self, ms: int) -> None:
        """Somebody sets the wall clock."""
        self.wall += ms

    def restarted(self) -> PartedClock:
        """The clock as another process reads it: its monotonic readings begin anew."""
        return PartedClock(77, self.wall)


@dataclass
class Vendor:
    """Counts each request at a random moment between its start and its end."""

    arrivals: list[tuple[int, int]] = field(default_factory=list)

    def most_within(self, length_ms: int) -> int:
        """The largest amount that arrived within any ``length_ms``, both ends included."""
        return self._most(lambda first_ms, last_ms: last_ms - first_ms <= length_ms)

    def most_in_fixed(self, length_ms: int) -> int:
        """The largest amount that arrived within one full minute (hour, ...) of the vendor's clock."""
        return self._most(lambda first_ms, last_ms: first_ms // length_ms == last_ms // length_ms)

    def _most(self, together: Callable[[int, int], bool]) -> int:
        self.arrivals.sort()
        most = total = first = 0
        for at_ms, amount in self.arrivals:
            total += amount
            while not together(self.arrivals[first][0], at_ms):
                total -= self.arrivals[first][1]
                first += 1
            most = max(most, total)
        return most


@dataclass
class Traffic:
    """Calls of random lengths: ``begin`` at a moment, ``end_due`` those whose time is over."""

    chance: random.Random
    longest_ms: int
    under_way: list[tuple[int, int, object]] = field(default_factory=list)
    count: int = 0

    def begin(self, now_ms: int, call: object) -> int:
        """A call begins; returns when it reaches the vendor."""
        length_ms = self.chance.randint(1, self.longest_ms)
        self.count += 1
        heapq.heappush(self.under_way, (now_ms + length_ms, self.count, call))
        return now_ms + self.chance.randint(0, length_ms)

    def end_due(self, now_ms: int) -> list[object]:
        """The calls that have ended by now."""
        ended = []
        while self.under_way and self.under_way[0][0] <= now_ms:
            ended.append(heapq.heappop(self.under_way)[2])
        return ended


def beside(path: Path, look: Callable[[sqlite3.Connection], T]) -> T:
    """What a process that only reads sees in the database."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return look(connection)


@asynccontextmanager
async def opened(
    path: Path,
    clock: PartedClock,
    groq: TierLimits = TEN,
    caps: Caps = WIDE,
    on_commit: Callable[[str], None] = ignore,
) -> AsyncIterator[tuple[Database, Limits]]:
    """One life of the bot, with two tiers."""
    tiers = {"groq": groq, "claude": TierLimits()}
    async with (
        Database.open(path, MIGRATIONS, on_commit=on_commit) as database,
        Limits.open(database, tiers, caps, timezone=INDIA, clock=clock) as limits,
    ):
        yield database, limits


def try_reserve(limits: Limits, tier: str = "groq", tokens: int = 100, cost: int = 0) -> Reservation | str:
    """A reservation, or why there is none."""
    try:
        return limits.reserve(tier, tokens=tokens, cost_micro_usd=cost)
    except NotAsked as refused:
        return refused.reason


async def call(limits: Limits, tier: str = "groq", tokens: int = 100, cost: int = 0) -> None:
    """A whole call that takes what it reserved."""
    reservation = limits.reserve(tier, tokens=tokens, cost_micro_usd=cost)
    await limits.make_durable(reservation)
    limits.settle(reservation, tokens=tokens, cost_micro_usd=cost)


def quota(path: Path, clock: PartedClock, groq: TierLimits = TEN) -> list[QuotaRow]:
    """What `bot.py stats` sees, in a process of its own."""
    return beside(path, lambda connection: limits_room.quota(connection, {"groq": groq}, clock.now_ms()))


def spent(path: Path, clock: PartedClock) -> tuple[int, int]:
    """What `bot.py stats` sees of the money."""
    return beside(path, lambda connection: limits_room.spent(connection, clock.now_ms(), INDIA))
