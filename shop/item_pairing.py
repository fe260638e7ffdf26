"""Pairs the quantities of a message with its products: "100 pens and 50 mugs", "mug 50, pen 100", "50 or 100 mugs".

Refuses to guess when a customer corrects a number: the last one said counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from shop.entities import Entities
from shop.number_roles import Number
from shop.product_finder import Mention
from shop.slots import Item

_CORRECTIONS = frozenset(
    {
        "no",
        "nahi",
        "nahin",
        "sorry",
        "instead",
        "rather",
        "balki",
        "actually",
        "make",
        "नहीं",
        "बल्कि",
        "nhi",
        "correction",
    }
)


_INSTEAD_AFTER = {("ki", "jagah"), ("ke", "badle"), ("की", "जगह"), ("के", "बदले")}


def pair_items(entities: Entities) -> tuple[tuple[Item, ...], bool]:
    """The products with their quantities, and whether they are one product at alternative quantities."""
    mentions = _distinct([mention for mention in entities.mentions if mention.product])
    quantities = _uncorrected(entities.with_role("quantity"), entities.words)
    if not mentions:
        return (), False
    if len(mentions) == 1 and len(quantities) > 1:
        product = str(mentions[0].product)
        amounts = dict.fromkeys(number.whole for number in quantities)
        return tuple(Item(product, amount) for amount in amounts), len(amounts) > 1
    paired = _nearest(mentions, quantities)
    lone = quantities[0].whole if len(quantities) == 1 else None
    return tuple(Item(str(mention.product), paired.get(mention.start, lone)) for mention in mentions), False


def said_quantities(entities: Entities) -> list[int]:
    """The different quantities that stand after all corrections, in order."""
    return list(dict.fromkeys(n.whole for n in _uncorrected(entities.with_role("quantity"), entities.words)))


def _distinct(mentions: Sequence[Mention]) -> list[Mention]:
    seen: dict[str | None, Mention] = {}
    for mention in mentions:
        seen.setdefault(mention.product, mention)
    return list(seen.values())


def _uncorrected(quantities: Sequence[Number], words: Sequence[str]) -> list[Number]:
    kept: list[Number] = []
    for number in quantities:
        if tuple(words[max(0, number.start - 2) : number.start]) == ("instead", "of"):
            continue
        if tuple(words[number.end : number.end + 2]) in _INSTEAD_AFTER and len(quantities) > 1:
            continue
        if kept and not _CORRECTIONS.isdisjoint(words[kept[-1].end : number.start]):
            kept.pop()
        kept.append(number)
    return kept


def _nearest(mentions: Sequence[Mention], quantities: Sequence[Number]) -> dict[int, int]:
    """The quantity of each mention, by its place: before it or after it, as the first one in the message has it."""
    if not quantities:
        return {}
    number_first = quantities[0].start < mentions[0].start
    paired: dict[int, int] = {}
    for number in quantities:
        if number_first:
            fitting = [mention for mention in mentions if mention.start >= number.end]
            mention = fitting[0] if fitting else mentions[-1]
        else:
            mention = [mention for mention in mentions if mention.start < number.start][-1]
        paired.setdefault(mention.start, number.whole)
    return paired
