"""ReplyTime: when a person of the shop can answer next, by its opening hours and the moment of asking.

Refuses to read a clock: the moment comes in with the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from shop.shop_file import DayName, Hours

# So little before closing nobody is promised an answer the same day.
LAST_MINUTES = 30
WEEK: tuple[DayName, ...] = get_args(DayName)


@dataclass(frozen=True, slots=True)
class ReplyTime:
    """``days`` from today a person is there: 0 is today; ``weekday`` is that day's name, as in `mon`.

    ``closes`` is set where the shop is open now, and is when it closes today; ``opens`` is when it opens otherwise.
    ``closed`` are the weekdays in between on which it does not open, today included.
    """

    days: int
    weekday: DayName
    opens: time
    closes: time | None = None
    closed: tuple[DayName, ...] = ()


def reply_time(hours: Mapping[str, Hours | None], timezone: str, now_ms: int) -> ReplyTime | None:
    """When a person can answer what comes in at ``now_ms`` (since 1970 in UTC); None for a shop that never opens.

    ``hours`` maps `mon`, or `mon-sat`, to opening hours or None for closed.
    """
    by_day = _by_day(hours)
    now = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(timezone))
    closed: list[DayName] = []
    for days in range(len(WEEK) + 1):
        weekday = WEEK[(now.weekday() + days) % len(WEEK)]
        open_hours = by_day[weekday]
        if open_hours is None:
            closed.append(weekday)
        elif days > 0 or now.time() < open_hours.opens:
            return ReplyTime(days, weekday, open_hours.opens, closed=tuple(closed))
        elif (now + timedelta(minutes=LAST_MINUTES)).replace(tzinfo=None) <= datetime.combine(now, open_hours.closes):
            return ReplyTime(0, weekday, open_hours.opens, closes=open_hours.closes)
    return None


def _by_day(hours: Mapping[str, Hours | None]) -> dict[str, Hours | None]:
    found: dict[str, Hours | None] = {}
    for days, open_hours in hours.items():
        first, _, last = days.partition("-")
        for day in WEEK[WEEK.index(first) : WEEK.index(last or first) + 1]:
            found[day] = open_hours
    return found
