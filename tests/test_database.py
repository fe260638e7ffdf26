"""The database: one writer with group commit, one reader, clear refusals.

Refuses to play the file: each test opens a real one.
"""

import asyncio
import os
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.connection import ThreadConnection
from storage.database import Database, Migration, Step, StorageError
from storage.errors import ADVICE, storage_error

MIGRATIONS = (Migration("001", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"),)


def add(text: str) -> "Adds":
    """The step that stores ``text``."""
    return Adds(text)


class Adds:
    """A step that inserts one note and gives its id."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, connection: sqlite3.Connection) -> int:
        """Insert; sqlite3.IntegrityError for a text that is there."""
        ((row_id,),) = connection.execute("INSERT INTO notes (text) VALUES (?) RETURNING id", (self.text,)).fetchall()
        return int(row_id)


def texts(connection: sqlite3.Connection) -> list[str]:
    """All notes in order."""
    return [text for (text,) in connection.execute("SELECT text FROM notes ORDER BY id").fetchall()]


def fail(_connection: sqlite3.Connection) -> None:
    """A step with a mistake of its own."""
    raise LookupError("no such product")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database goes, in a folder that is not there yet."""
    return tmp_path / "data" / "shop.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """An open database."""
    async with Database.open(path, MIGRATIONS) as opened:
        yield opened


async def test_write_returns_each_steps_result_after_the_commit(database: Database) -> None:
    """The results come in the steps' order, and a reader sees them at once."""
    assert await database.write(add("a"), texts, add("b"), name="notes") == [1, ["a"], 2]
    assert await database.read(texts) == ["a", "b"]


async def test_writes_that_arrive_together_share_commits(path: Path) -> None:
    """A hundred writes at once need two commits, because a group holds 64."""
    points: list[str] = []
    async with Database.open(path, MIGRATIONS, on_commit=points.append) as database:
        await asyncio.gather(*(database.write(add(str(number)), name="note") for number in range(100)))
        assert len(await database.read(texts)) == 100
    turns = [point for index, point in enumerate(points) if index == 0 or points[index - 1] != point]
    assert turns == ["note.before", "note.after"] * 2


async def test_failing_write_undoes_itself_alone(path: Path) -> None:
    """Its neighbours in the same commit stay, its caller gets the step's own error, and it has no commit point."""
    points: list[str] = []
    async with Database.open(path, MIGRATIONS, on_commit=points.append) as database:
        outcomes: list[Any] = await asyncio.gather(
            database.write(add("good"), name="good"),
            database.write(add("bad"), fail, name="bad"),
            database.write(add("other"), name="other"),
            return_exceptions=True,
        )
        good, bad, other = outcomes
        assert (good, other) == ([1], [2])
        assert isinstance(bad, LookupError)
        assert await database.read(texts) == ["good", "other"]
    assert points == ["good.before", "other.before", "good.after", "other.after"]


async def test_wrong_statement_reaches_its_caller_unchanged(database: Database) -> None:
    """A broken constraint is the caller's affair, not the disk's."""
    await database.write(add("once"), name="note")
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(add("once"), name="note")


def fill_plain(connection: sqlite3.Connection) -> int:
    """More than fits, into a table where SQLite can undo one statement only by undoing the whole transaction."""
    return connection.execute("INSERT INTO plain VALUES (zeroblob(1000000))").rowcount


@pytest.mark.parametrize(("fill", "neighbour_stays"), [(add("x" * 1_000_000), True), (fill_plain, False)])
async def test_full_disk_is_told_and_heals(database: Database, fill: Step[int], neighbour_stays: bool) -> None:
    """Where SQLite rolls back the whole group each caller hears it; none is told of a success that was undone."""

    def shrink(connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")

    await database.write(lambda connection: connection.execute("CREATE TABLE plain (a BLOB)"), name="table")
    await database.write(shrink, name="shrink")
    outcomes: list[Any] = await asyncio.gather(
        database.write(add("small"), name="small"), database.write(fill, name="large"), return_exceptions=True
    )
    small, large = outcomes
    assert isinstance(large, StorageError)
    assert "the disk is full" in str(large)
    assert isinstance(small, StorageError) is not neighbour_stays
    assert await database.read(texts) == (["small"] if neighbour_stays else [])
    await database.write(lambda connection: connection.execute("PRAGMA max_page_count = 9999").fetchone(), name="grow")
    assert await database.write(add("again"), name="note") == [2 if neighbour_stays else 1]


async def test_failing_commit_fails_all_of_its_group(database: Database) -> None:
    """A foreign key that is checked only at COMMIT undoes every write of the group, with the cause kept."""

    def tables(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE child (note INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)")

    await database.write(tables, name="tables")
    outcomes: list[Any] = await asyncio.gather(
        database.write(lambda c: c.execute("INSERT INTO child VALUES (99)").rowcount, name="orphan"),
        database.write(add("innocent"), name="innocent"),
        return_exceptions=True,
    )
    for error in outcomes:
        assert isinstance(error, StorageError)
        assert isinstance(error.__cause__, sqlite3.IntegrityError)
    assert await database.read(texts) == []
    assert await database.write(add("later"), name="note") == [1]


async def test_reader_sees_only_what_is_committed(path: Path) -> None:
    """Right before the COMMIT the reader still sees nothing of the transaction."""
    seen: list[list[str]] = []

    def look_from_outside(point: str) -> None:
        beside = sqlite3.connect(path)
        seen.append([point, *texts(beside)])
        beside.close()

    async with Database.open(path, MIGRATIONS, on_commit=look_from_outside) as database:
        await database.write(add("a"), name="note")
    assert seen == [["note.before"], ["note.after", "a"]]


async def test_reader_cannot_write(database: Database) -> None:
    """A query that tries to change something is refused."""
    with pytest.raises((sqlite3.OperationalError, StorageError)):
        await database.read(add("smuggled"))


@pytest.mark.parametrize("turns", range(6))
async def test_cancelled_caller_leaves_no_stray_transaction(database: Database, turns: int) -> None:
    """Cancelled at any turn of the loop, the write itself goes on whole, and the next one works."""
    caller = asyncio.create_task(database.write(add("cancelled"), name="note"))
    for _ in range(turns):
        await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await database.write(add("next"), name="note")
    assert await database.read(texts) == (["cancelled", "next"] if turns else ["next"])
    assert await database.write(lambda connection: connection.in_transaction, name="look") == [True]


async def test_cancelled_close_still_closes(path: Path) -> None:
    """The owner's task is cancelled while it closes: everything asked for is stored and the log is folded in."""

    async def owner() -> None:
        async with Database.open(path, MIGRATIONS) as database:
            asyncio.ensure_future(database.write(add("last"), name="note"))  # noqa: RUF006 - the close waits for it
            await asyncio.sleep(0)
            closing.set()

    closing = asyncio.Event()
    task = asyncio.create_task(owner())
    await closing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not path.with_name("shop.db-wal").exists()
    async with Database.open(path, MIGRATIONS) as database:
        assert await database.read(texts) == ["last"]


async def test_close_finishes_what_was_asked_for(path: Path) -> None:
    """Three groups' worth of writes that nobody awaits are all stored when the close returns."""
    async with Database.open(path, MIGRATIONS) as database:
        callers = [asyncio.create_task(database.write(add(str(number)), name="note")) for number in range(150)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*callers) == [[number] for number in range(1, 151)]


async def test_cancelled_open_leaves_nothing_open(path: Path) -> None:
    """Cancelling whoever opens ends with both threads stopped; a leak would be a warning, which fails the test."""

    async def owner() -> None:
        async with Database.open(path, MIGRATIONS):
            raise AssertionError("the opening was cancelled")

    task = asyncio.create_task(owner())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not path.with_name("shop.db-wal").exists()


async def test_closed_database_says_so(path: Path) -> None:
    """After the close, reading and writing are refused with a sentence."""
    async with Database.open(path, MIGRATIONS) as database:
        pass
    with pytest.raises(StorageError, match="is closed"):
        await database.write(add("late"), name="note")
    with pytest.raises(StorageError, match="is closed"):
        await database.read(texts)


async def test_settings_keep_what_was_acknowledged(database: Database) -> None:
    """The writer runs with the settings that survive a power loss."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1}
    wanted |= {"temp_store": 2, "mmap_size": 0, "wal_autocheckpoint": 1000, "busy_timeout": 5000}
    wanted |= {"journal_size_limit": 64 * 1024 * 1024}

    def settings(connection: sqlite3.Connection) -> dict[str, object]:
        return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}

    assert await database.write(settings, name="look") == [wanted]
    assert await database.read(lambda connection: connection.execute("PRAGMA query_only").fetchone()) == (1,)


async def test_file_is_private_and_the_folder_is_made(database: Database, path: Path) -> None:
    """Customers' words are readable by the bot's user alone, the log beside them too."""
    await database.write(add("private"), name="note")
    for file in (path, path.with_name("shop.db-wal")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_close_folds_the_log_into_the_file(path: Path) -> None:
    """What is left after a close is one file that can be copied."""
    async with Database.open(path, MIGRATIONS) as database:
        await database.write(add("a"), name="note")
    assert [file.name for file in path.parent.iterdir()] == ["shop.db"]


async def opening_error(path: Path) -> str:
    """What the owner is told when the file at ``path`` cannot serve."""
    with pytest.raises(StorageError) as told:
        async with Database.open(path, MIGRATIONS):
            pass
    return str(told.value)


async def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    """The owner learns what to write instead."""
    assert str(tmp_path / "shop.db") in await opening_error(tmp_path)


async def test_unusable_folder_is_refused(tmp_path: Path) -> None:
    """A file where the folder should be is named, with what to do."""
    (tmp_path / "data").write_text("not a folder")
    told = await opening_error(tmp_path / "data" / "shop.db")
    assert str(tmp_path / "data" / "shop.db") in told
    assert "Set storage.path" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="the system's administrator may write everything")
async def test_file_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    """A file of somebody else's is named, with what to do."""
    path = tmp_path / "shop.db"
    path.touch(mode=0o400)
    assert "cannot be written" in await opening_error(path)


async def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Something else under the configured name is left untouched."""
    path = tmp_path / "shop.db"
    path.write_text("price list\n" * 500)
    told = await opening_error(path)
    assert f"The database {path} is not a database of this bot" in told
    assert path.read_text() == "price list\n" * 500


def overwrite_pages(path: Path, first: int, count: int) -> None:
    """What a dying disk does to pages in the middle of the file."""
    content = bytearray(path.read_bytes())
    content[4096 * first : 4096 * (first + count)] = b"\x5a" * (4096 * count)
    path.write_bytes(content)


async def test_damaged_page_is_refused(path: Path) -> None:
    """A page overwritten in the middle is found at the opening, not by a customer."""
    async with Database.open(path, MIGRATIONS) as database:
        await asyncio.gather(*(database.write(add(f"{number}" * 400), name="note") for number in range(300)))
    overwrite_pages(path, first=3, count=9)
    told = await opening_error(path)
    assert f"The database {path} is damaged" in told
    assert "backup" in told


async def test_read_only_works_beside_the_writer(path: Path) -> None:
    """Statistics see each commit of the running bot, and cannot change anything."""
    async with Database.open(path, MIGRATIONS) as database, Database.open_read_only(path, MIGRATIONS) as reader:
        await database.write(add("a"), name="note")
        assert await reader.read(texts) == ["a"]
        with pytest.raises(StorageError, match="cannot be written"):
            await reader.read(add("smuggled"))


async def test_read_only_refuses_a_missing_file(path: Path) -> None:
    """It says what to do and makes no file."""
    with pytest.raises(StorageError, match="There is no database at"):
        async with Database.open_read_only(path, MIGRATIONS):
            pass
    assert not list(path.parent.parent.glob("data/*"))


@pytest.mark.parametrize(
    ("known", "told"), [((), "newer version"), ((*MIGRATIONS, Migration("2", "")), "older version")]
)
async def test_read_only_refuses_another_version(path: Path, known: tuple[Migration, ...], told: str) -> None:
    """A file of a newer or older bot is named as such."""
    async with Database.open(path, MIGRATIONS):
        pass
    with pytest.raises(StorageError, match=told):
        async with Database.open_read_only(path, known):
            pass


async def test_whole_functions_run_in_aiosqlites_thread() -> None:
    """Pins what is used of aiosqlite's inside: its queue takes a future and a function, its connection is reachable."""
    connection = await ThreadConnection.opened(lambda: sqlite3.connect(":memory:", isolation_level=None))
    try:
        running = connection.start(lambda inner: inner.execute("SELECT 1").fetchone())
        assert await running == (1,)
        with pytest.raises(LookupError):
            await connection.start(fail)
    finally:
        await connection.close()
    with pytest.raises(StorageError):
        connection.start(fail)


@pytest.mark.parametrize("code", ADVICE)
def test_every_failure_of_the_disk_is_told_in_a_sentence(code: int) -> None:
    """Each mapped SQLite code, extended or not, names the file and keeps SQLite's own words."""
    error = sqlite3.OperationalError("its own words")
    error.sqlite_errorcode = code | (3 << 8)
    told = storage_error(Path("shop.db"), error)
    assert told is not None
    assert "shop.db" in str(told)
    assert "its own words" in str(told)


def test_wrong_statement_is_no_failure_of_the_disk() -> None:
    """A programmer's mistake stays what it is."""
    assert storage_error(Path("shop.db"), sqlite3.OperationalError("no such table")) is None
