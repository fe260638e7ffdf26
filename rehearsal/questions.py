"""Questions: what customers ask in a rehearsal, each one different, none with a ready answer.

Refuses greetings and exact quotes: the cache answers those, and a rehearsal of the models needs others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from shop.catalogue import Catalogue

# With the marks of local_text: {plural} in the question's language.
ENGLISH = (
    "how do i clean {}",
    "what are {} made of",
    "which size are {}",
    "can {} be engraved with names",
    "are {} good for a diwali gift",
    "which colours do {} come in",
    "how are {} packed",
    "where are {} made",
    "is there a warranty on {}",
    "how many days do you need for {}",
)
HINGLISH = (
    "{} ki safai kaise karte hain",
    "{} kis cheez ke bante hain",
    "{} ka size kya hai",
    "{} par naam likhwa sakte hain kya",
    "{} kaun kaun se colour mein aate hain",
    "{} ki packing kaisi hoti hai",
)
HINDI = (
    "{} की सफाई कैसे करते हैं",
    "{} किस चीज़ के बनते हैं",
    "{} का साइज़ क्या है",
    "{} कौन से रंग में आते हैं",
)


def english(catalogue: Catalogue) -> Iterator[str]:
    """Questions in English, the product changing faster than what is asked."""
    return (ask.format(each.plural.en) for ask, each in product(ENGLISH, catalogue.products.values()))


def all_languages(catalogue: Catalogue) -> Iterator[str]:
    """Questions in English, Hinglish and Hindi in turn."""
    products = tuple(catalogue.products.values())
    rows = zip(
        (ask.format(each.plural.en) for ask, each in product(ENGLISH, products)),
        (ask.format(each.plural.hinglish) for ask, each in product(HINGLISH, products)),
        (ask.format(each.plural.hi) for ask, each in product(HINDI, products)),
        strict=False,
    )
    return (question for row in rows for question in row)
