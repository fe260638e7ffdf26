"""SingleFlight: equal questions at once make one call, and all who ask get its answer.

Refuses to let one who leaves take the answer from the others: the shared call belongs to nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class SingleFlight(Generic[Result]):
    """Shared calls by key, each for as long as it is under way."""

    def __init__(self) -> None:
        self._flights: dict[str, asyncio.Task[Result]] = {}

    def flight(self, key: str, call: Callable[[], Awaitable[Result]]) -> tuple[asyncio.Task[Result], bool]:
        """The call under way for ``key``, begun if there is none; and whether it was begun now."""
        flight = self._flights.get(key)
        if flight is not None:
            return flight, False
        flight = asyncio.create_task(_awaited(call), name="shared call")
        self._flights[key] = flight
        flight.add_done_callback(lambda _: self._flights.pop(key))
        return flight, True

    async def close(self) -> None:
        """End the calls that are still under way."""
        flights = tuple(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)


async def _awaited(call: Callable[[], Awaitable[Result]]) -> Result:
    return await call()
