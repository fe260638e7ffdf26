"""Limits over days: clocks that jump, midnights, what vendors say, and rows that nobody counts any more.

Refuses to play the file: each test opens a real one.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from providers.failures import QuotaReading
from providers.limits import Limits, TierLimits
from storage.database import Database
from tests.limit_peers import (
    DAY_MS,
    HOUR_MS,
    INDIA,
    MINUTE_MS,
    PACIFIC,
    PartedClock,
    beside,
    call,
    opened,
    quota,
    spent,
    try_reserve,
)

DAILY = TierLimits(requests_per_day=1)
FULL = "no room: requests per day"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database goes."""
    return tmp_path / "shop.db"


@pytest.fixture
def clock() -> PartedClock:
    """Time in the test's hand."""
    return PartedClock()


def clock_at(text: str, zone: str) -> PartedClock:
    """A clock that shows this in a time zone."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return PartedClock(wall=int(moment.timestamp() * 1000))


def rows(path: Path) -> int:
    """How many reservations the database holds."""
    statement = "SELECT count(*) FROM limit_reservations"
    return int(beside(path, lambda connection: connection.execute(statement).fetchone()[0]))


@pytest.mark.parametrize(
    "jump_ms", [-400 * DAY_MS, -DAY_MS, -HOUR_MS, -3_000, 3_000, HOUR_MS, 3 * DAY_MS, 400 * DAY_MS]
)
async def test_a_jump_while_running_frees_nothing_early_nor_late(path: Path, clock: PartedClock, jump_ms: int) -> None:
    """Neither in the life that saw the jump nor in the next one, which only has what was stored."""
    async with opened(path, clock, DAILY) as (_, limits):
        await call(limits)
        clock.advance(HOUR_MS)
        clock.jump(jump_ms)
        assert try_reserve(limits) == FULL
        clock.advance(HOUR_MS)
    async with opened(path, clock := clock.restarted(), DAILY) as (_, limits):
        clock.advance(22 * HOUR_MS - MINUTE_MS)
        assert try_reserve(limits) == FULL
        clock.advance(3 * MINUTE_MS)
        assert not isinstance(try_reserve(limits), str)


async def test_a_clock_set_back_while_no_process_ran_blocks_for_one_window_only(path: Path, clock: PartedClock) -> None:
    """Ends in the future count as now, also for the life after the next."""
    async with opened(path, clock) as (_, limits):
        for _ in range(10):
            await call(limits)
    clock.jump(-30 * DAY_MS)
    for _ in range(2):
        async with opened(path, clock := clock.restarted()) as (_, limits):
            assert try_reserve(limits) == "no room: requests per minute"
        clock.advance(20_000)
    clock.advance(20_001)
    async with opened(path, clock := clock.restarted()) as (_, limits):
        clock.advance(6_000)
        assert not isinstance(try_reserve(limits), str)


async def test_a_drift_too_small_for_a_jump_frees_nothing_early(path: Path, clock: PartedClock) -> None:
    """A wall clock that runs a little fast makes ends look older to the next life, which allows for that."""
    async with opened(path, clock) as (_, limits):
        for _ in range(10):
            await call(limits)
        clock.jump(2_400)
        clock.advance(MINUTE_MS - 1_000)
        assert try_reserve(limits) == "no room: requests per minute"
    async with opened(path, clock.restarted()) as (_, limits):
        assert try_reserve(limits) == "no room: requests per minute"


async def test_a_jump_over_the_vendors_midnight_frees_nothing(path: Path) -> None:
    """Which of the two clocks was right is unknown: the later midnight counts."""
    daily = TierLimits(requests_per_day=1, day=PACIFIC)
    clock = clock_at("2026-11-24 12:00", PACIFIC)
    async with opened(path, clock, daily) as (_, limits):
        await call(limits)
        clock.jump(11 * HOUR_MS)
        assert try_reserve(limits) == FULL
        clock.advance(2 * HOUR_MS)
        assert try_reserve(limits) == FULL
        clock.advance(11 * HOUR_MS)
        assert not isinstance(try_reserve(limits), str)


@pytest.mark.parametrize("day", ["2026-11-24", "2026-03-08", "2026-11-01"])
async def test_a_vendors_calendar_day_holds_across_a_restart(path: Path, day: str) -> None:
    """Used right before midnight Pacific: full until then, free after it, also where the clocks change that day."""
    daily = TierLimits(requests_per_day=1, day=PACIFIC)
    clock = clock_at(f"{day} 23:58", PACIFIC)
    async with opened(path, clock, daily) as (_, limits):
        await call(limits)
    clock.advance(MINUTE_MS)
    async with opened(path, clock.restarted(), daily) as (_, limits):
        assert try_reserve(limits) == FULL
    clock.advance(MINUTE_MS + 6_000)
    async with opened(path, clock.restarted(), daily) as (_, limits):
        await call(limits)
    clock.advance(23 * HOUR_MS)
    async with opened(path, clock.restarted(), daily) as (_, limits):
        assert try_reserve(limits) == FULL


async def test_money_belongs_to_the_day_and_month_of_its_reservation(path: Path) -> None:
    """Settled after the shop's midnight, it stays yesterday's and last month's."""
    clock = clock_at("2026-11-30 23:59", INDIA)
    async with opened(path, clock) as (_, limits):
        late = limits.reserve("claude", tokens=1, cost_micro_usd=900)
        await limits.make_durable(late)
        assert spent(path, clock) == (900, 900)
        clock.advance(2 * MINUTE_MS)
        limits.settle(late, tokens=1, cost_micro_usd=500)
        await call(limits, "claude", cost=40)
    assert spent(path, clock) == (40, 40)
    assert spent(path, clock_at("2026-11-30 12:00", INDIA)) == (500, 500)


