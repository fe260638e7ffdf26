"""One process writes a database: the lock that every writing command takes first.

The kernel holds it (flock on a file beside the database) and frees it when the process ends, however it ends.
Refuses to wait: whoever comes second is told who has the database and what to do.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import StorageError

PID_BYTES = 20


class DatabaseInUse(StorageError):
    """Another process of this bot holds the database; ``pid`` is its process id where it could be read."""

    def __init__(self, database: Path, pid: int | None) -> None:
        who = "another process" if pid is None else f"another process (pid {pid})"
        super().__init__(
            f"The database {database} is in use by {who}, probably a running bot. "
            "Stop that one first, or set storage.path to another file."
        )
        self.pid = pid


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the database at ``path`` for this process alone, by a lock on "<path>.lock".

    Raises DatabaseInUse at once where another process has it, StorageError where the lock file cannot be made.
    """
    path = path.resolve()  # a link to the file is the same database
    lock_path = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(
            f"The lock file {lock_path} cannot be made ({error.strerror}). "
            "Set storage.path to a file in a folder that the bot's user may write."
        ) from error
    try:
        _take(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        written = os.pread(descriptor, PID_BYTES, 0).strip()
        raise DatabaseInUse(path, int(written) if written.isdigit() else None) from error
    except OSError as error:
        raise StorageError(
            f"The database {path} could not be locked ({error.strerror}). Keep it on a disk of this machine."
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
