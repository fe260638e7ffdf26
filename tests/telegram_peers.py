"""The shop on Telegram as tests play it: the real channel, mailbox and worker against a Telegram on loopback.

Refuses to wait as long as the world does: polls and pauses are short.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from handlers import unreachable_chats
from handlers.backoff import Patience
from handlers.delivery import mailbox as mailbox_room
from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Part, Reply
from handlers.delivery.worker import Worker
from handlers.pace import NO_PACE
from handlers.telegram import Telegram
from handlers.telegram_intake import TelegramIntake
from handlers.telegram_options import TelegramOptions
from handlers.unreachable_chats import UnreachableChats
from rehearsal.telegram import TelegramServer
from storage.clock import SystemClock
from storage.database import Database
from tests.delivery_peers import EchoResponder, reply
from tests.outbox_watch import OutboxWatch, until

TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback
MIGRATIONS = (*mailbox_room.MIGRATIONS, *unreachable_chats.MIGRATIONS)
QUICK = Patience(first_pause_s=0.02, longest_pause_s=0.1)


def options(telegram: TelegramServer, **changes: object) -> TelegramOptions:
    """How a test opens the channel: without any pace, and impatient."""
    usual = TelegramOptions(
        token=TOKEN, base_url=telegram.base_url, pace=NO_PACE, patience=QUICK, poll_s=1, random=lambda: 0.0
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # any option may be changed


@dataclass(frozen=True, slots=True)
class Shop(OutboxWatch):
    """All that a test looks at."""

    channel: Telegram
    mailbox: Mailbox
    worker: Worker
    intake: TelegramIntake
    database: Database
    unreachable: UnreachableChats

    async def heard(self) -> list[tuple[str, str, str]]:
        """Chat, kind and text of every stored message, oldest first."""
        query = "SELECT chat, kind, text FROM inbox ORDER BY id"
        return await self.database.read(lambda connection: connection.execute(query).fetchall())

    async def hears(self, messages: int) -> list[tuple[str, str, str]]:
        """``heard``, once there are so many. Raises TimeoutError."""
        return await until(self.heard, lambda heard: len(heard) >= messages)


@asynccontextmanager
async def open_shop(
    folder: Path,
    telegram: TelegramServer,
    responder: EchoResponder | None = None,
    on_commit: Callable[[str], None] = lambda _: None,
    **changes: object,
) -> AsyncIterator[Shop]:
    """The shop in ``folder``, open for Telegram; opened again it goes on where it was."""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(folder / "shop.db", MIGRATIONS, on_commit=on_commit))
        mailbox = Mailbox(database)
        await mailbox.recover(clock.now_ms(), ())
        unreachable = await UnreachableChats.load(database)
        channel = await stack.enter_async_context(Telegram.open(options(telegram, **changes), unreachable, clock))
        worker = await stack.enter_async_context(
            Worker(*(database, mailbox, responder or EchoResponder(), {channel.name: channel}, clock), stop_grace_s=0.2)
        )
        intake = await stack.enter_async_context(channel.receiving(mailbox, worker.wake))
        yield Shop(channel, mailbox, worker, intake, database, unreachable)


def part(body: str, chat: str = "telegram:7", whole: Reply | None = None, number: int = 1) -> Part:
    """A part of a reply, of which ``whole`` is all."""
    return Part(
        id=1, inbox_id=1, number=number, channel="telegram", chat=chat, body=body, token=1, reply=whole or reply(body)
    )
