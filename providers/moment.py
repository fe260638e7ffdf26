"""Moment: one reading of both clocks, and the calendar day that it lies in.

Refuses to read a clock twice for one decision: what is decided together is decided at one Moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.clock import Clock


@dataclass(frozen=True, slots=True)
class Moment:
    """``monotonic_ms`` measures durations within this process; ``wall_ms`` is milliseconds since 1970 in UTC."""

    monotonic_ms: int
    wall_ms: int

    @classmethod
    def of(cls, clock: Clock) -> Moment:
        """The clock's present."""
        return cls(clock.monotonic_ms(), clock.now_ms())

    @property
    def offset_ms(self) -> int:
        """What the wall clock is ahead of the monotonic one; it changes only where one of them jumps."""
        return self.wall_ms - self.monotonic_ms


def day_name(wall_ms: int, zone: ZoneInfo) -> str:
    """The calendar day of a moment in a time zone, such as "2026-11-24"."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).date().isoformat()


def day_end_ms(wall_ms: int, zone: ZoneInfo) -> int:
    """The next midnight in a time zone, in milliseconds since 1970 in UTC; a day may have 23 or 25 hours."""
    tomorrow = datetime.fromtimestamp(wall_ms / 1000, zone).date() + timedelta(days=1)
    return int(datetime.combine(tomorrow, time(), zone).timestamp() * 1000)
