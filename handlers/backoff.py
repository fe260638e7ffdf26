"""Backoff: how long to wait after a failure before the other side is asked again.

Refuses to hammer: pauses double up to a limit and vary at random, so that many bots do not come back together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

MOST_DOUBLINGS = 10  # more exceed any longest pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: pauses after failures grow from the first to the longest."""

    first_pause_s: float = 1.0
    longest_pause_s: float = 30.0


class Backoff:
    """Pauses that double until something succeeds, each shortened by up to half by ``random`` (0 to 1)."""

    def __init__(self, patience: Patience, random: Callable[[], float]) -> None:
        self._patience = patience
        self._random = random
        self._failures = 0

    def reset(self) -> None:
        """It worked: the next failure is a first one."""
        self._failures = 0

    def next_s(self) -> float:
        """Seconds to wait after one more failure."""
        doubled_s = self._patience.first_pause_s * (1 << min(self._failures, MOST_DOUBLINGS))
        self._failures += 1
        return min(doubled_s, self._patience.longest_pause_s) * (1 - self._random() / 2)

    async def pause(self, least_s: float = 0.0) -> None:
        """Wait after one more failure, ``least_s`` at least."""
        await asyncio.sleep(max(least_s, self.next_s()))
