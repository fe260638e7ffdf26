"""Bench: which tiers are left alone, until when and why, so that an outage costs one call and not one a customer.

After a bench one call may try, the probe. A call that began before the present bench says nothing new when it ends.
Refuses to wait: a benched tier is passed over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from providers.bench_state import MIGRATIONS, BenchState, Standing, Status, load, store
from providers.bench_time import bench_ms
from providers.failures import (
    CallFailed,
    NotAsked,
    OwnerNeeded,
    ProviderError,
    QuotaSpent,
    RateLimited,
    Rejected,
    Unusable,
)
from providers.moment import Moment
from providers.write_behind import WriteBehind
from storage.clock import Clock
from storage.database import Database

__all__ = ["MIGRATIONS", "Alarm", "Benched", "Benches", "Call", "Standing", "Status", "benches"]

# Called with the tier and the kind of the failure that only the owner can mend.
Alarm = Callable[[str, str], None]
UNUSABLE_IN_A_ROW = 3


class Benched(NotAsked, ValueError):
    """A call was to begin at a tier that may not be asked now."""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call under way; ``bench_number`` tells which of the tier's benches was the last when it began."""

    tier: str
    started_ms: int
    bench_number: int
    is_probe: bool


@dataclass(slots=True)
class _Tier:
    """A tier in this process; ``last`` is the sort of failure behind its newest bench."""

    state: BenchState
    vendor_day: ZoneInfo | None
    bench_number: int = 0
    last: type[CallFailed] | None = None
    probe: Call | None = None


class Benches:
    """The benches of all tiers. Their time runs on the monotonic clock; the disk holds ends on the wall clock."""

    def __init__(
        self,
        database: Database,
        tiers: Mapping[str, _Tier],
        clock: Clock,
        random: Callable[[], float],
        alarm: Alarm,
    ) -> None:
        self._writes = WriteBehind(database)
        self._tiers = tiers
        self._clock = clock
        self._random = random
        self._alarm = alarm

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        database: Database,
        vendor_days: Mapping[str, str | None],
        clock: Clock,
        random: Callable[[], float],
        alarm: Alarm,
    ) -> AsyncIterator[Benches]:
        """The benches as the last process left them; at the end every write is waited for. Raises StorageError.

        ``vendor_days`` names all tiers, each with the time zone in which its vendor's daily quota begins anew, if any.
        ``random`` gives numbers in [0, 1). ``alarm`` hears once a bench what only the owner can mend.
        """
        now = Moment.of(clock)
        states = await database.read(lambda connection: load(connection, now))
        tiers = {
            tier: _Tier(states.get(tier, BenchState()), ZoneInfo(zone) if zone is not None else None)
            for tier, zone in vendor_days.items()
        }
        opened = cls(database, tiers, clock, random, alarm)
        try:
            yield opened
        finally:
            await opened._writes.close()

    def standing(self, tier: str) -> Standing:
        """Whether the tier may be asked now, and if not, why and until when."""
        found = self._tiers[tier]
        return found.state.standing(Moment.of(self._clock), is_probing=found.probe is not None)

    def begin(self, tier: str) -> Call:
        """A call begins; after a bench it is the probe. Raises Benched (a NotAsked and a ValueError) if not allowed."""
        standing, found = self.standing(tier), self._tiers[tier]
        if standing.status not in ("ready", "probe"):
            raise Benched(f"{standing.status}: {standing.reason}")
        is_probe = standing.status == "probe"
        call = Call(tier, self._clock.monotonic_ms(), found.bench_number, is_probe)
        if is_probe:
            found.probe = call
        return call

    def succeeded(self, call: Call) -> None:
        """The vendor gave a usable answer: all is forgiven."""
        if self._ended_in_time(call):
            self._works(call.tier, unusable_row=0)

    def failed(self, call: Call, error: ProviderError) -> None:
        """The call gave nothing usable; what that means is told by the sort of ``error``."""
        in_time, tier = self._ended_in_time(call), call.tier
        if isinstance(error, CallFailed):
            if in_time:
                self._failed(tier, error)
            elif isinstance(error, QuotaSpent | OwnerNeeded):
                self._bench_longer(tier, error)
        elif in_time and isinstance(error, Rejected):
            self._works(tier, unusable_row=self._tiers[tier].state.unusable_row)

    def dropped(self, call: Call) -> None:
        """The call was given up without a verdict: after a probe another may begin at once."""
        self._ended_in_time(call)

    def pause(self, tier: str) -> None:
        """The owner wants the tier left alone until ``resume``, also across a restart."""
        self._set(tier, replace(self._tiers[tier].state, paused=True))

    def resume(self, tier: str) -> None:
        """The owner wants the tier asked: ends a pause and a bench."""
        self._set(tier, BenchState())

    def _ended_in_time(self, call: Call) -> bool:
        """Whether the call's end says something new: no bench has begun since its begin."""
        found = self._tiers[call.tier]
        if found.probe is call:
            found.probe = None
        return call.bench_number == found.bench_number

    def _works(self, tier: str, unusable_row: int) -> None:
        self._set(tier, BenchState(unusable_row=unusable_row, paused=self._tiers[tier].state.paused))

    def _failed(self, tier: str, error: CallFailed) -> None:
        state = self._tiers[tier].state
        if isinstance(error, Unusable):
            state = replace(state, unusable_row=state.unusable_row + 1)
            if state.unusable_row < UNUSABLE_IN_A_ROW:
                self._set(tier, state.ready())
                return
        self._bench(tier, error, self._benched(tier, state, error))

    def _bench_longer(self, tier: str, error: CallFailed) -> None:
        """A late failure that outlasts the present bench, unless it is more of what that bench is for."""
        found = self._tiers[tier]
        if found.state.reason and _is_same_sort(found.last, type(error)):
            return
        benched = self._benched(tier, found.state, error)
        if not found.state.reason or benched.until_ms > found.state.until_ms:
            self._bench(tier, error, benched)

    def _benched(self, tier: str, state: BenchState, error: CallFailed) -> BenchState:
        now, vendor_day = Moment.of(self._clock), self._tiers[tier].vendor_day
        if isinstance(error, RateLimited | QuotaSpent):
            counted, level = state, 0
        elif isinstance(error, OwnerNeeded):
            counted, level = replace(state, owner_calls=state.owner_calls + 1), state.owner_calls
        else:
            counted, level = replace(state, outages=state.outages + 1), state.outages
        return counted.benched(error.kind, bench_ms(error, level, now, vendor_day, self._random), now)

    def _bench(self, tier: str, error: CallFailed, benched: BenchState) -> None:
        found = self._tiers[tier]
        found.bench_number += 1
        found.last = type(error)
        self._set(tier, benched)
        if isinstance(error, OwnerNeeded):
            self._alarm(tier, error.kind)

    def _set(self, tier: str, state: BenchState) -> None:
        found = self._tiers[tier]
        if state != found.state:
            found.state = state
            self._writes.start(store(tier, state, Moment.of(self._clock)), name="bench")


def _is_same_sort(one: type[CallFailed] | None, other: type[CallFailed]) -> bool:
    return one is not None and any(
        issubclass(one, sort) and issubclass(other, sort) for sort in (QuotaSpent, OwnerNeeded)
    )


def benches(connection: sqlite3.Connection, now_ms: int) -> dict[str, Standing]:
    """How each tier stands as the rows tell, also beside a running bot; a tier without a row is ready.

    ``now_ms`` is milliseconds since 1970 in UTC.
    """
    now = Moment(now_ms, now_ms)
    return {tier: state.standing(now) for tier, state in load(connection, now).items()}
