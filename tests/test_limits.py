"""Limits on the disk: what was reserved holds across restarts, kills and clocks that jump.

Refuses to play the file: each test opens a real one.
"""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from providers.limits import Caps, Limits, Reservation, TierLimits
from storage.database import Database, StorageError
from tests.limit_peers import (
    DAY_MS,
    HOUR_MS,
    INDIA,
    MIGRATIONS,
    MINUTE_MS,
    TEN,
    WIDE,
    PartedClock,
    Traffic,
    Vendor,
    opened,
    quota,
    spent,
    try_reserve,
)
from tests.mortal_delivery import Killer
from tests.mortal_limits import CAPS, run

ROOT = Path(__file__).parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database goes."""
    return tmp_path / "shop.db"


@pytest.fixture
def clock() -> PartedClock:
    """Time in the test's hand."""
    return PartedClock()


async def test_forty_at_once_are_ten_also_across_a_restart(path: Path, clock: PartedClock) -> None:
    """Ten of forty in one life, none of forty in the next within the minute, ten again after it."""

    async def racing(limits: Limits) -> int:
        async def one() -> bool:
            await asyncio.sleep(0)
            reservation = try_reserve(limits)
            if isinstance(reservation, str):
                assert reservation == "no room: requests per minute"
                return False
            await limits.make_durable(reservation)
            limits.settle(reservation, tokens=100, cost_micro_usd=0)
            return True

        return sum(await asyncio.gather(*(one() for _ in range(40))))

    async with opened(path, clock) as (_, limits):
        assert await racing(limits) == 10
    clock.advance(30_000)
    async with opened(path, clock := clock.restarted()) as (_, limits):
        assert await racing(limits) == 0
        clock.advance(MINUTE_MS)
        assert await racing(limits) == 10


