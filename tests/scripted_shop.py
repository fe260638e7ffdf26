"""The real shop in this process with one model in its chain: a function. Real conversation, memory, cache, database.

Refuses to send: a message comes in and its reply is stored, but no channel takes it anywhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from itertools import count
from pathlib import Path

import bot
from handlers.channels import OneChannel
from handlers.delivery.message import Message, Reply
from handlers.talk.consent import Consent
from handlers.talk.conversation import Conversation
from handlers.talk.current_shop import CurrentShop
from handlers.talk.enquiry import EnquiryNumbers
from handlers.terminal import Terminal
from providers.scripted import Say
from providers.stored_answers import StoredAnswers
from settings import load
from storage.clock import Clock, SystemClock
from storage.database import Database
from tests.chain_peers import free

FOLDER = Path(__file__).resolve().parent.parent


class ScriptedShop:
    """Whoever writes here is a customer in a chat."""

    def __init__(self, conversation: Conversation, database: Database, clock: Clock) -> None:
        self.database = database
        self._conversation = conversation
        self._clock = clock
        self._numbers = count(1)

    async def say(self, chat: str, text: str) -> Reply:
        """The reply to one message, once all that it changes is stored."""
        number = str(next(self._numbers))
        answered = await self._conversation.respond(
            Message(channel="ask", external_id=number, chat=chat, text=text, received_at_ms=self._clock.now_ms())
        )
        await self.database.write(*answered.steps, name="scripted.say")
        return answered.reply

    async def conversation(self, *turns: str) -> Reply:
        """The reply to the last of a new chat's messages."""
        chat = f"ask:chat-{next(self._numbers)}"
        *before, last = turns
        for text in before:
            await self.say(chat, text)
        return await self.say(chat, last)


@asynccontextmanager
async def opened(folder: Path, say: Say, clock: Clock | None = None) -> AsyncIterator[ScriptedShop]:
    """One life of the shop, with a database in ``folder`` and a model that says what ``say`` returns."""
    clock = clock or SystemClock()
    config = load({"BOT__STORAGE__PATH": str(folder / "bot.db")}, FOLDER)
    async with (
        bot.open_shop(config, OneChannel(Terminal("ask")), clock=clock) as shop,
        StoredAnswers.open(shop.database, clock) as stored,
    ):
        own = CurrentShop(bot.build_shop(shop.shop.catalogue, stored, (free("groq", say),)))
        conversation = Conversation(
            *(shop.database, own, await Consent.load(shop.database), clock),
            desk=shop.office.desk(shop.chain, own, shop.reloader),
            enquiry_numbers=await EnquiryNumbers.load(shop.database),
            deadline_s=8.0,
        )
        async with aclosing(own):
            yield ScriptedShop(conversation, shop.database, clock)
