"""What limits.py keeps in the database: one row a reservation, one a limit that a vendor named.

A row without an end is a call under way, or one whose process died. Moments are milliseconds since 1970 in UTC, money
is millionths of a US dollar. Refuses to keep what no window and no cap counts any more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from providers.failures import WindowName
from providers.moment import Moment, day_name
from providers.window import DAY_MS, MINUTE_MS
from providers.windows import TierLimits, TierWindows
from storage.database import Step
from storage.migrations import Migration

TABLES = """
CREATE TABLE limit_reservations (
    id INTEGER PRIMARY KEY,
    tier TEXT NOT NULL,
    day TEXT NOT NULL,
    ended_at_ms INTEGER,
    tokens INTEGER NOT NULL,
    cost_micro_usd INTEGER NOT NULL
) STRICT;
CREATE INDEX limit_reservations_by_end ON limit_reservations (ended_at_ms, tier, tokens, cost_micro_usd);
CREATE INDEX limit_reservations_by_day ON limit_reservations (day, cost_micro_usd) WHERE cost_micro_usd > 0;
CREATE TABLE learned_limits (
    tier TEXT NOT NULL,
    window TEXT NOT NULL,
    most INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (tier, window)
) STRICT;
"""
MIGRATIONS = (Migration("providers-002-limits", TABLES),)

# The longest calendar day has 25 hours.
COUNTED_MS = 25 * 60 * MINUTE_MS
# Older than this, ends within a minute are loaded as one: only windows of a day still count them.
SINGLE_MS = 2 * MINUTE_MS
FREE_KEPT_MS = 2 * DAY_MS
PAID_KEPT_MS = 40 * DAY_MS
PURGED_AT_ONCE = 5_000

INSERT = """
INSERT INTO limit_reservations (id, tier, day, ended_at_ms, tokens, cost_micro_usd) VALUES (?, ?, ?, ?, ?, ?)
"""
SETTLE = f"""{INSERT} ON CONFLICT (id) DO UPDATE SET
    ended_at_ms = excluded.ended_at_ms, tokens = excluded.tokens, cost_micro_usd = excluded.cost_micro_usd
"""
DELETE = "DELETE FROM limit_reservations WHERE id = ?"
# A clock that was ahead and is not any more leaves ends in the future.
END_ALL = "UPDATE limit_reservations SET ended_at_ms = :now WHERE ended_at_ms IS NULL OR ended_at_ms > :now"
CUT_LEARNED = "UPDATE learned_limits SET until_ms = min(until_ms, ?)"
SHIFT_ENDS = "UPDATE limit_reservations SET ended_at_ms = ended_at_ms + ? WHERE ended_at_ms >= ?"
SHIFT_LEARNED = "UPDATE learned_limits SET until_ms = until_ms + ?"
PURGE = """
DELETE FROM limit_reservations WHERE id IN (
    SELECT id FROM limit_reservations WHERE cost_micro_usd = 0 AND ended_at_ms < :free LIMIT :most)
    OR id IN (SELECT id FROM limit_reservations WHERE cost_micro_usd > 0 AND day < :paid LIMIT :most)
"""
PURGE_LEARNED = "DELETE FROM learned_limits WHERE until_ms < ?"
LEARN = """
INSERT INTO learned_limits (tier, window, most, until_ms) VALUES (?, ?, ?, ?)
ON CONFLICT (tier, window) DO UPDATE SET most = excluded.most, until_ms = excluded.until_ms
"""
SELECT_NEXT = "SELECT coalesce(max(id), 0) + 1 FROM limit_reservations"
SELECT_OPEN = "SELECT tier, count(*), sum(tokens) FROM limit_reservations WHERE ended_at_ms IS NULL GROUP BY tier"
SELECT_ENDED = """
SELECT tier, count(*), sum(tokens), max(ended_at_ms) AS ended FROM limit_reservations WHERE ended_at_ms >= :counted
GROUP BY tier, CASE WHEN ended_at_ms >= :single THEN ended_at_ms ELSE ended_at_ms / :minute END ORDER BY ended
"""
SELECT_LEARNED = "SELECT tier, window, most, until_ms FROM learned_limits"
SELECT_SPENT = """
SELECT day, sum(cost_micro_usd) FROM limit_reservations WHERE cost_micro_usd > 0 AND day >= ? GROUP BY day
"""


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one call may take: ``tokens`` of its tier's windows, and money of the shop's ``day``."""

    id: int
    tier: str
    day: str
    tokens: int
    cost_micro_usd: int


