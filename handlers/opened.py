"""OpenShop: everything that runs, ready to use, and how the commands have it opened.

Refuses to open anything: open_shop in bot.py does, the one place that builds and closes.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from handlers.channels import Channels
from handlers.delivery.exchange import Exchange
from handlers.delivery.mailbox import Mailbox
from handlers.delivery.worker import Worker
from handlers.owner.office import Office
from handlers.owner.reloader import Reloader
from handlers.talk.current_shop import CurrentShop, Shop
from providers.chain import Chain
from settings import Settings
from storage.clock import Clock
from storage.database import Database


@dataclass(frozen=True, slots=True)
class OpenShop:
    """The shop with its chain, mailbox, worker and owner's room; ``reloader`` brings the owner's edits into effect."""

    database: Database
    shops: CurrentShop
    chain: Chain
    mailbox: Mailbox
    worker: Worker
    office: Office
    clock: Clock
    reloader: Reloader

    @property
    def shop(self) -> Shop:
        """The shop as the templates have it now; whoever keeps it keeps an old one after the next edit."""
        return self.shops.now

    def exchange(self, channel: str) -> Exchange:
        """Message in, reply out, for a terminal channel."""
        return Exchange(
            channel=channel,
            mailbox=self.mailbox,
            worker=self.worker,
            clock=self.clock,
            fresh_id=lambda: uuid.uuid4().hex,
        )


Opener = Callable[[Settings, Channels], AbstractAsyncContextManager[OpenShop]]
