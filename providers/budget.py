"""Budget: hard caps on what paid calls may cost in the shop's day and month, in millionths of a US dollar.

The worst case is reserved before a call, so that calls at the same time cannot pass a cap together.
Refuses to reset anything: each day has a sum of its own, and a new day begins with none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from providers.moment import day_name

Span = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that may be spent, in millionths of a US dollar; both hold."""

    day_micro_usd: int
    month_micro_usd: int


class Budget:
    """What is spent or reserved. A call belongs to the day of its reservation, whenever it ends."""

    def __init__(self, caps: Caps, zone: ZoneInfo, spent: Mapping[str, int] | None = None) -> None:
        """``spent`` is what was spent before, by day ("2026-11-24"), in millionths of a US dollar."""
        self._caps = caps
        self.zone = zone
        self._days: Counter[str] = Counter()
        self._months: Counter[str] = Counter()
        for day, cost in (spent or {}).items():
            self._add(day, cost)

    def day(self, wall_ms: int) -> str:
        """The shop's day at a moment on the wall clock."""
        return day_name(wall_ms, self.zone)

    def reserve(self, cost_micro_usd: int, day: str) -> Span | None:
        """Take the money for one call of ``day``, or nothing and say which cap forbids it; none forbids a free call."""
        if cost_micro_usd == 0:
            return None
        if self._days[day] + cost_micro_usd > self._caps.day_micro_usd:
            return "day"
        if self._months[month_of(day)] + cost_micro_usd > self._caps.month_micro_usd:
            return "month"
        self._add(day, cost_micro_usd)
        return None

    def settle(self, reserved_micro_usd: int, cost_micro_usd: int, day: str) -> None:
        """A call that was reserved on ``day`` has cost this in place of what was reserved."""
        self._add(day, cost_micro_usd - reserved_micro_usd)

    def spent(self, day: str) -> tuple[int, int]:
        """What is spent or reserved on ``day`` and in its month, in millionths of a US dollar."""
        return self._days[day], self._months[month_of(day)]

    def _add(self, day: str, cost: int) -> None:
        self._days[day] += cost
        self._months[month_of(day)] += cost


def month_of(day: str) -> str:
    """The month of a day: "2026-11-24" -> "2026-11"."""
    return day[: len("2026-11")]
