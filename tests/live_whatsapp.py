"""A line to a running bot: both sides of Twilio on loopback, and what the bot must know to be on it.

Refuses to start the bot: live_bot.py does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rehearsal.twilio import TwilioServer
from rehearsal.twilio_webhooks import TwilioWebhooks
from rehearsal.vendor import refusing_address
from tests.live_bot import LiveBot, running_bot

SID = f"AC{'0' * 32}"
TOKEN, NUMBER = "test-token", "+14155238886"
ASHA = "+919812345678"


@dataclass
class Line:
    """Twilio's two sides: what it posts and what it takes; ``environment`` is what the bot needs to know."""

    webhooks: TwilioWebhooks
    rest: TwilioServer
    environment: dict[str, str]

    async def answer(self, text: str, address: str = ASHA, **more: str) -> str:
        """What the bot says to a customer's text."""
        to = f"whatsapp:{address}"
        before = len(self.rest.taken_for(to))
        assert (await self.webhooks.says(address, text, **more)).status == 200
        return (await self.rest.sent_to(to, before + 1, within_s=10))[before]


@asynccontextmanager
async def line() -> AsyncIterator[Line]:
    """A line to a bot that is about to start."""
    address = refusing_address()
    async with (
        TwilioServer.open(SID, TOKEN, NUMBER) as rest,
        TwilioWebhooks.open(address, SID, TOKEN, NUMBER) as webhooks,
    ):
        environment = {
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": NUMBER,
            "BOT__TWILIO__BASE_URL": rest.base_url,
            "BOT__TWILIO__PACE": "false",
            "BOT__WEB__PUBLIC_URL": address,
            "BOT__WEB__PORT": address.rpartition(":")[2],
        }
        yield Line(webhooks, rest, environment)


@asynccontextmanager
async def running(folder: Path, there: Line, **environment: str) -> AsyncIterator[LiveBot]:
    """The bot on that line, listening."""
    async with running_bot(folder, **there.environment, **environment) as live:
        await live.says("WhatsApp: listening")
        yield live
