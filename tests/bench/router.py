"""What the chain itself costs, with a tier that answers at once, and what an answer from the cache costs.

Run by `python -m tests.bench.router`; about five seconds. Each row is one asking after another, in this process, on a
database in a scratch folder. Beside the hit from SQLite stands a read that asks nothing: the way to the reader's thread
and back, whose p99 grows with whatever else the machine does.
Refuses to average: medians, and what 99 of 100 stay below.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice, product
from pathlib import Path
from typing import Literal

from providers.answer import Answer, Fact, Question
from providers.cache import Cache, PinnedAnswers
from providers.prompt_writer import PromptWriter
from providers.router import Router
from providers.rules import Rules
from providers.stored_answers import MIGRATIONS, TIER, Bounds, StoredAnswers
from shop import loader
from shop.catalogue import Catalogue
from storage.clock import SystemClock
from storage.database import Database
from tests.cache_peers import Customers
from tests.chain_peers import free, says

FOLDER = Path(__file__).resolve().parent.parent.parent
TIMES = 5_000
ROWS = 100_000
DIFFERENT = 300
COUNT = "SELECT count(*) FROM stored_answers"
COPY = """
INSERT INTO stored_answers (key, answer, stored_at_ms, fresh_ms, used_at_ms, bytes)
WITH RECURSIVE copies (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < ?)
SELECT lower(hex(randomblob(32))), answer, stored_at_ms, fresh_ms, used_at_ms, bytes
FROM copies, (SELECT * FROM stored_answers LIMIT 1)
"""
TEXT = "Wipe it with a dry or slightly damp cloth and keep it off open flames. " * 4


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; all times in milliseconds."""

    name: str
    times_ms: Sequence[float]
    limit_ms: float | None = None
    limited: Literal["median", "p99"] = "median"

    @property
    def is_good(self) -> bool:
        """Whether the limit, if there is one, holds."""
        return self.limit_ms is None or {"median": self.median_ms, "p99": self.p99_ms}[self.limited] <= self.limit_ms

    @property
    def median_ms(self) -> float:
        """Half of the times are below."""
        return statistics.median(self.times_ms)

    @property
    def p99_ms(self) -> float:
        """99 of 100 times are below."""
        return statistics.quantiles(self.times_ms, n=100)[98]

    def __str__(self) -> str:
        limit = "" if self.limit_ms is None else f"{self.limited} <= {self.limit_ms} ms"
        verdict = "" if self.limit_ms is None else ("PASS" if self.is_good else "FAIL")
        return f"{self.name:<52} {self.median_ms:>8.3f} {self.p99_ms:>8.3f}   {limit:<18} {verdict}".rstrip()


def questions(customers: Customers, count: int) -> list[Question]:
    """So many different questions of one shape, each of which others may ask as well."""
    letters = "bcdfghklmn"
    words = ("".join(each) for each in product(letters, "aeiou", letters, "aeiou", letters))
    deadline_s = time.monotonic() + 600
    asked = (customers.ask(f"is marble coaster good with {word} tea", deadline_s=deadline_s) for word in words)
    return list(islice(filter(_is_as_written, asked), count))


def _is_as_written(question: Question) -> bool:
    """Whether no word of a question was taken for a slip of another one."""
    entities = question.understanding.entities
    return entities is not None and not entities.taken_as and question.stands_alone


async def timed(ask: Callable[[Question], Awaitable[Answer]], asked: Iterable[Question], tier: str) -> list[float]:
    """How long each question takes; all must be answered by ``tier``."""
    times_ms = []
    for question in islice(cycle(asked), TIMES):
        started_s = time.perf_counter()
        answer = await ask(question)
        times_ms.append((time.perf_counter() - started_s) * 1000)
        if answer.tier != tier:
            raise RuntimeError(f"{question.text!r} was answered by {answer.tier}, not by {tier}")
    return times_ms


async def chain_rows(catalogue: Catalogue, asked: Sequence[Question]) -> list[Row]:
    """The chain without a cache."""
    rules = Rules(catalogue)
    bare = Router(rules, tiers=(free("groq", says("ok")),))
    prompting = Router(rules, prompts=PromptWriter(catalogue), tiers=(free("groq", says("ok")),))
    return [
        Row("router: tier answers at once, floor given", await timed(bare.answer, asked, "groq"), 0.3),
        Row("router: the same with a prompt written", await timed(prompting.answer, asked, "groq")),
    ]


