"""Equal questions at once: one call, everybody's answer."""

from __future__ import annotations

import asyncio

import pytest

from providers.single_flight import SingleFlight


class Counted:
    """A call that counts itself and takes a moment."""

    def __init__(self, error: Exception | None = None) -> None:
        self.calls = 0
        self._error = error

    async def __call__(self) -> str:
        """The answer, some time later."""
        self.calls += 1
        await asyncio.sleep(0.02)
        if self._error:
            raise self._error
        return "answer"


async def test_twenty_who_ask_the_same_make_one_call() -> None:
    """All get the one answer; only the first began the call."""
    shared: SingleFlight[str] = SingleFlight()
    call = Counted()
    flights = [shared.flight("key", call) for _ in range(20)]
    assert await asyncio.gather(*(task for task, _ in flights)) == ["answer"] * 20
    assert (call.calls, [is_first for _, is_first in flights]) == (1, [True] + [False] * 19)


async def test_another_key_and_a_later_time_are_calls_of_their_own() -> None:
    """Only what is equal and at once is shared."""
    shared: SingleFlight[str] = SingleFlight()
    call = Counted()
    await asyncio.gather(shared.flight("one", call)[0], shared.flight("two", call)[0])
    await shared.flight("one", call)[0]
    assert call.calls == 3


async def test_who_leaves_does_not_take_the_answer_from_the_others() -> None:
    """The first caller is cancelled, and the second still has the answer."""
    shared: SingleFlight[str] = SingleFlight()

    async def ask() -> str:
        flight, _ = shared.flight("key", call)
        await asyncio.wait([flight])
        return flight.result()

    call = Counted()
    first, second = asyncio.create_task(ask()), asyncio.create_task(ask())
    await asyncio.sleep(0.005)
    first.cancel()
    assert await second == "answer"
    assert (call.calls, first.cancelled()) == (1, True)


async def test_a_failure_is_not_kept() -> None:
    """Those who waited share the failure; the next one asks anew."""
    shared: SingleFlight[str] = SingleFlight()
    flight, _ = shared.flight("key", Counted(ValueError("down")))
    with pytest.raises(ValueError, match="down"):
        await flight
    again, is_first = shared.flight("key", Counted())
    assert (await again, is_first) == ("answer", True)


async def test_closing_ends_what_is_under_way() -> None:
    """Nothing goes on after the end."""
    shared: SingleFlight[str] = SingleFlight()
    flight, _ = shared.flight("key", Counted())
    await shared.close()
    assert flight.cancelled()
