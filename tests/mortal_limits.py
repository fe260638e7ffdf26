"""A process that reserves and calls, and kills itself in the middle: the child process of test_limits.py.

    python -m tests.mortal_limits DATABASE JOURNAL POINT NUMBER

Writes one line to JOURNAL for each call that went out, with its cost. Refuses to clean up after itself.
"""

import asyncio
import sys
from pathlib import Path

from providers.failures import NotAsked
from providers.limits import Caps, Limits, TierLimits
from storage.database import Database
from tests.limit_peers import MIGRATIONS, PartedClock
from tests.mortal_delivery import Killer

TIERS = {"claude": TierLimits(requests_per_minute=50)}
CAPS = Caps(40_000, 100_000)
COST = 1_000
STAGGER_S, CALL_S = 0.002, 0.005


async def call(limits: Limits, journal: Path, after_s: float) -> None:
    """One call, paid for as soon as it is out."""
    await asyncio.sleep(after_s)
    try:
        reservation = limits.reserve("claude", tokens=500, cost_micro_usd=COST)
    except NotAsked:
        return
    await limits.make_durable(reservation)
    with journal.open("a") as calls:
        calls.write(f"{COST}\n")
    await asyncio.sleep(CALL_S)
    limits.settle(reservation, tokens=500, cost_micro_usd=COST)


async def run(path: Path, journal: Path, killer: Killer, clock: PartedClock, calls: int) -> None:
    """Calls that begin one after another and overlap; the caps let through what they can."""
    async with (
        Database.open(path, MIGRATIONS, on_commit=killer) as database,
        Limits.open(database, TIERS, CAPS, timezone="Asia/Kolkata", clock=clock) as limits,
    ):
        await asyncio.gather(*(call(limits, journal, number * STAGGER_S) for number in range(calls)))


if __name__ == "__main__":
    path, journal, point, number = sys.argv[1:]
    asyncio.run(run(Path(path), Path(journal), Killer(point, int(number)), PartedClock(), calls=12))
