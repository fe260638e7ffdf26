"""Which products, at which quantities, a topic is about: those named now, joined with those spoken of before.

Refuses to carry a product over when another, unknown thing is named, and to choose between two that fit equally.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shop.entities import Entities
from shop.item_pairing import pair_items, replaced_product, said_quantities
from shop.slots import Item, Slots

RECOMMENDING = ("budget_recommendation", "occasion_recommendation", "filter")
PRICE_INTENTS = ("price_query", "bulk_quote")
QUOTING = (*PRICE_INTENTS, "proforma", "order_place")
FALL_AWAY = frozenset({"remove", "cancel", "falls_away"})
# The meanings of "double that" and "half as many".
TIMES = {"double": 2, "half_that": 0.5}
# Where one quantity must be settled before anything goes on.
ORDERING = ("proforma", "order_place")


@dataclass(frozen=True, slots=True)
class TopicItems:
    """``items`` are meant; with ``alternatives`` they are one product at several quantities.

    ``candidates`` are product ids to choose from.
    """

    items: tuple[Item, ...] = ()
    alternatives: bool = False
    candidates: tuple[str, ...] = ()


def resolve(intent: str, source: Entities, slots: Slots) -> TopicItems:
    """The items of a topic whose words are ``source``, in a conversation with ``slots``."""
    known = {item.product: item.quantity for item in slots.items} if len(slots.items) > 1 else {}
    items, alternatives = pair_items(source, known)
    items = items or _of_family(source, slots)
    found = TopicItems(items, alternatives) if items else _carried(intent, source, slots)
    if items and intent in QUOTING:
        found = replace(found, items=_joined(items, source, slots))
    if intent in QUOTING:
        found = replace(found, items=_with_said_quantity(found.items, slots))
    if found.alternatives and intent in ORDERING:
        return TopicItems((Item(found.items[0].product),))
    if intent == "compare" and len({item.product for item in found.items}) == 1 and slots.product:
        others = [Item(slots.product)] if slots.product != found.items[0].product else list(slots.earlier[:1])
        return replace(found, items=(*others, *found.items))
    return found


def _of_family(source: Entities, slots: Slots) -> tuple[Item, ...]:
    """The one product spoken of that a family's name means: "coaster ko 100 kar do" behind mugs and wooden coasters."""
    unclear = next((mention for mention in source.mentions if not mention.product), None)
    meant = [item for item in slots.items if unclear and item.product in unclear.products]
    amounts = said_quantities(source)
    if len(slots.items) < 2 or len(meant) != 1 or len(amounts) > 1:
        return ()
    return (Item(meant[0].product, amounts[0] if amounts else meant[0].quantity),)


def _carried(intent: str, source: Entities, slots: Slots) -> TopicItems:
    """No product is clear: the earlier one if it fits, else the candidates to choose from."""
    unclear = next((mention for mention in source.mentions if not mention.product), None)
    if unclear and (slots.product not in unclear.products or (len(unclear.products) > 1 and "all" in source.meanings)):
        return TopicItems(candidates=unclear.products)
    items = slots.items
    if "both" in source.meanings and slots.earlier:
        items = tuple(_by_product((*slots.earlier, *items)).values())
    amounts = _changed(source, slots) or said_quantities(source)
    if not amounts or intent in RECOMMENDING or not items:
        return TopicItems(items, slots.alternatives)
    if len(items) > 1 and not slots.alternatives and _changed(source, slots):
        each = [replace(slots, items=(item,)) for item in items]
        changed = (next(iter(_changed(source, one)), one.quantity) for one in each)
        return TopicItems(tuple(replace(item, quantity=number) for item, number in zip(items, changed, strict=True)))
    products = list(dict.fromkeys(item.product for item in items))
    if len(products) == 1 and len(amounts) > 1:
        return TopicItems(tuple(Item(products[0], amount) for amount in amounts), alternatives=True)
    return TopicItems(tuple(Item(product, amounts[-1]) for product in products))


def changes_quantity(source: Entities, slots: Slots) -> bool:
    """Whether the quantity spoken of is to be another one, told by how far from it."""
    return bool(_changed(source, slots))


def _changed(source: Entities, slots: Slots) -> list[int]:
    """The quantity spoken of, as the customer changes it: "ten fewer", "20 aur jod lo", "double that", "two each"."""
    if slots.quantity is None:
        return []
    if source.change is not None:
        return _above_nought(slots.quantity + source.change)
    if factors := changed_factors(source, slots):
        return [factors[0] * factors[1]]
    counted = source.with_role("quantity", "people")
    if "falls_away" in source.meanings and len(counted) == 1:
        return _above_nought(slots.quantity - counted[0].whole)
    times = _times(source)
    return [] if times is None else _above_nought(int(slots.quantity * times))


