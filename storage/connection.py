"""One SQLite connection in a thread of its own, opened with the settings that keep an accepted message.

aiosqlite sends every statement through its thread singly, about 0.1 ms a hop. Here a whole function goes at once.
Refuses to stop what the thread has begun: cancelling whoever waits ends only the waiting.
"""

import asyncio
import logging
import os
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage.errors import DatabaseMissing, StorageError, storage_error
from storage.migrations import Migration, migrate, missing

T = TypeVar("T")
OLDEST_SQLITE = (3, 37)  # STRICT tables
BUSY_TIMEOUT_S = 5.0
log = logging.getLogger(__name__)

SETTINGS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 0",
)
# WAL with FULL loses no acknowledged row on power loss; NORMAL does.
WRITER_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 1000",
    f"PRAGMA journal_size_limit = {64 * 1024 * 1024}",
)


class ThreadConnection(aiosqlite.Connection):
    """An aiosqlite connection that runs whole functions in its thread.

    It puts them into aiosqlite's own queue (``_tx``, what its ``_execute`` fills): the public calls take one statement
    a hop, and each would be a point where a cancelled task leaves a transaction open. tests/test_database.py pins this.
    """

    @classmethod
    async def opened(cls, connector: Callable[[], sqlite3.Connection]) -> "ThreadConnection":
        """A connection that ``connector`` made inside the thread; what it raises is raised here, the thread ended."""
        connection = cls(connector, iter_chunk_size=64)
        try:
            await connection
        except BaseException:
            # aiosqlite has told the thread to stop and does not wait; a loop that closes now would trip it.
            connection._thread.join()
            raise
        return connection

    def start(self, function: Callable[[sqlite3.Connection], T]) -> "asyncio.Future[T]":
        """Run ``function`` after all that was started before; the future gets its result. Not to be cancelled."""
        if not self._running or self._connection is None:
            raise StorageError("The database is closed.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, partial(function, self._connection)))
        return future


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await ``work`` to its end even if the waiting task is cancelled; the cancellation is raised afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled() and task.exception() is not None:
        log.error("work_failed_after_cancellation", exc_info=task.exception())
    raise cancelled


def connect_writer(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    """The one connection that writes, with all migrations applied. Makes the folder and the file (mode 0600).

    Raises StorageError with a sentence for the owner where the file cannot serve.
    """
    _refuse_old_sqlite()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise StorageError(f"The database {path} is a folder. Set storage.path to a file, like {path / 'shop.db'}.")
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StorageError(
            f"The database {path} cannot be made ({error.strerror}). "
            "Set storage.path to a file in a folder that the bot's user may write."
        ) from error
    return _prepared(path, _uri(path, "rw"), partial(_prepare_writer, path=path, migrations=migrations))


def connect_reader(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    """A connection that cannot write. Raises StorageError where the file is missing or of another version."""
    _refuse_old_sqlite()
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises where a folder above may not be read
        raise DatabaseMissing(f"There is no database at {path} yet. Start the bot once, or check storage.path.")
    return _prepared(path, _uri(path, "ro"), partial(_prepare_reader, path=path, migrations=migrations))


def _refuse_old_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StorageError(
            f"This Python brings SQLite {sqlite3.sqlite_version}; the bot needs 3.37 or newer. Use a newer Python."
        )


def _uri(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


def _prepared(path: Path, uri: str, prepare: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)
        prepare(connection)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error) and (told := storage_error(path, error)) is not None:
            raise told from error
        raise
    return connection


def _prepare_writer(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    for setting in SETTINGS:
        connection.execute(setting)
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StorageError(f"The database {path} cannot keep a write-ahead log. Keep it on a disk of this machine.")
    for setting in WRITER_SETTINGS:
        connection.execute(setting)
    _check(connection, path)
    migrate(connection, migrations)


def _prepare_reader(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    for setting in SETTINGS:
        connection.execute(setting)
    connection.execute("PRAGMA query_only = ON")
    if missing(connection, migrations):
        raise StorageError(
            f"The database {path} was written by an older version of this bot. "
            "Start the bot once; it brings the file up to date."
        )


def _check(connection: sqlite3.Connection, path: Path) -> None:
    # 0.12 s at 400,000 rows, nothing at a shop's usual size; a damaged page found here is not found by a customer.
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise StorageError(
            f"The database {path} is damaged. Stop the bot, keep a copy of the file and put back the newest backup. "
            f"(SQLite says: {found})"
        )
