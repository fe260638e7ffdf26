"""Benches: who is left alone, until when and why, and what ends it.

Refuses real time and chance: both are given.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from providers import failures
from providers.bench import Benches, Standing, benches
from providers.failures import (
    Blocked,
    CacheMiss,
    CallFailed,
    CreditSpent,
    Empty,
    KeyRefused,
    ModelRetired,
    NotAsked,
    Overloaded,
    Overtaken,
    ProviderError,
    QuotaReading,
    QuotaSpent,
    RateLimited,
    Rejected,
    TimedOut,
)
from storage.database import Database
from tests.limit_peers import DAY_MS, HOUR_MS, MIGRATIONS, MINUTE_MS, PACIFIC, PartedClock, beside

DAYS = {"groq": None, "gemini": PACIFIC}
SECOND_MS = 1000


@dataclass
class Life:
    """One life of the bot with its benches; ``alarms`` is what the owner was told."""

    benches: Benches
    clock: PartedClock
    alarms: list[tuple[str, str]] = field(default_factory=list)

    def fail(self, error: ProviderError, tier: str = "groq") -> None:
        """A call that begins and fails."""
        self.benches.failed(self.benches.begin(tier), error)

    def succeed(self, tier: str = "groq") -> None:
        """A call that begins and succeeds."""
        self.benches.succeeded(self.benches.begin(tier))

    def standing(self, tier: str = "groq") -> Standing:
        """How the tier stands."""
        return self.benches.standing(tier)

    def left_ms(self, tier: str = "groq") -> int:
        """How long its bench still lasts; 0 where it is over, or where there is none."""
        until_ms = self.standing(tier).until_ms
        return 0 if until_ms is None else max(0, until_ms - self.clock.now_ms())

    def pass_bench(self, tier: str = "groq") -> None:
        """Let the bench's time pass."""
        self.clock.advance(self.left_ms(tier))


