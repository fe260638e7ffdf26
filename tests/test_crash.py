"""kill -9 between any two commits: every accepted message is answered once, and never on another run's output."""

from __future__ import annotations

import json
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.bot_process import BotProcess

POINTS = [
    f"{name}.{side}"
    for name in ("recover", "accept", "claim", "answer", "sending", "sent")
    for side in ("before", "after")
]
LINES = "hi\n100 marble coasters\naur 200 ka?\n"
ASKED = json.dumps({"id": 1, "turns": LINES.splitlines()}) + "\n"
COUNTS = """
SELECT inbox.text, inbox.state, count(outbox.id) FROM inbox LEFT JOIN outbox ON outbox.inbox_id = inbox.id
GROUP BY inbox.id ORDER BY inbox.id
"""


def rows_of(bot: BotProcess) -> list[tuple[str, str, int]]:
    """Each message with its state and the number of replies to it."""
    connection = sqlite3.connect(bot.database)
    try:
        return connection.execute(COUNTS).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("command", ["chat", "ask"])
@pytest.mark.parametrize("point", POINTS)
def test_every_accepted_message_is_answered_once(tmp_path: Path, command: str, point: str) -> None:
    """After kill -9 at a commit, the next start answers what was accepted, once, and prints none of it."""
    bot = BotProcess(tmp_path)
    arguments = ("chat",) if command == "chat" else ("ask", "--jsonl")
    times = "1" if point.startswith("recover") else "2"
    stdin = LINES if command == "chat" else ASKED
    killed = bot.run(point, times, *arguments, stdin=stdin, script=("tests/crashing_bot.py",))
    assert killed.returncode == -signal.SIGKILL

    after = bot.run("ask", "thanks")
    assert after.returncode == 0, after.stderr
    assert len(after.stdout.splitlines()) == 1
    rows = rows_of(bot)
    assert rows[-1][0] == "thanks"
    assert all(state == "closed" and replies == 1 for _, state, replies in rows)
    printed = len(killed.stdout.splitlines()) if command == "chat" else 0
    assert len(rows) - 1 >= printed


def test_an_answer_after_a_crash_keeps_the_conversation(tmp_path: Path) -> None:
    """What was answered at the restart is remembered: a follow-up in the same chat still knows the product."""
    bot = BotProcess(tmp_path)
    killed = bot.run(
        "claim.after", "1", "ask", "--chat", "ask:meena", "100 marble coasters", script=("tests/crashing_bot.py",)
    )
    assert killed.returncode == -signal.SIGKILL
    reply = bot.ask("aur 200 ka?", "--chat", "ask:meena")
    assert reply["intents"] == ["bulk_quote"]
    assert {"name": "marble-coaster.quantity", "value": "200"} in reply["facts"]


def test_a_reply_that_was_printed_is_not_printed_again(tmp_path: Path) -> None:
    """A reply that stood on the output when the process died is settled as expired, not repeated."""
    bot = BotProcess(tmp_path)
    killed = bot.run("sent.before", "1", "chat", stdin=LINES, script=("tests/crashing_bot.py",))
    assert len(killed.stdout.splitlines()) == 1
    bot.run("ask", "thanks")
    connection = sqlite3.connect(bot.database)
    try:
        states = connection.execute("SELECT state FROM outbox WHERE channel = 'terminal'").fetchall()
    finally:
        connection.close()
    assert states == [("expired",)]
