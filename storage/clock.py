"""What time it is: the one way in for time, so that a rehearsal or a test can bring its own.

Refuses to sleep: whoever waits does so on an event, with a time limit worked out from here.
"""

import time
from typing import Protocol


class Clock(Protocol):
    """Two readings of time in whole milliseconds."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC. May jump; survives a restart; never decides an order."""
        ...

    def monotonic_ms(self) -> int:
        """Milliseconds since an unknown moment. Never jumps; means nothing to another process."""
        ...


class SystemClock:
    """The machine's own time."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000

    def monotonic_ms(self) -> int:
        """Milliseconds on the machine's monotonic clock."""
        return time.monotonic_ns() // 1_000_000
