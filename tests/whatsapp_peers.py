"""The shop on WhatsApp as tests play it: the real channel, mailbox and worker against a Twilio on loopback.

Refuses to wait as long as the world does: nothing is paced, and pauses are short.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from handlers import service_window, unreachable_chats, whatsapp_statuses
from handlers.backoff import Patience
from handlers.delivery import mailbox as mailbox_room
from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Part
from handlers.delivery.worker import Worker
from handlers.pace import NO_PACE
from handlers.unreachable_chats import UnreachableChats
from handlers.whatsapp import WhatsApp
from handlers.whatsapp_options import WhatsAppOptions
from rehearsal.twilio import TwilioServer
from storage.clock import Clock, SystemClock
from storage.database import Database
from tests.delivery_peers import EchoResponder, HandClock, message
from tests.outbox_watch import OutboxWatch, is_settled, until

ACCOUNT = "AC" + "0" * 32
TOKEN = "test-key"  # noqa: S105 - of the Twilio on loopback
OUR_NUMBER = "+14155550100"
ASHA, RAVI = "whatsapp:+919800000007", "whatsapp:+919800000008"
MIGRATIONS = (
    *mailbox_room.MIGRATIONS,
    *unreachable_chats.MIGRATIONS,
    *service_window.MIGRATIONS,
    *whatsapp_statuses.MIGRATIONS,
)
QUICK = Patience(first_pause_s=0.1, longest_pause_s=0.4)


@asynccontextmanager
async def open_twilio() -> AsyncIterator[TwilioServer]:
    """A Twilio on loopback for the shop's account."""
    async with TwilioServer.open(ACCOUNT, TOKEN, f"whatsapp:{OUR_NUMBER}") as twilio:
        yield twilio


def options(twilio: TwilioServer, **changes: object) -> WhatsAppOptions:
    """How a test opens the channel: without any pace, and impatient."""
    usual = WhatsAppOptions(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        our_number=OUR_NUMBER,
        base_url=twilio.base_url,
        pace=NO_PACE,
        patience=QUICK,
        random=lambda: 0.0,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # any option may be changed


@dataclass(frozen=True, slots=True)
class Shop(OutboxWatch):
    """All that a test looks at."""

    channel: WhatsApp
    mailbox: Mailbox
    worker: Worker
    database: Database
    unreachable: UnreachableChats
    clock: Clock
    alarms: list[tuple[str, str]] = field(default_factory=list)

    async def hears(self, text: str, chat: str = ASHA) -> None:
        """A customer's message is in the mailbox, as the channel's receiving half leaves it."""
        await self.mailbox.accept(message(text, chat=chat, channel="whatsapp"))
        self.worker.wake()

    async def settled_later(self, clock: HandClock, parts: int) -> list[tuple[str, str | None, int]]:
        """``settled`` after the ten seconds that a part in doubt waits, and a look for it. Raises TimeoutError."""

        async def ten_seconds_on() -> list[tuple[str, str | None, int]]:
            # At each look: the row is stored before its ten seconds begin to count.
            clock.advance(10_000)
            self.worker.wake()
            return await self.outbox()

        return await until(ten_seconds_on, lambda rows: is_settled(rows, parts))

    async def told(self) -> list[tuple[str, str]]:
        """The owner's alarms so far."""
        return self.alarms


@asynccontextmanager
async def open_shop(
    folder: Path,
    twilio: TwilioServer,
    responder: EchoResponder | None = None,
    clock: Clock | None = None,
    **changes: object,
) -> AsyncIterator[Shop]:
    """The shop in ``folder``, open for WhatsApp; opened again it goes on where it was."""
    clock = clock or SystemClock()
    alarms: list[tuple[str, str]] = []
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(folder / "shop.db", MIGRATIONS))
        mailbox = Mailbox(database)
        await mailbox.recover(clock.now_ms(), ())
        unreachable = await UnreachableChats.load(database)
        usual = options(twilio, alarm=lambda *alarm: alarms.append(alarm))
        channel = await stack.enter_async_context(
            WhatsApp.open(replace(usual, **changes), unreachable, clock, database)  # type: ignore[arg-type]
        )
        worker = await stack.enter_async_context(
            Worker(*(database, mailbox, responder or EchoResponder(), {channel.name: channel}, clock), stop_grace_s=0.2)
        )
        yield Shop(channel, mailbox, worker, database, unreachable, clock, alarms)


def part(body: str, chat: str = ASHA) -> Part:
    """A part of a reply."""
    return Part(id=1, inbox_id=1, number=1, channel="whatsapp", chat=chat, body=body, token=1)
