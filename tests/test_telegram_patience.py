"""How the loop waits: after failures, in quiet times, between messages. Refuses to wait itself: time is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from handlers.backoff import Backoff, Patience
from handlers.channels import nobody
from handlers.pace import MOST_CHATS_KEPT, NO_PACE, Pace, PaceLimits
from handlers.telegram_polling import EMPTY_PAUSE_S, QUIET_MS, TelegramPolling
from handlers.unreachable_chats import UnreachableChats
from storage.database import Database, StorageError
from tests.delivery_peers import HandClock
from tests.telegram_peers import MIGRATIONS

PATIENCE = Patience(first_pause_s=1, longest_pause_s=30)


def test_pauses_double_up_to_the_longest() -> None:
    """1, 2, 4 ... 30 seconds; a success begins anew, and years of failures overflow nothing."""
    backoff = Backoff(PATIENCE, lambda: 0.0)
    assert [backoff.next_s() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert {backoff.next_s() for _ in range(5000)} == {30}
    backoff.reset()
    assert backoff.next_s() == 1


def test_pauses_vary() -> None:
    """Chance shortens a pause by up to half."""
    chances = iter((0.0, 0.5, 1.0))
    assert [Backoff(PATIENCE, lambda: next(chances)).next_s() for _ in range(3)] == [1, 0.75, 0.5]


class Source:
    """Gives ``batches`` one after another, then nothing; remembers the offsets it was asked from.

    ``passes`` is called at each poll with their count.
    """

    def __init__(self, *batches: list[object], passes: Callable[[int], None] = lambda _: None) -> None:
        self.batches = list(batches)
        self.offsets: list[int | None] = []
        self.passes = passes

    async def updates(self, offset: int | None, timeout_s: int, kinds: Sequence[str], limit: int = 100) -> list[object]:
        """The next batch."""
        assert (timeout_s, limit > 0, "message" in kinds) == (0, True, True)
        self.offsets.append(offset)
        self.passes(len(self.offsets))
        await asyncio.sleep(0)
        return self.batches.pop(0) if self.batches else []


async def taken(_updates: Sequence[object]) -> None:
    """All is stored."""


async def polled(source: Source, clock: HandClock, for_s: float) -> None:
    """Poll for a while."""

    async def prepare() -> None:
        """Nothing to prepare."""

    backoff = Backoff(PATIENCE, lambda: 0.0)
    polling = TelegramPolling(source, prepare, taken, clock, backoff, poll_s=0, alarm=nobody)
    task = asyncio.create_task(polling.run(is_prepared=True))
    await asyncio.sleep(for_s)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_highest_number_is_confirmed() -> None:
    """In whatever order a batch comes; numbers never go back within a run."""
    source = Source([{"update_id": 5}, {"update_id": 7}, {"update_id": 6}])
    await polled(source, HandClock(), 0.05)
    assert source.offsets[:2] == [None, 8]


async def test_an_answer_of_nothing_at_once_is_not_asked_for_again_at_once() -> None:
    """A server that does not wait for the first update is not hammered."""
    source = Source()
    await polled(source, HandClock(), EMPTY_PAUSE_S * 1.5)
    assert len(source.offsets) == 2


async def test_after_a_quiet_day_the_offset_is_dropped() -> None:
    """Numbers may begin anew below the old offset; what is brought twice, the mailbox drops."""
    clock = HandClock()
    source = Source([{"update_id": 5}], passes=lambda polls: clock.advance(QUIET_MS + 1 if polls == 2 else 0))
    await polled(source, clock, EMPTY_PAUSE_S * 1.5)
    assert source.offsets[:2] == [None, 6]
    assert set(source.offsets[2:]) == {None}


async def test_turns_are_given_by_chat_and_over_all() -> None:
    """The first message of a chat goes at once, its second after the gap, another chat's in between."""
    clock = HandClock()
    pace = Pace(PaceLimits(chat_gap_s=3600, all_gap_s=0), clock)
    await pace.turn(7)
    await pace.turn(8)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await pace.turn(7)
    clock.advance(2 * 3600 * 1000)
    async with asyncio.timeout(1):
        await pace.turn(7)


async def test_chats_of_long_ago_are_forgotten() -> None:
    """Remembered turns stay few however many chats there are."""
    clock = HandClock()
    pace = Pace(PaceLimits(chat_gap_s=1, all_gap_s=0), clock)
    for chat_id in range(1, 3 * MOST_CHATS_KEPT):
        await pace.turn(chat_id)
        clock.advance(2)
    assert pace.chats_kept <= MOST_CHATS_KEPT + 1


async def test_no_pace_never_waits() -> None:
    """Zero switches a limit off."""
    pace = Pace(NO_PACE, HandClock())
    async with asyncio.timeout(1):
        for _ in range(1000):
            await pace.turn(7)


async def test_marks_survive_a_restart(tmp_path: Path) -> None:
    """A mark is stored once and lifted once, by whichever run."""
    for marked in (False, True):
        async with Database.open(tmp_path / "shop.db", MIGRATIONS) as database:
            chats = await UnreachableChats.load(database)
            assert ("telegram:7" in chats) == marked
            await chats.mark("telegram:7", 1)
            await chats.mark("telegram:7", 2)
    async with Database.open(tmp_path / "shop.db", MIGRATIONS) as database:
        chats = await UnreachableChats.load(database)
        await chats.lift("telegram:7")
        assert "telegram:7" not in await UnreachableChats.load(database)


async def test_a_mark_that_is_not_stored_does_not_hold(tmp_path: Path) -> None:
    """Memory never says more than the disk."""
    async with Database.open(tmp_path / "shop.db", MIGRATIONS) as database:
        chats = await UnreachableChats.load(database)
    with pytest.raises(StorageError):
        await chats.mark("telegram:7", 1)
    assert "telegram:7" not in chats
