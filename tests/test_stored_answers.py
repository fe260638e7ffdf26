"""Stored answers: their hour, their bounds, and what happens to clocks, files and processes meanwhile."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from providers.answer import Answer
from providers.failures import CacheMiss
from providers.stored_answers import MIGRATIONS, Bounds, StoredAnswers
from storage.database import Database
from tests.cache_peers import SAID, opened
from tests.limit_peers import DAY_MS, HOUR_MS, MINUTE_MS, PartedClock

FOLDER = Path(__file__).resolve().parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database goes."""
    return tmp_path / "shop.db"


@pytest.fixture
def clock() -> PartedClock:
    """Time in the test's hand."""
    return PartedClock()


async def found(stored: StoredAnswers, key: str = "key") -> Answer | str:
    """The answer, or why there is none."""
    try:
        return await stored.find(key)
    except CacheMiss as miss:
        return miss.reason


def rows(path: Path) -> list[str]:
    """The keys that the closed file holds."""
    with closing(sqlite3.connect(path)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM stored_answers ORDER BY key")]


async def written(database: Database) -> None:
    """Return when everything that was kept is in the file."""
    await asyncio.sleep(0)
    await database.write(name="written")


async def spoil(database: Database, statement: str, *values: object) -> None:
    """Something happens to the file from outside."""
    await written(database)
    await database.write(lambda connection: connection.execute(statement, values).rowcount, name="spoil")


async def test_an_answer_comes_back_as_the_caches_own(path: Path) -> None:
    """Text, intents, language and facts stay; whose it was, what it took and how it came about do not."""
    async with opened(path) as (_, stored):
        stored.keep("key", SAID)
        assert await found(stored) == replace(SAID, tier="cache")
        assert await found(stored, "other") == "not stored"


async def test_answers_survive_a_restart(path: Path, clock: PartedClock) -> None:
    """The next process finds them in the file, with what is left of their hour."""
    async with opened(path, clock) as (_, stored):
        stored.keep("key", SAID)
        clock.advance(40 * MINUTE_MS)
    clock = clock.restarted()
    async with opened(path, clock) as (_, stored):
        assert await found(stored) == replace(SAID, tier="cache")
        clock.advance(20 * MINUTE_MS)
        assert await found(stored) == "past its hour"


@pytest.mark.parametrize(("chance", "minutes"), [(0.0, 54), (0.5, 60), (1.0, 66)])
async def test_an_answer_lasts_an_hour_more_or_less(
    path: Path, clock: PartedClock, chance: float, minutes: int
) -> None:
    """It is fresh for 54 to 66 minutes, so that answers stored together do not all end together."""
    async with opened(path, clock, lambda: chance) as (_, stored):
        stored.keep("key", SAID)
        clock.advance(minutes * MINUTE_MS - 1)
        assert isinstance(await found(stored), Answer)
        clock.advance(1)
        assert await found(stored) == "past its hour"


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_past_its_hour_it_may_serve_for_a_day(path: Path, clock: PartedClock, *, is_restarted: bool) -> None:
    """What ``find`` passed over for its age is there where all else failed, until 24 hours are over."""
    async with opened(path, clock) as (_, stored):
        stored.keep("key", SAID)
    clock = clock.restarted() if is_restarted else clock
    async with opened(path, clock) as (_, stored):
        clock.advance(DAY_MS - 1)
        assert await found(stored) == "past its hour"
        assert stored.past_its_hour("key") == replace(SAID, tier="cache")
        clock.advance(1)
        assert stored.past_its_hour("key") is None
        assert await found(stored) == "not stored"


@pytest.mark.parametrize("jump_ms", [-400 * DAY_MS, -HOUR_MS, -1, 1, HOUR_MS, 400 * DAY_MS])
async def test_no_jump_of_the_clock_makes_an_answer_last(path: Path, clock: PartedClock, jump_ms: int) -> None:
    """Set forward or back, the clock lets no answer live longer than its hour of real time."""
    async with opened(path, clock) as (_, stored):
        stored.keep("key", SAID)
        clock.advance(MINUTE_MS)
        clock.jump(jump_ms)
        clock.advance(59 * MINUTE_MS)
        assert not isinstance(await found(stored), Answer)
        clock.jump(-jump_ms)
        assert not isinstance(await found(stored), Answer)


async def test_a_clock_that_was_ahead_leaves_nothing(path: Path, clock: PartedClock) -> None:
    """What was stored while the clock ran ahead is no answer once it is set right, here or after a restart."""
    async with opened(path, clock) as (_, stored):
        clock.jump(5 * DAY_MS)
        stored.keep("key", SAID)
        assert isinstance(await found(stored), Answer)
        clock.jump(-5 * DAY_MS)
        assert await found(stored) == "not stored"
    async with opened(path, clock.restarted()) as (_, stored):
        assert await found(stored) == "not stored"
    assert rows(path) == []


async def test_a_clock_set_back_while_no_process_ran_ends_all(path: Path, clock: PartedClock) -> None:
    """An age that is measured across such a jump means nothing, also where it seems to be a good one."""
    async with opened(path, clock) as (_, stored):
        stored.keep("old", SAID)
        clock.advance(50 * MINUTE_MS)
        stored.keep("new", SAID)
    clock.jump(-20 * MINUTE_MS)
    async with opened(path, clock.restarted()) as (_, stored):
        assert await found(stored, "old") == "not stored"
    assert rows(path) == []


async def test_the_oldest_use_goes_first(path: Path, clock: PartedClock) -> None:
    """Beyond the bound of rows those go that nobody used for longest, some at once; what was asked for stays."""
    bounds = Bounds(rows=20, in_memory=1)
    async with opened(path, clock, bounds=bounds) as (database, stored):
        for number in range(20):
            stored.keep(f"{number:02}", SAID)
            clock.advance(MINUTE_MS)
        await written(database)
        await found(stored, "00")
        stored.keep("20", SAID)
    assert rows(path) == ["00", *(f"{number:02}" for number in range(3, 21))]


async def test_the_bytes_are_bounded(path: Path, clock: PartedClock) -> None:
    """Long answers count for what they take, whatever their number."""
    long = replace(SAID, text="क" * 1_000)
    async with opened(path, clock, bounds=Bounds(bytes=20_000)) as (_, stored):
        for number in range(20):
            stored.keep(f"{number:02}", long)
            clock.advance(MINUTE_MS)
    kept = rows(path)
    assert 2 <= len(kept) <= 6
    assert kept[-1] == "19"


async def test_what_is_a_day_old_leaves_the_file(path: Path, clock: PartedClock) -> None:
    """The next answer that is stored takes them out, and so does the next start."""
    async with opened(path, clock) as (_, stored):
        stored.keep("one", SAID)
        clock.advance(DAY_MS + 1)
        stored.keep("two", SAID)
    assert rows(path) == ["two"]
    clock.advance(DAY_MS + 1)
    async with opened(path, clock.restarted()):
        pass
    assert rows(path) == []


async def test_memory_holds_those_used_last(path: Path) -> None:
    """Two are held; the third is read from the file, and its damage is noticed only there."""
    async with opened(path, bounds=Bounds(in_memory=2)) as (database, stored):
        for key in ("one", "two", "three"):
            stored.keep(key, SAID)
        await spoil(database, "UPDATE stored_answers SET answer = 'x'")
        assert [isinstance(await found(stored, key), Answer) for key in ("three", "two", "one")] == [True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "null", "[]", "{}", '{"text": 3, "intents": [], "language": "en", "facts": []}'),
        '{"text": "ok", "intents": 3, "language": "en", "facts": []}',
        '{"text": "ok", "intents": [], "language": "en", "facts": [["name"]]}',
        '{"text": "ok", "intents": [], "language": "en", "facts": [["name", 3]]}',
        '{"text": "", "intents": [], "language": "en", "facts": []}',
        '{"text": "cut off',
    ],
)
async def test_a_damaged_row_is_no_answer(path: Path, caplog: pytest.LogCaptureFixture, text: str) -> None:
    """It is a miss, told in the log and taken out of the file."""
    async with opened(path) as (_, stored):
        stored.keep("key", SAID)
    async with opened(path) as (database, stored):
        await spoil(database, "UPDATE stored_answers SET answer = ?", text)
        assert await found(stored) == "not stored"
    assert [record.message for record in caplog.records] == ["stored_answer_damaged"]
    assert rows(path) == []


