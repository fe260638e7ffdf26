"""Messages of one chat that wait together: one answer for what belongs together, none lost, nobody waits for it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.delivery import mailbox as mailbox_room
from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Message
from handlers.delivery.worker import Worker
from storage.database import Database
from tests.delivery_peers import EchoResponder, HandClock, RecordingChannel, message

START_MS = HandClock().ms


def said(text: str, after_ms: int = 0, kind: str = "text") -> Message:
    """A message of the one chat, so long after the first."""
    return replace(message(text), received_at_ms=START_MS + after_ms, kind=kind)


@asynccontextmanager
async def answered(path: Path, *messages: Message) -> AsyncIterator[RecordingChannel]:
    """What the channel took once all messages, stored before the worker began, are answered."""
    channel, clock = RecordingChannel(), HandClock()
    async with Database.open(path, mailbox_room.MIGRATIONS) as database:
        mailbox = Mailbox(database)
        await mailbox.accept_many(messages)
        responder = EchoResponder(merges=("telegram",))
        async with Worker(database, mailbox, responder, {"telegram": channel}, clock) as worker:
            await worker.drain(5)
            yield channel


def states(path: Path) -> list[str]:
    """The state of each message, in order of receipt."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT state FROM inbox ORDER BY id").fetchall()
    connection.close()
    return [state for (state,) in rows]


async def test_what_waits_together_is_answered_together(tmp_path: Path) -> None:
    """Three texts within two seconds get one answer that knows all three."""
    path = tmp_path / "bot.db"
    async with answered(path, said("hi"), said("100 coasters", 900), said("wooden", 1_900)) as channel:
        assert channel.bodies == ["re: hi", "100 coasters", "wooden"]
    assert states(path) == ["closed", "merged", "merged"]


@pytest.mark.parametrize(
    ("messages", "answers"),
    [
        ([said("one"), said("two", 2_001)], 2),
        ([said(f"{number}") for number in range(6)], 2),
        ([said("one"), said("", kind="photo"), said("three")], 3),
        ([said("one"), said("/start"), said("three")], 3),
        ([said("/start"), said("one")], 2),
    ],
)
async def test_what_does_not_belong_together_is_answered_apart(
    tmp_path: Path, messages: list[Message], answers: int
) -> None:
    """A later text, the sixth, a photo and a command begin anew, in order."""
    path = tmp_path / "bot.db"
    async with answered(path, *messages) as channel:
        assert len({part.inbox_id for part in channel.taken}) == answers
    assert states(path).count("closed") == answers
    assert set(states(path)) <= {"closed", "merged"}


async def test_a_claim_that_was_lost_merges_nothing(tmp_path: Path) -> None:
    """Where the answer of a claim is too late, the texts that it would have taken along still wait."""
    async with Database.open(tmp_path / "bot.db", mailbox_room.MIGRATIONS) as database:
        mailbox = Mailbox(database)
        await mailbox.accept_many([said("one"), said("two")])
        claim = await mailbox.claim(["telegram"], START_MS)
        assert claim is not None
        await mailbox.release(claim)
        again = await mailbox.claim(["telegram"], START_MS)
        assert again is not None
        assert [each.text for each in again.following] == ["two"]
        assert again.merged(1).message.text == "one\ntwo"
