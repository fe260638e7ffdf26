"""The whole shop in this process against vendors on loopback: real SDKs, a real database, a worker.

Refuses to share: each test has a world of its own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import bot
from handlers.channels import OneChannel
from handlers.delivery.message import Reply
from handlers.opened import OpenShop
from handlers.terminal import Terminal
from providers.answer import Answer, Question
from rehearsal.vendor import Vendor
from rehearsal.vendors import open_vendors, played
from settings import Settings, load
from shop.slots import Slots

FOLDER = Path(__file__).resolve().parent.parent


class ChainWorld:
    """An open shop and its vendors by tier."""

    def __init__(self, opened: OpenShop, vendors: Mapping[str, Vendor]) -> None:
        self.opened = opened
        self.vendors = vendors

    async def ask(self, text: str) -> Reply:
        """One question in a chat of its own, the whole way of a message."""
        exchange = self.opened.exchange("ask")
        return await exchange.say(f"ask:{exchange.fresh_id()}", text)

    async def ask_chain(self, text: str, deadline_s: float = 8.0, *, stands_alone: bool = True) -> Answer:
        """One question straight to the chain; one that does not stand alone shares its call with nobody."""
        shop = self.opened.shop
        understanding = shop.understander.understand(text, Slots(), self.opened.clock.now_ms())
        now_s = asyncio.get_running_loop().time()
        return await shop.chain.answer(
            Question(
                text=text,
                understanding=understanding,
                deadline_s=now_s + deadline_s,
                stands_alone=stands_alone,
                floor=shop.rules.floor(understanding),
            )
        )


def limits(**windows: int) -> str:
    """A tier's windows as an environment variable holds them: these and no others."""
    names = ("requests_per_minute", "requests_per_day", "tokens_per_minute", "tokens_per_day")
    return json.dumps({name: windows.get(name) for name in names})


def settings(**environment: str) -> Settings:
    """The project's settings under this environment."""
    return load(environment, FOLDER)


@asynccontextmanager
async def opened_world(folder: Path, **environment: str) -> AsyncIterator[ChainWorld]:
    """The shop, warm, with obliging vendors and a database in ``folder``; ``budget`` stays as the settings have it."""
    config = settings(**environment)
    async with open_vendors(config) as vendors:
        addresses = {tier: vendor.base_url for tier, vendor in vendors.items()}
        scene = played(config, addresses, folder / "bot.db").model_copy(update={"budget": config.budget})
        async with bot.open_shop(scene, OneChannel(Terminal("ask"))) as opened:
            await opened.shop.chain.warm()
            yield ChainWorld(opened, vendors)