@asynccontextmanager
async def living(path: Path, clock: PartedClock, chance: float = 0.5) -> AsyncIterator[Life]:
    """Open the benches; ``chance`` is every random number, 0.5 means no jitter."""
    alarms: list[tuple[str, str]] = []
    async with (
        Database.open(path, MIGRATIONS) as database,
        Benches.open(database, DAYS, clock, lambda: chance, lambda tier, kind: alarms.append((tier, kind))) as opened,
    ):
        yield Life(opened, clock, alarms)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database goes."""
    return tmp_path / "shop.db"


@pytest.fixture
async def life(path: Path) -> AsyncIterator[Life]:
    """A first life."""
    async with living(path, PartedClock()) as living_now:
        yield living_now


def resets(*seconds: float | None) -> tuple[QuotaReading, ...]:
    """Readings that only tell their resets."""
    return tuple(QuotaReading(window="tokens_per_minute", resets_in_s=each) for each in seconds)


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (RateLimited(retry_after_s=7.5), 7.5),
        (RateLimited(retry_after_s=7.5, readings=resets(3)), 7.5),
        (RateLimited(readings=resets(None, 12, 3)), 3),
        (RateLimited(readings=resets(None)), 20),
        (RateLimited(), 20),
        (RateLimited(retry_after_s=1e9), 3600),
        (RateLimited(readings=resets(1e9)), 3600),
        (RateLimited(retry_after_s=0), 1),
        (RateLimited(retry_after_s=-5), 20),
        (RateLimited(retry_after_s=NAN, readings=resets(NAN, -1, 30)), 30),
        (RateLimited(retry_after_s=INF), 20),
        (QuotaSpent(), 3600),
        (QuotaSpent(retry_after_s=900), 900),
        (QuotaSpent(retry_after_s=NAN), 3600),
        (QuotaSpent(retry_after_s=-1), 3600),
        (QuotaSpent(retry_after_s=1e9), 24 * 3600),
        (KeyRefused(), 3600),
        (CreditSpent(), 3600),
        (ModelRetired(), 3600),
        (Overloaded(), 2),
        (TimedOut(retry_after_s=500), 2),
        (Overtaken(), 2),
        (CallFailed(), 2),
    ],
)
async def test_a_failure_benches_for_its_time(life: Life, error: CallFailed, seconds: float) -> None:
    """What the vendor says is believed within bounds; nonsense is replaced by the usual time."""
    life.fail(error)
    until_ms = life.clock.now_ms() + round(seconds * SECOND_MS)
    assert life.standing() == Standing("benched", error.kind, until_ms)
    life.clock.advance(round(seconds * SECOND_MS) - 1)
    assert life.standing().status == "benched"
    life.clock.advance(1)
    assert life.standing() == Standing("probe", error.kind, until_ms)


@pytest.mark.parametrize(
    ("now", "hours"),
    [("2026-11-24 22:30", 1.5), ("2026-03-08 00:30", 22.5), ("2026-11-01 00:30", 24.5), ("2026-11-24 00:05", 23.9167)],
)
async def test_a_spent_day_ends_at_the_vendors_midnight(path: Path, now: str, hours: float) -> None:
    """Where the vendor has a calendar day, its Retry-After is not the reset; changes of the clocks are counted."""
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(PACIFIC))
    async with living(path, PartedClock(wall=int(moment.timestamp() * 1000))) as life:
        life.fail(QuotaSpent(retry_after_s=40), "gemini")
        assert life.left_ms("gemini") == pytest.approx(hours * HOUR_MS, abs=SECOND_MS)


async def test_a_clock_ahead_of_the_vendors_costs_minutes_not_a_day(path: Path) -> None:
    """Right after midnight the vendor may still count the old day: tried again soon."""
    moment = datetime(2026, 11, 24, 0, 0, 2, tzinfo=ZoneInfo(PACIFIC))
    async with living(path, PartedClock(wall=int(moment.timestamp() * 1000))) as life:
        life.fail(QuotaSpent(), "gemini")
        assert life.left_ms("gemini") == 5 * MINUTE_MS - 2 * SECOND_MS


async def test_an_outage_doubles_to_five_minutes(life: Life) -> None:
    """Each failed probe doubles the bench; a success begins anew."""
    seconds = []
    for _ in range(10):
        life.fail(Overloaded())
        seconds.append(life.left_ms() / SECOND_MS)
        life.pass_bench()
    assert seconds == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    life.succeed()
    assert life.standing() == Standing("ready")
    life.fail(TimedOut())
    assert life.left_ms() == 2 * SECOND_MS


@pytest.mark.parametrize(("chance", "ms"), [(0.0, 1600), (0.25, 1800), (0.999999, 2400)])
async def test_an_outages_bench_has_jitter(path: Path, chance: float, ms: int) -> None:
    """Up to a fifth shorter or longer, so that many bots do not come back together."""
    async with living(path, PartedClock(), chance) as life:
        life.fail(Overloaded())
        assert life.left_ms() == ms


async def test_the_owner_is_alarmed_once_a_bench(life: Life) -> None:
    """What only the owner can mend benches for an hour, doubling to six; each bench tells it once."""
    hours = []
    for _ in range(5):
        calls = (
            [life.benches.begin("groq")]
            if life.standing().status == "probe"
            else [life.benches.begin("groq") for _ in range(20)]
        )
        for call in calls:
            life.benches.failed(call, KeyRefused())
        hours.append(life.left_ms() / HOUR_MS)
        life.pass_bench()
    assert hours == [1, 2, 4, 6, 6]
    assert life.alarms == [("groq", "key refused")] * 5


async def test_twenty_calls_that_fail_together_make_one_bench(life: Life) -> None:
    """Calls that began before the bench double nothing and move nothing when they end late."""
    calls = [life.benches.begin("groq") for _ in range(20)]
    for call in calls:
        life.benches.failed(call, Overloaded())
        life.clock.advance(10)
    assert life.left_ms() == 2 * SECOND_MS - 200


@pytest.mark.parametrize("late", [RateLimited(retry_after_s=900), Blocked(), Rejected(), TimedOut(), None])
async def test_a_late_end_changes_nothing(life: Life, late: ProviderError | None) -> None:
    """Neither a late success, nor a late failure of another sort."""
    first, second = life.benches.begin("groq"), life.benches.begin("groq")
    life.benches.failed(first, Overloaded())
    before = life.standing()
    if late is None:
        life.benches.succeeded(second)
    else:
        life.benches.failed(second, late)
    assert life.standing() == before
    life.pass_bench()
    life.fail(Overloaded())
    assert life.left_ms() == 4 * SECOND_MS


async def test_a_late_failure_of_hours_overrides_a_shorter_bench(life: Life) -> None:
    """A key that is refused or a quota that is spent is news however late; a shorter time is not."""
    calls = [life.benches.begin("groq") for _ in range(5)]
    errors = [Overloaded(), QuotaSpent(retry_after_s=1800), KeyRefused(), QuotaSpent(retry_after_s=60), CreditSpent()]
    standings = []
    for call, error in zip(calls, errors, strict=True):
        life.benches.failed(call, error)
        standings.append((life.standing().reason, life.left_ms() // SECOND_MS))
    owner = ("key refused", 3600)
    assert standings == [("overloaded", 2), ("daily quota", 1800), owner, owner, owner]
    assert life.alarms == [("groq", "key refused")]


async def test_an_old_failure_does_not_bench_a_tier_that_has_recovered(life: Life) -> None:
    """A call from before the outage that times out after the probe's success tells of a time that is over."""
    old, other = life.benches.begin("groq"), life.benches.begin("groq")
    life.benches.failed(other, Overloaded())
    life.pass_bench()
    life.succeed()
    life.benches.failed(old, TimedOut())
    assert life.standing() == Standing("ready")


