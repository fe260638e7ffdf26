"""Bench time: how long a failure keeps its tier on the bench, in milliseconds.

Refuses to believe nonsense: a vendor's negative, endless or missing time is replaced by a usual one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from zoneinfo import ZoneInfo

from providers.failures import CallFailed, OwnerNeeded, QuotaSpent, RateLimited
from providers.moment import Moment, day_end_ms
from providers.window import DAY_MS, MINUTE_MS

SECOND_MS = 1000
HOUR_MS = 60 * MINUTE_MS
# A vendor that says "0" would be asked again at once, and refuse again.
LEAST_MS = SECOND_MS
RATE_UNKNOWN_MS, RATE_MOST_MS = 20 * SECOND_MS, HOUR_MS
QUOTA_UNKNOWN_MS, QUOTA_MOST_MS = HOUR_MS, DAY_MS
# So long after midnight a vendor may still count the old day, or our clock may be ahead of the vendor's.
NEW_DAY_MS = 5 * MINUTE_MS
OWNER_FIRST_MS, OWNER_MOST_MS = HOUR_MS, 6 * HOUR_MS
OUTAGE_FIRST_MS, OUTAGE_MOST_MS = 2 * SECOND_MS, 300 * SECOND_MS
OUTAGE_JITTER = 0.2


def bench_ms(
    error: CallFailed, level: int, now: Moment, vendor_day: ZoneInfo | None, random: Callable[[], float]
) -> int:
    """The time for ``error``, where ``level`` benches of its sort came before it without a success in between."""
    if isinstance(error, RateLimited):
        resets_s = [reading.resets_in_s for reading in error.readings]
        soonest_ms = min((ms for seconds in resets_s if (ms := _told_ms(seconds)) is not None), default=RATE_UNKNOWN_MS)
        return _between(_told_ms(error.retry_after_s), soonest_ms, RATE_MOST_MS)
    if isinstance(error, QuotaSpent):
        if vendor_day is not None:
            return _day_left_ms(now.wall_ms, vendor_day)
        return _between(_told_ms(error.retry_after_s), QUOTA_UNKNOWN_MS, QUOTA_MOST_MS)
    if isinstance(error, OwnerNeeded):
        return _doubled(OWNER_FIRST_MS, level, OWNER_MOST_MS)
    jitter = 1 - OUTAGE_JITTER + 2 * OUTAGE_JITTER * random()
    return round(_doubled(OUTAGE_FIRST_MS, level, OUTAGE_MOST_MS) * jitter)


def _day_left_ms(wall_ms: int, vendor_day: ZoneInfo) -> int:
    midnight_ms = day_end_ms(wall_ms - NEW_DAY_MS, vendor_day)
    return midnight_ms - wall_ms if midnight_ms > wall_ms else midnight_ms + NEW_DAY_MS - wall_ms


def _doubled(first_ms: int, times: int, most_ms: int) -> int:
    # Ten doublings are more than either limit needs, and a number stays small after years of trouble.
    return min(most_ms, first_ms << min(times, 10))


def _told_ms(seconds: float | None) -> float | None:
    """A time that a vendor told, in milliseconds; None where it says nothing that can be."""
    return seconds * 1000 if seconds is not None and isfinite(seconds) and seconds >= 0 else None


def _between(told_ms: float | None, unknown_ms: float, most_ms: int) -> int:
    return round(min(max(unknown_ms if told_ms is None else told_ms, LEAST_MS), most_ms))
