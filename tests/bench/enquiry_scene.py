"""An enquiry in Hinglish on Telegram, from the price to the number, and what the owner hears of it.

    python -m tests.bench.transcripts enquiry

Refuses to leave the machine: Telegram is played on loopback, and the bot has no key of any model.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
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


async def played(folder: Path) -> list[tuple[str, str]]:
    """The lines of the scene. Raises TimeoutError where the bot does not answer."""
    async with stage(folder) as on:
        await enquiry(on)
        return on.lines
