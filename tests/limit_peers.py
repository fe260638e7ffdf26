"""What tests of limits and benches play with: two clocks that can part, and a vendor's traffic with its own count.

Refuses to know the windows: a vendor counts what arrives, at its own moments.
"""

from __future__ import annotations

import heapq
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from providers import bench, limits

T = TypeVar("T")
MIGRATIONS = (*limits.MIGRATIONS, *bench.MIGRATIONS)
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000


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


def reasons(outcomes: Sequence[object]) -> list[str]:
    """The texts of what was raised among ``outcomes``."""
    return [str(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