def insert(reservation: Reservation) -> Step[None]:
    """The step that makes a reservation durable."""
    row = (reservation.id, reservation.tier, reservation.day, None, reservation.tokens, reservation.cost_micro_usd)
    return lambda connection: _run(connection, INSERT, row)


def settle(reservation: Reservation, tokens: int, cost_micro_usd: int, ended_at_ms: int) -> Step[None]:
    """The step that puts what a call took in place of its reservation, stored before or not."""
    row = (reservation.id, reservation.tier, reservation.day, ended_at_ms, tokens, cost_micro_usd)
    return lambda connection: _run(connection, SETTLE, row)


def delete(reservation: Reservation) -> Step[None]:
    """The step that takes a reservation back."""
    return lambda connection: _run(connection, DELETE, (reservation.id,))


def learn(tier: str, window: WindowName, limit: int, until_ms: int) -> Step[None]:
    """The step that keeps a limit that a vendor named."""
    return lambda connection: _run(connection, LEARN, (tier, window, limit, until_ms))


def take_over(now_ms: int) -> Step[None]:
    """The step that ends, now, what an earlier process left open, and lets nothing reach further than it may."""

    def change(connection: sqlite3.Connection) -> None:
        connection.execute(END_ALL, {"now": now_ms})
        connection.execute(CUT_LEARNED, (now_ms + DAY_MS,))

    return change


def shift(jump_ms: int, now_ms: int) -> Step[None]:
    """The step that moves what counts along with a wall clock that has jumped by ``jump_ms`` to ``now_ms``."""

    def move(connection: sqlite3.Connection) -> None:
        connection.execute(SHIFT_ENDS, (jump_ms, now_ms - jump_ms - COUNTED_MS))
        connection.execute(SHIFT_LEARNED, (jump_ms,))

    return move


def purge(now_ms: int, zone: ZoneInfo) -> Step[None]:
    """The step that deletes what no longer counts, oldest first, a bounded number of rows at once."""

    def clear(connection: sqlite3.Connection) -> None:
        oldest_day = day_name(now_ms - PAID_KEPT_MS, zone)
        connection.execute(PURGE, {"free": now_ms - FREE_KEPT_MS, "paid": oldest_day, "most": PURGED_AT_ONCE})
        connection.execute(PURGE_LEARNED, (now_ms,))

    return clear


def next_id(connection: sqlite3.Connection) -> int:
    """An id that no row has, nor any above it."""
    ((free,),) = connection.execute(SELECT_NEXT).fetchall()
    return int(free)


def windows(
    connection: sqlite3.Connection, tiers: Mapping[str, TierLimits], now: Moment, margin_ms: int = 0
) -> dict[str, TierWindows]:
    """The tiers' windows as the rows tell; an end counts as up to ``margin_ms`` later, but never as after now."""
    found = {tier: TierWindows(limits) for tier, limits in tiers.items()}
    wall_ms = now.wall_ms
    for tier, requests, tokens in connection.execute(SELECT_OPEN).fetchall():
        if tier in found:
            found[tier].start(requests, tokens)
    since = {"single": wall_ms - SINGLE_MS, "counted": wall_ms - COUNTED_MS, "minute": MINUTE_MS}
    for tier, requests, tokens, ended_at_ms in connection.execute(SELECT_ENDED, since).fetchall():
        if tier in found:
            monotonic_ms = min(ended_at_ms - now.offset_ms + margin_ms, now.monotonic_ms)
            found[tier].enter(requests, tokens, Moment(monotonic_ms, min(ended_at_ms, wall_ms)))
    for tier, window, limit, until_ms in connection.execute(SELECT_LEARNED).fetchall():
        if tier in found and until_ms > wall_ms:
            found[tier].learn(window, limit, now.monotonic_ms + until_ms - wall_ms)
    return found


def spent(connection: sqlite3.Connection, from_day: str) -> dict[str, int]:
    """What was spent or reserved on each day since ``from_day``."""
    return dict(connection.execute(SELECT_SPENT, (from_day,)).fetchall())


def _run(connection: sqlite3.Connection, statement: str, values: tuple[object, ...] | dict[str, object]) -> None:
    connection.execute(statement, values)
