"""Watch: looks once a minute for what no single answer shows: money that runs out, a vendor in trouble for long.

One short read of the database a minute, and none an answer. Refuses to decide anything: it only tells the owner.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.owner.alarms import Alarms
from handlers.owner.notices import Notice
from providers import ledger, limits
from providers.bench import Standing
from providers.budget import Span
from providers.failures import Outage
from providers.limits import Caps
from storage.clock import Clock
from storage.errors import StorageError
from storage.reader import Reader

EVERY_S = 60.0
NEAR_PERCENT = 80
LONG_MS = 30 * 60_000
# A vendor that nobody has asked for so long may have recovered long ago.
UNASKED_MS = 15 * 60_000
OUTAGES = frozenset(sort.kind for sort in Outage.__subclasses__())
log = logging.getLogger(__name__)


class Watch:
    """Keeps in mind since when each of ``tiers`` has failed, by ``standing``; ``tell`` hears of what it finds."""

    def __init__(  # noqa: PLR0913 - built once, by open_shop, from what it has just opened
        self,
        database: Reader,
        alarms: Alarms,
        tell: Callable[[Notice], None],
        *,
        caps: Caps,
        tiers: Iterable[str],
        standing: Callable[[str], Standing],
        timezone: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._caps: dict[Span, int] = {"day": caps.day_micro_usd, "month": caps.month_micro_usd}
        self._tiers = tuple(tiers)
        self._standing = standing
        self._alarms = alarms
        self._tell = tell
        self._timezone = timezone
        self._clock = clock
        self._failing_since_ms: dict[str, int] = {}

    def looking(self, every_s: float = EVERY_S) -> AbstractAsyncContextManager[None]:
        """Looks every ``every_s`` seconds until the end of the block."""
        return keeping_up(self.look, every_s, "watch")

    async def look(self) -> None:
        """Look once. Raises StorageError."""
        now_ms = self._clock.now_ms()
        self._look_at_vendors(now_ms)
        if any(self._caps.values()):
            await self._look_at_money(now_ms)

    def _look_at_vendors(self, now_ms: int) -> None:
        for tier in self._tiers:
            standing = self._standing(tier)
            until_ms = standing.until_ms
            if standing.reason not in OUTAGES or until_ms is None or now_ms - until_ms >= UNASKED_MS:
                self._failing_since_ms.pop(tier, None)
                continue
            # Up to the end of its newest bench: what comes after that nobody knows yet.
            failing_ms = until_ms - self._failing_since_ms.setdefault(tier, now_ms)
            if failing_ms >= LONG_MS:
                self._tell(self._alarms.outage(tier, standing.reason, failing_ms // 60_000, now_ms))

    async def _look_at_money(self, now_ms: int) -> None:
        refused, spent = await self._database.read(lambda connection: self._money(connection, now_ms))
        for span, spent_micro_usd in spent.items():
            cap = self._caps[span]
            if cap and f"no budget: {span}" in refused:
                self._tell(self._alarms.money_reached(span, cap, now_ms))
            elif cap and spent_micro_usd * 100 >= cap * NEAR_PERCENT:
                self._tell(self._alarms.money_near(span, spent_micro_usd, cap, now_ms))

    def _money(self, connection: sqlite3.Connection, now_ms: int) -> tuple[set[str], dict[Span, int]]:
        """Why tiers were passed over today, and what is spent."""
        now = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(self._timezone))
        midnight_ms = int(now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
        reasons = {attempt.reason for attempt in ledger.attempts(connection, midnight_ms, now_ms + 1)}
        day, month = limits.spent(connection, now_ms, self._timezone)
        return reasons, {"day": day, "month": month}


@asynccontextmanager
async def keeping_up(look: Callable[[], Awaitable[None]], every_s: float, name: str) -> AsyncIterator[None]:
    """``look`` is called every ``every_s`` seconds until the end of the block, whatever it raises."""

    async def keep_looking() -> None:
        while True:
            await asyncio.sleep(every_s)
            try:
                await look()
            except StorageError as error:
                log.warning("watch_failed_trying_again", extra={"watch": name, "reason": str(error)})
            except Exception:
                log.exception("watch_failed", extra={"watch": name})

    task = asyncio.create_task(keep_looking(), name=name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
