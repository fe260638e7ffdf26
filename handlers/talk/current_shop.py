"""CurrentShop: the shop as it stands now, and how another version of the templates takes its place.

A turn keeps the shop that it began with; the old chain is closed when its last turn has ended.
Refuses half a change: all that a catalogue brings is exchanged in one step.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from handlers.talk.enquiry_talk import EnquiryTalk
from providers.router import Router
from providers.rules import Rules
from shop.catalogue import Catalogue
from shop.understanding import Understander

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shop:
    """What one version of the catalogue brings: all of it changes together when the owner edits a template."""

    catalogue: Catalogue
    understander: Understander
    rules: Rules
    chain: Router
    enquiries: EnquiryTalk


@dataclass(eq=False, slots=True)
class _Open:
    """A shop with the number of its turns under way."""

    shop: Shop
    turns: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)


class CurrentShop:
    """Holds the shop that new turns begin with; used from the event loop's thread alone."""

    def __init__(self, shop: Shop) -> None:
        self._open = _Open(shop)
        self._closing: set[asyncio.Task[None]] = set()
        self._followers: list[Callable[[Catalogue], None]] = []

    @property
    def now(self) -> Shop:
        """The shop for what is done without waiting."""
        return self._open.shop

    @contextmanager
    def turn(self) -> Iterator[Shop]:
        """The shop for one turn: it stays open to the end of the block."""
        opened = self._open
        opened.turns += 1
        opened.idle.clear()
        try:
            yield opened.shop
        finally:
            opened.turns -= 1
            if opened.turns == 0:
                opened.idle.set()

    def follow(self, follower: Callable[[Catalogue], None]) -> None:
        """From now on ``follower`` is called with each new catalogue; it must not wait."""
        self._followers.append(follower)

    def change(self, shop: Shop) -> None:
        """Turns that begin from now on have this shop."""
        old, self._open = self._open, _Open(shop)
        closing = asyncio.create_task(_close(old), name="old chain")
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        for follower in self._followers:
            try:
                follower(shop.catalogue)
            except Exception:
                log.exception("follower_failed")

    async def aclose(self) -> None:
        """Close every chain that is still open; no turn may be under way any more."""
        await asyncio.gather(_close(self._open), *self._closing)


async def _close(opened: _Open) -> None:
    if opened.turns:
        await opened.idle.wait()
    try:
        await opened.shop.chain.aclose()
    except Exception:
        log.exception("chain_not_closed")
