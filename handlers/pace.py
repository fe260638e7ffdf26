"""Pace: how fast messages may go out, so that the other side never has to say no: per chat, and over all chats.

Refuses to hold one chat up for another one: whoever waits for its own turn takes none of the common ones yet.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from storage.clock import Clock

MOST_CHATS_KEPT = 1000
ALL_CHATS = 0  # no chat has this id


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceLimits:
    """``chat_gap_s``: seconds between two messages to one chat; ``all_gap_s``: between two to anybody. 0: no limit."""

    chat_gap_s: float = 1.0
    all_gap_s: float = 1 / 30


NO_PACE = PaceLimits(chat_gap_s=0, all_gap_s=0)


class Pace:
    """Gives turns, in the order of asking."""

    def __init__(self, limits: PaceLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._next_ms: dict[int, float] = {}

    async def turn(self, chat_id: int) -> None:
        """Return when a message to the chat may go out."""
        for row, gap_s in ((chat_id, self._limits.chat_gap_s), (ALL_CHATS, self._limits.all_gap_s)):
            if gap_s > 0 and (wait_ms := self._reserve(row, gap_s * 1000)) > 0:
                await asyncio.sleep(wait_ms / 1000)

    @property
    def chats_kept(self) -> int:
        """How many turns are remembered."""
        return len(self._next_ms)

    def _reserve(self, row: int, gap_ms: float) -> float:
        """Take the next turn; the milliseconds until it comes."""
        now_ms = self._clock.monotonic_ms()
        if len(self._next_ms) > MOST_CHATS_KEPT:
            self._next_ms = {kept: at_ms for kept, at_ms in self._next_ms.items() if at_ms > now_ms}
        turn_ms = max(now_ms, self._next_ms.get(row, 0))
        self._next_ms[row] = turn_ms + gap_ms
        return turn_ms - now_ms
