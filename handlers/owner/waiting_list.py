"""WaitingList: who waits for a person, newest first, and which chats a person has, each with its number and buttons.

Refuses to be endless: the oldest are counted only.
"""

from __future__ import annotations

import sqlite3

from handlers.delivery.buttons import Buttons
from handlers.delivery.message import Beside
from handlers.owner.alarms import wants
from handlers.owner.commands import Command
from handlers.owner.takeover_words import NOBODY_WAITS
from handlers.talk import handoff
from handlers.talk.holds import Hold, Holds

MOST_LISTED = 10
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000


def shown(connection: sqlite3.Connection, holds: Holds, now_ms: int) -> Command:
    """The list as an owner reads it; ``now_ms`` is milliseconds since 1970 in UTC."""
    count, calls = handoff.waiting(connection, MOST_LISTED)
    held = list(holds.all().items())[::-1][:MOST_LISTED]
    if not calls and not held:
        return Command(NOBODY_WAITS)
    lines = [f"{count} {'chat waits' if count == 1 else 'chats wait'} for a person."] if calls else [NOBODY_WAITS]
    lines += [
        f"{call.number}. {call.chat}: {wants(call.intent)}, {_ago(now_ms - call.called_at_ms)} ago" for call in calls
    ]
    if count > len(calls):
        lines.append(f"and {count - len(calls)} more")
    lines += [f"{hold.number}. {chat}: {hold.owner} has it" for chat, hold in held]
    lines.append("/take 12, /done 12 or /release 12 with the number; to answer, reply to the message about the chat.")
    return Command("\n".join(lines), beside=Beside(buttons=_buttons(calls, [hold for _, hold in held])))


def _buttons(calls: list[handoff.Call], held: list[Hold]) -> Buttons:
    called = tuple(
        tuple((f"{name.title()} {call.number}", f"/{name} {call.number}") for name in ("take", "done"))
        for call in calls
    )
    return (*called, *(((f"Give back {hold.number}", f"/release {hold.number}"),) for hold in held))


def _ago(ms: int) -> str:
    if ms < HOUR_MS:
        return f"{max(0, ms) // MINUTE_MS} min"
    return f"{ms // HOUR_MS} h" if ms < 2 * DAY_MS else f"{ms // DAY_MS} days"
