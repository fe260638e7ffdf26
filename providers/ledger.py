"""Ledger: one row for each answer and one for each attempt behind it; the sums behind every statistic.

Money is whole millionths of a US dollar, durations are milliseconds, moments are milliseconds since 1970 in UTC.
Refuses to keep a customer's words: what was asked stands here only as the intent's name.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from providers.answer import Answer, Attempt
from storage.database import Step
from storage.migrations import Migration

TABLES = """
CREATE TABLE ledger_answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    tier TEXT NOT NULL,
    intent TEXT NOT NULL,
    language TEXT NOT NULL,
    handoff INTEGER NOT NULL,
    latency_ms INTEGER NOT NULL,
    cost_micro_usd INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_answers_by_time ON ledger_answers (at_ms);
CREATE TABLE ledger_attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    answer_id INTEGER NOT NULL REFERENCES ledger_answers (id) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL,
    tier TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    ms REAL NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL,
    cost_micro_usd INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_attempts_by_time ON ledger_attempts (at_ms);
"""
MIGRATIONS = (Migration("providers-001-ledger", TABLES),)

INSERT_ANSWER = """
INSERT INTO ledger_answers (at_ms, tier, intent, language, handoff, latency_ms, cost_micro_usd)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
INSERT_ATTEMPT = """
INSERT INTO ledger_attempts (answer_id, at_ms, tier, outcome, reason, ms, tokens_in, tokens_out, cost_micro_usd)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
SELECT_ANSWERS = """
SELECT tier, intent, language, handoff, latency_ms, cost_micro_usd, at_ms FROM ledger_answers
WHERE at_ms >= ? AND at_ms < ?
"""
_SUM = """
SELECT tier, outcome, reason, count(*), sum(tokens_in), sum(tokens_out), sum(cost_micro_usd) FROM ledger_attempts
"""
_BY_REASON = "GROUP BY tier, outcome, reason ORDER BY tier, outcome, reason"
SUM_ATTEMPTS = f"{_SUM} WHERE at_ms >= ? AND at_ms < ? {_BY_REASON}"
SUM_NEXT_ATTEMPTS = f"{_SUM} WHERE id > ? AND id <= ? {_BY_REASON}"
COUNT_NEXT_ANSWERS = """
SELECT tier, latency_ms, count(*), sum(handoff) FROM ledger_answers WHERE id > ? AND id <= ? GROUP BY tier, latency_ms
"""
SELECT_LAST_IDS = """
SELECT (SELECT coalesce(max(id), 0) FROM ledger_answers), (SELECT coalesce(max(id), 0) FROM ledger_attempts)
"""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as the ledger keeps it."""

    tier: str
    intent: str
    language: str
    handoff: bool
    latency_ms: int
    cost_micro_usd: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class AttemptSum:
    """All attempts of one tier with one outcome and reason."""

    tier: str
    outcome: str
    reason: str
    count: int
    tokens_in: int
    tokens_out: int
    cost_micro_usd: int


@dataclass(frozen=True, slots=True)
class LatencyCount:
    """The answers of one tier that took the same time, and how many of them called a person."""

    tier: str
    latency_ms: int
    count: int
    handoffs: int


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has read the ledger."""

    answer_id: int = 0
    attempt_id: int = 0


@dataclass(frozen=True, slots=True)
class Entries:
    """What was entered between two marks; ``mark`` is the second one."""

    answers: list[LatencyCount]
    attempts: list[AttemptSum]
    mark: Mark


def record(answer: Answer, at_ms: int, latency_ms: int) -> Step[None]:
    """The step that enters an answer with its attempts."""

    def store(connection: sqlite3.Connection) -> None:
        intent = answer.intents[0] if answer.intents else ""
        row = (at_ms, answer.tier, intent, answer.language, int(answer.handoff), latency_ms, answer.cost_micro_usd)
        answer_id = connection.execute(INSERT_ANSWER, row).lastrowid
        connection.executemany(
            INSERT_ATTEMPT,
            [(answer_id, at_ms, *_columns(attempt)) for attempt in answer.attempts],
        )

    return store


def _columns(attempt: Attempt) -> tuple[object, ...]:
    cost = (attempt.tokens_in, attempt.tokens_out, attempt.cost_micro_usd)
    return (attempt.tier, attempt.outcome, attempt.reason, attempt.ms, *cost)


def answers(connection: sqlite3.Connection, from_ms: int, until_ms: int) -> list[AnswerRow]:
    """The answers of a time, ``until_ms`` not included."""
    rows = connection.execute(SELECT_ANSWERS, (from_ms, until_ms)).fetchall()
    return [AnswerRow(tier, intent, language, bool(handoff), *rest) for tier, intent, language, handoff, *rest in rows]


def attempts(connection: sqlite3.Connection, from_ms: int, until_ms: int) -> list[AttemptSum]:
    """The attempts of a time, summed by tier, outcome and reason."""
    return [AttemptSum(*row) for row in connection.execute(SUM_ATTEMPTS, (from_ms, until_ms)).fetchall()]


def following(connection: sqlite3.Connection, mark: Mark, most: int) -> Entries:
    """What was entered after ``mark``, at most ``most`` answers and ``most`` attempts; the same mark where nothing was.

    Whoever adds it all up has sums over the whole ledger without reading any of it twice.
    """
    answer_id, attempt_id = connection.execute(SELECT_LAST_IDS).fetchone()
    until = Mark(min(answer_id, mark.answer_id + most), min(attempt_id, mark.attempt_id + most))
    counted = connection.execute(COUNT_NEXT_ANSWERS, (mark.answer_id, until.answer_id)).fetchall()
    summed = connection.execute(SUM_NEXT_ATTEMPTS, (mark.attempt_id, until.attempt_id)).fetchall()
    return Entries([LatencyCount(*row) for row in counted], [AttemptSum(*row) for row in summed], until)
