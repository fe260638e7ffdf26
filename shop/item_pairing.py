"""Pairs the quantities of a message with its products: "100 pens and 50 mugs", "mug 50, pen 100", "50 or 100 mugs".

Refuses to guess when a customer corrects a number: where a word takes one back, the last one said counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shop.entities import Entities
from shop.number_roles import Number
from shop.product_finder import Mention
from shop.slots import Item


def pair_items(entities: Entities, known: Mapping[str, int | None]) -> tuple[tuple[Item, ...], bool]:
    """The products with their quantities, and whether they are one product at alternative quantities.

    ``known`` are the quantities spoken of before: "make the bottles 60, the mugs stay" leaves the mugs theirs.
    """
    mentions = _meant([mention for mention in entities.mentions if mention.product], entities)
    quantities = _uncorrected(entities)
    heads = entities.with_role("people")
    pieces = [number for number in quantities if not (heads and number.groups)]
    if heads and {number.whole for number in pieces} <= {1}:
        quantities = heads  # "one bottle each for 65 people"
    if not mentions:
        return (), False
    if len(mentions) == 1 and len(quantities) > 1:
        product = str(mentions[0].product)
        amounts = dict.fromkeys(number.whole for number in quantities)
        return tuple(Item(product, amount) for amount in amounts), len(amounts) > 1
    paired = _nearest(mentions, quantities)
    lone = _for_others(quantities[0]) if len({number.whole for number in quantities}) == 1 else None
    unsaid = {mention.start: known.get(str(mention.product)) or lone for mention in mentions}
    return tuple(
        Item(str(mention.product), paired.get(mention.start, unsaid[mention.start])) for mention in mentions
    ), False


def _for_others(number: Number) -> int:
    """How many of the products that no number stands beside: "a mug and two pens each for 60 people" are 60 mugs."""
    return number.factors[0] if number.factors and number.each else number.whole


def replaced_product(entities: Entities) -> str | None:
    """The product that another one of the message comes instead of: "swap the frames for mugs"."""
    named = [mention for mention in entities.mentions if mention.product]
    replaced = [mention.product for mention in named if mention.start in entities.replaced]
    return replaced[0] if replaced and len({mention.product for mention in named}) > 1 else None


def said_quantities(entities: Entities) -> list[int]:
    """The different quantities that stand after all corrections, in order; where there are none, the heads."""
    return list(dict.fromkeys(n.whole for n in _uncorrected(entities) or entities.with_role("people")))


def _meant(mentions: Sequence[Mention], entities: Entities) -> list[Mention]:
    """Each product once, without those that another takes the place of, or only the one that "the second" chooses."""
    seen: dict[str | None, Mention] = {}
    for mention in mentions:
        if len(mentions) < 2 or mention.start not in entities.replaced:
            seen.setdefault(mention.product, mention)
    kept = list(seen.values())
    if entities.ordinal is not None and len(kept) > 1 and entities.ordinal <= len(kept):
        return [kept[entities.ordinal - 1 if entities.ordinal > 0 else -1]]
    return kept


def _uncorrected(entities: Entities) -> list[Number]:
    quantities = entities.with_role("quantity")
    kept: list[Number] = []
    for number in quantities:
        if len(quantities) > 1 and number.start in entities.replaced:
            continue
        if kept and entities.corrects(kept[-1].end, number.start):
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
