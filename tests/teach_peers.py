"""The real shop in process with templates of the test's own: customers and two owners who write to it.

Refuses a model: what nobody understands stays so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import bot
from handlers.channels import OneChannel
from handlers.delivery.message import Message, Reply
from handlers.opened import OpenShop
from handlers.owner.commands import Command
from handlers.terminal import Terminal
from settings import load
from storage.clock import Clock

FOLDER = Path(__file__).resolve().parent.parent
OWNER, PARTNER = "telegram:99", "telegram:98"


@dataclass(frozen=True, slots=True)
class TeachingShop:
    """``templates`` is the folder that the owners' answers are written to."""

    opened: OpenShop
    templates: Path

    async def say(self, chat: str, text: str) -> Reply:
        """The reply to a message, once all that it changes is stored."""
        return await self.opened.exchange("ask").say(chat, text)

    async def hears(self, text: str, owner: str = OWNER) -> str:
        """What an owner is told."""
        return (await self.say(owner, text)).text

    async def teach(self, number: int, answer: str) -> str:
        """Answer a question, look at the preview and save it: what the owner is told at last."""
        assert "Save it?" in await self.hears(f"/answer {number} {answer}")
        return await self.hears("yes")

    async def unstored(self, text: str, *, owner: str = OWNER, key: str = "", number: str = "1") -> Command | None:
        """What comes of an owner's message of this ``number``, as if the bot died before any of it was stored."""
        message = Message(channel="ask", external_id=number, chat=owner, text=text, received_at_ms=0)
        teaching = self.opened.office.desk(self.opened.chain, self.opened.shops, self.opened.reloader).teaching
        return await (teaching.replied(message, key) if key else teaching.command(message, ""))

    @property
    def pinned(self) -> str:
        """The text of the file; "" while there is none."""
        path = self.templates / "pinned.yaml"
        return path.read_text(encoding="utf-8") if path.exists() else ""


@asynccontextmanager
async def teaching_shop(folder: Path, templates: Path, clock: Clock | None = None) -> AsyncIterator[TeachingShop]:
    """One life of the shop, with its database in ``folder``."""
    environment = {
        "BOT__STORAGE__PATH": str(folder / "bot.db"),
        "BOT__TEMPLATES__PATH": str(templates),
        "BOT__OWNER__TELEGRAM_IDS": "[99, 98]",
    }
    async with bot.open_shop(load(environment, FOLDER), OneChannel(Terminal("ask")), clock=clock) as opened:
        yield TeachingShop(opened, templates)
