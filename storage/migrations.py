"""How the tables come to be: an append-only list of named SQL scripts, each applied once.

A room never edits a Migration that has been released; it appends another. Refuses to go half way: what is missing is
applied in one transaction, so a process killed in the middle leaves the old schema.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.errors import StorageError

FIND_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
CREATE_MIGRATIONS = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT"
SELECT_APPLIED = "SELECT name FROM migrations"
RECORD_APPLIED = "INSERT INTO migrations (name, applied_at) VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: a name that is never used again, and one or more SQL statements that end in ";"."""

    name: str
    sql: str


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Apply what is missing, in the given order. ``connection`` has isolation_level None and no open transaction.

    Raises StorageError where the file belongs to a newer version or to another program.
    """
    if not missing(connection, migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(CREATE_MIGRATIONS)
        for migration in missing(connection, migrations):
            for statement in statements(migration.sql):
                connection.execute(statement)
            connection.execute(RECORD_APPLIED, (migration.name,))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def missing(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """The migrations that the database has not seen, in order; writes nothing.

    Raises StorageError where the file belongs to a newer version or to another program.
    """
    names = [migration.name for migration in migrations]
    if len(set(names)) != len(names):
        raise ValueError(f"two migrations share a name: {names}")
    tables = {name for (name,) in connection.execute(FIND_TABLES).fetchall()}
    if tables and "migrations" not in tables:
        raise StorageError(
            f"The database {_file(connection)} belongs to another program. Set storage.path to a file of its own."
        )
    applied = {name for (name,) in connection.execute(SELECT_APPLIED).fetchall()} if tables else set()
    unknown = sorted(applied.difference(names))
    if unknown:
        raise StorageError(
            f"The database {_file(connection)} was written by a newer version of this bot; update the bot. "
            f"(It holds: {', '.join(unknown)})"
        )
    return [migration for migration in migrations if migration.name not in applied]


def statements(script: str) -> Iterator[str]:
    """The single statements of a script. ``executescript`` would commit the transaction that it is called in."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip() != ";":
                yield statement.strip()
            statement = ""
    if statement.strip(" \n\t;"):
        raise ValueError(f"the script ends in the middle of a statement: {statement.strip()!r}")


def _file(connection: sqlite3.Connection) -> str:
    (_, _, file) = connection.execute("PRAGMA database_list").fetchone()
    return str(file)
