"""Rules: the last resort, an answer worked out from the owner's templates alone.

It always answers: at once, without network, and with numbers that code computed from the catalogue.
Refuses to raise: should a template fail, the customer gets the menu, and the mistake goes to the log.
"""

from __future__ import annotations

import logging

from providers.answer import Answer, Question
from shop.catalogue import Catalogue
from shop.local_text import Language
from shop.one_message import joined
from shop.phrasing import phrase, phrase_text
from shop.slots import MISSES_BEFORE_CALL, Slots
from shop.topic import Topic
from shop.topic_items import QUOTING
from shop.understanding import Understanding

NAME = "rules"
log = logging.getLogger(__name__)


class Rules:
    """Answers every question from templates."""

    name = NAME

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def answer(self, question: Question) -> Answer:
        """The floor; never raises, never waits."""
        return self.floor(question.understanding)

    def floor(self, understanding: Understanding) -> Answer:
        """The answer to all topics, in the order of their asking."""
        try:
            return self._worked_out(understanding)
        except Exception:
            log.exception("template_failed")
            return self.menu(understanding.language)

    def menu(self, language: Language) -> Answer:
        """What may be asked: words that need no fact and promise nothing."""
        text = phrase_text(self._catalogue, self._catalogue.wording.menu, Slots(), language).text
        return Answer(text=text, tier=self.name, intents=("unclear",), language=language)

    def _worked_out(self, understanding: Understanding) -> Answer:
        texts = [
            phrase(self._catalogue, topic, understanding.slots, understanding.language)
            for topic in understanding.topics
        ]
        waiting = [place for place, topic in enumerate(understanding.topics) if topic.missing]
        return Answer(
            text=joined([phrased.text for phrased in texts], waiting),
            tier=self.name,
            intents=tuple(topic.intent for topic in understanding.topics),
            language=understanding.language,
            handoff=any(self.calls_owner(topic, understanding.slots) for topic in understanding.topics),
            facts=tuple({fact.name: fact for phrased in texts for fact in phrased.facts}.values()),
        )

    def calls_owner(self, topic: Topic, slots: Slots) -> bool:
        """Whether a topic must reach a person."""
        intent = self._catalogue.intents[topic.intent]
        if intent.side_effect != "none":
            return intent.side_effect_unless is None or not topic.is_only(intent.side_effect_unless)
        if topic.too_soon:
            return True
        if topic.intent == "unclear":
            return slots.misses == MISSES_BEFORE_CALL
        if topic.intent not in QUOTING:
            return False
        products = self._catalogue.products
        return any(
            item.quantity is not None and products[item.product].is_above_steps(item.quantity) for item in topic.items
        )
