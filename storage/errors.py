"""What can be wrong with the shop's database, told so that its owner can act.

    StorageError           the database cannot be opened, read or written now; the message says what to do
    ├── DatabaseMissing    there is no database yet; the first start makes it
    └── DatabaseInUse      another process of this bot holds the database (lock.py)

Refuses to dress up a programmer's mistake: only what the disk, the file or another process did becomes a StorageError.
"""

import sqlite3
from pathlib import Path

PRIMARY_CODE_MASK = 0xFF

ADVICE = {
    sqlite3.SQLITE_NOTADB: "is not a database of this bot, or its beginning is damaged. "
    "Check storage.path, or move the file away and put back the newest backup.",
    sqlite3.SQLITE_CORRUPT: "is damaged. Stop the bot, keep a copy of the file and put back the newest backup.",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full. Free some space; the bot goes on by itself.",
    sqlite3.SQLITE_BUSY: "is being written by another process. Close the program that has it open.",
    sqlite3.SQLITE_LOCKED: "is being written by another process. Close the program that has it open.",
    sqlite3.SQLITE_READONLY: "cannot be written. Give the bot's user the right to write the file and its folder.",
    sqlite3.SQLITE_PERM: "cannot be opened. Give the bot's user the right to write the file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check that the folder exists and that the bot's user may write there.",
    sqlite3.SQLITE_IOERR: "could not be read or written: the disk reports an error. Check the disk and its free space.",
    sqlite3.SQLITE_NOMEM: "could not be used: this machine is out of memory.",
    sqlite3.SQLITE_PROTOCOL: "could not be locked. Keep it on a disk of this machine, not on a network drive.",
}


class StorageError(Exception):
    """The database cannot be opened, read or written now; the message names the file and says what to do."""


class DatabaseMissing(StorageError):
    """There is no database at that place yet."""


def storage_error(path: Path, error: sqlite3.Error) -> StorageError | None:
    """What ``error`` means for the owner of the database at ``path``; None where a statement itself was wrong."""
    code = getattr(error, "sqlite_errorcode", None)
    advice = None if code is None else ADVICE.get(code & PRIMARY_CODE_MASK)
    return None if advice is None else StorageError(f"The database {path} {advice} (SQLite says: {error})")
