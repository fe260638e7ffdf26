"""ProductFinder: which products, and which families of products, a message names.

The longest name wins; a bare material ("marble wale") points to a product only where no other product is meant.
Refuses to choose between two products that fit equally: it reports both as candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shop.catalogue import Catalogue
from shop.phrase_table import Match, PhraseTable

_JOINS = frozenset({"and", "aur", "or", "ya", "vs", "versus", "&", "+", "/", "और", "या", "तथा"})
_LINKS = frozenset({"wala", "wale", "wali", "vala", "vale", "ka", "ki", "ke", "वाला", "वाले", "वाली", "का", "के", "की"})
_ONES = frozenset({"ones", "one", "item", "thing", "type", "kind", "variety"})
# Between "and" and a bare material stand at most a number's words.
MOST_BEHIND_AND = 3
_Hint = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Name:
    """A product's id or a family's key."""

    key: str
    is_family: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """The words from ``start`` up to, not including, ``end`` name one of ``products``, or the family of them.

    One product: it is meant. Several: the customer must be asked which. ``hinted``: only a material was named.
    """

    start: int
    end: int
    products: tuple[str, ...]
    family: str | None = None
    hinted: bool = False

    @property
    def product(self) -> str | None:
        """The product, where it is clear which."""
        return self.products[0] if len(self.products) == 1 else None


class ProductFinder:
    """Finds products by their names in all three languages."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._family_of = {product.id: product.family for product in catalogue.products.values()}
        products = ((name, _Name(product.id)) for product in catalogue.products.values() for name in product.names)
        families = (
            (name, _Name(key, is_family=True))
            for key, family in catalogue.families.items()
            for text in (family.name, family.plural)
            for name in (text.en, text.hinglish, text.hi, *family.also_called)
        )
        self._named = PhraseTable((*products, *families))
        hints: dict[str, set[str]] = {}
        for product in catalogue.products.values():
            for hint in product.hinted_by:
                hints.setdefault(hint, set()).add(product.id)
        self._hints = PhraseTable((hint, frozenset(products)) for hint, products in hints.items())
        self.vocabulary = self._named.vocabulary | self._hints.vocabulary

    def find(self, words: Sequence[str]) -> list[Mention]:
        """All mentions, from left to right; a product named twice is listed twice."""
        named = list(self._named.find(words))
        strong = [Match(match.start, match.end, match.value.key) for match in named if not match.value.is_family]
        families = [Match(match.start, match.end, match.value.key) for match in named if match.value.is_family]
        taken = {index for match in named for index in range(match.start, match.end)}
        hints = [match for match in self._hints.find(words) if not taken & set(range(match.start, match.end))]
        mentions = [Mention(match.start, match.end, (match.value,)) for match in strong]
        covered = {family for match in strong if (family := self._family_of[match.value])}
        wanted = covered | {match.value for match in families}
        hinted = [
            Mention(hint.start, hint.end, meant, hinted=not wanted)
            for hint in hints
            if (meant := self._hinted(words, hint, wanted, alone=not strong))
        ]
        mentions += hinted
        narrowed = {self._family_of[mention.products[0]] for mention in hinted}
        for match in families:
            if match.value not in narrowed | covered:
                members = tuple(product for product, family in self._family_of.items() if family == match.value)
                mentions.append(Mention(match.start, match.end, members, match.value))
        return sorted(mentions, key=lambda mention: mention.start)

    def _hinted(
        self, words: Sequence[str], hint: Match[_Hint], wanted: set[str], *, alone: bool
    ) -> tuple[str, ...] | None:
        in_family = sorted(product for product in hint.value if self._family_of[product] in wanted)
        if alone:
            return tuple(in_family or sorted(hint.value))
        after = hint.end
        while after < len(words) and words[after] in _LINKS:
            after += 1
        joined = after < len(words) and words[after] in _JOINS
        # "Two dozen slate coasters and three dozen cork ones".
        joined = joined or not _JOINS.isdisjoint(words[max(0, hint.start - MOST_BEHIND_AND) : hint.start])
        if joined and in_family:
            return tuple(in_family)
        # "How big are the sheesham ones, I have fat mugs": a material with a word that stands for a thing is a thing.
        is_thing = hint.end < len(words) and words[hint.end] in _ONES
        return tuple(sorted(hint.value)) if is_thing else None
