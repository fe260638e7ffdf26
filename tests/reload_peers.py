"""A shop in this process whose templates are a copy to be edited, and whose looks at them are called by the test.

Refuses to wait for time: nothing is watched unless a test asks for it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import bot
from handlers.channels import OneChannel
from handlers.delivery.message import Reply
from handlers.opened import OpenShop
from handlers.terminal import Terminal
from settings import load
from tests.bot_process import FOLDER

PEN = "products/metal-pen.yaml"


@dataclass(frozen=True, slots=True)
class EditedShop:
    """The open shop and the folder of its templates."""

    opened: OpenShop
    folder: Path

    def edit(self, find: str, put: str, file: str = PEN) -> None:
        """The first place where the pattern stands in a file becomes ``put``."""
        path = self.folder / file
        text, edits = re.subn(find, put, path.read_text(encoding="utf-8"), count=1)
        assert edits == 1, f"{find} does not stand in {file}"
        path.write_text(text, encoding="utf-8")

    async def looks(self, times: int = 2) -> None:
        """So many looks at the folder: two see an edit and take it."""
        for _ in range(times):
            await self.opened.reloader.look()

    async def ask(self, text: str, chat: str = "") -> Reply:
        """One question; in a chat of its own where none is named."""
        exchange = self.opened.exchange("ask")
        return await exchange.say(f"ask:{chat or exchange.fresh_id()}", text)

    async def notices(self) -> list[str]:
        """What was told to the owner, and is kept since there is none, oldest first."""
        query = "SELECT text FROM kept_notices ORDER BY at_ms, rowid"
        await self.opened.database.write(name="wait for what is being stored")
        rows = await self.opened.database.read(lambda connection: connection.execute(query).fetchall())
        return [text for (text,) in rows]


@asynccontextmanager
async def edited_shop(folder: Path) -> AsyncIterator[EditedShop]:
    """The shop of the templates in ``folder``, without any model."""
    environment = {"BOT__TEMPLATES__PATH": str(folder), "BOT__STORAGE__PATH": str(folder.parent / "bot.db")}
    async with bot.open_shop(load(environment, FOLDER), OneChannel(Terminal("ask"))) as opened:
        yield EditedShop(opened, folder)
