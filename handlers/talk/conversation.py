"""Conversation: one message becomes one reply, read from top to bottom.

Everything that a reply changes (memory, ledger, calls to the owner) leaves as steps of the one transaction that
stores the reply. Refuses to know channels: it sees a Message and gives a Reply.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from handlers.delivery import card_numbers
from handlers.delivery.message import Message, Reply
from handlers.delivery.responder import Answered
from handlers.talk import handoff, memory
from handlers.talk.consent import Consent
from providers import ledger
from providers.answer import Answer, Provider, Question
from providers.prompt import Utterance
from providers.rules import Rules
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.topic import Topic
from shop.understanding import Understander, Understanding
from storage.clock import Clock
from storage.database import Database, Step

SILENCE = Answer(text="", tier="command", intents=(), language="en")


@dataclass(frozen=True, slots=True)
class Shop:
    """What one version of the catalogue brings: all of it changes together when the owner edits a template."""

    catalogue: Catalogue
    understander: Understander
    rules: Rules
    chain: Provider


class Conversation:
    """Answers each message with the shop as it stood when its turn began."""

    def __init__(
        self,
        database: Database,
        shop: Shop,
        consent: Consent,
        clock: Clock,
        *,
        deadline_s: float,
    ) -> None:
        self._database = database
        self._shop = shop
        self._consent = consent
        self._clock = clock
        self._deadline_s = deadline_s

    async def respond(self, message: Message) -> Answered:
        """The reply to one message and what must be stored with it."""
        shop, deadline_s = self._shop, self._clock.monotonic_ms() / 1000 + self._deadline_s
        if self._consent.is_stopped(message.chat) and not shop.understander.is_start(message.text):
            return Answered(self._reply(message, SILENCE))
        before = await memory.recall(self._database, message.chat)
        if self._consent.is_stopped(message.chat):
            return self._welcomed_back(message, before, shop)
        understanding = shop.understander.understand(message.text, before, self._clock.now_ms())
        question = Question(text=message.text, understanding=understanding, deadline_s=deadline_s)
        if card_numbers.MASK in message.text:
            answer = self._with_card_warning(shop.rules.floor(understanding), understanding, shop)
        else:
            answer = await shop.chain.answer(question)
        return self._answered(message, answer, understanding, shop)

    def last_resort(self, message: Message) -> Answered:
        """A reply that needs nothing but the templates, for a message on which all else failed."""
        if self._consent.is_stopped(message.chat):
            return Answered(self._reply(message, SILENCE))
        shop = self._shop
        slots = Slots(updated_at_ms=self._clock.now_ms())
        understanding = Understanding(topics=(Topic(intent="human"),), slots=slots, language="en")
        return self._answered(message, shop.rules.floor(understanding), understanding, shop)

    def bare_words(self, message: Message) -> Reply:
        """The menu, which promises nothing and changes nothing."""
        is_stopped = self._consent.is_stopped(message.chat)
        return self._reply(message, SILENCE if is_stopped else self._shop.rules.menu("en"))

    def _welcomed_back(self, message: Message, before: Slots, shop: Shop) -> Answered:
        """START after STOP: the greeting, and from now on answers."""
        language = before.language_wish or before.language or "en"
        understanding = Understanding(topics=(Topic(intent="greeting"),), slots=before, language=language)
        welcome = replace(shop.rules.floor(understanding), tier="command")
        answered = self._answered(message, welcome, understanding, shop)
        return Answered(
            answered.reply, (*answered.steps, lambda connection: self._consent.start(connection, message.chat))
        )

    def _with_card_warning(self, floor: Answer, understanding: Understanding, shop: Shop) -> Answer:
        """The warning alone, or above an answer that must not be left out: a person called, STOP, a crisis."""
        warning = shop.catalogue.wording.card_warning.in_(understanding.language)
        if floor.handoff:
            return replace(floor, text=f"{warning}\n\n{floor.text}")
        return replace(floor, text=warning, intents=("payment_methods",), facts=())

    def _answered(self, message: Message, answer: Answer, understanding: Understanding, shop: Shop) -> Answered:
        now_ms = self._clock.now_ms()
        reply = self._reply(message, answer)
        turns = (Utterance("customer", message.text), Utterance("shop", reply.text))
        steps: list[Step[None]] = [
            memory.remember(message.chat, understanding.slots, turns, now_ms),
            ledger.record(answer, now_ms, reply.latency_ms),
        ]
        if answer.handoff:
            steps.append(handoff.call_owner(handoff.Call(message.chat, now_ms, answer.intents[0])))
        if any(shop.catalogue.intents[name].side_effect == "opt out" for name in answer.intents):
            steps.append(lambda connection: self._consent.stop(connection, message.chat, now_ms))
        return Answered(reply, tuple(steps))

    def _reply(self, message: Message, answer: Answer) -> Reply:
        latency_ms = max(0, self._clock.now_ms() - message.received_at_ms)
        return Reply(**{field.name: getattr(answer, field.name) for field in fields(Answer)}, latency_ms=latency_ms)
