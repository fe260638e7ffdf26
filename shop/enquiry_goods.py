"""The goods of an enquiry: products, quantities, logo and city in what a customer answers or changes.

Refuses to take a loose number for a quantity where other things are spoken of: "12 MG Road" orders nothing.
"""

from __future__ import annotations

from dataclasses import replace

from shop.catalogue import Catalogue
from shop.conversation_slots import RANKING
from shop.enquiry import Enquiry
from shop.entities import Entities
from shop.slots import Item, Slots
from shop.topic_items import resolve
from shop.understanding import Understanding

# What may stand around a loose number that changes the quantity, as meanings of words.yaml.
AROUND_QUANTITY = frozenset(
    "<qty> yes ok not no do is this that of for to instead change quantity piece want make keep only total need and "
    "kardo krdo rakho rakhna rakhiye बस रखो रखिए दो".split()
)
# So many further words may stand beside it, except where an address is asked for.
MOST_OTHERS = 2
# A larger number is a mistyped phone number or an order number.
MOST_PIECES = 1_000_000
LOGO_WORDS = frozenset({"logo", "print", "engrave", "custom", "<method>"})


class EnquiryGoods:
    """Reads with one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._products = catalogue.products

    def read(self, told: Enquiry, understanding: Understanding, context: Slots) -> Enquiry:
        """The enquiry with what the rest of a message tells of goods, logo and city."""
        entities = understanding.entities
        if entities is None:
            return told
        told = self._items(told, entities, understanding, context)
        if entities.no_branding and (told.asked == "logo" or not LOGO_WORDS.isdisjoint(entities.meanings)):
            told = replace(told, logo="plain", method="", logo_note="")
        elif entities.branding is not None and not entities.no_branding:
            told = replace(told, logo="with", method=entities.branding or told.method)
        return replace(told, city=entities.cities[-1].value, address="") if entities.cities else told

    def _items(self, told: Enquiry, entities: Entities, understanding: Understanding, context: Slots) -> Enquiry:
        if not entities.mentions and told.asked == "product" and understanding.slots.items != context.items:
            return _with_items(told, understanding.slots.items, context)
        ranked = next((topic.items for topic in understanding.topics if not RANKING.isdisjoint(topic.tags)), ())
        if ranked:
            return _with_items(told, ranked, context)
        amount = self._amount(told, entities)
        if not entities.mentions:
            return _with_amount(told, amount) if amount else told
        named = {mention.product for mention in entities.mentions if mention.product}
        if "remove" in entities.meanings and named:
            left = tuple(item for item in told.items if item.product not in named)
            return replace(told, items=left or told.items)
        found = resolve("order_place", entities, context)
        if found.candidates:
            return replace(told, candidates=found.candidates, waiting_quantity=amount or told.waiting_quantity)
        return _with_items(told, found.items, context) if named else told

    def _amount(self, told: Enquiry, entities: Entities) -> int | None:
        """The quantity that is said for what is ordered already, or will be."""
        heads = entities.with_role("people") if told.asked == "quantity" else []
        numbers = entities.with_role("quantity") or heads
        if not numbers or not 0 < numbers[-1].whole <= MOST_PIECES:
            return None
        others = set(entities.meanings) - AROUND_QUANTITY
        is_clear = told.asked == "quantity" or numbers[-1].certain or not others
        is_clear = is_clear or (told.asked != "place" and len(others) <= MOST_OTHERS)
        return numbers[-1].whole if is_clear else None


def _with_items(told: Enquiry, items: tuple[Item, ...], context: Slots) -> Enquiry:
    waiting = told.waiting_quantity or context.waiting_quantity
    filled = tuple(item if item.quantity else replace(item, quantity=waiting) for item in items)
    return replace(told, items=filled, candidates=(), waiting_quantity=None)


def _with_amount(told: Enquiry, amount: int) -> Enquiry:
    """The quantity goes to the first product that lacks one, which was asked for; where none does, to all of them."""
    if not told.items:
        return replace(told, waiting_quantity=amount)
    lacking = told.lacking
    items = tuple(replace(item, quantity=amount) if lacking in (None, item) else item for item in told.items)
    return replace(told, items=items)