@pytest.mark.parametrize("seed", [1, 2])
async def test_an_hour_with_restarts_never_passes_the_vendors_count(path: Path, clock: PartedClock, seed: int) -> None:
    """Lives that end with calls under way, whatever the moment: no minute of the vendor's sees more than ten."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable simulation
    vendor, began_ms = Vendor(), clock.now_ms()
    while clock.now_ms() < began_ms + HOUR_MS:
        traffic, life_ends_ms = Traffic(chance, 5_000), clock.now_ms() + chance.randint(1_000, 5 * MINUTE_MS)
        async with opened(path, clock) as (_, limits):
            while clock.now_ms() < life_ends_ms:
                for ended in traffic.end_due(clock.now_ms()):
                    assert isinstance(ended, Reservation)
                    limits.settle(ended, tokens=90, cost_micro_usd=0)
                for _ in range(chance.choice((0, 1, 4))):
                    if not isinstance(reservation := try_reserve(limits), str):
                        await limits.make_durable(reservation)
                        # A request whose sender died has reached the vendor before that.
                        arrives_ms = min(traffic.begin(clock.now_ms(), reservation), life_ends_ms)
                        vendor.arrivals.append((arrives_ms, 1))
                clock.advance(min(chance.randint(50, 1_000), max(1, life_ends_ms - clock.now_ms())))
        clock = clock.restarted()
    assert vendor.most_within(MINUTE_MS) <= 10
    assert vendor.most_in_fixed(MINUTE_MS) <= 10
    assert len(vendor.arrivals) > 450


async def test_400_racing_reservations_stay_within_the_caps(path: Path, clock: PartedClock) -> None:
    """Each is refused or within the cap, and what is on the disk says the same; the next life goes on from there."""
    caps = Caps(50_000, 70_000)

    async def one(limits: Limits) -> str:
        await asyncio.sleep(0)
        reservation = try_reserve(limits, "claude", cost=1_000)
        if isinstance(reservation, str):
            return reservation
        await limits.make_durable(reservation)
        return "called"

    async with opened(path, clock, caps=caps) as (_, limits):
        outcomes = await asyncio.gather(*(one(limits) for _ in range(400)))
        assert outcomes.count("called") == 50
        assert outcomes.count("no budget: day") == 350
        assert spent(path, clock) == (50_000, 50_000)
    clock.advance(DAY_MS)
    async with opened(path, clock := clock.restarted(), caps=caps) as (_, limits):
        outcomes = await asyncio.gather(*(one(limits) for _ in range(400)))
        assert outcomes.count("called") == 20
        assert outcomes.count("no budget: month") == 380
        assert not isinstance(try_reserve(limits, "claude", cost=0), str)
    assert spent(path, clock) == (20_000, 70_000)


async def test_a_cap_in_the_way_takes_no_room(path: Path, clock: PartedClock) -> None:
    """What money forbids counts in no window either."""
    async with opened(path, clock, caps=Caps(10, 10)) as (_, limits):
        assert {try_reserve(limits, cost=11) for _ in range(20)} == {"no budget: day"}
        assert not isinstance(try_reserve(limits), str)


@pytest.mark.parametrize(
    ("point", "number"),
    [
        ("limits.reserve.before", 3),
        ("limits.reserve.after", 7),
        ("limits.reserve.after", 12),
        ("limits.settle.before", 2),
    ],
)
def test_killed_between_reservation_and_settling_the_cap_holds(
    path: Path, tmp_path: Path, point: str, number: int
) -> None:
    """Killed twice, then run to the end: the cap is used, and what went out costs no more."""
    journal = tmp_path / "calls"
    journal.touch()
    for _ in range(2):
        arguments = [str(path), str(journal), point, str(number)]
        child = subprocess.run([sys.executable, "-m", "tests.mortal_limits", *arguments], cwd=ROOT, check=False)
        assert child.returncode == -signal.SIGKILL
    before_micro_usd = sum(map(int, journal.read_text().splitlines()))
    assert before_micro_usd > 0
    asyncio.run(run(path, journal, Killer("", 0), PartedClock(), calls=60))
    out_micro_usd = sum(map(int, journal.read_text().splitlines()))
    day, _ = spent(path, PartedClock())
    assert before_micro_usd < out_micro_usd <= day == CAPS.day_micro_usd


async def test_what_a_dead_process_left_open_counts_as_ended_at_the_loading(path: Path, clock: PartedClock) -> None:
    """The call may have reached the vendor at any time until then."""
    async with opened(path, clock) as (_, limits):
        for _ in range(10):
            await limits.make_durable(limits.reserve("groq", tokens=1, cost_micro_usd=5))
    clock.advance(10 * MINUTE_MS)
    async with opened(path, clock := clock.restarted()) as (_, limits):
        clock.advance(MINUTE_MS)
        assert try_reserve(limits) == "no room: requests per minute"
        clock.advance(1)
        assert not isinstance(try_reserve(limits), str)
    assert spent(path, clock) == (50, 50)


async def test_settled_and_forgotten_reach_the_disk_before_the_close_ends(path: Path, clock: PartedClock) -> None:
    """Nobody waits for these writes but the close."""
    tiers = TierLimits(requests_per_minute=10, tokens_per_minute=1000)
    async with opened(path, clock, tiers) as (_, limits):
        settled, forgotten = (limits.reserve("groq", tokens=500, cost_micro_usd=40) for _ in range(2))
        await asyncio.gather(limits.make_durable(settled), limits.make_durable(forgotten))
        limits.settle(settled, tokens=120, cost_micro_usd=7)
        limits.forget(forgotten)
    assert spent(path, clock) == (7, 7)
    assert [row.used for row in quota(path, clock, tiers)] == [1, 120]


async def test_settling_twice_is_a_mistake(path: Path, clock: PartedClock) -> None:
    """A reservation ends once, in one way."""
    async with opened(path, clock) as (_, limits):
        first, second = (limits.reserve("groq", tokens=1, cost_micro_usd=0) for _ in range(2))
        limits.settle(first, tokens=1, cost_micro_usd=0)
        limits.forget(second)
        for again in (first, second):
            with pytest.raises(ValueError, match="is settled"):
                limits.settle(again, tokens=1, cost_micro_usd=0)
            with pytest.raises(ValueError, match="is settled"):
                limits.forget(again)
            with pytest.raises(ValueError, match="is settled"):
                await limits.make_durable(again)
        with pytest.raises(ValueError, match="no less than nothing"):
            limits.reserve("groq", tokens=-1, cost_micro_usd=0)


async def test_a_failed_write_is_told_and_leaves_the_reservation(
    path: Path, clock: PartedClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Who waits for durability hears of the failure; a settling that failed leaves the row at its worst case."""
    async with AsyncExitStack() as until_closed:
        database = await until_closed.enter_async_context(Database.open(path, MIGRATIONS))
        async with Limits.open(database, {"groq": TEN}, WIDE, timezone=INDIA, clock=clock) as limits:
            reservation = limits.reserve("groq", tokens=1, cost_micro_usd=300)
            await limits.make_durable(reservation)
            await until_closed.aclose()
            limits.settle(reservation, tokens=1, cost_micro_usd=0)
            with pytest.raises(StorageError):
                await limits.make_durable(limits.reserve("groq", tokens=1, cost_micro_usd=0))
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == ["write_behind_failed"]
    assert spent(path, clock) == (300, 300)
