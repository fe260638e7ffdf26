"""The watch: money that runs out and vendors that fail for long are told, once, and nothing else is.

Refuses to wait: each look is called, and time is moved.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handlers.owner.alarms import Alarms
from handlers.owner.notices import Notice
from handlers.owner.watch import Watch
from providers import limit_rows
from providers.answer import Attempt
from providers.bench import Standing
from providers.limits import Caps, Reservation
from storage.database import Database
from tests.delivery_peers import HandClock
from tests.owner_peers import DAY_MS, HOUR_MS, INDIA, MINUTE_MS, NOON_MS, answered, enter, opened, settings

READY = Standing("ready")
ONE_DOLLAR = Caps(day_micro_usd=1_000_000, month_micro_usd=30_000_000)


@dataclass
class Lookout:
    """The watch, what it looks at and what it told."""

    database: Database
    clock: HandClock
    watch: Watch
    standings: dict[str, Standing]
    told: list[Notice] = field(default_factory=list)
    calls: int = 0

    async def look(self) -> list[str]:
        """The keys of what is told by one look."""
        self.told.clear()
        await self.watch.look()
        return [notice.key for notice in self.told]

    async def spend(self, micro_usd: int, day: str = "2025-11-25") -> None:
        """A paid call that has ended."""
        self.calls += 1
        call = Reservation(self.calls, "claude", day, 0, micro_usd)
        await self.database.write(limit_rows.settle(call, 0, micro_usd, self.clock.now_ms()), name="spend")

    async def refuse(self, reason: str) -> None:
        """An answer for which the paid tier was passed over."""
        skipped = Attempt(tier="claude", outcome="skipped", reason=reason)
        await enter(self.database, skipped, answered("rules"), at_ms=self.clock.now_ms())


@asynccontextmanager
async def lookout(folder: Path, caps: Caps = ONE_DOLLAR) -> AsyncIterator[Lookout]:
    """A watch at noon over two tiers that are ready."""
    clock, standings = HandClock(NOON_MS), {"groq": READY, "claude": READY}
    told: list[Notice] = []
    async with opened(folder) as database:
        watch = Watch(
            *(database, Alarms(settings(), INDIA), told.append),
            caps=caps,
            tiers=standings,
            standing=standings.__getitem__,
            timezone=INDIA,
            clock=clock,
        )
        yield Lookout(database, clock, watch, standings, told)


async def test_money_is_told_when_most_of_it_is_spent(tmp_path: Path) -> None:
    """From four fifths of the day's money on; not before, and what was spent yesterday does not count for today."""
    async with lookout(tmp_path) as room:
        await room.spend(900_000, "2025-11-24")
        await room.spend(799_999)
        assert await room.look() == []
        await room.spend(1)
        assert await room.look() == ["money near:day:2025-11-25"]
        assert "used $0.80 of today's $1.00" in room.told[0].text
        assert "budget.day_usd" in room.told[0].text
        room.clock.advance(DAY_MS)
        assert await room.look() == []


async def test_the_month_has_a_cap_of_its_own(tmp_path: Path) -> None:
    """Its notice carries the month, so that it comes once."""
    async with lookout(tmp_path) as room:
        for day in range(1, 25):
            await room.spend(1_000_000, f"2025-11-{day:02}")
        assert await room.look() == ["money near:month:2025-11"]
        assert "used $24.00 of this month's $30.00" in room.told[0].text


async def test_money_is_used_up_when_a_tier_was_passed_over_for_want_of_it(tmp_path: Path) -> None:
    """Whatever the sum says: what is left may be too little for one more call. The next day begins anew."""
    async with lookout(tmp_path) as room:
        await room.spend(990_000)
        await room.refuse("no budget: day")
        assert await room.look() == ["money reached:day:2025-11-25"]
        assert "left out until midnight" in room.told[0].text
        room.clock.advance(12 * HOUR_MS + MINUTE_MS)
        assert await room.look() == []
        await room.refuse("no budget: month")
        assert await room.look() == ["money reached:month:2025-11"]


