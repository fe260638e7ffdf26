"""Conversation: one message becomes one reply, read from top to bottom.

Everything that a reply changes (memory, ledger, calls to the owner) leaves as steps of the one transaction that
stores the reply. Refuses to know channels: it sees a Message and gives a Reply.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, fields

from handlers.delivery import card_numbers
from handlers.delivery.message import Message, Reply
from handlers.delivery.responder import Answered
from handlers.talk import consent, handoff, memory
from handlers.talk.memory import Turn
from providers import ledger
from providers.answer import Answer, Attempt, Provider, Question
from providers.rules import Rules
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.topic import Topic
from shop.understanding import Understander, Understanding
from storage.clock import Clock
from storage.database import Database, Step


@dataclass(frozen=True, slots=True)
class Shop:
    """What one version of the catalogue brings: all of it changes together when the owner edits a template."""

    catalogue: Catalogue
    understander: Understander
    rules: Rules
    chain: Provider


class Conversation:
    """Answers messages with the shop as it stands at each message."""

    def __init__(
        self,
        database: Database,
        shop: Shop,
        clock: Clock,
        *,
        deadline_s: float,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._shop = shop
        self._clock = clock
        self._deadline_s = deadline_s
        self._monotonic_s = monotonic_s

    async def respond(self, message: Message) -> Answered:
        """The reply to one message and what must be stored with it."""
        deadline_s = self._monotonic_s() + self._deadline_s
        if await consent.is_stopped(self._database, message.chat):
            return await self._to_stopped_chat(message)
        before = await memory.recall(self._database, message.chat)
        understanding = self._shop.understander.understand(message.text, before, self._clock.now_ms())
        if card_numbers.MASK in message.text:
            return self._answered(message, self._card_warning(understanding), understanding)
        question = Question(text=message.text, understanding=understanding, deadline_s=deadline_s)
        answer = await self._shop.chain.answer(question)
        return self._answered(message, answer, understanding)

    def last_resort(self, message: Message) -> Answered:
        """A reply that needs nothing but the templates, for a message on which all else failed."""
        understanding = Understanding(
            topics=(Topic(intent="human"),), slots=Slots(updated_at_ms=self._clock.now_ms()), language="en"
        )
        return self._answered(message, self._shop.rules.floor(understanding), understanding)

    def _card_warning(self, understanding: Understanding) -> Answer:
        warning = self._shop.catalogue.wording.card_warning.in_(understanding.language)
        tier = self._shop.rules.name
        return Answer(
            text=warning,
            tier=tier,
            intents=("payment_methods",),
            language=understanding.language,
            attempts=(Attempt(tier=tier, outcome="answered"),),
        )

    async def _to_stopped_chat(self, message: Message) -> Answered:
        """Silence, unless the customer wants to be answered again."""
        slots = await memory.recall(self._database, message.chat)
        if not self._shop.understander.is_start(message.text):
            return Answered(self._reply(message, Answer(text="", tier="command", intents=(), language="en")))
        understanding = Understanding(
            topics=(Topic(intent="greeting"),), slots=slots, language=slots.language_wish or slots.language or "en"
        )
        answer = self._shop.rules.floor(understanding)
        welcome = Answer(text=answer.text, tier="command", intents=answer.intents, language=answer.language)
        answered = self._answered(message, welcome, understanding)
        return Answered(answered.reply, (*answered.steps, consent.start(message.chat)))

    def _answered(self, message: Message, answer: Answer, understanding: Understanding) -> Answered:
        now_ms = self._clock.now_ms()
        reply = self._reply(message, answer)
        turns = (Turn("customer", message.text), Turn("shop", reply.text))
        steps: list[Step[None]] = [
            memory.remember(message.chat, understanding.slots, turns, now_ms),
            ledger.record(answer, now_ms, reply.latency_ms),
        ]
        if answer.handoff:
            steps.append(handoff.call_owner(handoff.Call(message.chat, now_ms, answer.intents[0])))
        if any(self._shop.catalogue.intents[name].side_effect == "opt out" for name in answer.intents):
            steps.append(consent.stop(message.chat, now_ms))
        return Answered(reply, tuple(steps))

    def _reply(self, message: Message, answer: Answer) -> Reply:
        latency_ms = max(0, self._clock.now_ms() - message.received_at_ms)
        return Reply(**{field.name: getattr(answer, field.name) for field in fields(answer)}, latency_ms=latency_ms)
