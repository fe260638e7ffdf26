"""Windows: how much of a vendor's quotas one tier has used, and what is left.

A call counts from its reservation until the window's length after its end. The vendor sees it somewhere in between, so
neither a sliding nor a fixed window of the vendor's is ever passed.
Refuses to know clocks and disks: moments come in as parameters, limits.py keeps what must survive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from zoneinfo import ZoneInfo

from providers.failures import QuotaReading, WindowName
from providers.moment import Moment
from providers.window import DAY_MS, MINUTE_MS, Window

WINDOW_NAMES: tuple[WindowName, ...] = get_args(WindowName)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLimits:
    """A vendor's quotas; None means no such window. ``day`` is the time zone whose calendar day the vendor counts.

    Where ``day`` is None, the vendor counts the last 24 hours.
    """

    requests_per_minute: int | None = None
    requests_per_day: int | None = None
    tokens_per_minute: int | None = None
    tokens_per_day: int | None = None
    day: str | None = None

    def of(self, window: WindowName) -> int | None:
        """The limit of one window."""
        limit: int | None = getattr(self, window)
        return limit


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """One window at one moment; ``more_at_ms`` is when some of it comes back, on the wall clock, None if unknown."""

    tier: str
    window: WindowName
    limit: int
    used: int
    left: int
    more_at_ms: int | None


class TierWindows:
    """All windows of one tier. A call takes a request and its tokens from each of them, or nothing at all."""

    def __init__(self, limits: TierLimits) -> None:
        zone = ZoneInfo(limits.day) if limits.day is not None else None
        self._requests: dict[WindowName, Window] = {}
        self._tokens: dict[WindowName, Window] = {}
        for name in WINDOW_NAMES:
            limit = limits.of(name)
            if limit is None:
                continue
            is_daily = name.endswith("_day")
            window = Window(limit, DAY_MS if is_daily else MINUTE_MS, zone if is_daily else None)
            (self._requests if name.startswith("requests") else self._tokens)[name] = window

    def reserve(self, tokens: int, now: Moment) -> WindowName | None:
        """Take a request and ``tokens`` from every window, or nothing and say which window has no room."""
        now_ms = now.monotonic_ms
        for name, window in self._requests.items():
            if not window.has_room(1, now_ms):
                return name
        for name, window in self._tokens.items():
            if not window.has_room(tokens, now_ms):
                return name
        self.start(1, tokens)
        return None

    def start(self, requests: int, tokens: int) -> None:
        """Count calls as under way, room or not."""
        for window in self._requests.values():
            window.start(requests)
        for window in self._tokens.values():
            window.start(tokens)

    def settle(self, reserved: int, tokens: int, now: Moment) -> None:
        """A call has ended now; it took ``tokens`` tokens in place of the ``reserved`` ones."""
        for window in self._requests.values():
            window.settle(1, 1, now)
        for window in self._tokens.values():
            window.settle(reserved, tokens, now)

    def forget(self, reserved: int) -> None:
        """The request never left: it counts for nothing."""
        for window in self._requests.values():
            window.forget(1)
        for window in self._tokens.values():
            window.forget(reserved)

    def enter(self, requests: int, tokens: int, ended: Moment) -> None:
        """Count calls that have ended at ``ended``; earlier ends first."""
        for window in self._requests.values():
            window.enter(requests, ended)
        for window in self._tokens.values():
            window.enter(tokens, ended)

    def correct(self, readings: Sequence[QuotaReading], now: Moment) -> dict[WindowName, int]:
        """Believe the vendor where it has less left than we think; returns the limits that were learned."""
        learned: dict[WindowName, int] = {}
        for reading in readings:
            window = self._window(reading.window)
            if window is None:
                continue
            if reading.limit is not None and window.learn(reading.limit, now.monotonic_ms + DAY_MS):
                learned[reading.window] = reading.limit
            if reading.remaining is not None:
                window.correct(reading.remaining, reading.resets_in_s, now)
        return learned

    def learn(self, name: WindowName, limit: int, until_ms: int) -> None:
        """A limit that was learned before; ``until_ms`` is on the monotonic clock."""
        window = self._window(name)
        if window is not None:
            window.learn(limit, until_ms)

    def clock_jumped(self, now: Moment) -> None:
        """The wall clock has jumped to ``now``: what counts until midnight counts until the later midnight."""
        for window in (*self._requests.values(), *self._tokens.values()):
            window.clock_jumped(now)

    def rows(self, tier: str, now: Moment) -> list[QuotaRow]:
        """What is used and left of each window, and when more comes back, under the tier's name."""
        windows = [(name, window) for name in WINDOW_NAMES if (window := self._window(name)) is not None]
        return [_row(tier, name, window, now) for name, window in windows]

    def _window(self, name: WindowName) -> Window | None:
        return self._requests.get(name) or self._tokens.get(name)


def _row(tier: str, name: WindowName, window: Window, now: Moment) -> QuotaRow:
    now_ms = now.monotonic_ms
    used, limit, more_at_ms = window.used(now_ms), window.limit(now_ms), window.more_at_ms(now_ms)
    on_the_wall = None if more_at_ms is None else more_at_ms + now.offset_ms
    return QuotaRow(tier, name, limit, used, max(0, limit - used), on_the_wall)
