"""QuantityTaken: quantities that only the catalogue tells: the least one, the one that a sum of money pays for.

Refuses to guess a quantity: the customer takes the least, names the money, or none is settled here.
"""

from __future__ import annotations

from shop.affordable import affordable
from shop.catalogue import Catalogue
from shop.entities import Entities
from shop.order_talk import ASKS_PRICE
from shop.slots import Item, Slots
from shop.topic_items import PRICE_INTENTS, TopicItems

PRICED = (*PRICE_INTENTS, "moq", "budget_recommendation", "availability")
COUNTS = frozenset({"how_many", "come", "get"})
HOW_MANY = frozenset({"how_many", "how_much"})
FEW_MEANINGS = 6
LEAST_SUM = 1000  # INR; "how many mugs for 50" is asked of a number of people


class QuantityTaken:
    """Looks quantities up in one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def settled(
        self, intent: str, source: Entities, message: Entities, found: TopicItems, slots: Slots
    ) -> tuple[str, TopicItems]:
        """The topic and its items, with a quantity that the catalogue tells, or for a person who prices large ones."""
        if intent in PRICED:
            taken = self._most_affordable(source, found, slots) or self._least_taken(message, slots)
            if taken:
                return "bulk_quote", TopicItems((taken,))
        is_large = intent in ("bulk_discount", "negotiation") and self._is_above_steps(found)
        is_counted = bool(found.items) and all(item.quantity is not None for item in found.items)
        return ("bulk_quote" if is_large or (intent == "price_query" and is_counted) else intent), found

    def takes_least(self, entities: Entities, before: Slots) -> bool:
        """Whether a message takes the least quantity, and says little besides: "fine, the minimum then"."""
        return len(entities.meanings) <= FEW_MEANINGS and self._least_taken(entities, before) is not None

    def _least_taken(self, entities: Entities, slots: Slots) -> Item | None:
        """The product spoken of, at its least quantity, where the customer takes that: "so the price of that many?"."""
        if slots.product is None or entities.with_role("quantity"):
            return None
        moq = self._catalogue.products[slots.product].moq
        was_below = slots.quantity is not None and slots.quantity < moq and "minimum" in entities.meanings
        meanings = frozenset(entities.meanings)
        prices_least = "minimum" in meanings and not ASKS_PRICE.isdisjoint(meanings)
        was_asked = slots.intent == "moq" and ("this_many" in meanings or prices_least)
        return Item(slots.product, moq) if was_below or was_asked else None

    def _most_affordable(self, source: Entities, found: TopicItems, slots: Slots) -> Item | None:
        """As many pieces as the money that is named pays for: "how many mugs for 20,000 rs?"."""
        money = source.with_role("money") or [n for n in source.with_role("quantity") if n.value >= LEAST_SUM]
        if HOW_MANY.isdisjoint(source.meanings) or not len(money) == len(source.numbers) == len(found.items) == 1:
            return None
        if money[0].role != "money" and COUNTS.isdisjoint(source.meanings):
            return None
        product = self._catalogue.products[found.items[0].product]
        number = affordable(product, money[0].value, slots.branding, self._catalogue.policies.delivery)
        return None if number is None else Item(product.id, number)

    def _is_above_steps(self, found: TopicItems) -> bool:
        """Whether so many pieces are meant that a person sets their price."""
        products = self._catalogue.products
        return any(item.quantity and products[item.product].is_above_steps(item.quantity) for item in found.items)