async def test_unusable_answers_bench_after_three_in_a_row(life: Life) -> None:
    """One or two are chance; the third benches like an outage, and each probe that gives another one again."""
    life.fail(Blocked())
    life.fail(Empty())
    life.succeed()
    life.fail(Empty())
    life.fail(Empty())
    assert life.standing() == Standing("ready")
    life.fail(Blocked())
    assert life.standing().reason == "blocked"
    assert life.left_ms() == 2 * SECOND_MS
    life.pass_bench()
    life.fail(Empty())
    assert life.left_ms() == 4 * SECOND_MS


async def test_an_unusable_answer_shows_that_an_outage_is_over(life: Life) -> None:
    """The vendor works again, even if this one answer is no reply."""
    life.fail(Overloaded())
    life.pass_bench()
    life.fail(Empty())
    assert life.standing() == Standing("ready")


async def test_a_rejection_neither_breaks_nor_makes_a_row(life: Life) -> None:
    """The guard's verdict is on a text, not on the vendor: any number of them benches nobody."""
    for _ in range(10):
        life.fail(Rejected("rejected: unlisted amount"))
    assert life.standing() == Standing("ready")
    life.fail(Empty())
    life.fail(Empty())
    life.fail(Rejected())
    life.fail(Empty())
    assert life.standing().status == "benched"


async def test_a_rejection_proves_that_the_vendor_works(life: Life) -> None:
    """As a probe's end it ends the bench, and the next outage begins at two seconds."""
    for _ in range(3):
        life.fail(Overloaded())
        life.pass_bench()
    life.fail(Rejected())
    assert life.standing() == Standing("ready")
    life.fail(Overloaded())
    assert life.left_ms() == 2 * SECOND_MS


@pytest.mark.parametrize("error", [NotAsked(), CacheMiss(), Rejected()])
async def test_what_is_no_failure_of_the_vendor_benches_nobody(life: Life, error: ProviderError) -> None:
    """Also many of them in a row."""
    for _ in range(5):
        life.fail(error)
    assert life.standing() == Standing("ready")


