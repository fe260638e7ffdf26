"""Channels: the ways to customers that one run of the bot has, and what they are opened on.

Refuses to run the shop: open_shop in bot.py opens them with everything else, and closes them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Channel
from handlers.talk.current_shop import CurrentShop
from storage.clock import Clock
from storage.database import Database

# Called with a channel and what is the matter with it, where only the owner can mend it.
Alarm = Callable[[str, str], None]
# The PNG of a picture that a part names.
Draw = Callable[[str], Awaitable[bytes]]


def nobody(_subject: str, _kind: str) -> None:
    """The usual one to hear alarms: they stand in the log."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What channels stand on; ``shops`` has the catalogue, which an edit changes while they are open."""

    database: Database
    mailbox: Mailbox
    shops: CurrentShop
    clock: Clock
    alarm: Alarm
    draw: Draw


class Channels(Protocol):
    """The channels of one run."""

    @property
    def names(self) -> Sequence[str]:
        """The channels' names, known before they are open."""
        ...

    def open(self, ground: Ground) -> AbstractAsyncContextManager[Sequence[Channel]]:
        """The channels, able to send; closed at the end of the block."""
        ...


@dataclass(frozen=True, slots=True)
class OneChannel:
    """A channel that needs no opening, such as the terminal."""

    channel: Channel

    @property
    def names(self) -> Sequence[str]:
        """Its name."""
        return (self.channel.name,)

    @asynccontextmanager
    async def open(self, ground: Ground) -> AsyncIterator[Sequence[Channel]]:  # noqa: ARG002 - it stands on nothing
        """The channel as it is."""
        yield (self.channel,)
