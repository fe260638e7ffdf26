"""Cache: answers that are ready before anybody is asked.

Pinned answers: greetings, thanks, hours, the address, the exact price of a product at a quantity, and what the owner
lists under `pinned:` in shop.yaml.
Refuses everything else, and every question that calls a person: those must be looked at anew each time.
"""

from __future__ import annotations

from dataclasses import replace

from providers.answer import Answer, Question
from providers.failures import CacheMiss
from shop.catalogue import Catalogue
from shop.phrasing import phrase_text
from shop.topic import Topic
from shop.understanding import Understanding

NAME = "cache"


class PinnedAnswers:
    """The cache's answers that never grow old, since they are computed from the templates."""

    name = NAME

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def answer(self, question: Question) -> Answer:
        """A pinned answer, or CacheMiss. The question must carry its floor."""
        understanding, floor = question.understanding, question.floor
        if floor is None or floor.handoff:
            raise CacheMiss("not pinned")
        if understanding.pinned is not None:
            return self._owners_answer(understanding.pinned, understanding)
        if not all(map(self._is_pinned, understanding.topics)):
            raise CacheMiss("not pinned")
        return replace(floor, tier=self.name, attempts=())

    def _is_pinned(self, topic: Topic) -> bool:
        if topic.missing or topic.taken_as or not self._catalogue.intents[topic.intent].pinned:
            return False
        products = self._catalogue.products
        return all(item.quantity is None or item.quantity >= products[item.product].moq for item in topic.items)

    def _owners_answer(self, index: int, understanding: Understanding) -> Answer:
        text = self._catalogue.pinned[index].answer
        phrased = phrase_text(self._catalogue, text, understanding.slots, understanding.language)
        return Answer(
            text=phrased.text,
            tier=self.name,
            intents=tuple(topic.intent for topic in understanding.topics),
            language=understanding.language,
            facts=phrased.facts,
        )
