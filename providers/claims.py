"""Claims: what an answer says of goods and of the shop without a figure, against what the facts of the turn say.

What a product is made of, comes in and stands must be told of that very product by the facts; goods and services that
the facts do not name are not offered. Refuses to reason: what the facts do not say in their own words is not so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from providers.claim_table import Claim, ClaimTable, in_context, wordings
from providers.familiar_words import FamiliarWords
from providers.plain_text import fold
from providers.subject_words import bindings, family_words, named_products, product_words
from shop.catalogue import Catalogue
from shop.local_text import LANGUAGES, LocalText
from shop.product import Product

# What one statement of the facts says as well: (concept, denied) -> the same.
IMPLIED = {
    ("hand wash", False): (("dishwasher", True), ("machine wash", True)),
    ("soak", True): (("waterproof", True),),
    ("waterproof", False): (("waterproof", False),),
}
TAG_CONCEPTS = {"eco": "eco friendly", "handmade": "handmade"}
_PART_END = re.compile(r", | and | or | aur | ya | और | या ")
Said = frozenset[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class _Told:
    """One text of the owner's on a product, as it may stand in the facts, and what it says."""

    wordings: tuple[str, ...]
    parts: tuple[str, ...]
    says: Said


class Knowledge:
    """What the owner's files say of each product, read once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.table = ClaimTable(catalogue)
        self.familiar = FamiliarWords(catalogue)
        self.products = product_words(catalogue)
        self.families = family_words(catalogue)
        self.of_family = {
            family: frozenset(product.id for product in catalogue.family_products(family))
            for family in catalogue.families
        }
        self.nouns = frozenset(fold(text.in_(each)).split()[-1] for text in _all_names(catalogue) for each in LANGUAGES)
        self._names = {product.id: self._names_of(product) for product in catalogue.products.values()}
        self._always = {product.id: self._always_of(product) for product in catalogue.products.values()}
        self._told = {product.id: self._told_of(product) for product in catalogue.products.values()}

    def said_of(self, product: str, facts: str) -> Said:
        """What may be said of a product where ``facts``, folded, are told."""
        shown = (told.says for told in self._told[product] if any(wording in facts for wording in told.wordings))
        return self._always[product].union(*shown)

    def is_of_name(self, concept: str, products: Iterable[str]) -> bool:
        """Whether a product's own name says so: "steel" of a steel bottle."""
        return any(concept in self._names[product] for product in products)

    def is_any_name(self, concept: str) -> bool:
        """Whether the name of any product says so."""
        return self.is_of_name(concept, self._names)

    def without_parts(self, text: str, products: Iterable[str]) -> str:
        """A folded text without phrases of the owner's on ``products``: a diary's pen loop names no pen."""
        for told in (each for product in products for each in self._told[product]):
            for part in told.parts:
                text = text.replace(part, " ")
        return text

    def without_products(self, facts: str) -> str:
        """The folded facts without what they tell of single products."""
        for told in (each for tolds in self._told.values() for each in tolds):
            for wording in told.wordings:
                facts = facts.replace(wording, " ")
        for words in self.products:
            facts = words.pattern.sub(" ", facts)
        return facts

    def says(self, text: str) -> Said:
        """What a folded text of the owner's says, and what that implies."""
        said = {(claim.concept, claim.denied) for claim in self.table.claims(text)}
        return frozenset(said.union(*(IMPLIED.get(each, ()) for each in said)))

    def _names_of(self, product: Product) -> frozenset[str]:
        names = (*wordings(product.name), *wordings(product.plural))
        return frozenset(concept for name in names for concept, _ in self.says(fold(name)))

    def _always_of(self, product: Product) -> Said:
        """What its names, ways of branding and tags say."""
        ways = {
            concept
            for way in product.branding.values()
            for name in wordings(way.name)
            for concept, _ in self.says(fold(name))
        }
        tags = {TAG_CONCEPTS[tag] for tag in product.tags if tag in TAG_CONCEPTS}
        return frozenset((concept, False) for concept in self._names[product.id] | ways | tags)

    def _told_of(self, product: Product) -> tuple[_Told, ...]:
        texts = [*product.facts.values(), *(way.name for way in product.branding.values())]
        texts += (way.colours for way in product.branding.values() if way.colours)
        told = []
        for text in texts:
            folded = tuple(fold(wording) for wording in wordings(text))
            parts = tuple(part for each in folded for part in _PART_END.split(each) if " " in part)
            told.append(_Told(folded, parts, frozenset().union(*map(self.says, folded))))
        return tuple(told)