async def test_a_failing_database_is_a_miss(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Reading and storing raise nothing but CacheMiss, and what memory holds still serves."""
    async with opened(path) as (database, stored):
        await spoil(database, "DROP TABLE stored_answers")
        assert await found(stored) == "storage"
        stored.keep("key", SAID)
        assert isinstance(await found(stored), Answer)
        assert stored.past_its_hour("other") is None
    assert {record.message for record in caplog.records} == {"stored_answers_unreadable", "write_behind_failed"}


async def test_a_failing_database_does_not_hold_up_the_start(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without its table the cache opens all the same, and finds nothing."""
    async with Database.open(path, MIGRATIONS) as database:
        await spoil(database, "DROP TABLE stored_answers")
        async with StoredAnswers.open(database, PartedClock()) as stored:
            assert await found(stored) == "storage"
    assert [record.message for record in caplog.records] == ["stored_answers_not_opened", "stored_answers_unreadable"]


async def test_what_is_stored_during_a_lookup_is_found(path: Path) -> None:
    """The file is read while another customer's answer comes in: that one counts."""
    async with opened(path) as (_, stored):
        looking = asyncio.create_task(found(stored))
        await asyncio.sleep(0)
        stored.keep("key", SAID)
        assert isinstance(await looking, Answer)


def killed_life(path: Path, point: str, number: int) -> int:
    """A process that stores answers until it kills itself; its exit code."""
    command = (sys.executable, "-m", "tests.mortal_answers", str(path), point, str(number))
    return subprocess.run(command, cwd=FOLDER, check=False, timeout=30).returncode


async def test_a_killed_process_leaves_what_it_had_written(path: Path) -> None:
    """After kill -9 in the middle of the fifth write the first four answers are there, whole."""
    assert killed_life(path, "cache.store.before", 5) == -signal.SIGKILL
    async with opened(path) as (_, stored):
        answers = [await found(stored, f"{number}") for number in range(6)]
    assert [isinstance(answer, Answer) for answer in answers] == [True] * 4 + [False] * 2
