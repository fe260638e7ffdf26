"""Office: all that the owner has, opened together: ownership, notices, commands, statistics, pictures, the watch.

Refuses to decide anything itself: each of its parts knows its own work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from handlers.owner.alarms import Alarms
from handlers.owner.commands import OwnerCommands
from handlers.owner.desk import OwnerDesk
from handlers.owner.events import Events
from handlers.owner.notices import Notices
from handlers.owner.owners import Owners
from handlers.owner.pictures import Pictures
from handlers.owner.stats import Allowed, StatsReader
from handlers.owner.watch import Watch
from providers.chain import Chain, caps_of, limits_of
from settings import Settings
from shop.catalogue import Catalogue
from storage.clock import Clock
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The owner's room, open."""

    database: Database
    clock: Clock
    timezone: str
    allowed: Allowed
    owners: Owners
    notices: Notices
    alarms: Alarms
    events: Events
    stats: StatsReader
    pictures: Pictures

    def desk(self, chain: Chain) -> OwnerDesk:
        """The owner's side of conversations, with the tiers of this chain."""
        commands = OwnerCommands(
            *(self.owners, self.notices, self.stats, chain.benches),
            tiers=[tier.name for tier in chain.tiers],
            timezone=self.timezone,
            clock=self.clock,
        )
        return OwnerDesk(self.database, self.owners, commands, self.notices, self.alarms)

    def watching(self, chain: Chain) -> AbstractAsyncContextManager[None]:
        """The owner hears of money that runs out and of vendors in trouble until the end of the block."""
        watch = Watch(
            *(self.database, self.alarms, self.events.tell),
            caps=self.allowed.caps,
            tiers=[tier.name for tier in chain.tiers],
            standing=chain.benches.standing,
            timezone=self.timezone,
            clock=self.clock,
        )
        return watch.looking()


@asynccontextmanager
async def open_office(
    config: Settings, database: Database, channels: Collection[str], catalogue: Catalogue, clock: Clock
) -> AsyncIterator[Office]:
    """The owner's room for this run, whose open ``channels`` carry the notices. Raises StorageError."""
    timezone = catalogue.shop.timezone
    allowed = Allowed(limits_of(config), caps_of(config))
    owners = await Owners.load(database, config.owner)
    notices, alarms = Notices(owners, channels, timezone), Alarms(config, timezone)
    stats = StatsReader(database, timezone, allowed)
    async with Events.open(database, notices, alarms, clock) as events:
        yield Office(
            database=database,
            clock=clock,
            timezone=timezone,
            allowed=allowed,
            owners=owners,
            notices=notices,
            alarms=alarms,
            events=events,
            stats=stats,
            pictures=Pictures(stats),
        )
