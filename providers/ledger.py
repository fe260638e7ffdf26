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
SELECT tier, intent, language, handoff, latency_ms, cost_micro_usd FROM ledger_answers WHERE at_ms >= ? AND at_ms < ?
"""
SUM_ATTEMPTS = """
SELECT tier, outcome, reason, count(*), sum(tokens_in), sum(tokens_out), sum(cost_micro_usd)
FROM ledger_attempts WHERE at_ms >= ? AND at_ms < ? GROUP BY tier, outcome, reason ORDER BY tier, outcome, reason
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