def _above_nought(quantity: int) -> list[int]:
    """The quantity, where any pieces are left of it: "500 kam kar do" of 50 is about something else."""
    return [quantity] if quantity > 0 else []


def _times(source: Entities) -> float | None:
    return next((times for meaning, times in TIMES.items() if meaning in source.meanings), None)


def changed_factors(source: Entities, slots: Slots) -> tuple[int, int] | None:
    """The factors of a sum that was spoken of, with one of them changed: "five cartons", "set of six", "2 each?"."""
    counted = [number for number in source.numbers if number.each or number.groups]
    if len(counted) != 1 or len(source.with_role("quantity", "people", "pack")) > 1:
        return None
    heads = slots.people if slots.people is not None and slots.people == slots.quantity else None
    if slots.factors is None and heads is None:
        return None
    groups, each = slots.factors or (heads or 0, 1)
    number = counted[0]
    if number.each:
        return groups, number.whole
    if FALL_AWAY.isdisjoint(source.meanings):
        return (number.whole, each) if slots.factors and number.role != "people" else None
    # "Two of the buses are scrapped", "ek behen hat gayi".
    return (groups - number.whole, each) if number.whole < groups else None


def _joined(items: tuple[Item, ...], source: Entities, slots: Slots) -> tuple[Item, ...]:
    """What is named now, put among the products spoken of before where the customer changes or adds to them."""
    before = _by_product(item for item in slots.items if item.quantity is not None)
    named = _by_product(items)
    replaced = before.get(replaced_product(source) or "")
    if replaced is not None:
        taken = {
            key: item if item.quantity else replace(item, quantity=replaced.quantity) for key, item in named.items()
        }
        kept = {key: item for key, item in before.items() if key != replaced.product}
        return tuple((kept | taken).values())
    kept_some = source.change is not None or source.no_branding
    declined = ("remove" in source.meanings or declines_product(source)) and not kept_some
    if declined and len(before) > len(named):
        return tuple(item for product, item in before.items() if product not in named)
    if "only" in source.meanings and len(before) > len(named) and named.keys() <= before.keys():
        return tuple(replace(item, quantity=item.quantity or before[key].quantity) for key, item in named.items())
    if len(items) == 1:
        items = (_changed_item(items[0], before.get(items[0].product), source, slots),)
    named = _by_product(items)
    changes = len(before) > 1 and bool(named.keys() & before.keys())
    counted = all(item.quantity is not None for item in items) or "this_many" in source.meanings
    adds = bool(before) and source.adds and counted
    if not changes and not adds:
        return items
    return tuple((before | named).values())


def declines_product(source: Entities) -> bool:
    """Whether a product is to be left out: "no mugs", "botal mat jodiye", "mug nahi chahiye"."""
    meanings = source.meanings
    unwanted = any(meanings[place : place + 3] == ("<product>", "not", "want") for place in range(len(meanings)))
    return unwanted or meanings[:2] == ("not", "<product>") or {"not", "add"} <= set(meanings)


def _changed_item(item: Item, before: Item | None, source: Entities, slots: Slots) -> Item:
    """A product named again, its quantity changed: "knock off 20 bottles", "4 frame aur jod do", "pen dugne kar do"."""
    if before is None or before.quantity is None:
        return item
    if source.change is not None:
        return Item(item.product, next(iter(_above_nought(before.quantity + source.change)), before.quantity))
    if factors := changed_factors(source, slots):
        return Item(item.product, factors[0] * factors[1])
    if item.quantity is not None and source.with_role("quantity"):
        return Item(item.product, before.quantity + item.quantity) if "add" in source.meanings else item
    times = _times(source)
    return item if times is None else Item(item.product, max(1, int(before.quantity * times)))


def _by_product(items: Iterable[Item]) -> dict[str, Item]:
    return {item.product: item for item in items}


def _with_said_quantity(items: tuple[Item, ...], slots: Slots) -> tuple[Item, ...]:
    """A newly named product takes the quantity that was spoken of."""
    said = slots.waiting_quantity or slots.quantity or slots.people
    if said is None:
        return items
    return tuple(item if item.quantity is not None else replace(item, quantity=said) for item in items)
