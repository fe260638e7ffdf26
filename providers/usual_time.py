"""UsualTime: how long a tier mostly takes, so that silence beyond it can be told from work.

Refuses to learn from failures: a tier that fails fast is not a fast tier.
"""

from __future__ import annotations

from collections import deque

# The design's numbers: the moving 95th percentile between 0.8 and 2 s, and 1 s without history.
LEAST_S, MOST_S, UNKNOWN_S = 0.8, 2.0, 1.0
ANSWERS_KEPT = 50
ANSWERS_NEEDED = 5
PERCENT = 95


class UsualTime:
    """The moving 95th percentile of a tier's last good answers, in seconds."""

    def __init__(self) -> None:
        self._taken_s: deque[float] = deque(maxlen=ANSWERS_KEPT)
        self._usual_s = UNKNOWN_S

    @property
    def seconds(self) -> float:
        """After this much silence the next tier is asked as well."""
        return self._usual_s

    def took(self, seconds: float) -> None:
        """A good answer came after ``seconds``."""
        self._taken_s.append(seconds)
        if len(self._taken_s) >= ANSWERS_NEEDED:
            rank = -(-len(self._taken_s) * PERCENT // 100)
            self._usual_s = min(MOST_S, max(LEAST_S, sorted(self._taken_s)[rank - 1]))
