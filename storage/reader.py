"""Reading what is committed, beside the writer and without holding it up.

A Reader serves whoever only looks: statistics, checks, exports. Refuses to write: its connection is read-only.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from storage.connection import ThreadConnection, connect_reader, to_the_end
from storage.errors import StorageError, storage_error
from storage.migrations import Migration

T = TypeVar("T")


class Reader:
    """A read-only view of the database, opened alone (open_read_only) or as part of a Database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader: ThreadConnection | None = None

    @classmethod
    @asynccontextmanager
    async def open_read_only(cls, path: Path, migrations: Sequence[Migration]) -> AsyncIterator["Reader"]:
        """Look into the file at ``path`` beside a running bot: no lock, no migration, no write.

        Raises StorageError where the file is missing, or written by an older or newer version of the bot.
        """
        reader = Reader(path)
        try:
            await to_the_end(reader._open_reader(migrations))
            yield reader
        finally:
            await to_the_end(reader._close_reader())

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``query`` in the reader's thread; it sees only what is committed, and must fetch all that it returns.

        Raises StorageError where the file cannot be read; what else ``query`` raises comes through unchanged.
        """
        if self._reader is None:
            raise StorageError(f"The database {self._path} is closed.")
        try:
            return await self._reader.start(query)
        except sqlite3.Error as error:
            told = storage_error(self._path, error)
            if told is None:
                raise
            raise told from error

    async def _open_reader(self, migrations: Sequence[Migration]) -> None:
        self._reader = await ThreadConnection.opened(partial(connect_reader, self._path, migrations))

    async def _close_reader(self) -> None:
        connection, self._reader = self._reader, None
        if connection is not None:
            await connection.close()
