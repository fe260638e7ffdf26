"""Masked words: a message in which what is named stands as "<product>", "<qty>" or "<city>", for matching phrases.

Refuses to find names itself: entities.py does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shop.number_roles import Number, Role
from shop.phrase_table import Match
from shop.product_finder import Mention

MONEY_SIGNS = frozenset({"₹", "rs", "inr", "rupee", "rupaye", "rupay", "रुपये", "रुपए", "/-", "."})
MASK_OF_ROLE: dict[Role, str] = {
    "quantity": "<qty>",
    "money": "<budget>",
    "date": "<date>",
    "days": "<date>",
    "pincode": "<city>",
    "people": "<qty>",
}


class Named(NamedTuple):
    """What stands in a row of words, by kind."""

    mentions: tuple[Mention, ...]
    numbers: tuple[Number, ...]
    cities: tuple[Match[str], ...]
    occasions: tuple[Match[str], ...]
    methods: tuple[Match[str], ...]


def _with_signs(words: Sequence[str], number: Number) -> tuple[int, int]:
    """The number's place with the currency signs beside it."""
    start, end = number.start, number.end
    if number.role == "money":
        while start and words[start - 1] in MONEY_SIGNS:
            start -= 1
        while end < len(words) and words[end] in MONEY_SIGNS:
            end += 1
    return start, end


def masked(words: Sequence[str], named: Named) -> list[str]:
    """The words with a mask in the place of each name."""
    spans = [(mention.start, mention.end, "<product>") for mention in named.mentions]
    counted = [number for number in named.numbers if number.role in MASK_OF_ROLE]
    spans += [(*_with_signs(words, number), MASK_OF_ROLE[number.role]) for number in counted]
    for matches, mask in ((named.cities, "<city>"), (named.methods, "<method>"), (named.occasions, "<occasion>")):
        spans += [(match.start, match.end, mask) for match in matches]
    if not spans:
        return list(words)
    masks: dict[int, str | None] = {}
    for start, end, mask in spans:
        if not any(index in masks for index in range(start, end)):
            masks |= {start: mask, **dict.fromkeys(range(start + 1, end))}
    return [text for index, word in enumerate(words) if (text := masks.get(index, word)) is not None]


def without_repeats(meanings: Sequence[str]) -> list[str]:
    """The same meaning twice in a row tells no more than once: "<product> and <product>" keeps both."""
    return [word for index, word in enumerate(meanings) if index == 0 or word != meanings[index - 1]]