async def test_after_a_bench_one_call_may_try(life: Life) -> None:
    """While it is under way no other may; given up without a verdict, the next may try at once."""
    life.fail(Overloaded())
    with pytest.raises(ValueError, match="benched: overloaded"):
        life.benches.begin("groq")
    life.pass_bench()
    probe = life.benches.begin("groq")
    assert probe.is_probe
    assert life.standing().status == "probing"
    with pytest.raises(NotAsked):
        life.benches.begin("groq")
    life.benches.dropped(probe)
    assert life.standing().status == "probe"
    life.succeed()
    assert not life.benches.begin("groq").is_probe


async def test_a_tiers_bench_is_its_own(life: Life) -> None:
    """Another tier goes on."""
    life.fail(Overloaded())
    assert life.standing("gemini") == Standing("ready")


def test_every_failure_of_a_call_has_a_time() -> None:
    """A new sort of failure must be one of those that the benches know."""
    known = (RateLimited, QuotaSpent, failures.OwnerNeeded, failures.Outage, failures.Unusable)
    assert all(issubclass(sort, known) for sort in CallFailed.__subclasses__())


async def test_benches_survive_a_restart(path: Path) -> None:
    """With their reason, their end and how often they doubled."""
    clock = PartedClock()
    async with living(path, clock) as life:
        for _ in range(3):
            life.fail(Overloaded())
            life.pass_bench()
        life.fail(Overloaded())
        life.fail(KeyRefused(), "gemini")
        before = [life.standing(tier) for tier in DAYS]
    clock.advance(6 * SECOND_MS)
    assert beside(path, lambda connection: benches(connection, clock.now_ms())) == dict(zip(DAYS, before, strict=True))
    async with living(path, clock.restarted()) as life:
        assert [life.standing(tier) for tier in DAYS] == before
        assert life.left_ms() == 10 * SECOND_MS
        assert not life.alarms
        life.pass_bench()
        assert life.standing().status == "probe"
        life.fail(Overloaded())
        assert life.left_ms() == 32 * SECOND_MS


async def test_a_row_of_unusable_answers_survives_a_restart(path: Path) -> None:
    """Two before it and one after it are three."""
    async with living(path, PartedClock()) as life:
        life.fail(Empty())
        life.fail(Empty())
    async with living(path, PartedClock()) as life:
        life.fail(Empty())
        assert life.standing().status == "benched"


@pytest.mark.parametrize("jump_ms", [-400 * DAY_MS, -HOUR_MS, HOUR_MS, 400 * DAY_MS])
async def test_a_jump_of_the_wall_clock_makes_no_bench_longer(path: Path, jump_ms: int) -> None:
    """While running it changes nothing; after a restart a bench lasts its whole time at the most."""
    clock = PartedClock()
    async with living(path, clock) as life:
        life.fail(RateLimited(retry_after_s=60))
        clock.jump(jump_ms)
        assert life.left_ms() == MINUTE_MS
    async with living(path, clock.restarted()) as life:
        assert life.left_ms() <= MINUTE_MS


async def test_the_owner_pauses_and_resumes(path: Path) -> None:
    """A pause holds across a restart and whatever calls say; resuming ends it and any bench."""
    async with living(path, PartedClock()) as life:
        call = life.benches.begin("groq")
        life.benches.pause("groq")
        life.benches.succeeded(call)
        assert life.standing() == Standing("paused", "by the owner")
    async with living(path, PartedClock()) as life:
        with pytest.raises(ValueError, match="paused"):
            life.benches.begin("groq")
        life.benches.resume("groq")
        life.fail(KeyRefused())
        life.benches.resume("groq")
        assert life.standing() == Standing("ready")
        life.fail(KeyRefused())
        assert life.left_ms() == HOUR_MS
