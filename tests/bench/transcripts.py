"""Whole conversations as they go over the wire: the running bot, people on a played Telegram, who said what.

    python -m tests.bench.transcripts enquiry

The bot is a process of its own, keyless. A scene is a function that takes the stage and plays; another one is a line in
SCENES. Refuses to leave the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import TelegramCustomer
from tests.live_bot import LiveBot, running_bot

TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback
OWNER_ID = 99
WITHIN_S = 10.0
# An order in Hinglish: a question in between, several answers in one message, a change after the read-back.
ENQUIRY = (
    "100 wooden coaster ka price kya hai",
    "haan ji, order karna hai",
    "logo ke saath, laser engraving",
    "GST bill milega?",
    "Pune 411001",
    "25 December tak chahiye",
    "Rahul Deshpande, 98123 45678",
    "150 kar do",
    "haan sab sahi hai",
)


@dataclass(slots=True)
class Stage:
    """A running bot and the people who write to it; ``lines`` are pairs of who spoke to whom, and what."""

    telegram: TelegramServer
    live: LiveBot
    lines: list[tuple[str, str]] = field(default_factory=list)
    _seen: dict[int, int] = field(default_factory=dict)

    async def says(self, person: TelegramCustomer, text: str) -> str:
        """A person writes and reads the answer."""
        self.lines.append((person.first_name, text))
        person.says(text)
        return await self.reads(person)

    async def reads(self, person: TelegramCustomer) -> str:
        """The next message that a person has not read yet. Raises TimeoutError."""
        seen = self._seen.get(person.chat_id, 0)
        text = (await person.reads(seen + 1, within_s=WITHIN_S))[seen].text
        self._seen[person.chat_id] = seen + 1
        self.lines.append((f"bot to {person.first_name}", text))
        return text


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """A bot that listens, with one owner who has written to it before."""
    async with TelegramServer.open(TOKEN) as telegram:
        environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT__TELEGRAM__BASE_URL": telegram.base_url}
        settings = {"BOT__OWNER__TELEGRAM_IDS": f"[{OWNER_ID}]", "BOT__TELEGRAM__PACE": "false"}
        async with running_bot(folder, **environment, **settings) as live:
            await live.says("Telegram: listening")
            yield Stage(telegram, live)
            await live.ends(signal.SIGTERM)


async def enquiry(on: Stage) -> None:
    """A customer orders in Hinglish, from the price to the number; the owner hears of the wish and of the enquiry."""
    owner, rahul = on.telegram.customer(OWNER_ID, first_name="owner"), on.telegram.customer(77, first_name="Rahul")
    await on.says(owner, "/help")
    for turn, text in enumerate(ENQUIRY):
        await on.says(rahul, text)
        if turn in (1, len(ENQUIRY) - 1):
            await on.reads(owner)


SCENES: dict[str, Callable[[Stage], Awaitable[None]]] = {"enquiry": enquiry}


async def played(name: str, folder: Path) -> list[tuple[str, str]]:
    """The lines of a scene. Raises TimeoutError where the bot does not answer."""
    async with stage(folder) as on:
        await SCENES[name](on)
        return on.lines


def written(lines: Sequence[tuple[str, str]]) -> str:
    """A transcript as it is printed."""
    return "\n\n".join(f"{who}: {text}".replace("\n", "\n    ") for who, text in lines)


def main() -> int:
    """Play one scene and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scene", choices=sorted(SCENES), help="what is played")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="transcript-") as folder:
        print(written(asyncio.run(played(arguments.scene, Path(folder)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
