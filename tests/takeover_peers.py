"""A shop whose owner is on Telegram and whose customers are on WhatsApp and Telegram: the running bot and both worlds.

Refuses to start the bot: each test says when it lives and when it dies.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import Shown, TelegramCustomer
from tests.live_bot import LiveBot
from tests.live_whatsapp import ASHA, Line, line, running

TELEGRAM_TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback
OWNER = 99
WITHIN_S = 10.0


@dataclass
class TwoChannels:
    """Both worlds; ``ravi`` owns the shop, Asha writes on WhatsApp."""

    folder: Path
    telegram: TelegramServer
    whatsapp: Line
    ravi: TelegramCustomer

    def running(self, **environment: str) -> AbstractAsyncContextManager[LiveBot]:
        """One life of the bot."""
        return running(
            self.folder,
            self.whatsapp,
            TELEGRAM_BOT_TOKEN=TELEGRAM_TOKEN,
            BOT__TELEGRAM__BASE_URL=self.telegram.base_url,
            BOT__TELEGRAM__PACE="false",
            **{"BOT__OWNER__TELEGRAM_IDS": f"[{OWNER}]", **environment},
        )

    async def owner_reads(self, words: str) -> Shown:
        """The newest message to the owner that holds these words, once there is one. Raises TimeoutError."""
        return await read(self.ravi, words)

    def at_asha(self) -> list[str]:
        """What arrived on Asha's phone, oldest first."""
        return [message.body for message in self.whatsapp.rest.taken_for(f"whatsapp:{ASHA}")]

    async def asha_reads(self, words: str) -> str:
        """The newest message to Asha that holds these words, once there is one. Raises TimeoutError."""
        while not (found := [text for text in self.at_asha() if words in text]):
            await self.whatsapp.rest.sent_to(f"whatsapp:{ASHA}", len(self.at_asha()) + 1, WITHIN_S)
        return found[-1]

    async def asha_says(self, text: str, **more: str) -> None:
        """Asha writes; nobody waits for an answer."""
        assert (await self.whatsapp.webhooks.says(ASHA, text, **more)).status == 200

    async def calls_a_person(self) -> Shown:
        """The owner is known to the bot, Asha asks for a person: the owner's notice."""
        self.ravi.says("/help")
        await self.owner_reads("/waiting")
        await self.asha_says("let me talk to a person")
        await self.asha_reads("I have told our team")
        return await self.owner_reads("asks for a person")


async def read(customer: TelegramCustomer, words: str) -> Shown:
    """The newest message shown to somebody that holds these words, once there is one. Raises TimeoutError."""
    async with asyncio.timeout(WITHIN_S):
        while not (found := [shown for shown in customer.shown if words in shown.text]):
            await customer.reads(len(customer.shown) + 1, within_s=WITHIN_S)
    return found[-1]


@asynccontextmanager
async def two_channels(folder: Path) -> AsyncIterator[TwoChannels]:
    """Both worlds, before the bot starts."""
    async with TelegramServer.open(TELEGRAM_TOKEN) as telegram, line() as there:
        yield TwoChannels(folder, telegram, there, telegram.customer(OWNER, first_name="Ravi"))
