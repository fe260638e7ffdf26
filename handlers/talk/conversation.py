"""Conversation: one message becomes one reply, read from top to bottom.

Everything that a reply changes (memory, ledger, calls to the owner) leaves as steps of the one transaction that
stores the reply. Refuses to know channels: it sees a Message and gives a Reply.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields, replace
from itertools import takewhile
from typing import Any

from handlers.delivery import card_numbers
from handlers.delivery.message import Message, Reply
from handlers.delivery.responder import Answered
from handlers.owner.commands import Command
from handlers.owner.desk import OwnerDesk
from handlers.talk import enquiry as enquiry_rows
from handlers.talk import memory
from handlers.talk.consent import Consent
from handlers.talk.current_shop import CurrentShop, Shop
from handlers.talk.doubts import Doubts, Judged, Verdict
from handlers.talk.enquiry import Confirmed, EnquiryNumbers
from handlers.talk.enquiry_talk import Heeded, Said
from handlers.talk.handoff import Call
from handlers.talk.memory import Remembered
from handlers.talk.objection import is_objection
from handlers.talk.service_words import ServiceWords
from providers import ledger
from providers.answer import Answer, Question
from providers.prompt import Utterance
from shop.slots import Slots
from shop.topic import Topic
from shop.understanding import Understanding
from storage.clock import Clock
from storage.database import Database, Step

# Of a customer's time, what storing and sending the reply may take.
STORING_S = 0.2
SILENCE = Answer(text="", tier="command", intents=(), language="en")


class Conversation:
    """Answers each message with the shop as it stood when its turn began."""

    def __init__(  # noqa: PLR0913 - built once, by open_shop, from what it has just opened
        self,
        database: Database,
        shops: CurrentShop,
        consent: Consent,
        clock: Clock,
        *,
        desk: OwnerDesk,
        enquiry_numbers: EnquiryNumbers,
        deadline_s: float,
        typed_menus: Collection[str] = (),
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._shops = shops
        self._consent = consent
        self._clock = clock
        self._desk = desk
        self._doubts = Doubts(database, desk)
        self._enquiry_numbers = enquiry_numbers
        self._typed_menus = frozenset(typed_menus)
        self._deadline_s = deadline_s
        self._now_s = now_s

    async def respond(self, message: Message) -> Answered:
        """The reply to one message and what must be stored with it."""
        with self._shops.turn() as shop:
            return await self._respond(message, shop)

    async def _respond(self, message: Message, shop: Shop) -> Answered:
        deadline_s = self._now_s() + self._deadline_s - STORING_S
        command = await self._desk.respond(message)
        if command is not None:
            return self._commanded(message, command)
        if self._consent.is_stopped(message.chat) and not shop.understander.is_start(message.text):
            return Answered(self._reply(message, SILENCE))
        now_ms = self._clock.now_ms()
        before = await memory.recall(self._database, message.chat, now_ms)
        if self._consent.is_stopped(message.chat):
            return self._welcomed_back(message, before, shop)
        verdict = await self._doubts.verdict(message, before, shop, now_ms)
        if verdict is not None:
            if verdict.is_bad:
                shop.chain.forget(before.answer_keys)
            return self._judged(message, verdict)
        if self._desk.has(message.chat):
            return self._forwarded(message, before, shop)
        answered = await self._talked(message, before, now_ms, deadline_s, shop)
        # A person may have taken the chat over while the models were asked.
        return self._forwarded(message, before, shop) if self._desk.has(message.chat) else answered

    async def _talked(
        self, message: Message, before: Remembered, now_ms: int, deadline_s: float, shop: Shop
    ) -> Answered:
        """A customer's turn: what stands around the conversation, the chat's enquiry, else the usual way."""
        words = ServiceWords(shop.catalogue, shop.rules, self._typed_menus)
        service = words.answer(message, before.slots)
        text = words.words(message, before.turns)
        turn = Heeded(text, before, now_ms, wordless="" if service is None else message.kind)
        said = shop.enquiries.turn(turn, self._enquiry_numbers.next)
        if said is not None:
            return await self._enquired(message, said, before, deadline_s, shop)
        if service is not None:
            return self._answered(message, words.with_menu(service, message.chat), before, before.slots, shop)
        understanding = shop.understander.understand(text, before.slots, now_ms)
        said = shop.enquiries.opened(turn, understanding, shop.rules.floor, message.chat)
        if said is not None:
            return await self._enquired(message, said, before, deadline_s, shop)
        if is_objection(understanding.entities):
            shop.chain.forget(before.answer_keys)
        answer = await self._answer(text, understanding, before, deadline_s, shop)
        noted = self._doubts.noted(Judged(message.chat, text, understanding, answer, before), shop, now_ms)
        answered = self._answered(message, words.with_menu(answer, message.chat), before, understanding.slots, shop)
        return replace(answered, steps=(*answered.steps, *noted), notifies=answered.notifies or bool(noted))

    def _judged(self, message: Message, verdict: Verdict) -> Answered:
        """A thumb: no turn of a conversation, and in no statistics."""
        answer = replace(SILENCE, text=verdict.text, language=verdict.language)
        return Answered(self._reply(message, answer), verdict.steps, notifies=True)

    async def _enquired(
        self, message: Message, said: Said, before: Remembered, deadline_s: float, shop: Shop
    ) -> Answered:
        """The enquiry's own words; or the usual answer to what is asked beside it, with its question beneath."""
        answer, slots, now_ms = said.answer, said.slots, self._clock.now_ms()
        if said.beside is not None:
            usual = await self._answer(said.aside, said.beside, replace(before, slots=slots), deadline_s, shop)
            answer, slots = said.beneath(usual), said.beside.slots
        ended = _opts_out(answer, shop)
        answered = self._answered(message, answer, before, slots, shop, confirmed=said.confirmed)
        steps = [enquiry_rows.keep(message.chat, None if ended else said.enquiry, now_ms)]
        if said.confirmed is not None:
            steps.append(enquiry_rows.record(message.chat, said.confirmed, now_ms))
        return replace(answered, steps=(*answered.steps, *steps))

    async def _answer(
        self, text: str, understanding: Understanding, before: Remembered, deadline_s: float, shop: Shop
    ) -> Answer:
        """What the gates say, else the chain."""
        floor = shop.rules.floor(understanding)
        if card_numbers.MASK in text:
            return self._with_card_warning(floor, understanding, shop)
        if _is_gate(floor, shop):
            return floor
        stands_alone = shop.understander.stands_alone(text, understanding, before.slots, self._clock.now_ms())
        return await shop.chain.answer(
            Question(
                text=text,
                understanding=understanding,
                deadline_s=deadline_s,
                turns=() if stands_alone else before.turns,
                stands_alone=stands_alone,
                floor=floor,
            )
        )

    def together(self, message: Message, following: Sequence[str]) -> int:
        """All up to the first that must be answered for itself: STOP, a call for a person, a life in danger."""
        if not self._may_be_merged(message.text):
            return 0
        return sum(1 for _ in takewhile(self._may_be_merged, following))

    def last_resort(self, message: Message) -> Answered:
        """A reply that needs nothing but the templates, for a message on which all else failed."""
        if self._consent.is_stopped(message.chat):
            return Answered(self._reply(message, SILENCE))
        if self._desk.has(message.chat):
            forward = self._desk.forward(message)
            return Answered(self._reply(message, SILENCE), (forward,), notifies=True, is_forwarded=True)
        shop = self._shops.now
        slots = Slots(updated_at_ms=self._clock.now_ms())
        understanding = Understanding(topics=(Topic(intent="human"),), slots=slots, language="en")
        return self._answered(message, shop.rules.floor(understanding), Remembered(slots, ()), slots, shop)

    def bare_words(self, message: Message) -> Reply:
        """The menu, which promises nothing and changes nothing."""
        is_silent = self._consent.is_stopped(message.chat) or self._desk.has(message.chat)
        return self._reply(message, SILENCE if is_silent else self._shops.now.rules.menu("en"))

    def _may_be_merged(self, text: str) -> bool:
        shop = self._shops.now
        understanding = shop.understander.understand(text, Slots(), self._clock.now_ms())
        return not (
            shop.understander.is_start(text) or any(_has_side_effect(topic, shop) for topic in understanding.topics)
        )

    def _commanded(self, message: Message, command: Command) -> Answered:
        """What the owner asked for: no turn of a conversation, and in no statistics."""
        answer = replace(SILENCE, text=command.text)
        return Answered(self._reply(message, answer), command.steps, command.beside, notifies=True)

    def _forwarded(self, message: Message, before: Remembered, shop: Shop) -> Answered:
        """A person answers; the bot speaks only where that cannot wait: STOP, a life in danger, a card number."""
        understanding = shop.understander.understand(message.text, before.slots, self._clock.now_ms())
        floor = shop.rules.floor(understanding)
        forward = self._desk.forward(message)
        if _is_gate(floor, shop):
            answered = self._answered(message, floor, before, before.slots, shop)
            return replace(answered, steps=(*answered.steps, forward), notifies=True)
        answer = SILENCE
        if card_numbers.MASK in message.text:
            answer = replace(SILENCE, text=shop.catalogue.wording.card_warning.in_(understanding.language))
        turns = (Utterance("customer", message.text), Utterance("shop", answer.text))
        steps = (memory.remember(message.chat, replace(before, turns=turns), self._clock.now_ms()), forward)
        return Answered(self._reply(message, answer), steps, notifies=True, is_forwarded=True)

    def _welcomed_back(self, message: Message, before: Remembered, shop: Shop) -> Answered:
        """START after STOP: the greeting, and from now on answers."""
        language = before.slots.language_wish or before.slots.language or "en"
        understanding = Understanding(topics=(Topic(intent="greeting"),), slots=before.slots, language=language)
        words = ServiceWords(shop.catalogue, shop.rules, self._typed_menus)
        welcome = words.with_menu(replace(shop.rules.floor(understanding), tier="command"), message.chat)
        answered = self._answered(message, welcome, before, before.slots, shop)
        forward = (self._desk.forward(message),) if self._desk.has(message.chat) else ()
        start = (lambda connection: self._consent.start(connection, message.chat), *forward)
        return replace(answered, steps=(*answered.steps, *start), notifies=bool(forward))

    def _with_card_warning(self, floor: Answer, understanding: Understanding, shop: Shop) -> Answer:
        """The warning alone, or above an answer that must not be left out: a person called, STOP, a crisis."""
        warning = shop.catalogue.wording.card_warning.in_(understanding.language)
        if floor.handoff:
            return replace(floor, text=f"{warning}\n\n{floor.text}")
        return replace(floor, text=warning, intents=("payment_methods",), facts=())

    def _answered(  # noqa: PLR0913 - all that a reply is stored with
        self,
        message: Message,
        answer: Answer,
        before: Remembered,
        slots: Slots,
        shop: Shop,
        *,
        confirmed: Confirmed | None = None,
    ) -> Answered:
        now_ms = self._clock.now_ms()
        reply = self._reply(message, answer)
        turns = (Utterance("customer", message.text), Utterance("shop", reply.text))
        steps: list[Step[Any]] = [
            memory.remember(message.chat, Remembered(slots, turns, before.keys_with(answer.stored_as)), now_ms),
            ledger.record(answer, now_ms, reply.latency_ms),
        ]
        if answer.handoff:
            call = Call(message.chat, now_ms, _calling_intent(answer, shop))
            steps.append(
                self._desk.call(call, (*before.turns, *turns))
                if confirmed is None
                else self._desk.enquiry(call, confirmed)
            )
        if _opts_out(answer, shop):
            steps.append(lambda connection: self._consent.stop(connection, message.chat, now_ms))
        return Answered(reply, tuple(steps), notifies=answer.handoff)

    def _reply(self, message: Message, answer: Answer) -> Reply:
        latency_ms = max(0, self._clock.now_ms() - message.received_at_ms)
        return Reply(**{field.name: getattr(answer, field.name) for field in fields(Answer)}, latency_ms=latency_ms)


def _calling_intent(answer: Answer, shop: Shop) -> str:
    """Why a person is called, where a message asks for other things as well."""
    calling = (name for name in answer.intents if shop.catalogue.intents[name].side_effect != "none")
    return next(calling, answer.intents[0])


def _has_side_effect(topic: Topic, shop: Shop) -> bool:
    return shop.catalogue.intents[topic.intent].side_effect != "none"


def _is_gate(floor: Answer, shop: Shop) -> bool:
    """Whether a message must have the owner's own words and nobody else's: STOP, and a life in danger."""
    return "crisis" in floor.intents or _opts_out(floor, shop)


def _opts_out(answer: Answer, shop: Shop) -> bool:
    return any(shop.catalogue.intents[name].side_effect == "opt out" for name in answer.intents)
