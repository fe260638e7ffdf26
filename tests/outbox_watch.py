"""OutboxWatch: what tests of channels see of the outbox, and how they wait for what a database tells nobody of.

Refuses to look into the worker: rows are what counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from storage.database import Database

T = TypeVar("T")
OPEN = {"ready", "sending", "unknown"}


async def until(ask: Callable[[], Awaitable[T]], is_right: Callable[[T], bool], within_s: float = 5.0) -> T:
    """What ``ask`` gives, once it is right. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not is_right(found := await ask()):  # noqa: ASYNC110 - a database tells nobody of its changes
            await asyncio.sleep(0.01)
    return found


def is_settled(rows: Sequence[tuple[str, str | None, int]], parts: int) -> bool:
    """Whether so many parts are there and none is on its way."""
    return len(rows) >= parts and OPEN.isdisjoint({state for state, _, _ in rows})


class OutboxWatch:
    """A part of whatever holds a ``database``."""

    __slots__ = ()
    database: Database

    async def outbox(self) -> list[tuple[str, str | None, int]]:
        """State, code and doubt of every part, oldest first."""
        query = "SELECT state, code, maybe_duplicate FROM outbox ORDER BY id"
        return await self.database.read(lambda connection: connection.execute(query).fetchall())

    async def settled(self, parts: int) -> list[tuple[str, str | None, int]]:
        """``outbox``, once so many parts are there and none is on its way. Raises TimeoutError."""
        return await until(self.outbox, lambda rows: is_settled(rows, parts))
