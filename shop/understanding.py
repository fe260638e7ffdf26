"""Understanding: a message and what was said before -> topics, the new slots and the language of the reply.

Refuses to answer: phrasing.py words what is understood here, from the facts that the topics are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from shop.catalogue import Catalogue
from shop.conversation_slots import SlotKeeper
from shop.due_date import due_date
from shop.entities import Entities, EntityReader
from shop.follow_up import leans_back
from shop.intent_choice import IntentChoice
from shop.intent_fit import names_only
from shop.intent_tables import ALONE
from shop.language import LanguageGuess, words_of
from shop.local_text import Language
from shop.phrase_table import PhraseTable
from shop.pinned_questions import PinnedQuestions
from shop.scored_part import PLAIN, SURE
from shop.shop_file import TaughtAnswer
from shop.slots import Slots
from shop.topic import Topic

# The slots that an answer may speak of; the others only tell what the next message means.
SPOKEN_OF = (
    "items",
    "alternatives",
    "branding",
    "no_branding",
    "city",
    "budget",
    "people",
    "occasion",
    "date",
    "due",
    "misses",
)
# "Wrong", "yeh galat hai": of nothing but these words, the last answer is meant.
WRONG = "wrong"
BESIDE_WRONG = frozenset({WRONG, "this", "not", "is", "you", "answer", "jawab", "reply", "जवाब", "उत्तर"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """``topics`` (one to three) in the order of their asking; ``slots`` as they stand after the message.

    ``pinned`` is the index of one of the owner's pinned answers, where the message is one of their questions.
    ``entities`` is what the message names, None where nobody wrote one.
    """

    topics: tuple[Topic, ...]
    slots: Slots
    language: Language
    pinned: int | None = None
    entities: Entities | None = field(default=None, compare=False, repr=False)

    @property
    def answered_from(self) -> tuple[object, ...]:
        """All of it that an answer depends on."""
        said = tuple(getattr(self.slots, name) for name in SPOKEN_OF)
        return (self.topics, self.language, self.pinned, said)


class Understander:
    """Understands messages with one catalogue; built once, used for each message."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entities = EntityReader(catalogue)
        self._choice = IntentChoice(catalogue, self._entities)
        self._keeper = SlotKeeper(catalogue)
        self._language = LanguageGuess(catalogue.words.hinglish_words, catalogue.words.english_words)
        self._zone = ZoneInfo(catalogue.shop.timezone)
        self._start = frozenset(tuple(words_of(phrase)) for phrase in catalogue.words.start)
        self._products, self._occasions = catalogue.products, catalogue.words.occasions
        self._not_answered = PhraseTable((phrase, True) for phrase in catalogue.words.not_answered)
        self._taught = {index for index, each in enumerate(catalogue.pinned) if isinstance(each, TaughtAnswer)}
        self.pinned = PinnedQuestions(catalogue, self._entities)

    def is_start(self, text: str) -> bool:
        """Whether the message is nothing but the wish to be answered again."""
        return tuple(word for word in words_of(text) if word[0].isalpha()) in self._start

    def language_of(self, text: str) -> Language | None:
        """The language that ``text`` is written in; None where it may be any."""
        return self._language.guess(words_of(text))

    def rejects(self, entities: Entities) -> bool:
        """Whether a message says that the last answer was none to the question that was asked."""
        if any(True for _ in self._not_answered.find(entities.words)):
            return True
        meanings = set(entities.meanings)
        return WRONG in meanings and meanings <= BESIDE_WRONG

    def is_guess(self, text: str, entities: Entities) -> bool:
        """Whether the message was understood by little: no intent is sure, and half of its words stand in no list.

        Or it asks whether there is a thing that no list explains.
        """
        intent, score = self._choice.best(entities)
        names_nothing = not (entities.mentions or entities.not_sold)
        if intent == "availability" and names_nothing and self._entities.lexicon.unexplained(entities.meanings):
            return True
        is_unsure = score < SURE or (score < PLAIN and bool(entities.taken_as))
        return is_unsure and self.pinned.content(text).is_strange

    def meanings(self, text: str) -> tuple[str, ...]:
        """What the words of ``text`` mean, in order."""
        return self._entities.read(text).meanings

    def leans_back(self, text: str) -> bool:
        """Whether ``text`` may mean something else without what was said before it."""
        entities = self._entities.read(text)
        return leans_back(entities, self._language.guess(entities.words) or "en")

    def understand(self, text: str, slots: Slots, now_ms: int) -> Understanding:
        """What ``text`` asks, given the conversation's ``slots`` (as stored) at ``now_ms`` since 1970."""
        before = slots.at(now_ms).known_to(self._products, self._occasions)
        counted = before.quantity is not None
        known = bool(before.items) or before.asked is not None
        entities = self._entities.read(text, goods_known=known, goods_counted=counted)
        language = self._reply_language(entities, text, before)
        today = datetime.fromtimestamp(now_ms / 1000, self._zone).date()
        due = due_date(entities, text, today)
        slots_now = replace(
            before, language=language, updated_at_ms=now_ms, due=before.due if due is None else due.isoformat()
        )
        pinned = self.pinned.find(text, entities)
        if pinned is not None:
            topic = Topic(intent=self._pinned_intent(pinned, entities))
            after = replace(slots_now, misses=0)
            return Understanding(topics=(topic,), slots=after, language=language, pinned=pinned, entities=entities)
        chosen = self._keeper.choice(entities, before)
        if self._keeper.takes_least(entities, before):
            wants = [("bulk_quote", entities)]
        else:
            wants = self._choice.wants(entities, before, chosen=chosen is not None)
        topics, after = self._keeper.settle(wants, entities, slots_now, chosen, today)
        wish = _language_wish(topics, entities, language)
        after = replace(after, language_wish=wish or after.language_wish)
        return Understanding(topics=topics, slots=after, language=wish or language, entities=entities)

    def _pinned_intent(self, pinned: int, entities: Entities) -> str:
        """The likeliest intent. What the owner taught is none of them, but for those that nothing may outweigh."""
        best = self._choice.best(entities)[0]
        return "unclear" if pinned in self._taught and best not in ALONE else best

    def stands_alone(self, text: str, understanding: Understanding, before_slots: Slots, now_ms: int) -> bool:
        """Whether ``text`` means the same in a new chat as in the one with ``before_slots``, where it was understood.

        In doubt it does not: words that point back, a question of the shop's still open, a wish for a language.
        """
        before, entities = before_slots.at(now_ms), understanding.entities or self._entities.read(text)
        if leans_back(entities, understanding.language):
            return False
        if before == Slots():
            return True
        if before.asked is not None or before.choices or before.language_wish is not None or names_only(entities):
            return False
        alone = self.understand(text, Slots(), now_ms)
        return alone.answered_from == understanding.answered_from

    def _reply_language(self, entities: Entities, text: str, before: Slots) -> Language:
        """The wish of the customer; else the message's own language; else that of the conversation."""
        guess = self._language.guess(words_of(text) if entities.taken_as else entities.words)
        if before.language_wish and guess != "hi":
            return before.language_wish
        return guess or before.language or "en"


def _language_wish(topics: Sequence[Topic], entities: Entities, language: Language) -> Language | None:
    """The language that the customer asks for, if the message is about that."""
    if all(topic.intent != "language" for topic in topics):
        return None
    named = [meaning for meaning in entities.meanings if meaning in ("english", "hindi")]
    if set(named) == {"english"} and "not" in entities.meanings:
        return language if language != "en" else "hinglish"
    # "My Hindi is hopeless, kindly keep it to English": the last one named is wanted.
    if named[-1:] == ["hindi"]:
        return "hinglish" if language == "hinglish" else "hi"
    return "en" if named else None
