"""CanonicalWords: a question as a row of words in one spelling, what it names as marks: "price of @marble-coaster".

Courtesy goes; a word that nobody listed stays as it was written, also where it was taken for a slip of another.
Refuses to drop what it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from providers.plain_slip import is_plain_slip
from providers.same_words import SameWords
from shop.catalogue import Catalogue
from shop.entities import Entities
from shop.language import SENTENCE_ENDS, folded, words_of
from shop.local_text import LANGUAGES, LocalText
from shop.number_roles import Number
from shop.product import Product
from shop.product_finder import Mention

PAUSE = "|"
_PAUSES = SENTENCE_ENDS | {","}
# Of the owner's filler, what changes no question wherever it stands.
_EMPTY = (
    "please plz pls plss pleez kindly kripya krupya zara jara ji toh the a an well actually basically so will would "
    "shall some any koi kuch um uh जी कृपया ज़रा जरा तो कोई कुछ".split()
)
# Of the owner's filler, whom one speaks to, at either end of what is said, unless it may be whom a gift is for.
_CALLED = "sir madam mam maam sirji bhai bhaiya bhaiyya bro dear yaar भाई सर मैडम भैया यार".split()
# Behind a product these only mark it as what something is done to: "coaster ko kaise saaf kare".
_OBJECT_MARKS = frozenset(("ko", "को"))
_FOR_SOMEBODY = frozenset("for of to from with without and or my your in on me by".split())
_COURTESIES = frozenset({"hello", "thanks", PAUSE})

# Words of a product's names that only join the others.
_JOINING = "of wala wale wali वाला वाले वाली".split()

Span = tuple[int, tuple[str, ...]]


def is_mark(word: str) -> bool:
    """Whether a word of the row stands for something named: a product, a number, a city, a method, an occasion."""
    return len(word) > 1 and (word[0] == "@" or ":" in word)


class CanonicalWords:
    """Reads with one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        words = catalogue.words
        self._same = SameWords(words)
        filler = folded(words.filler)
        self._empty = folded(_EMPTY) & filler
        self._called = folded(_CALLED) & filler
        self._money_signs = folded(words.units["money"])
        # What tells more than a product's own name, although the owner lists it with the names.
        self._telling = folded((*words.other_materials, *words.units["pack"]))
        self._mere = {product.id: self._mere_names(catalogue, product) for product in catalogue.products.values()}
        for name, family in catalogue.families.items():
            self._mere[name] = frozenset(self._plain_names(family.name, family.plural, family.also_called))

    @property
    def things(self) -> frozenset[str]:
        """The words that name a thing or a quality; all other listed words stand between them."""
        return self._same.things

    def read(self, entities: Entities) -> tuple[str, ...]:
        """The words in the order of their writing, without courtesy and without pauses at either end."""
        words = _as_written(entities)
        named = dict(self._named(entities, words))
        told: list[str] = []
        place = 0
        while place < len(words):
            is_object = words[place] in _OBJECT_MARKS and told[-1:] and told[-1][0] == "@"
            place, pieces = named.get(place) or self._plain(words, place, named)
            told += () if is_object else pieces
        return _trimmed(self._without_calls(_joined(told)))

    def _named(self, entities: Entities, words: Sequence[str]) -> Iterator[tuple[int, Span]]:
        """What is named, by its place: where it ends, and its marks. What overlaps the one before counts as words."""
        found = [
            *((mention.start, mention.end, self._product_marks(mention, words)) for mention in entities.mentions),
            *((*self._with_signs(number, words), (_number_mark(number),)) for number in entities.numbers),
            *((match.start, match.end, (f"method:{match.value}",)) for match in entities.methods),
            *((match.start, match.end, (f"city:{match.value}",)) for match in entities.cities),
        ]
        free_from = 0
        for start, end, marks in sorted(found, key=lambda each: each[0]):
            if start >= free_from:
                yield start, (end, marks)
                free_from = end

    def _product_marks(self, mention: Mention, words: Sequence[str]) -> tuple[str, ...]:
        """The id, with what of the words tells more than the product's own name; all words where they only hint."""
        said = words[mention.start : mention.end]
        mention_name = mention.family or mention.product
        if mention_name is None or mention.hinted:
            return ("@" + " ".join(mention.products), *said)
        mere = self._mere[mention_name]
        read = [(word, self._read_word(word)) for word in said]
        # Names that share no word with the product's own are other names of it: "key ring", "welcome kit".
        is_other = mere.isdisjoint(name for _, name in read if name not in _JOINING)
        more = [name for word, name in read if word in self._telling or not (is_other or name in mere)]
        return ("@" + " ".join((mention_name, *more)),)

    def _read_word(self, word: str) -> str:
        match = self._same.table.at([word], 0)
        return match.value[0] if match else word

    def _mere_names(self, catalogue: Catalogue, product: Product) -> frozenset[str]:
        """The words that only name a product; other words of its names tell more: "blue pottery", "insulated"."""
        names = [*self._plain_names(product.name, product.plural, (*product.also_called, *product.hinted_by))]
        if product.family:
            family = catalogue.families[product.family]
            names += self._plain_names(family.name, family.plural, family.also_called)
        return frozenset(names)

    def _plain_names(self, name: LocalText, plural: LocalText, also_called: Iterable[str]) -> Iterator[str]:
        """All words of the names proper, and of the others those that are one word."""
        proper = (text.in_(language) for text in (name, plural) for language in LANGUAGES)
        single = (other for other in also_called if len(words_of(other)) == 1)
        for wording in (*proper, *single, *_JOINING):
            yield from map(self._read_word, words_of(wording))

    def _with_signs(self, number: Number, words: Sequence[str]) -> tuple[int, int]:
        """The place of an amount with the signs of its money."""
        start, end = number.start, number.end
        if number.role == "money":
            if start > 1 and words[start - 1] == "." and words[start - 2] in self._money_signs:
                start -= 1
            while start and words[start - 1] in self._money_signs:
                start -= 1
            while end < len(words) and words[end] in self._money_signs:
                end += 1
        return start, end

    def _plain(self, words: Sequence[str], place: int, named: dict[int, Span]) -> Span:
        """The word or phrase at a place where nothing is named."""
        match = self._same.table.at(words, place)
        if match and named.keys().isdisjoint(range(place + 1, match.end)):
            return match.end, match.value
        word = words[place]
        if word in _PAUSES:
            return place + 1, (PAUSE,)
        return place + 1, () if word in self._empty else (word,)

    def _without_calls(self, told: Sequence[str]) -> list[str]:
        if "gift" in told or any(word.startswith("occasion:") for word in told):
            return list(told)
        edged = (PAUSE, *told, PAUSE)
        return [word for place, word in enumerate(told) if not self._is_call(word, edged[place], edged[place + 2])]

    def _is_call(self, word: str, before: str, after: str) -> bool:
        is_at_edge = not _COURTESIES.isdisjoint((before, after)) and _FOR_SOMEBODY.isdisjoint((before, after))
        return word in self._called and is_at_edge


def _as_written(entities: Entities) -> list[str]:
    words = list(entities.words)
    for place, written in entities.taken_as.items():
        if not is_plain_slip(written, words[place]):
            words[place] = written
    return words


def _number_mark(number: Number) -> str:
    return f"{number.role}:{number.value.normalize():f}{' in all' if number.in_all else ''}"


def _joined(told: Sequence[str]) -> list[str]:
    """Without the hyphens inside words, and with one pause where several stand in a row."""
    kept: list[str] = []
    edged = ("", *told, "")
    for before, word, after in zip(edged, told, edged[2:], strict=False):
        is_hyphen = word == "-" and before[-1:].isalpha() and after[:1].isalpha()
        if not is_hyphen and not (word == PAUSE and kept[-1:] == [PAUSE]):
            kept.append(word)
    return kept


def _trimmed(told: Sequence[str]) -> tuple[str, ...]:
    """Without greeting and thanks at either end."""
    start, end = 0, len(told)
    while start < end and told[start] in _COURTESIES:
        start += 1
    while start < end and told[end - 1] in _COURTESIES:
        end -= 1
    return tuple(told[start:end])
