"""A small bot that kills itself at a named point: the child process of tests/test_delivery_kill.py.

    python -m tests.mortal_delivery DATABASE JOURNAL POINT NUMBER AFTER_MS

AFTER_MS is how long after the first life this one begins. Each life accepts the same messages, as a channel would
redeliver them. Refuses to clean up after itself.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from pathlib import Path

from handlers.delivery.mailbox import MIGRATIONS, Mailbox
from handlers.delivery.message import Part
from handlers.delivery.worker import Worker
from storage.clock import Clock
from storage.database import Database
from tests.delivery_peers import EchoResponder, HandClock, RecordingChannel, message

WRITTEN = [("a one\na two", "telegram:a"), ("a again", "telegram:a"), ("b one", "telegram:b")]


class JournalChannel(RecordingChannel):
    """Writes down what reached the customer, where a killed process cannot take it back."""

    def __init__(self, journal: Path) -> None:
        super().__init__()
        self._journal = journal

    async def send(self, part: Part) -> str | None:
        """One line a part: its body, and whether it was flagged."""
        line = f"{part.chat}|{part.body}|{'maybe twice' if part.maybe_duplicate else 'once'}\n"
        with self._journal.open("a") as journal:
            journal.write(line)
        return "wire"


class Killer:
    """Counts the points that are passed; at the chosen one the process ends without a word."""

    def __init__(self, point: str, number: int) -> None:
        self._point = point
        self._number = number
        self._passed: Counter[str] = Counter()

    def __call__(self, point: str) -> None:
        """Called in the writer's thread, right before and after each COMMIT."""
        self._passed[point] += 1
        if point == self._point and self._passed[point] == self._number:
            os.kill(os.getpid(), signal.SIGKILL)


async def run(database_path: Path, journal: Path, killer: Killer, clock: Clock) -> None:
    """One life: recover, take what the channel delivers, answer all of it."""
    channel = JournalChannel(journal)
    async with Database.open(database_path, MIGRATIONS, on_commit=killer) as database:
        mailbox = Mailbox(database)
        await mailbox.recover(clock.now_ms(), ["terminal", "ask"])
        async with Worker(database, mailbox, EchoResponder(), {channel.name: channel}, clock) as worker:
            for text, chat in WRITTEN:
                await mailbox.accept(message(text, chat=chat))
                worker.wake()
            await worker.idle()


if __name__ == "__main__":
    database_path, journal, point, number, after_ms = sys.argv[1:]
    clock = HandClock()
    clock.advance(int(after_ms))
    asyncio.run(run(Path(database_path), Path(journal), Killer(point, int(number)), clock))
