"""Window: one quota of a vendor's, a number of requests or tokens per minute or per day.

Refuses to look through its entries: sums run along, so that a full window costs no more than an empty one.
"""

from __future__ import annotations

from collections import deque
from math import isfinite
from zoneinfo import ZoneInfo

from providers.moment import Moment, day_end_ms

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
# Ends within a minute of each other come back together from a window of a day: 1,440 entries serve any traffic.
DAY_GRAIN_MS = MINUTE_MS


class Window:
    """At most ``limit`` within ``length_ms``, or within the calendar day of ``zone``. All ``..._ms`` are monotonic.

    What has ended comes back in the order of the ends.
    """

    def __init__(self, limit: int, length_ms: int, zone: ZoneInfo | None = None) -> None:
        self._configured = limit
        self._length_ms = length_ms
        self._zone = zone
        self._grain_ms = DAY_GRAIN_MS if length_ms == DAY_MS else 1
        self._day_end: Moment | None = None
        self._open = 0
        self._ended: deque[tuple[int, int]] = deque()
        self._ended_sum = 0
        self._learned, self._learned_until_ms = limit, 0
        self._foreign, self._foreign_until_ms = 0, 0

    def limit(self, now_ms: int) -> int:
        """The configured limit, or the lower one that the vendor named within the last day."""
        return self._learned if now_ms <= self._learned_until_ms else self._configured

    def used(self, now_ms: int) -> int:
        """What counts now: calls under way, calls that have ended, and what others used of the same quota."""
        return self._own(now_ms) + (self._foreign if now_ms <= self._foreign_until_ms else 0)

    def has_room(self, amount: int, now_ms: int) -> bool:
        """Whether ``amount`` more may be used."""
        return self.used(now_ms) + amount <= self.limit(now_ms)

    def start(self, amount: int) -> None:
        """Count ``amount`` as under way."""
        self._open += amount

    def settle(self, reserved: int, actual: int, now: Moment) -> None:
        """What was under way as ``reserved`` has ended as ``actual``."""
        self._open -= reserved
        self.enter(actual, now)

    def forget(self, reserved: int) -> None:
        """What was under way never happened."""
        self._open -= reserved

    def enter(self, amount: int, ended: Moment) -> None:
        """Count ``amount`` that has ended at ``ended``."""
        until_ms = self._until_ms(ended)
        if self._ended and until_ms <= self._ended[-1][0]:
            until_ms, together = self._ended.pop()
            self._ended.append((until_ms, together + amount))
        else:
            self._ended.append((until_ms, amount))
        self._ended_sum += amount

    def learn(self, limit: int, until_ms: int) -> bool:
        """Keep a limit lower than the configured one until ``until_ms``; says whether it was kept."""
        if not 1 <= limit < self._configured:
            return False
        self._learned, self._learned_until_ms = limit, until_ms
        return True

    def correct(self, remaining: int, resets_in_s: float | None, now: Moment) -> None:
        """The vendor has ``remaining`` left: what is missing was used by others. Replaces what was said before."""
        now_ms = now.monotonic_ms
        left = self.limit(now_ms) - self._own(now_ms)
        self._foreign = max(0, left - max(0, remaining))
        self._foreign_until_ms = self._until_ms(now)
        if resets_in_s is not None and isfinite(resets_in_s) and resets_in_s >= 0:
            self._foreign_until_ms = min(self._foreign_until_ms, now_ms + int(resets_in_s * 1000))

    def clock_jumped(self, now: Moment) -> None:
        """What counts until midnight now counts until the later one of the old and the new midnight."""
        if self._zone is None:
            return
        self._day_end = None
        midnight_ms = self._until_ms(now)
        self._ended = deque((max(until_ms, midnight_ms), amount) for until_ms, amount in self._ended)

    def more_at_ms(self, now_ms: int) -> int | None:
        """When some of what is used comes back; None where nothing is used, or all of it by calls under way."""
        self._drop_past(now_ms)
        ends = [self._ended[0][0]] if self._ended else []
        if self._foreign and now_ms <= self._foreign_until_ms:
            ends.append(self._foreign_until_ms)
        return min(ends) + 1 if ends else None

    def _own(self, now_ms: int) -> int:
        self._drop_past(now_ms)
        return self._open + self._ended_sum

    def _drop_past(self, now_ms: int) -> None:
        # Both readings were cut to whole milliseconds: only one more makes sure that the whole length has passed.
        while self._ended and self._ended[0][0] < now_ms:
            _, amount = self._ended.popleft()
            self._ended_sum -= amount

    def _until_ms(self, ended: Moment) -> int:
        """Up to which moment, included, what ended at ``ended`` counts."""
        if self._zone is None:
            return -(-(ended.monotonic_ms + self._length_ms) // self._grain_ms) * self._grain_ms
        day_end = self._day_end
        if day_end is None or not day_end.wall_ms - DAY_MS < ended.wall_ms < day_end.wall_ms:
            wall_ms = day_end_ms(ended.wall_ms, self._zone)
            day_end = self._day_end = Moment(ended.monotonic_ms + wall_ms - ended.wall_ms, wall_ms)
        return day_end.monotonic_ms
