"""Migrations: once each, all or nothing, and never backwards. Refuses to use anything but a real SQLite file."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.errors import StorageError
from storage.migrations import Migration, migrate, missing, statements

ROOT = Path(__file__).parent.parent
FIRST = Migration("001-first", "CREATE TABLE first (a INTEGER) STRICT; INSERT INTO first VALUES (1);")
SECOND = Migration("002-second", "CREATE TABLE second (b TEXT) STRICT;")
KILLED_HALF_WAY = """
import os, signal, sqlite3, sys
from storage.migrations import Migration, migrate
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
migrate(connection, [Migration("001-first", "CREATE TABLE first (a INTEGER) STRICT; INSERT INTO first VALUES (1);"),
                     Migration("002-second", "CREATE TABLE second (b TEXT) STRICT; SELECT die();")])
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file goes."""
    return tmp_path / "shop.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as migrate wants it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def tables(connection: sqlite3.Connection) -> set[str]:
    """The names of all tables."""
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_missing_migrations_are_applied_once_and_in_order(connection: sqlite3.Connection) -> None:
    """A second start changes nothing; a longer list adds only what is new."""
    migrate(connection, [FIRST])
    migrate(connection, [FIRST])
    migrate(connection, [FIRST, SECOND])
    assert tables(connection) == {"first", "second", "migrations"}
    assert connection.execute("SELECT COUNT(*) FROM first").fetchone() == (1,)
    names = [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY rowid")]
    assert names == ["001-first", "002-second"]


def test_failing_migration_leaves_the_old_schema(connection: sqlite3.Connection) -> None:
    """A mistake in the second undoes the first as well: they are one transaction."""
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, [FIRST, Migration("002-broken", "CREATE TABLE second (b NONSENSE) STRICT;")])
    assert tables(connection) == set()
    assert not connection.in_transaction


def test_process_killed_half_way_leaves_the_old_schema(path: Path) -> None:
    """Being killed inside the second migration: the next start begins from nothing and succeeds."""
    child = subprocess.run([sys.executable, "-c", KILLED_HALF_WAY, path], check=False, env={"PYTHONPATH": str(ROOT)})
    assert child.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert tables(connection) == set()
        migrate(connection, [FIRST, SECOND])
        assert missing(connection, [FIRST, SECOND]) == []


def test_newer_database_is_refused(connection: sqlite3.Connection, path: Path) -> None:
    """A file that holds a migration unknown to this version is named and left alone."""
    migrate(connection, [FIRST, SECOND])
    with pytest.raises(
        StorageError, match=r"newer version of this bot; update the bot. \(It holds: 002-second"
    ) as told:
        migrate(connection, [FIRST])
    assert str(path) in str(told.value)


def test_database_of_another_program_is_refused(connection: sqlite3.Connection, path: Path) -> None:
    """Tables without a list of migrations are not ours to extend."""
    connection.execute("CREATE TABLE bookkeeping (a INTEGER)")
    with pytest.raises(StorageError, match="belongs to another program"):
        migrate(connection, [FIRST])
    assert tables(connection) == {"bookkeeping"}
    assert path.exists()


def test_two_migrations_of_one_name_are_a_mistake(connection: sqlite3.Connection) -> None:
    """It is noticed before anything is applied."""
    with pytest.raises(ValueError, match="share a name"):
        migrate(connection, [FIRST, FIRST])


def test_script_is_split_where_statements_end() -> None:
    """A semicolon in a text or in a trigger ends nothing."""
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END;"
    insert = "INSERT INTO a VALUES ('x; y');"
    assert list(statements(insert + trigger + ";")) == [insert, trigger]


def test_script_that_ends_in_the_middle_is_a_mistake() -> None:
    """An open quote is noticed instead of dropped."""
    with pytest.raises(ValueError, match="middle of a statement"):
        list(statements("INSERT INTO a VALUES ('x;"))
