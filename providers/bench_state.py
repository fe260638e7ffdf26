"""BenchState: what is remembered of one tier's failures, and the table that it survives a restart in.

Refuses to know calls under way: they end with their process.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import Literal

from providers.moment import Moment
from storage.database import Step
from storage.migrations import Migration

TABLE = """
CREATE TABLE benches (
    tier TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    length_ms INTEGER NOT NULL,
    outages INTEGER NOT NULL,
    owner_calls INTEGER NOT NULL,
    unusable_row INTEGER NOT NULL,
    paused INTEGER NOT NULL
) STRICT;
"""
MIGRATIONS = (Migration("providers-003-benches", TABLE),)

STORE = """
INSERT INTO benches (tier, reason, until_ms, length_ms, outages, owner_calls, unusable_row, paused)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (tier) DO UPDATE SET reason = excluded.reason, until_ms = excluded.until_ms,
    length_ms = excluded.length_ms, outages = excluded.outages, owner_calls = excluded.owner_calls,
    unusable_row = excluded.unusable_row, paused = excluded.paused
"""
SELECT = "SELECT tier, reason, until_ms, length_ms, outages, owner_calls, unusable_row, paused FROM benches"

Status = Literal["ready", "benched", "probe", "probing", "paused"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a tier may be asked: it is ready, or its bench is over and one call may try (probe).

    ``reason`` is the kind of the failure behind the bench. ``until_ms`` is the bench's end on the wall clock.
    """

    status: Status
    reason: str = ""
    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class BenchState:
    """A bench has a ``reason``; ``until_ms`` is its end on the monotonic clock, ``length_ms`` its whole time.

    ``outages`` and ``owner_calls`` count the benches, ``unusable_row`` the unusable answers, since the last success.
    """

    reason: str = ""
    until_ms: int = 0
    length_ms: int = 0
    outages: int = 0
    owner_calls: int = 0
    unusable_row: int = 0
    paused: bool = False

    def standing(self, now: Moment, *, is_probing: bool = False) -> Standing:
        """Whether the tier may be asked."""
        if self.paused:
            return Standing("paused", "by the owner")
        if not self.reason:
            return Standing("ready")
        until_ms = self.until_ms + now.offset_ms
        if now.monotonic_ms < self.until_ms:
            return Standing("benched", self.reason, until_ms)
        return Standing("probing" if is_probing else "probe", self.reason, until_ms)

    def ready(self) -> BenchState:
        """The bench is over and done with; what was counted stays."""
        return replace(self, reason="", until_ms=0, length_ms=0)

    def benched(self, reason: str, length_ms: int, now: Moment) -> BenchState:
        """On the bench from now on."""
        return replace(self, reason=reason, until_ms=now.monotonic_ms + length_ms, length_ms=length_ms)


def store(tier: str, state: BenchState, now: Moment) -> Step[None]:
    """The step that keeps a tier's state."""
    counts = (state.outages, state.owner_calls, state.unusable_row)
    row = (tier, state.reason, state.until_ms + now.offset_ms, state.length_ms, *counts, int(state.paused))

    def write(connection: sqlite3.Connection) -> None:
        connection.execute(STORE, row)

    return write


def load(connection: sqlite3.Connection, now: Moment) -> dict[str, BenchState]:
    """The states of all tiers. However far the wall clock was off, no bench lasts longer than its whole time."""
    states = {}
    for tier, reason, until_ms, length_ms, outages, owner_calls, row, paused in connection.execute(SELECT).fetchall():
        left_ms = min(until_ms - now.wall_ms, length_ms)
        states[tier] = BenchState(
            reason, now.monotonic_ms + left_ms, length_ms, outages, owner_calls, row, bool(paused)
        )
    return states
