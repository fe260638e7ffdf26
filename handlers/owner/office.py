"""Office: all that the owner has, opened together: ownership, notices, commands, statistics, pictures, the watch.

Refuses to decide anything itself: each of its parts knows its own work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from handlers.owner.alarms import Alarms
from handlers.owner.commands import OwnerCommands
from handlers.owner.desk import OwnerDesk
from handlers.owner.events import Events
from handlers.owner.notices import Notices
from handlers.owner.owners import Owners
from handlers.owner.pictures import Pictures
from handlers.owner.pinned_book import PinnedBook
from handlers.owner.reloader import Reloader
from handlers.owner.stats import Allowed, StatsReader
from handlers.owner.takeover import Takeover
from handlers.owner.teach import Teaching
from handlers.owner.undelivered import Undelivered
from handlers.owner.watch import Watch, keeping_up
from handlers.talk.consent import Consent
from handlers.talk.current_shop import CurrentShop
from handlers.talk.holds import Holds
from handlers.talk.kept_replies import KeptReplies
from providers.chain import Chain, caps_of, limits_of
from settings import Settings
from shop.catalogue import Catalogue
from storage.clock import Clock
from storage.database import Database

MINUTE_MS = 60_000
# How exactly the time is kept after which a silent person's chat goes back to the bot.
OVERDUE_EVERY_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The owner's room, open."""

    database: Database
    clock: Clock
    timezone: str
    allowed: Allowed
    owners: Owners
    consent: Consent
    notices: Notices
    alarms: Alarms
    events: Events
    stats: StatsReader
    pictures: Pictures
    takeover: Takeover
    undelivered: Undelivered

    def desk(self, chain: Chain, shops: CurrentShop, reloader: Reloader) -> OwnerDesk:
        """The owner's side of conversations, with the tiers of this chain and the templates that ``reloader`` reads."""
        commands = OwnerCommands(
            *(self.owners, self.notices, self.stats, chain.benches),
            tiers=[tier.name for tier in chain.tiers],
            timezone=self.timezone,
            clock=self.clock,
        )
        return OwnerDesk(
            database=self.database,
            owners=self.owners,
            commands=commands,
            notices=self.notices,
            alarms=self.alarms,
            takeover=self.takeover,
            undelivered=self.undelivered,
            teaching=Teaching(
                database=self.database,
                shops=shops,
                book=PinnedBook(reloader.path),
                reload=reloader.reload_now,
                clock=self.clock,
                timezone=self.timezone,
            ),
        )

    @asynccontextmanager
    async def watching(self, chain: Chain) -> AsyncIterator[None]:
        """Until the end of the block the owner hears of money that runs out and of vendors in trouble.

        Chats whose persons are silent for too long go back to the bot.
        """
        watch = Watch(
            *(self.database, self.alarms, self.events.tell),
            caps=self.allowed.caps,
            tiers=[tier.name for tier in chain.tiers],
            standing=chain.benches.standing,
            timezone=self.timezone,
            clock=self.clock,
        )
        async with watch.looking(), keeping_up(self.undelivered.end_overdue, OVERDUE_EVERY_S, "overdue"):
            yield


@asynccontextmanager
async def open_office(
    config: Settings, database: Database, channels: Collection[str], catalogue: Catalogue, clock: Clock
) -> AsyncIterator[Office]:
    """The owner's room for this run, whose open ``channels`` carry the notices. Raises StorageError."""
    timezone = catalogue.shop.timezone
    allowed = Allowed(limits_of(config), caps_of(config))
    owners, consent = await Owners.load(database, config.owner), await Consent.load(database)
    notices, alarms = Notices(owners, channels, timezone), Alarms(config, timezone)
    stats = StatsReader(database, timezone, allowed)
    holds = await Holds.load(database, round(config.owner.hold_minutes * MINUTE_MS))
    kept, template = await KeptReplies.load(database), config.twilio.template_sid or ""
    async with Events.open(database, notices, alarms, clock) as events:
        yield Office(
            database=database,
            clock=clock,
            timezone=timezone,
            allowed=allowed,
            owners=owners,
            consent=consent,
            notices=notices,
            alarms=alarms,
            events=events,
            stats=stats,
            pictures=Pictures(stats),
            takeover=Takeover(
                *(database, notices, clock),
                holds=holds,
                kept=kept,
                consent=consent,
                channels=channels,
                template=template,
            ),
            undelivered=Undelivered(
                *(database, notices, clock), holds=holds, kept=kept, has_template=bool(template), wake=events.wake
            ),
        )