def _all_names(catalogue: Catalogue) -> Iterator[LocalText]:
    for product in catalogue.products.values():
        yield from (product.name, product.plural)
    for family in catalogue.families.values():
        yield from (family.name, family.plural)


class Claims:
    """The claims of one answer against one prompt's facts; ``about`` are the products that the turn is about."""

    def __init__(self, knowledge: Knowledge, facts: str, about: Iterable[str]) -> None:
        self._knowledge = knowledge
        self._facts = facts
        self._about = frozenset(about)
        self._said: dict[str, Said] = {}

    def unlisted(self, text: str) -> str | None:
        """The concept of the first claim of a folded text that the facts do not make."""
        named = self._about
        for clauses in self._knowledge.table.clauses(text):
            for clause, readings in zip(clauses, in_context(clauses), strict=True):
                meant = self._meant(clause.text, named)
                named = meant[0]
                if clause.claims and all(
                    (concept := self._unlisted_in(clause.text, readings, products)) for products in meant
                ):
                    return concept
        return None

    def _meant(self, text: str, named: frozenset[str]) -> list[frozenset[str]]:
        """The products that a clause may be about, the likelier first; ``named`` are those of the clause before."""
        own = self._named_in(text)
        without = self._knowledge.without_parts(text, named) if own else text
        return [own or named] if without == text else [self._named_in(without) or named, own]

    def _unlisted_in(self, text: str, readings: list[tuple[Claim, ...]], named: frozenset[str]) -> str | None:
        several = len(named_products(text, self._knowledge.products)) > 1
        found = [self._first_unlisted(claims, named) for claims in readings]
        if not all(found):
            # Each of several products must have its own.
            if not several or self._is_told_apart(text):
                return None
            return readings[0][0].concept
        return found[0]

    def _is_told_apart(self, text: str) -> bool:
        """Whether a clause that names several products says of each what the facts say of it.

        What is said follows its product; it stands before it only where something is said before the first one.
        """
        products = self._knowledge.products
        behind, before = bindings(text, products)
        start = min(match.start() for each in products if (match := each.pattern.search(text)))
        return self._is_bound(behind) or (bool(self._knowledge.table.claims(text[:start])) and self._is_bound(before))

    def _is_bound(self, spans: Iterable[tuple[str, set[str]]]) -> bool:
        """Whether each piece of a clause says of its own product what the facts say of it."""
        return all(
            self._first_unlisted(tuple(self._knowledge.table.claims(span)), frozenset(named)) is None
            for span, named in spans
        )

    def _first_unlisted(self, claims: Iterable[Claim], named: frozenset[str]) -> str | None:
        return next((claim.concept for claim in claims if not self._is_listed(claim, named)), None)

    def _is_listed(self, claim: Claim, named: frozenset[str]) -> bool:
        if claim.denied and claim.kind in ("goods", "service"):
            return True
        if claim.is_hedged or (claim.is_naming and self._knowledge.is_any_name(claim.concept)):
            return True
        own = frozenset().union(*(self._of(product) for product in named)) if named else self._of_all
        key = (claim.concept, claim.denied)
        if key in own or (key in self._anywhere and key in self._general):
            return True
        # That a thing has not what nobody said it had does no harm.
        is_own = (claim.concept, False) in own and not self._knowledge.is_of_name(claim.concept, named)
        return claim.denied and claim.kind == "thing" and not is_own

    def _of(self, product: str) -> Said:
        if product not in self._said:
            self._said[product] = self._knowledge.said_of(product, self._facts)
        return self._said[product]

    @cached_property
    def _of_all(self) -> Said:
        return frozenset().union(*(self._of(words.subject) for words in self._knowledge.products))

    @cached_property
    def _anywhere(self) -> Said:
        return self._knowledge.says(self._facts)

    @cached_property
    def _general(self) -> Said:
        return self._knowledge.says(self._knowledge.without_products(self._facts))

    def _named_in(self, text: str) -> frozenset[str]:
        """The products that a clause names, by themselves or by their family."""
        own = named_products(text, self._knowledge.products)
        if own:
            return own
        families = named_products(text, self._knowledge.families)
        return frozenset().union(*(self._knowledge.of_family[family] for family in families))
