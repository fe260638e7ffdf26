"""Pictures: the pictures that replies name, drawn when a channel is about to send them.

A reply is stored with a short name in place of the picture, and the name holds the moment: drawn again after a restart
it shows the same figures.
Refuses to keep pictures: the figures behind them are kept.
"""

from __future__ import annotations

import asyncio
import re

from handlers.owner import stats_picture
from handlers.owner.stats import StatsReader

_NAME = re.compile(r"stats:([1-9]\d?):(\d{1,15})")


def stats_name(days: int, now_ms: int) -> str:
    """The name of the picture of the last ``days`` days as they stand at ``now_ms``, since 1970 in UTC."""
    return f"stats:{days}:{now_ms}"


class Pictures:
    """Draws by name."""

    def __init__(self, stats: StatsReader) -> None:
        self._stats = stats

    async def png(self, name: str) -> bytes:
        """The picture behind ``name``. Raises ValueError where no picture has that name, StorageError."""
        known = _NAME.fullmatch(name)
        if known is None:
            raise ValueError(f"no picture is called {name!r}")
        figures = await self._stats.figures(int(known[2]), int(known[1]))
        return await asyncio.to_thread(stats_picture.draw, figures)
