"""PinnedQuestions: which of the owner's pinned answers a message asks for.

Every pinned question is found by its meanings. One that the owner taught is found by its content too: without courtesy
and turns of phrase, however its unlisted words are spelled, and with a slip in one of them.
Refuses the same answer to another question: numbers, names, products, negations and every listed word must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shop.catalogue import Catalogue
from shop.entities import Entities, EntityReader
from shop.language import is_devanagari, normalise
from shop.lexicon import LONG_WORD, MASKS, MIN_REPAIR_LENGTH, MIN_REPAIR_SCORE, MIN_SHORT_REPAIR_SCORE
from shop.shop_file import TaughtAnswer
from shop.sound import sound

Form = tuple[tuple[str, ...], tuple[object, ...]]

# Meanings whose words are the same to everybody. Other lists hold things of a kind, such as countries or goods: an
# answer about one of them is no answer about the next, so there a word stands for itself.
PLAIN = frozenset(
    """what which how how_much how_many when where who why is of in on to for from and or not you i this can want do
    have get give tell show send see take come happen price quote discount order quantity piece product gift sell
    all deliver days time shop open close pay invoice sample logo print address gst bulk make good ok hello thanks
    yes free with if catalogue colour weight minimum advance cod today tomorrow urgent broken warranty quality
    charge""".split()
)
# Said around a question without changing it.
COURTESY = frozenset({"hello", "thanks", "ok"})
WANTING_TO_KNOW = (("i", "want", "to", "know"), ("want", "to", "know"), ("i", "want", "know"), ("i", "to", "know"))
BEFORE_TELL = frozenset({"you", "can", "i", "want", "to", "do"})
AFTER_TELL = frozenset({"in", "i", "us", "can", "if", "is", "that"})
# "Do you have X", "X milega", "X dete ho": the content alone asks the same. With "i" only what one gets is asked so.
TURNS = frozenset({"is", "of", "you", "do", "have", "get", "give", "can", "paas", "pas", "पास"})
ASKING = frozenset({"what", "which", "how", "how_much", "how_many", "when", "where", "who", "why", "if", "not"})
# With one of these the order of the others counts: "from A to B", "A is better than B", "not A but B".
ORDERING = frozenset({"from", "to", "and", "or", "not", "compare", "more", "than", "under", "between", "if", "without"})
JOINING = frozenset({"of", "in", "on", "to", "for", "from", "and", "or", "with", "this", "i"})
# Beside these "app" is "aap".
IN_HINGLISH = frozenset({"ho", "hain", "hai"})
PARTICLES = frozenset({"kya", "kia", "क्या"})
BEFORE_PARTICLE = frozenset("ho hai hain h hota hoti hote है हैं हो".split())
_LAST_Y = re.compile("y$")
_DIGITS = re.compile(r"\d+")
LEAST_HEARD = 4
LEAST_ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Content:
    """What a question asks: its words, those that no list knows (``unlisted``), and all that it names.

    ``keeps_order`` is true where the order of the words may count.
    """

    words: tuple[str, ...]
    unlisted: frozenset[str]
    named: tuple[object, ...]
    keeps_order: bool

    @property
    def form(self) -> Form:
        """The same for every spelling and, where it cannot count, every order."""
        return self._ordered(heard(word) if word in self.unlisted else word for word in self.words)

    @property
    def frame(self) -> Form:
        """The same for every slip: it tells only how many unlisted words there are, and where order counts."""
        return self._ordered("" if word in self.unlisted else word for word in self.words)

    def is_slip_of(self, other: Content) -> bool:
        """Whether the unlisted words are those of a question with the same frame, slips aside."""
        mine, others = ([word for word in each.words if word in each.unlisted] for each in (self, other))
        return all(map(is_same_word, mine, others))

    @property
    def is_strange(self) -> bool:
        """Whether at least half of what it speaks of stands in no list, so that an answer to it is a guess."""
        spoken_of = [word for word in self.words if word[0] not in "<@" and word not in JOINING | ASKING | TURNS]
        return 2 * sum(word in self.unlisted for word in spoken_of) >= max(1, len(spoken_of))

    def is_like(self, other: Content) -> bool:
        """Whether two questions ask nearly the same: the same named things, and most of the words."""
        mine, others = set(self.form[0]), set(other.form[0])
        is_near = len(mine & others) >= LEAST_ALIKE * len(mine | others)
        return self.named == other.named and is_near and ("not" in mine) == ("not" in others)

    def _ordered(self, words: Iterable[str]) -> Form:
        return tuple(words if self.keeps_order else sorted(words)), self.named


class PinnedQuestions:
    """The pinned questions of one catalogue, indexed."""

    def __init__(self, catalogue: Catalogue, reader: EntityReader) -> None:
        self._reader = reader
        self._exact: dict[tuple[object, ...], int] = {}
        self._forms: dict[Form, int] = {}
        self._frames: dict[Form, list[tuple[Content, int]]] = {}
        self._taught_sounds: frozenset[str] = frozenset()
        taught: list[tuple[str, int]] = []
        for index, pinned in enumerate(catalogue.pinned):
            if isinstance(pinned, TaughtAnswer):
                taught += [(question, index) for question in pinned.questions]
            else:
                self._exact |= {_meant(reader.read(question)): index for question in pinned.questions}
        unlisted = {word for question, _ in taught for word in self.content(question).unlisted}
        self._taught_sounds = frozenset(map(heard, unlisted))
        for question, index in taught:
            self._add_taught(question, index)

    def find(self, text: str, entities: Entities) -> int | None:
        """The index of the pinned answer to ``text``, whose ``entities`` were read; None where there is none."""
        if self._forms:
            written = self.content(text, entities)
            found = self._forms.get(written.form)
            if found is None:
                slips = self._frames.get(written.frame, ()) if written.unlisted else ()
                found = next((index for content, index in slips if written.is_slip_of(content)), None)
            if found is not None:
                return found
        return self._exact.get(_meant(entities))

    def find_text(self, text: str) -> int | None:
        """The index of the pinned answer to ``text``, said by itself; None where there is none."""
        return self.find(text, self._reader.read(text))

    def content(self, text: str, entities: Entities | None = None) -> Content:
        """What ``text`` asks; ``entities`` are those read from it, where they are known already."""
        entities, told = self._reader.told(entities or self._reader.read(text), PLAIN, self._was_taught)
        products = sorted({f"@{mention.product}" for mention in entities.mentions})
        words = (*_content(told, entities), *products)
        named = _named(entities)
        keeps_order = not ORDERING.isdisjoint(words) or len(products) > 1 or len(named) > 1
        unlisted = frozenset(word for word in words if not self._is_listed(word))
        return Content(words, unlisted, (*named, *_DIGITS.findall(normalise(text))), keeps_order)

    def _add_taught(self, question: str, index: int) -> None:
        content = self.content(question)
        self._forms[content.form] = index
        if content.unlisted:
            self._frames.setdefault(content.frame, []).append((content, index))

    def _was_taught(self, word: str) -> bool:
        return heard(word) in self._taught_sounds

    def _is_listed(self, word: str) -> bool:
        return word[0] == "@" or word in MASKS or self._reader.lexicon.lists(word)


def heard(word: str) -> str:
    """A word as it is said, the same for its spellings in both scripts; short words keep theirs."""
    return (len(word) >= LEAST_HEARD and sound(_LAST_Y.sub("i", word))) or word


def is_same_word(one: str, other: str) -> bool:
    """Whether two unlisted words are one, a slip of the fingers aside."""
    if one == other or heard(one) == heard(other):
        return True
    if is_devanagari(one) or min(len(one), len(other)) < MIN_REPAIR_LENGTH or one[0] != other[0]:
        return False
    from rapidfuzz import fuzz  # noqa: PLC0415 -- 15 ms that messages without a slip need not pay

    least = MIN_REPAIR_SCORE if len(other) >= LONG_WORD else MIN_SHORT_REPAIR_SCORE
    return fuzz.ratio(one, other) >= least


def _meant(entities: Entities) -> tuple[object, ...]:
    """What makes a question the owner's own: its meanings, and each thing that it names."""
    return (entities.meanings, *_named(entities))


