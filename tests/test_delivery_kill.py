"""Kill -9 at every named point: each message has exactly one answer after the restart.

Refuses to pretend: the process that dies is a real one.
"""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from handlers.delivery.outbox import RESEND_AFTER_MS
from tests.delivery_peers import HandClock
from tests.mortal_delivery import Killer, run

ROOT = Path(__file__).parent.parent
POINTS = [
    f"{name}.{side}"
    for name in ("recover", "accept", "claim", "answer", "sending", "sent")
    for side in ("before", "after")
]
NEVER = Killer("", 0)
BODIES = {"telegram:a": ["re: a one", "a two", "re: a again"], "telegram:b": ["re: b one"]}


def die(database: Path, journal: Path, point: str, number: int, after_ms: int = 0) -> None:
    """A life that ends at ``point``, the ``number``-th time it is passed."""
    arguments = [str(database), str(journal), point, str(number), str(after_ms)]
    child = subprocess.run([sys.executable, "-m", "tests.mortal_delivery", *arguments], cwd=ROOT, check=False)
    assert child.returncode == -signal.SIGKILL


async def live_on(database: Path, journal: Path, after_ms: int = RESEND_AFTER_MS) -> None:
    """The restart after it, late enough for what is in doubt to be sent again."""
    clock = HandClock()
    clock.advance(after_ms)
    await run(database, journal, NEVER, clock)


def check_answers(database: Path, journal: Path) -> None:
    """Each message closed with one reply, each part sent; what reached the customer twice was flagged, in order."""
    with closing(sqlite3.connect(database)) as connection:
        inbox = connection.execute("SELECT chat, state, reply IS NOT NULL FROM inbox ORDER BY id").fetchall()
        outbox = connection.execute("SELECT chat, body FROM outbox WHERE state = 'sent' ORDER BY id").fetchall()
        (parts,) = connection.execute("SELECT COUNT(*) FROM outbox").fetchone()
    assert inbox == [("telegram:a", "closed", 1), ("telegram:a", "closed", 1), ("telegram:b", "closed", 1)]
    assert parts == len(outbox) == 4
    reached = [line.split("|") for line in journal.read_text().splitlines()]
    for chat, bodies in BODIES.items():
        assert [body for chat_of, body in outbox if chat_of == chat] == bodies
        assert list(dict.fromkeys(body for chat_of, body, _ in reached if chat_of == chat)) == bodies
    unflagged = Counter((chat, body) for chat, body, flag in reached if flag == "once")
    assert not any(count > 1 for count in unflagged.values())


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point_every_message_has_one_answer(tmp_path: Path, point: str) -> None:
    """Killed the first time the point is passed, then run again with the same messages delivered again."""
    database, journal = tmp_path / "shop.db", tmp_path / "journal"
    die(database, journal, point, number=1)
    asyncio.run(live_on(database, journal))
    check_answers(database, journal)


def test_killed_again_and_again_every_message_has_one_answer(tmp_path: Path) -> None:
    """Killed while sending, then while sending the same part again: a crash never uses up the customer's answer."""
    database, journal = tmp_path / "shop.db", tmp_path / "journal"
    die(database, journal, "sending.after", number=2)
    die(database, journal, "sending.after", number=1, after_ms=RESEND_AFTER_MS)
    die(database, journal, "sending.after", number=1, after_ms=2 * RESEND_AFTER_MS)
    asyncio.run(live_on(database, journal, after_ms=3 * RESEND_AFTER_MS))
    check_answers(database, journal)
