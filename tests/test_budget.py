"""Money caps: what is reserved and spent never passes the shop's day or month.

Refuses real days: each is named.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from providers.budget import Budget, Caps

INDIA = ZoneInfo("Asia/Kolkata")


def budget(day: int = 1_000_000, month: int = 30_000_000, spent: dict[str, int] | None = None) -> Budget:
    """A shop's caps in micro-dollars, 1 and 30 dollars unless told otherwise."""
    return Budget(Caps(day, month), INDIA, spent)


def test_reservations_in_a_row_stop_at_the_cap() -> None:
    """400 worst cases of 3,000 micro-dollars against a dollar: 333 fit, to the last one and no further."""
    caps = budget()
    outcomes = [caps.reserve(3_000, "2026-11-24") for _ in range(400)]
    assert outcomes == [None] * 333 + ["day"] * 67
    assert caps.reserve(1_000, "2026-11-24") is None
    assert caps.spent("2026-11-24") == (1_000_000, 1_000_000)


def test_settling_gives_back_what_was_not_spent() -> None:
    """The worst case is held only as long as the call goes on; what cost more than it counts in full."""
    caps = budget(day=1_000)
    assert caps.reserve(1_000, "2026-11-24") is None
    assert caps.reserve(1, "2026-11-24") == "day"
    caps.settle(1_000, 200, "2026-11-24")
    assert caps.reserve(800, "2026-11-24") is None
    caps.settle(800, 900, "2026-11-24")
    assert caps.spent("2026-11-24") == (1_100, 1_100)


def test_a_free_call_is_always_allowed() -> None:
    """Also where the caps are spent, passed or zero."""
    assert budget(day=0, month=0).reserve(0, "2026-11-24") is None
    assert budget(day=0).reserve(1, "2026-11-24") == "day"


def test_the_month_holds_where_the_day_has_room() -> None:
    """Both caps hold; a new month begins with nothing spent."""
    caps = budget(day=1_000, month=1_500, spent={"2026-11-01": 1_000})
    assert caps.reserve(600, "2026-11-30") == "month"
    assert caps.reserve(500, "2026-11-30") is None
    assert caps.reserve(600, "2026-12-01") is None


def test_a_call_belongs_to_the_day_of_its_reservation() -> None:
    """Settled after midnight, it gives its money back to yesterday."""
    caps = budget(day=1_000)
    caps.reserve(1_000, "2026-11-30")
    caps.reserve(400, "2026-12-01")
    caps.settle(1_000, 100, "2026-11-30")
    assert caps.spent("2026-11-30") == (100, 100)
    assert caps.spent("2026-12-01") == (400, 400)


@pytest.mark.parametrize(("utc", "day"), [("2026-11-24 18:29", "2026-11-24"), ("2026-11-24 18:30", "2026-11-25")])
def test_a_day_begins_at_the_shops_midnight(utc: str, day: str) -> None:
    """India is five and a half hours ahead."""
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert budget().day(int(moment.timestamp() * 1000)) == day


def test_no_order_of_calls_passes_a_cap() -> None:
    """Thousands of calls that begin and end in any order, each at most at its worst case: what is spent stays below."""
    chance = random.Random(7)  # noqa: S311 - a repeatable simulation
    caps, under_way, spent = budget(day=50_000, month=120_000), list[tuple[int, str]](), 0
    days = [f"2026-11-{day:02}" for day in range(1, 5)]
    for number in range(20_000):
        day = days[number // 5_000]
        cost = chance.randint(1, 900)
        if chance.random() < 0.6 and caps.reserve(cost, day) is None:
            under_way.append((cost, day))
        elif under_way:
            reserved, of_day = under_way.pop(chance.randrange(len(under_way)))
            actual = chance.randint(0, reserved)
            spent += actual
            caps.settle(reserved, actual, of_day)
        assert caps.spent(day)[0] <= 50_000
        assert caps.spent(day)[1] <= 120_000
    assert spent + sum(cost for cost, _ in under_way) == caps.spent(days[0])[1]
    assert spent > 100_000
