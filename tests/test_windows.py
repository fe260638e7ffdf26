"""Quota windows: never more than the vendor allows, and hardly less.

Refuses real time: every moment is given.
"""

from __future__ import annotations

import random
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from providers.failures import QuotaReading, WindowName
from providers.moment import Moment
from providers.windows import QuotaRow, TierLimits, TierWindows
from tests.limit_peers import DAY_MS, HOUR_MS, MINUTE_MS, PartedClock, Traffic, Vendor

PACIFIC = "America/Los_Angeles"


def windows(day: str | None = None, **limits: int) -> TierWindows:
    """One tier's windows with these limits."""
    return TierWindows(TierLimits(**limits, day=day))


def at(ms: int) -> Moment:
    """A moment at which both clocks read the same."""
    return Moment(ms, ms)


def pacific(text: str) -> Moment:
    """A moment of the vendor's wall, such as "2026-11-24 23:59"."""
    return at(int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PACIFIC)).timestamp() * 1000))


def row(tier: TierWindows, window: WindowName, now: Moment) -> QuotaRow:
    """One window's row."""
    (found,) = [each for each in tier.rows("groq", now) if each.window == window]
    return found


def left(tier: TierWindows, window: WindowName, now: Moment) -> int:
    """What is left of one window."""
    return row(tier, window, now).left


def call(tier: TierWindows, tokens: int, now: Moment) -> WindowName | None:
    """A call that begins and ends at once."""
    full = tier.reserve(tokens, now)
    if full is None:
        tier.settle(tokens, tokens, now)
    return full


def test_forty_at_once_at_ten_a_minute_are_ten() -> None:
    """A request window is used to the last request and not one further."""
    tier = windows(requests_per_minute=10)
    outcomes = [tier.reserve(100, at(1)) for _ in range(40)]
    assert outcomes == [None] * 10 + ["requests_per_minute"] * 30


def test_a_call_counts_until_a_minute_after_its_end() -> None:
    """Open it counts always; then until more than 60 s have passed on clocks that cut off parts of a millisecond."""
    tier = windows(requests_per_minute=1)
    assert tier.reserve(1, at(0)) is None
    assert tier.reserve(1, at(10 * MINUTE_MS)) == "requests_per_minute"
    tier.settle(1, 1, at(10 * MINUTE_MS))
    assert tier.reserve(1, at(11 * MINUTE_MS)) == "requests_per_minute"
    assert tier.reserve(1, at(11 * MINUTE_MS + 1)) is None


def test_a_reservation_takes_all_windows_or_none() -> None:
    """Where the last window has no room, the first ones are left as they were."""
    tier = windows(requests_per_minute=10, requests_per_day=10, tokens_per_minute=1000, tokens_per_day=150)
    assert tier.reserve(100, at(1)) is None
    assert tier.reserve(100, at(2)) == "tokens_per_day"
    assert [each.used for each in tier.rows("groq", at(3))] == [1, 1, 100, 100]


def test_settling_puts_the_actual_tokens_in_place_of_the_reserved() -> None:
    """Fewer give room back at once; more than was reserved count as well."""
    tier = windows(tokens_per_minute=1000)
    tier.reserve(600, at(1))
    tier.settle(600, 150, at(2))
    assert left(tier, "tokens_per_minute", at(3)) == 850
    tier.reserve(800, at(4))
    tier.settle(800, 1200, at(5))
    assert row(tier, "tokens_per_minute", at(6)).used == 1350
    assert left(tier, "tokens_per_minute", at(6)) == 0


def test_a_forgotten_call_counts_for_nothing() -> None:
    """A request that never left gives back both its request and its tokens."""
    tier = windows(requests_per_minute=1, tokens_per_minute=100)
    tier.reserve(100, at(1))
    tier.forget(100)
    assert tier.reserve(100, at(2)) is None