def reading(limit: int | None = None, remaining: int | None = None) -> QuotaReading:
    """What the vendor says of its requests a minute."""
    return QuotaReading(window="requests_per_minute", limit=limit, remaining=remaining)


def free_requests(limits: Limits) -> int:
    """How many calls may begin now; takes them."""
    count = 0
    while not isinstance(try_reserve(limits), str):
        count += 1
    return count


async def test_what_the_vendor_says_corrects_what_is_left(path: Path, clock: PartedClock) -> None:
    """Others use the same key: the newest reading holds, for a minute at most."""
    async with opened(path, clock) as (_, limits):
        limits.correct("groq", [reading(remaining=1)])
        limits.correct("groq", [reading(remaining=4)])
        assert free_requests(limits) == 4
        clock.advance(MINUTE_MS + 1)
        assert free_requests(limits) == 6


async def test_a_learned_limit_survives_restarts_for_a_day(path: Path, clock: PartedClock) -> None:
    """Said again and again, it is stored anew only once an hour; a day after the last word it is gone."""
    points: list[str] = []
    async with opened(path, clock, on_commit=points.append) as (_, limits):
        for minute in range(61):
            limits.correct("groq", [reading(limit=3), reading(limit=30)])
            clock.advance(MINUTE_MS if minute < 60 else 0)
    assert points.count("limits.learn.after") == 2
    clock.advance(DAY_MS - 1)
    async with opened(path, clock.restarted()) as (_, limits):
        assert free_requests(limits) == 3
    assert [row.limit for row in quota(path, clock)] == [3]
    clock.advance(2)
    async with opened(path, clock := clock.restarted()) as (_, limits):
        clock.advance(MINUTE_MS + 1)
        assert free_requests(limits) == 10
    assert [row.limit for row in quota(path, clock)] == [10]