def _named(entities: Entities) -> tuple[object, ...]:
    return (
        *((number.role, number.value) for number in entities.numbers),
        *(match.value for match in (*entities.cities, *entities.occasions, *entities.methods)),
    )


def _content(told: list[str], entities: Entities) -> tuple[str, ...]:
    """The words without courtesy and turns of phrase; all of them where nothing else would be left."""
    said = _without_telling(told)
    while said and said[0] in COURTESY:
        said = said[1:]
    while said and said[-1] in COURTESY:
        said = said[:-1]
    if not IN_HINGLISH.isdisjoint(entities.words):
        told_of = [word for word in said if word != "app"]
        said = told_of or said
    if not PARTICLES.isdisjoint(entities.words):
        said = said[1:] if said[:1] == ["what"] else said
        said = said[:-1] if said[-1:] == ["what"] else said
        said = [word for word in said if word != "what"] if _asks_yes_or_no(entities.words) else said
    if "i" not in said:
        said = [word for word in said if word not in TURNS]
    elif "get" in said:
        said = [word for word in said if word not in TURNS and word != "i"]
    return tuple(said if set(said) - ASKING else told)


def _asks_yes_or_no(words: Sequence[str]) -> bool:
    """Whether each "kya" stands at the beginning or behind a verb, "bhejte ho kya aap": then it is no "what"."""
    places = [place for place, word in enumerate(words) if word in PARTICLES]
    return all(place == 0 or words[place - 1] in BEFORE_PARTICLE for place in places)


def _without_telling(words: list[str]) -> list[str]:
    """Without "please tell me if", "I want to know"."""
    for opening in WANTING_TO_KNOW:
        if tuple(words[: len(opening)]) == opening:
            words = words[len(opening) :]
    if "tell" not in words:
        return words
    start = words.index("tell")
    end = start + 1
    while start and words[start - 1] in BEFORE_TELL:
        start -= 1
    while end < len(words) and words[end] in AFTER_TELL:
        end += 1
    return words[:start] + words[end:]