@pytest.mark.parametrize(("seed", "longest_ms"), [(1, 500), (2, 500), (3, 8_000), (4, 30_000), (5, 90_000)])
def test_an_hour_of_traffic_never_passes_the_vendors_count(seed: int, longest_ms: int) -> None:
    """Whenever the vendor sees a call, and in sliding as in fixed minutes; short calls use at least 95 %."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable simulation
    tier, vendor, traffic = windows(requests_per_minute=10), Vendor(), Traffic(chance, longest_ms)
    now_ms = 0
    while now_ms < HOUR_MS:
        for _ in traffic.end_due(now_ms):
            tier.settle(500, 500, at(now_ms))
        for _ in range(chance.choice((0, 1, 1, 5))):
            if tier.reserve(500, at(now_ms)) is None:
                vendor.arrivals.append((traffic.begin(now_ms, None), 1))
        now_ms += chance.randint(1, 200)
    assert vendor.most_within(MINUTE_MS) <= 10
    assert vendor.most_in_fixed(MINUTE_MS) <= 10
    if longest_ms == 500:
        assert len(vendor.arrivals) >= 0.95 * 10 * 60


def test_a_token_window_is_used_and_not_passed() -> None:
    """32,000 tokens a minute, one call after another: at least 95 % of an hour's tokens, never more in any minute."""
    chance = random.Random(6)  # noqa: S311 - a repeatable simulation
    tier, vendor = windows(tokens_per_minute=32_000), Vendor()
    now_ms = 0
    while now_ms < HOUR_MS:
        if tier.reserve(1_000, at(now_ms)) is not None:
            now_ms += 20
            continue
        arrives_ms = now_ms + chance.randint(0, 300)
        now_ms += 300
        actual = chance.randint(400, 900)
        tier.settle(1_000, actual, at(now_ms))
        vendor.arrivals.append((arrives_ms, actual))
    assert vendor.most_within(MINUTE_MS) <= 32_000
    assert vendor.most_in_fixed(MINUTE_MS) <= 32_000
    assert sum(amount for _, amount in vendor.arrivals) >= 0.95 * 32_000 * 60


def test_a_rolling_day_lasts_24_hours() -> None:
    """Ends are put together by the minute, upwards: a day never comes back early, and less than a minute late."""
    tier = windows(requests_per_day=1)
    call(tier, 1, at(30_000))
    assert call(tier, 1, at(DAY_MS + 30_000)) == "requests_per_day"
    assert call(tier, 1, at(DAY_MS + 30_000 + MINUTE_MS)) is None


@pytest.mark.parametrize(
    ("used", "still", "free"),
    [
        ("2026-11-24 00:00", "2026-11-24 23:59", "2026-11-25 00:01"),
        ("2026-11-24 23:59", "2026-11-24 23:59", "2026-11-25 00:01"),
        ("2026-03-08 00:30", "2026-03-08 23:59", "2026-03-09 00:01"),  # 23 hours
        ("2026-11-01 00:30", "2026-11-01 23:59", "2026-11-02 00:01"),  # 25 hours
    ],
)
def test_a_calendar_day_ends_at_the_vendors_midnight(used: str, still: str, free: str) -> None:
    """Also on the days when the clocks are changed, and however short or long the day was."""
    tier = windows(day=PACIFIC, requests_per_day=1)
    assert call(tier, 1, pacific(used)) is None
    assert row(tier, "requests_per_day", pacific(used)).more_at_ms == pacific(free).wall_ms - MINUTE_MS + 1
    assert call(tier, 1, pacific(still)) == "requests_per_day"
    assert call(tier, 1, pacific(free)) is None


def test_a_call_over_midnight_counts_in_both_days() -> None:
    """Nobody knows in which of the two days the vendor saw it."""
    tier = windows(day=PACIFIC, requests_per_day=1)
    assert tier.reserve(1, pacific("2026-11-24 23:59")) is None
    assert tier.reserve(1, pacific("2026-11-25 00:01")) == "requests_per_day"
    tier.settle(1, 1, pacific("2026-11-25 00:02"))
    assert tier.reserve(1, pacific("2026-11-25 23:59")) == "requests_per_day"
    assert tier.reserve(1, pacific("2026-11-26 00:01")) is None


@pytest.mark.parametrize("hours", [-30, -6, -1, 1, 11, 30])
def test_a_jump_of_the_wall_clock_frees_nothing_early(hours: int) -> None:
    """A minute stays a minute; a calendar day lasts to the later of the two midnights, which is at most a day away."""
    clock = PartedClock(wall=pacific("2026-11-24 12:00").wall_ms)
    tier = windows(day=PACIFIC, requests_per_minute=2, requests_per_day=1)
    call(tier, 1, Moment.of(clock))
    clock.jump(hours * HOUR_MS)
    tier.clock_jumped(Moment.of(clock))
    clock.advance(MINUTE_MS + 1)
    assert left(tier, "requests_per_minute", Moment.of(clock)) == 2
    assert left(tier, "requests_per_day", Moment.of(clock)) == 0
    clock.advance(11 * HOUR_MS)
    assert left(tier, "requests_per_day", Moment.of(clock)) == 0
    clock.advance(13 * HOUR_MS)
    assert left(tier, "requests_per_day", Moment.of(clock)) == 1


