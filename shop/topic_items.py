"""Which products, at which quantities, a topic is about: those named now, joined with those spoken of before.

Refuses to carry a product over when another, unknown thing is named, and to choose between two that fit equally.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shop.entities import Entities
from shop.item_pairing import pair_items, said_quantities
from shop.slots import Item, Slots

RECOMMENDING = ("budget_recommendation", "occasion_recommendation", "filter")
PRICE_INTENTS = ("price_query", "bulk_quote")
QUOTING = (*PRICE_INTENTS, "proforma", "order_place")
# Behind a number they change the quantity spoken of by it.
FEWER, FEWER_IN_TWO = frozenset({"fewer", "less"}), {("kam", "kar"), ("kam", "karo"), ("कम", "कर"), ("कम", "करो")}
MORE, MORE_IN_TWO = frozenset({"more", "extra"}), {("aur", "jod"), ("और", "जोड़"), ("aur", "badha"), ("aur", "add")}
# The meaning of "double that", "twice as many".
DOUBLE = "double"
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
    items, alternatives = pair_items(source)
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


def _carried(intent: str, source: Entities, slots: Slots) -> TopicItems:
    """No product is clear: the earlier one if it fits, else the candidates to choose from."""
    unclear = next((mention for mention in source.mentions if not mention.product), None)
    if unclear and (slots.product not in unclear.products or (len(unclear.products) > 1 and "all" in source.meanings)):
        return TopicItems(candidates=unclear.products)
    items = slots.items
    if "both" in source.meanings and slots.earlier:
        items = tuple(_by_product((*slots.earlier, *items)).values())
    amounts = _changed(source, slots) or said_quantities(source) or _doubled(source, slots)
    if not amounts or intent in RECOMMENDING or not items:
        return TopicItems(items, slots.alternatives)
    products = list(dict.fromkeys(item.product for item in items))
    if len(products) == 1 and len(amounts) > 1:
        return TopicItems(tuple(Item(products[0], amount) for amount in amounts), alternatives=True)
    return TopicItems(tuple(Item(product, amounts[-1]) for product in products))


def _changed(source: Entities, slots: Slots) -> list[int]:
    """The quantity spoken of, with as many more or fewer as the customer says: "ten fewer", "das aur jod lo"."""
    if slots.quantity is None:
        return []
    for number in source.with_role("quantity", "people"):
        behind = source.words[number.end : number.end + 2]
        if behind[:1] and (behind[0] in FEWER or behind in FEWER_IN_TWO):
            return [max(1, slots.quantity - number.whole)]
        if behind[:1] and (behind[0] in MORE or behind in MORE_IN_TWO):
            return [slots.quantity + number.whole]
    return []


def _doubled(source: Entities, slots: Slots) -> list[int]:
    """Twice the quantity spoken of, where the customer says so."""
    return [2 * slots.quantity] if DOUBLE in source.meanings and slots.quantity is not None else []


def _joined(items: tuple[Item, ...], source: Entities, slots: Slots) -> tuple[Item, ...]:
    """What is named now, put among the products spoken of before where the customer changes or adds to them."""
    before = _by_product(slots.items)
    named = _by_product(items)
    if "remove" in source.meanings and len(before) > len(named):
        return tuple(item for product, item in before.items() if product not in named)
    changes = len(before) > 1 and bool(named.keys() & before.keys())
    adds = bool(before) and source.adds and all(item.quantity is not None for item in items)
    if not changes and not adds:
        return items
    return tuple((before | named).values())


def _by_product(items: Iterable[Item]) -> dict[str, Item]:
    return {item.product: item for item in items}


def _with_said_quantity(items: tuple[Item, ...], slots: Slots) -> tuple[Item, ...]:
    """A newly named product takes the quantity that was spoken of."""
    said = slots.waiting_quantity or slots.quantity or slots.people
    if said is None:
        return items
    return tuple(item if item.quantity is not None else replace(item, quantity=said) for item in items)
