"""Cache: answers that are ready before anybody is asked.

Pinned answers: greetings, thanks, hours, the address, the exact price of a product at a quantity, and what the owner
lists under `pinned:` in shop.yaml. Stored answers: what a model said to somebody who asked the same.
Refuses everything else, and every question that calls a person: those must be looked at anew each time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from providers.answer import Answer, Question
from providers.failures import CacheMiss
from providers.plain_asking import PlainAsking
from providers.stored_answers import TIER, StoredAnswers
from shop.catalogue import Catalogue
from shop.entities import Entities
from shop.phrasing import phrase_text
from shop.shop_file import TaughtAnswer
from shop.topic import Topic
from shop.understanding import Understanding

if TYPE_CHECKING:
    from providers.canonical_key import CanonicalKey

NAME = TIER
# Meanings of words.yaml that tell of more than the shop's usual hours and place.
_BEYOND_THE_SHOP = frozenset({"days", "deliver"})


class PinnedAnswers:
    """The cache's answers that never grow old, since they are computed from the templates."""

    name = NAME

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._asking = PlainAsking(catalogue)

    async def answer(self, question: Question) -> Answer:
        """A pinned answer, or CacheMiss. The question must carry its floor."""
        understanding, floor = question.understanding, question.floor
        if floor is None or floor.handoff:
            raise CacheMiss("not pinned")
        if understanding.pinned is not None:
            return self._owners_answer(understanding.pinned, understanding)
        if not all(map(self._is_pinned, understanding.topics)) or not self._is_plain(understanding):
            raise CacheMiss("not pinned")
        return replace(floor, tier=self.name, attempts=())

    def _is_pinned(self, topic: Topic) -> bool:
        if topic.missing or topic.taken_as or not self.catalogue.intents[topic.intent].pinned:
            return False
        products = self.catalogue.products
        return all(item.quantity is None or item.quantity >= products[item.product].moq for item in topic.items)

    def _is_plain(self, understanding: Understanding) -> bool:
        """Whether the message asks for what its topics say, and for nothing else that a model should look at."""
        entities = understanding.entities
        if entities is None or not any(topic.items for topic in understanding.topics):
            return entities is None or not _asks_elsewhere(entities)
        return self._asking.is_plain(entities)

    def _owners_answer(self, index: int, understanding: Understanding) -> Answer:
        pinned = self.catalogue.pinned[index]
        phrased = phrase_text(self.catalogue, pinned.answer, understanding.slots, understanding.language)
        # A taught question is none of the intents: nobody failed to understand it, so no menu belongs under the answer.
        is_taught = isinstance(pinned, TaughtAnswer)
        return Answer(
            text=phrased.text,
            tier=self.name,
            intents=() if is_taught else tuple(topic.intent for topic in understanding.topics),
            language=understanding.language,
            facts=phrased.facts,
        )


def _asks_elsewhere(entities: Entities) -> bool:
    """Whether a feast or a date is named, on which the usual hours may not hold, or goods are to go somewhere."""
    named = entities.occasions or entities.with_role("date")
    return bool(named) or not _BEYOND_THE_SHOP.isdisjoint(entities.meanings)


class Cache:
    """Pinned answers first, then stored ones, with the keys of one version of the catalogue."""

    name = NAME

    def __init__(self, pinned: PinnedAnswers, stored: StoredAnswers | None) -> None:
        """``stored`` is None where no model answers, so that there is nothing to keep."""
        self._pinned = pinned
        self._stored = stored
        self._keys = None if stored is None else _keys(pinned.catalogue)

    async def answer(self, question: Question) -> Answer:
        """An answer that is ready, or CacheMiss. The question must carry its floor."""
        with suppress(CacheMiss):
            return await self._pinned.answer(question)
        key = self.key(question)
        if self._stored is None or key is None:
            raise CacheMiss("not to be shared")
        return replace(await self._stored.find(key), stored_as=key)

    def key(self, question: Question) -> str | None:
        """The name of a question that others may ask as well; None where its answer is for one customer alone."""
        return None if self._keys is None else self._keys.of(question)

    def store(self, question: Question, answer: Answer) -> None:
        """Keep what a model said and the guard passed, where others may have it too; written behind."""
        key = self.key(question)
        if self._stored is not None and key is not None and not answer.handoff:
            self._stored.keep(key, answer)

    def forget(self, key: str) -> None:
        """Take out what is stored under ``key``: a customer said no to it."""
        if self._stored is not None:
            self._stored.forget(key)

    def stale(self, question: Question) -> Answer | None:
        """An answer past its hour, of this catalogue and this prompt, which ``answer`` has just passed over."""
        key = self.key(question)
        answer = None if self._stored is None or key is None else self._stored.past_its_hour(key)
        return answer and replace(answer, stored_as=key)


def _keys(catalogue: Catalogue) -> CanonicalKey:
    from providers.canonical_key import CanonicalKey  # noqa: PLC0415 -- only where a model's answers are kept

    return CanonicalKey(catalogue)