async def test_a_learned_limit_outlasts_a_jump_and_no_more_than_a_day(path: Path, clock: PartedClock) -> None:
    """Set ahead while running, the stored end moves along; set back while stopped, a day is still the most."""
    async with opened(path, clock) as (_, limits):
        limits.correct("groq", [reading(limit=3)])
        clock.jump(30 * DAY_MS)
        await call(limits)
    async with opened(path, clock := clock.restarted()) as (_, limits):
        assert free_requests(limits) == 2
    clock.jump(-30 * DAY_MS)
    async with opened(path, clock := clock.restarted()) as (_, limits):
        assert free_requests(limits) == 2
    clock.advance(DAY_MS + 1)
    async with opened(path, clock := clock.restarted()) as (_, limits):
        clock.advance(MINUTE_MS + 1)
        assert free_requests(limits) == 10


async def test_statistics_see_the_windows_of_a_running_bot(path: Path, clock: PartedClock) -> None:
    """What is used, calls under way included, what is left, and when more comes."""
    limited = TierLimits(requests_per_minute=10, tokens_per_minute=1_000)
    async with opened(path, clock, limited) as (database, limits):
        await limits.make_durable(limits.reserve("groq", tokens=300, cost_micro_usd=0))
        await call(limits, tokens=200)
        await database.write(name="all that was started before")
        more_at_ms = clock.now_ms() + MINUTE_MS + 1
        clock.advance(5_000)
        assert [(row.tier, row.window, row.limit, row.used, row.left) for row in quota(path, clock, limited)] == [
            ("groq", "requests_per_minute", 10, 2, 8),
            ("groq", "tokens_per_minute", 1_000, 500, 500),
        ]
        assert {row.more_at_ms for row in quota(path, clock, limited)} == {more_at_ms}


async def test_old_rows_go(path: Path, clock: PartedClock) -> None:
    """Free ones after two days, paid ones after forty, while the bot runs as well as at its start."""
    async with opened(path, clock) as (database, limits):
        await call(limits)
        await call(limits, "claude", cost=5)
        clock.advance(2 * DAY_MS + 2 * HOUR_MS)
        assert not isinstance(try_reserve(limits), str)
        await database.write(name="all that was started before")
        assert rows(path) == 1
    clock.advance(39 * DAY_MS)
    async with opened(path, clock.restarted()):
        assert rows(path) == 0


async def test_ends_that_are_loaded_together_count_to_the_last(path: Path, clock: PartedClock) -> None:
    """A rolling day frees none of a minute's calls before the last of them is a day old."""
    daily = TierLimits(requests_per_day=2)
    async with opened(path, clock, daily) as (_, limits):
        await call(limits)
        clock.advance(30_000)
        await call(limits)
    clock.advance(HOUR_MS - 30_000 + 6_077)
    async with opened(path, clock := clock.restarted(), daily) as (_, limits):
        clock.advance(23 * HOUR_MS - 6_077 + 29_000)
        assert free_requests(limits) == 0
        clock.advance(2 * MINUTE_MS)
        assert free_requests(limits) == 2


async def enter(database: Database, count: int, now_ms: int) -> None:
    """A day's calls, spread evenly up to now."""
    values = [("groq", "2023-11-14", now_ms - number * DAY_MS // count, 600, 0) for number in range(count)]
    statement = "INSERT INTO limit_reservations (tier, day, ended_at_ms, tokens, cost_micro_usd) VALUES (?, ?, ?, ?, ?)"
    await database.write(lambda connection: connection.executemany(statement, values).rowcount, name="day")


async def test_a_full_day_is_loaded_as_it_was(path: Path, clock: PartedClock) -> None:
    """Ends that are put together by the minute lose nothing, and the last minute is exact."""
    daily = TierLimits(requests_per_day=10_000, requests_per_minute=10, tokens_per_day=10**9)
    async with opened(path, clock) as (database, _):
        await enter(database, 5_000, clock.now_ms())
    async with opened(path, clock := clock.restarted(), daily) as (_, limits):
        assert [row.used for row in quota(path, clock, daily)] == [4, 5_000, 3_000_000]
        assert free_requests(limits) == 6
