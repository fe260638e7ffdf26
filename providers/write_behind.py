"""WriteBehind: changes that nobody waits for, written to the database in the order in which they were made.

Refuses to be forgotten: closing waits for every write, and one that fails is logged.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from storage.connection import to_the_end
from storage.database import Database, Step

log = logging.getLogger(__name__)


class WriteBehind:
    """Writes under way beside the answers. What a failed one leaves in the database must be the safe side."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self, *steps: Step[Any], name: str) -> None:
        """Write ``steps`` in one transaction, soon, after all that was started before."""
        task = asyncio.get_running_loop().create_task(self._write(steps, name))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Wait until everything that was started is written, even if the waiting task is cancelled."""
        await to_the_end(self._all())

    async def _all(self) -> None:
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _write(self, steps: tuple[Step[Any], ...], name: str) -> None:
        try:
            await self._database.write(*steps, name=name)
        except Exception:
            log.exception("write_behind_failed", extra={"write": name})
