"""Asking: an open shop as a rehearsal uses it: one question after another, each in a chat of its own.

Refuses to look inside: a rehearsal sees what a customer sees.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from handlers.ask import CHANNEL, fresh_chat
from handlers.channels import OneChannel
from handlers.delivery.message import Reply
from handlers.opened import Opener, OpenShop
from handlers.terminal import Terminal
from settings import Settings
from shop.catalogue import Catalogue


class Asking(Protocol):
    """What answers in a rehearsal."""

    @property
    def catalogue(self) -> Catalogue:
        """What the shop sells."""
        ...

    async def warm(self) -> None:
        """Load the SDKs: a running bot has them before its first customer."""
        ...

    async def ask(self, text: str) -> Reply:
        """One question in a chat of its own."""
        ...


OpenRehearsal = Callable[[Settings], AbstractAsyncContextManager[Asking]]


@dataclass(frozen=True, slots=True)
class RealShop:
    """The whole shop in this process."""

    opened: OpenShop

    @property
    def catalogue(self) -> Catalogue:
        """What the shop sells."""
        return self.opened.shop.catalogue

    async def warm(self) -> None:
        """Load the SDKs."""
        await self.opened.shop.chain.warm()

    async def ask(self, text: str) -> Reply:
        """One question in a chat of its own. Raises NoReply."""
        exchange = self.opened.exchange(CHANNEL)
        return await exchange.say(fresh_chat(CHANNEL, exchange.fresh_id), text)


@asynccontextmanager
async def open_rehearsal(open_shop: Opener, config: Settings) -> AsyncIterator[Asking]:
    """The real shop under these settings, for one scene."""
    async with open_shop(config, OneChannel(Terminal(CHANNEL))) as opened:
        yield RealShop(opened)
