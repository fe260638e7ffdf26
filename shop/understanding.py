"""Understanding: a message and what was said before -> topics, the new slots and the language of the reply.

Order of work: entities first, then phrases, then what the conversation already knows.
Refuses to let a phrase's score alone settle a product or a quantity: those come from the words themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shop.catalogue import Catalogue
from shop.conversation_slots import SlotKeeper
from shop.entities import Entities, EntityReader
from shop.intent_matcher import IntentMatcher
from shop.language import LanguageGuess, sentences, words_of
from shop.local_text import Language
from shop.slots import Slots
from shop.topic import Topic

MAX_TOPICS = 3
# An intent is certain, sure, or a guess; below the last one it is noise.
CERTAIN = 0.85
SURE = 0.5
LIKELY = 0.36
# Courtesies: they count only where nothing else is said.
COURTESIES = ("greeting", "thanks", "ack", "praise", "smalltalk", "goodbye")
# What must not be drowned by other topics in the same message.
URGENT_TO_HEAR = ("crisis", "opt_out", "complaint", "refund", "human", "payment_status", "order_status")
PRICE_INTENTS = ("price_query", "bulk_quote")
# What is answered by itself, whatever else the message says.
ALONE = ("crisis", "opt_out", "injection", "spam")
# Topics that join two things by "and", so that it divides nothing.
UNDIVIDED = ("compare", "hamper_build")
# Topics that make sense for another product, quantity or city without being named again.
CARRIED = (
    *PRICE_INTENTS,
    "moq",
    "product_info",
    "availability",
    "delivery_time",
    "gst_rate",
    "branding_charge",
    "customization",
    "care",
    "compare",
    "proforma",
    "budget_recommendation",
    "occasion_recommendation",
    "shipping_cost",
    "delivery_area",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """``topics`` (at least one, at most MAX_TOPICS) in the order of their asking; ``slots`` as they stand now.

    ``pinned`` is the index of one of the owner's pinned answers, where the message is one of their questions.
    """

    topics: tuple[Topic, ...]
    slots: Slots
    language: Language
    pinned: int | None = None


def telling(meanings: Sequence[str]) -> bool:
    """Whether a signal says more than the names of things, which every topic may hold."""
    return any(meaning[0] not in "<@" for meaning in meanings)


class Understander:
    """Understands messages with one catalogue; built once, used for each message."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._entities = EntityReader(catalogue)
        self._language = LanguageGuess(catalogue.words.hinglish_words, catalogue.words.english_words)
        self._matcher = IntentMatcher(
            {name: map(self._entities.example, intent.examples) for name, intent in catalogue.intents.items()},
            {
                name: [row for signal in intent.signals if telling(row := self._entities.example(signal))]
                for name, intent in catalogue.intents.items()
            },
        )
        self._keeper = SlotKeeper(catalogue)
        self._start = frozenset(tuple(words_of(phrase)) for phrase in catalogue.words.start)
        self._pinned = {
            tuple(self._entities.example(question)): index
            for index, pinned in enumerate(catalogue.pinned)
            for question in pinned.questions
        }

    def is_start(self, text: str) -> bool:
        """Whether the message is nothing but the wish to be answered again."""
        return tuple(word for word in words_of(text) if word[0].isalpha()) in self._start

    def understand(self, text: str, slots: Slots, now_ms: int) -> Understanding:
        """What ``text`` asks, given the conversation's ``slots`` (as stored) at ``now_ms`` since 1970."""
        before = slots.at(now_ms)
        entities = self._entities.read(text)
        language = self._reply_language(entities, text, before)
        slots_now = replace(before, language=language, updated_at_ms=now_ms)
        pinned = self._pinned.get(entities.meanings)
        if pinned is not None:
            topic = Topic(intent=self._best(entities)[0])
            return Understanding(topics=(topic,), slots=slots_now, language=language, pinned=pinned)
        chosen = self._keeper.choice(entities, before)
        wants = self._wants(entities, before, answered=chosen is not None)
        topics, after = self._keeper.settle(wants, entities, slots_now, chosen)
        after = self._language_wish(topics, entities, after)
        return Understanding(topics=topics, slots=after, language=after.language_wish or language)

    def _reply_language(self, entities: Entities, text: str, before: Slots) -> Language:
        guess = self._language.guess(words_of(text) if entities.taken_as else entities.words)
        return guess or before.language_wish or before.language or "en"

    def _wants(self, entities: Entities, before: Slots, *, answered: bool) -> list[tuple[str, Entities]]:
        """Each intent of the message with the words that carry it."""
        found = [(intent, score, part) for part in self._parts(entities) for intent, score in [self._best(part)]]
        serious = [entry for entry in found if entry[0] not in COURTESIES and entry[0] != "unclear"]
        sure = [entry for entry in serious if entry[1] >= SURE] or serious[:1]
        if answered or (before.asked and not sure and self._has_entity(entities)):
            return [(before.intent or "price_query", entities)]
        if not sure and self._has_entity(entities):
            return [(self._by_entities(entities, before), entities)]
        if not sure:
            courtesy = next((entry for entry in found if entry[0] in COURTESIES and entry[1] >= SURE), None)
            return [(courtesy[0] if courtesy else "unclear", entities)]
        return self._ordered(sure, entities, before)

    def _ordered(
        self, sure: Sequence[tuple[str, float, Entities]], entities: Entities, before: Slots
    ) -> list[tuple[str, Entities]]:
        wants: dict[str, Entities] = {}
        for intent, score, part in sure:
            fitted = self._fitted(intent, score, part, before)
            wants.setdefault(fitted, entities if len(sure) == 1 else part)
        alone = next((name for name in ALONE if name in wants), None)
        if alone:
            return [(alone, wants[alone])]
        if len(wants) > 1:
            for weak in ("price_query" if "bulk_quote" in wants else "", "abuse"):
                wants.pop(weak, None)
        urgent = [name for name in wants if name in URGENT_TO_HEAR]
        order = [*urgent, *(name for name in wants if name not in urgent)]
        return [(name, wants[name]) for name in order[:MAX_TOPICS]]

    def _parts(self, entities: Entities) -> list[Entities]:
        """The message in sentences, and sentences at "and" where both halves ask something of their own."""
        spans = sentences(entities.words)
        parts: list[Entities] = []
        for start, end in spans:
            parts += self._halves(self._entities.part(entities, start, end))
        if len(parts) < 2:
            return parts or [entities]
        return parts

    def _halves(self, part: Entities) -> list[Entities]:
        if self._best(part)[0] in UNDIVIDED:
            return [part]
        for index, word in enumerate(part.words):
            if word not in ("and", "aur", "और", ",", "also", "plus") or not 1 < index < len(part.words) - 2:
                continue
            left = self._entities.part(part, 0, index)
            right = self._entities.part(part, index + 1, len(part.words))
            one, other = self._best(left), self._best(right)
            if min(one[1], other[1]) >= SURE and one[0] != other[0] and "unclear" not in (one[0], other[0]):
                return [left, *self._halves(right)]
        return [part]

    def _best(self, entities: Entities) -> tuple[str, float]:
        scores = self._matcher.scores(entities.meanings)
        if not scores or scores[0].value < LIKELY:
            return "unclear", 0.0
        return scores[0].intent, scores[0].value

    def _fitted(self, intent: str, score: float, part: Entities, before: Slots) -> str:
        """The intent made to fit what was named: a price with a quantity is a quote, money under a limit a search."""
        has_quantity = bool(part.with_role("quantity"))
        has_product = any(mention.product for mention in part.mentions)
        if intent in PRICE_INTENTS:
            if part.with_role("money") and not has_product:
                return "budget_recommendation"
            known = has_quantity or (before.quantity is not None and not has_product)
            return "bulk_quote" if known else "price_query"
        if intent in ("availability", "hamper_build") and has_product and has_quantity and score < CERTAIN:
            return "bulk_quote"
        if score < SURE and has_quantity and before.intent in CARRIED and not has_product:
            return self._by_entities(part, before)
        return intent

    def _by_entities(self, entities: Entities, before: Slots) -> str:
        """What is meant when only things are named: the topic spoken of, or what such things are mostly about."""
        quantity = entities.with_role("quantity")
        placed = bool(entities.cities or entities.with_role("pincode"))
        rebranded = entities.branding is not None or bool(entities.mentions)
        rules = (
            ("budget_recommendation", bool(entities.with_role("money")) and not entities.mentions),
            (before.intent or "", before.intent in CARRIED and before.intent not in PRICE_INTENTS and not quantity),
            ("bulk_quote", bool(quantity) or (before.quantity is not None and rebranded)),
            ("price_query", bool(entities.mentions)),
            ("occasion_recommendation", bool(entities.occasions)),
            ("bulk_quote", placed and before.intent == "bulk_quote"),
            ("delivery_area", placed),
        )
        return next((intent for intent, holds in rules if holds), "unclear")

    @staticmethod
    def _has_entity(entities: Entities) -> bool:
        return bool(
            entities.mentions
            or entities.cities
            or entities.occasions
            or entities.branding is not None
            or entities.with_role("quantity", "money", "pincode")
        )

    @staticmethod
    def _language_wish(topics: Sequence[Topic], entities: Entities, slots: Slots) -> Slots:
        if all(topic.intent != "language" for topic in topics):
            return slots
        wished: Language | None = None
        if "hindi" in entities.meanings:
            wished = "hi" if slots.language == "hi" else "hinglish"
        elif "english" in entities.meanings:
            wished = "en"
        return replace(slots, language_wish=wished or slots.language_wish)
