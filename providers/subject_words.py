"""SubjectWords: by which words a text may name a product or a way of branding, so that no price is said of another one.

Where a word may mean two of them ("ceramic"), both count as named. Refuses words that tell nothing: a family's alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from providers.plain_text import fold
from shop.catalogue import Catalogue
from shop.local_text import LANGUAGES
from shop.product import Product

LEAST_LETTERS = 3
# Pieces of a clause, each with the subjects that it speaks of.
Bound = tuple[tuple[str, set[str]], ...]


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """A subject as the facts' names have it, and the folded words, or runs of words, that may name it."""

    subject: str
    pattern: re.Pattern[str]

    def is_named_in(self, text: str) -> bool:
        """Whether a folded text names the subject."""
        return self.pattern.search(text) is not None


def product_words(catalogue: Catalogue) -> tuple[SubjectWords, ...]:
    """The words of every product: its whole names, and its head noun or what tells it from its family."""
    return tuple(
        SubjectWords(product.id, _pattern({*map(fold, _names(product)), *_telling(product)}))
        for product in catalogue.products.values()
    )


def family_words(catalogue: Catalogue) -> tuple[SubjectWords, ...]:
    """The words of every family of goods: its names alone."""
    return tuple(
        SubjectWords(
            name, _pattern({fold(text.in_(each)) for text in (family.name, family.plural) for each in LANGUAGES})
        )
        for name, family in catalogue.families.items()
    )


def branding_words(catalogue: Catalogue) -> tuple[SubjectWords, ...]:
    """The words of every way of branding: its whole names, and each word that no other way has in its names."""
    names: dict[str, set[str]] = {}
    for product in catalogue.products.values():
        for way, branding in product.branding.items():
            names.setdefault(way, set()).update(fold(branding.name.in_(language)) for language in LANGUAGES)
    words = {way: {word for spelling in spellings for word in spelling.split()} for way, spellings in names.items()}
    ways_of = Counter(word for own in words.values() for word in own)
    return tuple(
        SubjectWords(way, _pattern(spellings | {word for word in words[way] if ways_of[word] == 1}))
        for way, spellings in names.items()
    )


def bindings(clause: str, subjects: Iterable[SubjectWords]) -> tuple[Bound, Bound]:
    """A clause cut before each subject that it names, and cut behind each, with the subjects named in each piece.

    "Mugs are ₹120 and bottles ₹325" is read right by the first way, "₹120 for mugs and ₹325 for bottles" by the second.
    """
    places = _places(clause, subjects)
    starts = sorted(places)
    named = [places[start][1] for start in starts]
    before = [0, *starts[1:], len(clause)]
    behind = [0, *(places[start][0] for start in starts[:-1]), len(clause)]
    first, second = ([clause[cut:following] for cut, following in pairwise(cuts)] for cuts in (before, behind))
    return tuple(zip(first, named, strict=True)), tuple(zip(second, named, strict=True))


def named_in_order(clause: str, subjects: Iterable[SubjectWords]) -> list[set[str]]:
    """The subjects that a clause names, in order, those of one word together."""
    return [named for _, named in bindings(clause, subjects)[0]]


def named_products(text: str, subjects: Iterable[SubjectWords]) -> frozenset[str]:
    """The subjects that a folded text names; within a longer name a shorter one does not count."""
    return frozenset(subject for _, named in _places(text, subjects).values() for subject in named)


def _places(text: str, subjects: Iterable[SubjectWords]) -> dict[int, tuple[int, set[str]]]:
    """By where it starts, each name in a text: where it ends, and the subjects that it may stand for."""
    spans: dict[tuple[int, int], set[str]] = {}
    for words in subjects:
        for match in words.pattern.finditer(text):
            spans.setdefault(match.span(), set()).add(words.subject)
    whole = [span for span in spans if not any(_holds(other, span) for other in spans)]
    return {start: (end, spans[start, end]) for start, end in whole}


def _holds(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a span is longer than another and holds it."""
    return span != other and span[0] <= other[0] and other[1] <= span[1]


def _names(product: Product) -> list[str]:
    return [text.in_(language) for text in (product.name, product.plural) for language in LANGUAGES]


def _telling(product: Product) -> set[str]:
    """Of a coaster what comes before "coaster", of a steel bottle "bottle"."""
    places = slice(0, 1) if product.family else slice(-1, None)
    words = {word for name in _names(product) for word in fold(name).split()[places]}
    return {word for word in words if len(word) >= LEAST_LETTERS}


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])")
