"""The lock: one process writes a database. Refuses to trust a test in one process: the second one is real."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.errors import StorageError
from storage.lock import DatabaseInUse, hold_lock

ROOT = Path(__file__).parent.parent
HOLDER = """
import sys
from pathlib import Path
from storage.lock import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock until it is ended."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT)},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_second_process_is_refused_with_the_first_ones_pid(tmp_path: Path) -> None:
    """The message names the file and the process, and says what to do."""
    path = tmp_path / "shop.db"
    with another_process(path) as holder:
        refused = rf"in use by another process \(pid {holder.pid}\).*Stop that one"
        with pytest.raises(DatabaseInUse, match=refused) as told, hold_lock(path):
            pass
        assert told.value.pid == holder.pid
        assert str(path) in str(told.value)


def test_killed_process_frees_the_lock(tmp_path: Path) -> None:
    """Being killed needs no cleaning up."""
    path = tmp_path / "shop.db"
    with another_process(path) as holder:
        holder.kill()
        holder.wait()
        with hold_lock(path):
            assert path.with_name("shop.db.lock").read_text() == f"{os.getpid()}\n"


def test_lock_is_free_after_use_also_after_an_error(tmp_path: Path) -> None:
    """An exception inside does not keep the database."""
    path = tmp_path / "new" / "shop.db"
    with pytest.raises(LookupError), hold_lock(path):
        raise LookupError
    with hold_lock(path):
        assert stat.S_IMODE(path.with_name("shop.db.lock").stat().st_mode) == 0o600


def test_lock_counts_within_one_process_too(tmp_path: Path) -> None:
    """Opening twice by mistake is refused just the same."""
    path = tmp_path / "shop.db"
    with hold_lock(path), pytest.raises(DatabaseInUse), hold_lock(path):
        pass


def test_unusable_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    """A file in the folder's place is a StorageError, not a traceback."""
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StorageError, match=r"Set storage\.path"), hold_lock(tmp_path / "data" / "shop.db"):
        pass
