"""Entities: what a message names, in places: products, numbers, city, occasion, branding, attributes.

Refuses to decide what is wanted: it only tells what is there, and gives the message with the names masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shop.catalogue import Catalogue
from shop.change_words import ChangeWords
from shop.language import fold, normalise, words_of
from shop.lexicon import MIN_REPAIR_LENGTH, Lexicon
from shop.masked_words import Named, masked, without_repeats
from shop.number_roles import Number, Role
from shop.numbers import NumberReader
from shop.phrase_table import Match, PhraseTable
from shop.product import FactKey
from shop.product_finder import Mention, ProductFinder
from shop.shop_file import TaughtAnswer

_MARK = re.compile(r"(<[a-z]+>)")
# The meaning of words for goods that the shop does not sell.
OTHER_GOODS = "other_goods"
# A message of no more words is about its number; a longer one only if it speaks of buying.
SHORT_MESSAGE = 6
BUYING = frozenset(
    {"price", "quote", "total", "want", "order", "place_order", "minimum", "piece", "gift", "set", "make", "hamper"}
    | {"how_much", "quantity", "bulk", "discount", "budget", "print", "engrave", "logo", "sample", "take", "change"}
)
_BRANDING = frozenset({"logo", "print", "engrave", "custom"})
_DECLINABLE = _BRANDING | {"name"}
_DECLINING = ("not", "remove", "leave_it")


_NOTHING = Named((), (), (), (), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """What stands in ``words``, each with its place; ``meanings`` is the message masked, for matching.

    Behind the masked words ``meanings`` names each product once, as "@id", for the few intents that are about it.

    ``branding`` is a method's English name, "" where a logo is wanted by no special method, None where none is
    spoken of; ``no_branding`` is true where the customer declines it.
    ``tags`` are qualities that gifts should have; ``ordinal`` is a place in an offered list, -1 the last one.
    ``adds`` is true where a product comes on top of others; ``not_sold`` where a thing is named that the shop does not
    sell, or a product in a material that it does not come in. ``change``: by how many pieces more (or, below nought,
    fewer) than before. ``replaced``: where names and numbers begin that others come instead of; ``corrected``: those
    of words that take back what stands before them. ``taken_as`` maps places to words as they were written;
    ``goods_known`` is true where a product was spoken of before.
    """

    words: tuple[str, ...]
    mentions: tuple[Mention, ...]
    numbers: tuple[Number, ...]
    cities: tuple[Match[str], ...]
    occasions: tuple[Match[str], ...]
    methods: tuple[Match[str], ...]
    meanings: tuple[str, ...]
    tags: tuple[str, ...]
    ordinal: int | None
    adds: bool
    change: int | None
    replaced: frozenset[int]
    corrected: tuple[int, ...]
    not_sold: bool
    attributes: tuple[FactKey, ...]
    branding: str | None
    no_branding: bool
    taken_as: dict[int, str]
    goods_known: bool

    def corrects(self, start: int, end: int) -> bool:
        """Whether the words from ``start`` up to ``end`` take back what stands before them."""
        return any(start <= place < end for place in self.corrected)

    def with_role(self, *roles: Role) -> list[Number]:
        """The numbers that play one of the roles."""
        return [number for number in self.numbers if number.role in roles]


class EntityReader:
    """Reads entities with the catalogue's names and the owner's word lists."""

    def __init__(self, catalogue: Catalogue) -> None:
        words = catalogue.words
        self.products = ProductFinder(catalogue)
        self._numbers = NumberReader(words)
        self._cities = PhraseTable([*((city, city) for city in words.cities), *words.cities_in_hindi.items()])
        self._occasions = PhraseTable((name, tag) for tag, names in words.occasions.items() for name in names)
        self._qualities = PhraseTable((name, tag) for tag, names in words.qualities.items() for name in names)
        self._ordinals = PhraseTable((name, place) for place, names in words.ordinals.items() for name in names)
        self._materials = frozenset(fold(normalise(word)) for word in words.other_materials) - self.products.vocabulary
        self._also = PhraseTable((name, True) for name in words.also)
        self._changes = ChangeWords(words)
        ways = [way for product in catalogue.products.values() for way in product.branding.items()]
        self._methods = PhraseTable(
            [
                *(
                    (name, method)
                    for method, way in ways
                    for name in (method, way.name.en, way.name.hinglish, way.name.hi)
                ),
                *((name, name) for _, way in ways for name in way.also_called),
            ]
        )
        known = self.products.vocabulary | self._cities.vocabulary
        # The owner's own questions are no slips either.
        taught = [isinstance(pinned, TaughtAnswer) for pinned in catalogue.pinned]
        asked = [{word for text in pinned.questions for word in words_of(text)} for pinned in catalogue.pinned]
        also_known = known.union(*(words for words, is_taught in zip(asked, taught, strict=True) if not is_taught))
        self.lexicon = Lexicon(
            words,
            also_known | self._occasions.vocabulary | self._methods.vocabulary,
            self._numbers.vocabulary,
            taught=frozenset().union(*(words for words, is_taught in zip(asked, taught, strict=True) if is_taught)),
        )
        # A text with none of these words names nothing.
        self._naming = known | self._occasions.vocabulary | self._methods.vocabulary | self._numbers.vocabulary
        # "Engraved" names the method as well as "engraving" does.
        self._engraving = next((name for name, _ in ways if "engrave" in self.lexicon.meanings(words_of(name))), "")
        self._attributes: dict[str, FactKey] = {
            meaning: key for key, meanings in words.attributes.items() for meaning in meanings
        }

    def read(self, text: str, *, goods_known: bool = False, goods_counted: bool = False) -> Entities:
        """Everything that ``text`` names; ``goods_known``: a product was spoken of; ``goods_counted``: quoted."""
        words = words_of(text)
        repaired = self.lexicon.repair(words)
        taken_as = {index: words[index] for index in repaired}
        for index, better in repaired.items():
            words[index] = better
        entities = self._read_words(words, taken_as, goods_known=goods_known)
        if not goods_counted or not any(number.loose for number in entities.numbers):
            return entities
        counted = tuple(replace(n, role="quantity", loose=False) if n.loose else n for n in entities.numbers)
        named = Named(entities.mentions, counted, entities.cities, entities.occasions, entities.methods)
        return replace(entities, numbers=counted, meanings=self._meanings(words, named))

    def told(
        self, entities: Entities, among: Collection[str], is_meant: Callable[[str], bool]
    ) -> tuple[Entities, list[str]]:
        """The masked words with only the meanings ``among``; a word stays as written unless it is a slip of those.

        ``is_meant`` tells of a word that it is no slip at all. Names of products may be slips too. The entities are
        those of the words so read.
        """
        named = {place for mention in entities.mentions for place in range(mention.start, mention.end)}
        words = list(entities.words)
        for place, written in entities.taken_as.items():
            is_sure = len(written) >= MIN_REPAIR_LENGTH and set(self.lexicon.meanings([words[place]])) <= set(among)
            if place not in named and (is_meant(written) or not is_sure):
                words[place] = written
        if words != list(entities.words):
            entities = self._read_words(words, {}, goods_known=entities.goods_known)
        return entities, without_repeats(self.lexicon.meanings(masked(words, self._named(words)), among))

    def part(self, entities: Entities, start: int, end: int) -> Entities:
        """The entities of a stretch of the message, as if it stood alone."""
        taken_as = {index - start: word for index, word in entities.taken_as.items() if start <= index < end}
        return self._read_words(list(entities.words[start:end]), taken_as, goods_known=entities.goods_known)

    def example(self, text: str) -> list[str]:
        """The meanings of an example phrasing, whose `<product>`-like marks stand for entities."""
        words: list[str] = []
        for piece in _MARK.split(text):
            words += [piece] if piece[:1] == "<" else words_of(piece)
        plain = self._naming.isdisjoint(words) and not any(word[0].isdecimal() for word in words)
        return list(self._meanings(words, _NOTHING if plain else self._named(words)))

    def _meanings(self, words: Sequence[str], named: Named) -> tuple[str, ...]:
        """The masked meanings, and behind them which products the masks stand for."""
        products = sorted({f"@{mention.product}" for mention in named.mentions if mention.product})
        return (*without_repeats(self.lexicon.meanings(masked(words, named))), *products)

    def _named(self, words: list[str]) -> Named:
        mentions = tuple(self.products.find(words))
        return Named(
            mentions,
            tuple(self._numbers.read(words, ((mention.start, mention.end) for mention in mentions))),
            tuple(self._cities.find(words)),
            tuple(self._occasions.find(words)),
            tuple(self._methods.find(words)),
        )

    def _branding(self, meanings: Sequence[str], methods: Sequence[Match[str]]) -> tuple[str | None, bool]:
        # "Print nahi, laser kar do": one is declined, the other wanted.
        for place, word in enumerate(meanings):
            rather = meanings[place + 1 : place + 3] if word == "not" and meanings[place - 1] in _BRANDING else ()
            if place and not _BRANDING.isdisjoint(rather):
                return (methods[-1].value if methods else ""), False
        declined = any(
            word in _DECLINING and not _DECLINABLE.isdisjoint(meanings[max(0, index - 2) : index + 3])
            for index, word in enumerate(meanings)
        )
        if not methods and _BRANDING.isdisjoint(meanings):
            # "300 pens with our name"; a name alone may be anybody's.
            named = any({one, other} == {"with", "name"} for one, other in pairwise(m for m in meanings if m != "i"))
            return ("" if named and not declined else None), declined
        if methods:
            return methods[0].value, declined
        return ("engrave" in meanings and self._engraving) or "", declined

    def _is_not_sold(self, words: Sequence[str], mentions: Sequence[Mention], meanings: Sequence[str]) -> bool:
        sold = any(mention.product and not mention.hinted for mention in mentions)
        if OTHER_GOODS in meanings and not sold:
            return True
        before = {
            words[place] for mention in mentions for place in (mention.start - 1, mention.start - 2) if place >= 0
        }
        return not self._materials.isdisjoint(before)

    def _read_words(self, words: list[str], taken_as: dict[int, str], *, goods_known: bool) -> Entities:
        named = self._named(words)
        plain = self.lexicon.meanings(words)
        if not goods_known:
            named = named._replace(numbers=_of_goods(named, words, plain))
        replaced = self._changes.replaced(words, named.methods)
        methods = [match for match in named.methods if match.start not in replaced] or named.methods
        branding, declined = self._branding(plain, methods)
        return Entities(
            words=tuple(words),
            mentions=named.mentions,
            numbers=named.numbers,
            cities=named.cities,
            occasions=named.occasions,
            methods=named.methods,
            meanings=self._meanings(words, named),
            ordinal=next((match.value for match in self._ordinals.find(words)), None),
            not_sold=self._is_not_sold(words, named.mentions, plain),
            adds=any(True for _ in self._also.find(words)),
            change=self._changes.by_how_many(words, named.numbers),
            corrected=self._changes.corrections(words),
            replaced=self._changes.replaced(words, (*named.mentions, *named.numbers)),
            tags=(
                *dict.fromkeys(match.value for match in self._qualities.find(words)),
                *(rank for rank in ("cheapest", "dearest") if rank in plain),
            ),
            attributes=tuple(
                dict.fromkeys(self._attributes[meaning] for meaning in plain if meaning in self._attributes)
            ),
            branding=branding,
            no_branding=declined,
            taken_as=taken_as,
            goods_known=goods_known,
        )


def _of_goods(named: Named, words: Sequence[str], meanings: Sequence[str]) -> tuple[Number, ...]:
    """The numbers, where a loose one in a long message that speaks of neither goods nor buying is no quantity."""
    if named.mentions or len(words) <= SHORT_MESSAGE or not BUYING.isdisjoint(meanings):
        return named.numbers
    return tuple(
        replace(number, role="other") if number.role == "quantity" and not number.certain else number
        for number in named.numbers
    )
