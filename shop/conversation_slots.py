"""SlotKeeper: joins what a message names with what was said before, slot by slot, and sees what is still missing.

Refuses to ask for what the customer has said already, and to carry a product over when another, unknown thing is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shop.catalogue import Catalogue
from shop.entities import Entities
from shop.intent import NeedName
from shop.item_pairing import pair_items
from shop.slots import Budget, Item, Slots
from shop.topic import Topic

RECOMMENDING = ("budget_recommendation", "occasion_recommendation")
DESCRIBING = ("product_info", "care", "warranty")  # may be answered for several products at once
QUOTING = ("bulk_quote", "price_query", "proforma")
# A word that nobody listed, right beside one of these meanings, is most likely a product that the shop does not have.
_BESIDE_UNKNOWN_PRODUCT = frozenset({"of", "have", "want", "sell", "make", "<qty>", "price", "get", "for", "show"})

Want = tuple[str, Entities]


class SlotKeeper:
    """Settles the topics of a message and the slots after it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def choice(self, entities: Entities, before: Slots) -> str | None:
        """The product chosen by its number in the list that the shop offered last, if the message is just that."""
        numbers = entities.numbers
        if before.asked != "product" or len(numbers) != 1 or len(entities.words) > 2 or entities.mentions:
            return None
        place = numbers[0].whole
        return before.choices[place - 1] if 0 < place <= len(before.choices) else None

    def settle(
        self, wants: Sequence[Want], entities: Entities, before: Slots, chosen: str | None
    ) -> tuple[tuple[Topic, ...], Slots]:
        """The topics with their products and quantities, and the slots as they stand after the message."""
        if chosen is not None:
            items: tuple[Item, ...] = (Item(chosen, before.waiting_quantity),)
            shared = before
        else:
            items = ()
            shared = self._shared(wants, entities, before)
        topics = tuple(self._topic(want, entities, shared, items) for want in wants)
        return topics, self._after(topics, entities, shared)

    def _shared(self, wants: Sequence[Want], entities: Entities, before: Slots) -> Slots:
        """The slots that hold for the message as a whole."""
        intents = {intent for intent, _ in wants}
        slots = before
        if entities.cities:
            slots = replace(slots, city=entities.cities[-1].value)
        if entities.occasions:
            slots = replace(slots, occasion=entities.occasions[-1].value)
        money = entities.with_role("money")
        if money:
            low = min(number.value for number in money) if len(money) > 1 else money[0].value * 0
            highest = max(money, key=lambda number: number.value)
            slots = replace(slots, budget=Budget(highest.value, any(number.in_all for number in money), low))
        dates = entities.with_role("date")
        if dates:
            slots = replace(slots, date=" ".join(entities.words[dates[-1].start : dates[-1].end + 1]))
        quantities = entities.with_role("quantity")
        if quantities and intents & set(RECOMMENDING):
            slots = replace(slots, people=quantities[-1].whole)
        if entities.no_branding:
            return replace(slots, branding=None)
        if entities.branding is not None and intents & set(QUOTING):
            return replace(slots, branding=entities.branding)
        return slots

    def _topic(self, want: Want, entities: Entities, slots: Slots, chosen: tuple[Item, ...]) -> Topic:
        intent, part = want
        source = part if any(mention.product for mention in part.mentions) else entities
        items, alternatives = (chosen, False) if chosen else pair_items(source)
        family = next((mention.family for mention in source.mentions if mention.family), None)
        candidates: tuple[str, ...] = ()
        if not items:
            items, candidates = self._carried(intent, source, slots)
        if candidates and part.attributes and intent in DESCRIBING:
            items, candidates = tuple(map(Item, candidates)), ()
        items = self._with_quantity(intent, items, slots)
        if intent == "compare" and len({item.product for item in items}) == 1 and slots.product:
            items = (*(Item(slots.product) for _ in [0] if slots.product != items[0].product), *items)
        topic = Topic(
            intent=intent,
            items=items,
            alternatives=alternatives,
            candidates=candidates,
            family=family,
            attributes=part.attributes,
            asks_how="how" in part.meanings,
            taken_as=self._taken_as(source),
        )
        return replace(topic, missing=self._missing(topic, slots))

    def _carried(self, intent: str, source: Entities, slots: Slots) -> tuple[tuple[Item, ...], tuple[str, ...]]:
        """No product is clear: the earlier one if it fits, else the candidates to choose from."""
        unclear = next((mention for mention in source.mentions if not mention.product), None)
        quantities = source.with_role("quantity")
        quantity = quantities[-1].whole if quantities and intent not in RECOMMENDING else None
        if unclear and slots.product not in unclear.products:
            return (), unclear.products
        if not slots.items or (not unclear and self._names_unknown_product(source)):
            return (), ()
        if quantity is None:
            return slots.items, ()
        if len(slots.items) > 1 and len(quantities) > 1:
            return tuple(Item(slots.items[-1].product, number.whole) for number in quantities), ()
        return tuple(replace(item, quantity=quantity) for item in slots.items), ()

    def _names_unknown_product(self, source: Entities) -> bool:
        meanings = source.meanings
        return any(
            word in source.unknown
            and not _BESIDE_UNKNOWN_PRODUCT.isdisjoint((*meanings[max(0, i - 1) : i], *meanings[i + 1 : i + 2]))
            for i, word in enumerate(meanings)
        )

    @staticmethod
    def _with_quantity(intent: str, items: tuple[Item, ...], slots: Slots) -> tuple[Item, ...]:
        """A newly named product takes the quantity that was spoken of, where the topic is a price."""
        said = slots.waiting_quantity or slots.quantity
        if intent not in QUOTING or said is None:
            return items
        return tuple(item if item.quantity is not None else replace(item, quantity=said) for item in items)

    def _taken_as(self, source: Entities) -> tuple[tuple[str, str], ...]:
        result = []
        for mention in source.mentions:
            places = range(mention.start, mention.end)
            if mention.product and any(place in source.taken_as for place in places):
                written = " ".join(source.taken_as.get(place, source.words[place]) for place in places)
                result.append((written, mention.product))
        return tuple(result)

    def _missing(self, topic: Topic, slots: Slots) -> NeedName | None:
        known: dict[NeedName, bool] = {
            "product": bool(topic.items),
            "quantity": bool(topic.items) and all(item.quantity is not None for item in topic.items),
            "city": slots.city is not None,
            "budget": slots.budget is not None,
        }
        return next((need for need in self._catalogue.intents[topic.intent].needs if not known[need]), None)

    @staticmethod
    def _after(topics: tuple[Topic, ...], entities: Entities, slots: Slots) -> Slots:
        main = topics[-1]
        asking = next((topic for topic in topics if topic.missing), None)
        named = next((topic.items for topic in reversed(topics) if topic.items), slots.items)
        quantities = entities.with_role("quantity")
        waiting = quantities[-1].whole if asking and asking.missing == "product" and quantities else None
        return replace(
            slots,
            items=named,
            intent=main.intent if main.intent != "unclear" else slots.intent,
            asked=asking.missing if asking else None,
            choices=asking.candidates if asking else (),
            waiting_quantity=waiting if asking else None,
            misses=slots.misses + 1 if main.intent == "unclear" else 0,
        )