def reading(remaining: int | None = None, limit: int | None = None, resets_in_s: float | None = None) -> QuotaReading:
    """What the vendor says of its requests a minute."""
    return QuotaReading(window="requests_per_minute", limit=limit, remaining=remaining, resets_in_s=resets_in_s)


def test_what_others_used_counts_until_the_vendors_reset() -> None:
    """The vendor has less left than we think, because the same key is used elsewhere."""
    tier = windows(requests_per_minute=10)
    call(tier, 1, at(0))
    tier.correct([reading(remaining=4, resets_in_s=20)], at(0))
    assert left(tier, "requests_per_minute", at(0)) == 4
    assert row(tier, "requests_per_minute", at(0)).more_at_ms == 20_001
    assert left(tier, "requests_per_minute", at(20_001)) == 9


def test_a_new_reading_replaces_the_one_before() -> None:
    """Foreign use is what the last reading says, not the sum of all."""
    tier = windows(requests_per_minute=10)
    for remaining in (6, 5, 4, 7):
        tier.correct([reading(remaining=remaining)], at(1))
    assert left(tier, "requests_per_minute", at(2)) == 7
    tier.correct([reading(remaining=99)], at(3))
    assert left(tier, "requests_per_minute", at(4)) == 10


@pytest.mark.parametrize("resets_in_s", [None, -1.0, float("nan"), float("inf"), 1e9])
def test_foreign_use_lasts_a_window_at_most(resets_in_s: float | None) -> None:
    """Whatever the vendor says of its reset."""
    tier = windows(requests_per_minute=10)
    tier.correct([reading(remaining=0, resets_in_s=resets_in_s)], at(0))
    assert left(tier, "requests_per_minute", at(MINUTE_MS)) == 0
    assert left(tier, "requests_per_minute", at(MINUTE_MS + 1)) == 10


def test_a_lower_limit_is_learned_for_a_day_and_a_higher_one_ignored() -> None:
    """A limit of nothing is no limit: such a refusal is the bench's affair."""
    tier = windows(requests_per_minute=10)
    assert tier.correct([reading(limit=20), reading(limit=10), reading(limit=0), reading(limit=-3)], at(0)) == {}
    assert row(tier, "requests_per_minute", at(0)).limit == 10
    assert tier.correct([reading(limit=3)], at(0)) == {"requests_per_minute": 3}
    assert [tier.reserve(1, at(1)) for _ in range(4)] == [None, None, None, "requests_per_minute"]
    assert row(tier, "requests_per_minute", at(DAY_MS)).limit == 3
    assert row(tier, "requests_per_minute", at(DAY_MS + 1)).limit == 10


def test_no_window_is_learned_where_none_is_configured() -> None:
    """A limit of null stays none, whatever the vendor's headers say."""
    tier = windows(tokens_per_minute=1000)
    assert tier.correct([reading(remaining=0, limit=1)], at(0)) == {}
    assert [each.window for each in tier.rows("groq", at(0))] == ["tokens_per_minute"]
    assert all(tier.reserve(1, at(1)) is None for _ in range(50))


def test_it_says_when_more_comes_free() -> None:
    """With the first end; while all is under way nobody knows."""
    tier = windows(requests_per_minute=3)
    assert row(tier, "requests_per_minute", at(0)).more_at_ms is None
    tier.reserve(1, at(0))
    assert row(tier, "requests_per_minute", at(0)).more_at_ms is None
    call(tier, 1, at(500))
    tier.settle(1, 1, at(900))
    assert row(tier, "requests_per_minute", at(1000)).more_at_ms == MINUTE_MS + 501


def test_a_reservation_takes_microseconds_however_full_the_windows() -> None:
    """A thousand requests in the minute and a hundred thousand in the day: 20 us, here with room for a busy machine."""
    tier = windows(requests_per_minute=1_001, requests_per_day=100_000, tokens_per_minute=10**7, tokens_per_day=10**9)
    for ended_ms in range(0, DAY_MS, DAY_MS // 98_000):
        tier.enter(1, 600, at(ended_ms))
    for ended_ms in range(DAY_MS, DAY_MS + 1_000):
        tier.enter(1, 600, at(ended_ms))
    taken_s = []
    for _ in range(1_000):
        started_s = time.perf_counter()
        tier.reserve(600, at(DAY_MS + 1_000))
        taken_s.append(time.perf_counter() - started_s)
        tier.forget(600)
    assert sorted(taken_s)[500] < 100e-6
