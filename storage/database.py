"""The shop's database: one SQLite file, one connection that writes, one that reads.

Writes that arrive together share one COMMIT (group_commit.py); a caller goes on only after it.
Refuses to await or to use the network inside a transaction: a step is a plain function.
"""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from storage.connection import ThreadConnection, connect_writer, to_the_end
from storage.errors import StorageError, storage_error
from storage.group_commit import Outcome, Step, Write, commit_together
from storage.migrations import Migration
from storage.reader import Reader

__all__ = ["Database", "Migration", "Reader", "Step", "StorageError"]

GROUP_LIMIT = 64
CHECKPOINT_WAIT_MS = 200
log = logging.getLogger(__name__)


def ignore(_point: str) -> None:
    """The usual ``on_commit``: nobody listens."""


class Database(Reader):
    """An open database. ``read`` sees what is committed; ``write`` returns when its steps are."""

    def __init__(self, path: Path, on_commit: Callable[[str], None] = ignore) -> None:
        super().__init__(path)
        self._on_commit = on_commit
        self._writer: ThreadConnection | None = None
        self._waiting: deque[Write] = deque()
        self._writing = False
        self._settled = asyncio.Event()
        self._settled.set()
        self._closing = False

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, migrations: Sequence[Migration], *, on_commit: Callable[[str], None] = ignore
    ) -> AsyncIterator["Database"]:
        """Open the file at ``path`` (made if missing), bring it up to date, and close it at the end.

        ``on_commit`` is called in the writer's thread with "NAME.before" and "NAME.after" around each COMMIT.
        Raises StorageError with a sentence for the owner where the file cannot serve. The caller holds the lock.
        """
        database = cls(path, on_commit)
        try:
            await to_the_end(database._open(migrations))
            yield database
        finally:
            await to_the_end(database._close())

    async def write(self, *steps: Step[Any], name: str) -> list[Any]:
        """Run ``steps`` in one transaction; returns their results, in order, after the COMMIT.

        What a step raises undoes all of this call's steps, no other's, and is raised here. Raises StorageError where
        the disk or the file failed; then nothing of it happened. Cancelling the caller does not take a write back.
        """
        if self._closing or self._writer is None:
            raise StorageError(f"The database {self._path} is closed.")
        loop = asyncio.get_running_loop()
        write = Write(name, steps, loop.create_future())
        self._waiting.append(write)
        self._settled.clear()
        if not self._writing:
            self._writing = True
            # One turn of the loop later, so that all who are about to write share the first COMMIT too.
            loop.call_soon(self._start_group, self._writer)
        return await write.future

    def _start_group(self, writer: ThreadConnection) -> None:
        group = [self._waiting.popleft() for _ in range(min(GROUP_LIMIT, len(self._waiting)))]
        running = writer.start(partial(commit_together, writes=group, on_commit=self._on_commit))
        running.add_done_callback(partial(self._finish_group, writer, group))

    def _finish_group(
        self, writer: ThreadConnection, group: list[Write], running: "asyncio.Future[list[Outcome]]"
    ) -> None:
        error = running.exception()
        if error is None:
            for write, outcome in zip(group, running.result(), strict=True):
                self._resolve(write, outcome)
        else:
            for write in group:
                self._resolve(write, Outcome([], self._group_error(error)))
        if self._waiting:
            self._start_group(writer)
        else:
            self._writing = False
            self._settled.set()

    def _resolve(self, write: Write, outcome: Outcome) -> None:
        error = outcome.error
        if write.future.done():
            if error is not None:
                log.error("write_failed_unseen", extra={"write": write.name}, exc_info=error)
        elif error is None:
            write.future.set_result(outcome.results)
        else:
            write.future.set_exception(self._step_error(error))

    def _step_error(self, error: Exception) -> Exception:
        told = storage_error(self._path, error) if isinstance(error, sqlite3.Error) else None
        if told is None:
            return error
        told.__cause__ = error
        return told

    def _group_error(self, error: BaseException) -> Exception:
        if not isinstance(error, sqlite3.Error):
            return error if isinstance(error, Exception) else RuntimeError(f"the writer ended: {error!r}")
        told = storage_error(self._path, error) or StorageError(f"The database {self._path} took no change: {error}")
        told.__cause__ = error
        return told

    async def _open(self, migrations: Sequence[Migration]) -> None:
        self._writer = await ThreadConnection.opened(partial(connect_writer, self._path, migrations))
        await self._open_reader(migrations)

    async def _close(self) -> None:
        """Finish what was asked for, fold the log into the file, close both connections."""
        self._closing = True
        await self._settled.wait()
        writer, self._writer = self._writer, None
        try:
            await self._close_reader()
        finally:
            if writer is not None:
                try:
                    await writer.start(_fold_log)
                except sqlite3.Error:
                    log.warning("checkpoint_failed", exc_info=True)
                finally:
                    await writer.close()


def _fold_log(connection: sqlite3.Connection) -> None:
    # Whoever reads beside us may hold the log for long; it is then folded in at the next close.
    connection.execute(f"PRAGMA busy_timeout = {CHECKPOINT_WAIT_MS}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
