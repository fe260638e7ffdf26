"""Many writes under one COMMIT: what runs in the writer's thread.

Each write has a savepoint of its own: one that fails undoes itself alone, the others are committed together.
Refuses to touch the event loop: futures are resolved by database.py, after this has returned.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
Step = Callable[[sqlite3.Connection], T]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Write:
    """Steps that hold together or not at all; ``name`` is what ``on_commit`` is told; ``future`` gets the results."""

    name: str
    steps: tuple[Step[Any], ...]
    future: "asyncio.Future[list[Any]]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one write: the results of its steps, or the error that undid it."""

    results: list[Any]
    error: Exception | None = None


def commit_together(
    connection: sqlite3.Connection, writes: Sequence[Write], on_commit: Callable[[str], None]
) -> list[Outcome]:
    """One transaction for all ``writes``; returns after the COMMIT, one Outcome a write.

    Raises what BEGIN or COMMIT raised (then none of them happened), with no transaction left open.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        outcomes = [_run(connection, write) for write in writes]
        kept = [write.name for write, outcome in zip(writes, outcomes, strict=True) if outcome.error is None]
        for name in kept:
            on_commit(f"{name}.before")
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise
    for name in kept:
        on_commit(f"{name}.after")
    return outcomes


def _run(connection: sqlite3.Connection, write: Write) -> Outcome:
    connection.execute("SAVEPOINT one_write")
    try:
        results = [step(connection) for step in write.steps]
    except Exception as error:
        if not connection.in_transaction:
            # A full disk or a failing one makes SQLite roll back everything, the neighbours' writes too.
            raise
        connection.execute("ROLLBACK TO one_write")
        connection.execute("RELEASE one_write")
        return Outcome([], error)
    connection.execute("RELEASE one_write")
    return Outcome(results)


def _roll_back(connection: sqlite3.Connection) -> None:
    if not connection.in_transaction:
        return
    try:
        connection.execute("ROLLBACK")
    except sqlite3.Error:
        log.exception("rollback_failed")