async def memory_rows(catalogue: Catalogue, asked: Sequence[Question], folder: Path) -> list[Row]:
    """Hits whose answers memory holds, or that are computed."""
    customers = Customers(catalogue)
    pinned = [replace(customers.ask("100 wooden coasters price"), deadline_s=time.monotonic() + 600)]
    async with (
        Database.open(folder / "memory.db", MIGRATIONS) as database,
        StoredAnswers.open(database, SystemClock()) as stored,
    ):
        cache = Cache(PinnedAnswers(catalogue), stored)
        router = Router(Rules(catalogue), cache=cache)
        for question in asked:
            cache.store(question, said(question))
        return [
            Row("cache: key of a question", key_times(cache, asked)),
            Row("cache: stored hit from memory", await timed(cache.answer, asked, TIER), 0.1),
            Row("router: stored hit from memory", await timed(router.answer, asked, TIER), 0.1),
            Row("router: pinned hit", await timed(router.answer, pinned, TIER)),
        ]


def key_times(cache: Cache, asked: Sequence[Question]) -> list[float]:
    """How long the canonical key of each question takes."""
    times_ms = []
    for question in islice(cycle(asked), TIMES):
        started_s = time.perf_counter()
        cache.key(question)
        times_ms.append((time.perf_counter() - started_s) * 1000)
    return times_ms


async def disk_rows(catalogue: Catalogue, asked: Sequence[Question], folder: Path) -> list[Row]:
    """Hits among ROWS answers in the file, none of which memory holds."""
    bounds = Bounds(rows=2 * ROWS, bytes=10**10, in_memory=0)
    async with (
        Database.open(folder / "disk.db", MIGRATIONS) as database,
        StoredAnswers.open(database, SystemClock(), bounds=bounds) as stored,
    ):
        cache = Cache(PinnedAnswers(catalogue), stored)
        for question in asked:
            cache.store(question, said(question))
        await asyncio.sleep(0)
        (count,) = await database.write(fill, name="fill")
        return [
            Row("storage: a read that asks nothing", await idle_times(database, cache, asked)),
            Row(
                f"cache: stored hit from SQLite among {count:,} rows",
                await timed(cache.answer, asked, TIER),
                limit_ms=0.5,
                limited="p99",
            ),
        ]


async def idle_times(database: Database, cache: Cache, asked: Sequence[Question]) -> list[float]:
    """How long it takes to the reader's thread and back, where as much is done before as before a hit."""
    times_ms = []
    for question in islice(cycle(asked), TIMES):
        cache.key(question)
        started_s = time.perf_counter()
        await database.read(lambda _: None)
        times_ms.append((time.perf_counter() - started_s) * 1000)
    return times_ms


def fill(connection: sqlite3.Connection) -> int:
    """Copies of the answers that are there, under keys that nobody asks for, up to ROWS; the count of all."""
    connection.execute(COPY, (ROWS - int(connection.execute(COUNT).fetchone()[0]),))
    return int(connection.execute(COUNT).fetchone()[0])


async def held_bytes(asked: Sequence[Question], folder: Path) -> tuple[int, int]:
    """How many answers memory holds at its bound, and the bytes that they take."""
    bounds = Bounds()
    async with (
        Database.open(folder / "held.db", MIGRATIONS) as database,
        StoredAnswers.open(database, SystemClock(), bounds=bounds) as stored,
    ):
        answer = said(asked[0])
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        for number in range(bounds.in_memory + 100):
            facts = tuple(Fact(f"{fact.name}.{number}", f"{number}.00") for fact in answer.facts)
            stored.keep(f"{number:064}", replace(answer, text=TEXT + str(number), facts=facts))
            await asyncio.sleep(0)
        await database.write(name="written")
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return bounds.in_memory, after - before


def said(question: Question) -> Answer:
    """What a model might have said: some 280 characters and twelve facts."""
    if question.floor is None:
        raise ValueError(question.text)
    facts = tuple(Fact(f"marble-coaster.price.{step}", f"{step}.00") for step in range(100, 112))
    return replace(question.floor, text=TEXT, tier="groq", facts=facts)


async def measure() -> int:
    """All rows, one after another."""
    catalogue = loader.load(FOLDER / "templates")
    asked = questions(Customers(catalogue), DIFFERENT)
    print(f"{'milliseconds':<52} {'median':>8} {'p99':>8}   limit")
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in (
            chain_rows(catalogue, asked),
            memory_rows(catalogue, asked, folder),
            disk_rows(catalogue, asked, folder),
        ):
            for row in await rows:
                print(row, flush=True)
                good = good and row.is_good
        count, size = await held_bytes(asked, folder)
    print(f"{count:,} answers in memory take {size / 1_000_000:.1f} MB, {size // count:,} bytes each")
    return 0 if good else 1


def main() -> int:
    """Print the table; 1 where a limit does not hold."""
    return asyncio.run(measure())


if __name__ == "__main__":
    sys.exit(main())