async def test_who_allows_no_money_is_not_told_that_it_is_spent(tmp_path: Path) -> None:
    """A cap of nothing is a decision."""
    async with lookout(tmp_path, Caps(0, 0)) as room:
        await room.refuse("no budget: day")
        assert await room.look() == []
    async with lookout(tmp_path, Caps(0, 1_000_000)) as room:
        assert await room.look() == []


@pytest.mark.parametrize(
    "reason", ["overloaded", "timeout", "unreachable", "bad response", "server error", "overtaken"]
)
async def test_a_vendor_that_fails_for_half_an_hour_is_told(tmp_path: Path, reason: str) -> None:
    """By what its benches show: every probe for thirty minutes has failed."""
    async with lookout(tmp_path) as room:
        for minute in range(26):
            room.standings["groq"] = Standing("benched", reason, room.clock.now_ms() + 4 * MINUTE_MS)
            assert await room.look() == [], minute
            room.clock.advance(MINUTE_MS)
        room.standings["groq"] = Standing("benched", reason, room.clock.now_ms() + 4 * MINUTE_MS)
        assert await room.look() == ["outage:groq:2025-11-25"]
        assert "groq has given no answer for 30 minutes" in room.told[0].text
        assert "/pause groq" in room.told[0].text


async def test_a_vendor_that_nobody_asks_is_not_in_trouble(tmp_path: Path) -> None:
    """One failure in the evening, no question all night and one failure in the morning are no outage of a night."""
    async with lookout(tmp_path) as room:
        room.standings["groq"] = Standing("benched", "timeout", NOON_MS + 2000)
        assert await room.look() == []
        room.clock.advance(8 * HOUR_MS)
        room.standings["groq"] = Standing("probe", "timeout", NOON_MS + 2000)
        assert await room.look() == []
        room.standings["groq"] = Standing("benched", "timeout", room.clock.now_ms() + 4000)
        assert await room.look() == []


async def test_an_answer_in_between_begins_the_half_hour_anew(tmp_path: Path) -> None:
    """Short troubles add up to nothing."""
    async with lookout(tmp_path) as room:
        for _ in range(4):
            room.standings["groq"] = Standing("benched", "timeout", room.clock.now_ms() + 4 * MINUTE_MS)
            assert await room.look() == []
            room.clock.advance(15 * MINUTE_MS)
            room.standings["groq"] = READY
            assert await room.look() == []


@pytest.mark.parametrize("reason", ["rate limit", "daily quota", "key refused", "by the owner", "blocked"])
async def test_what_is_no_outage_is_not_told_as_one(tmp_path: Path, reason: str) -> None:
    """A used quota is usual, a refused key has a notice of its own, a pause is the owner's."""
    async with lookout(tmp_path) as room:
        room.standings["groq"] = Standing("benched", reason, NOON_MS + DAY_MS)
        assert await room.look() == []
        room.clock.advance(HOUR_MS)
        assert await room.look() == []


async def test_it_looks_again_and_again_and_outlives_a_failure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A look that fails is logged; the next one tells."""
    told = asyncio.Event()
    looks = iter([LookupError("no such tier")])

    def standing(_tier: str) -> Standing:
        if (error := next(looks, None)) is not None:
            raise error
        return READY

    async with lookout(tmp_path) as room:
        await room.spend(800_000)
        watch = Watch(
            *(room.database, Alarms(settings(), INDIA), lambda _: told.set()),
            caps=ONE_DOLLAR,
            tiers=["groq"],
            standing=standing,
            timezone=INDIA,
            clock=room.clock,
        )
        async with watch.looking(every_s=0.001), asyncio.timeout(5):
            await told.wait()
    assert [record.message for record in caplog.records] == ["watch_failed"]
