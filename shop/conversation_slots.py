"""SlotKeeper: joins what a message names with what was said before, slot by slot, and sees what is still missing.

Refuses to ask for what the customer has said already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from shop.catalogue import Catalogue
from shop.due_facts import timed
from shop.entities import Entities
from shop.intent import NeedName
from shop.intent_tables import JOINING
from shop.language import folded
from shop.quantity_taken import QuantityTaken
from shop.recommend import recommended
from shop.slots import Budget, Item, Slots
from shop.topic import Topic
from shop.topic_items import QUOTING, RECOMMENDING, TopicItems, changed_factors, resolve

DESCRIBING = ("product_info", "care", "warranty")  # may be answered for several products at once
LISTING = ("product_list", "catalogue_request", "availability", "price_query")  # where no product is meant, a list
ERASING = frozenset({"erase", "remove"})
RANKING = frozenset({"cheapest", "dearest"})
GO_AHEAD = "go_ahead"
MEASURES = ("days", "date", "money", "percent", "size")
MOST_WORDS_WITH_A_PLACE = 2  # "2", "2 dikhao"; words that speak of a list are not counted
LEAST_WORDS_OF_A_PART = 3
BRANDING_TOPICS = ("customization", "branding_charge")

Want = tuple[str, Entities]


def accepts_branding(meanings: Sequence[str], before: Slots) -> bool:
    """Whether a reply says yes to the branding that was just asked about, for goods with a number."""
    asked = before.intent in BRANDING_TOPICS and before.quantity is not None
    return asked and not {"yes", "add"}.isdisjoint(meanings) and "not" not in meanings


class SlotKeeper:
    """Settles the topics of a message and the slots after it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._quantities = QuantityTaken(catalogue)
        self._of_a_list = folded(catalogue.words.of_a_list)

    def choice(self, entities: Entities, before: Slots) -> str | None:
        """The product chosen by its place in the list that the shop offered last, if the message does that."""
        if not before.choices or entities.mentions:
            return None
        if len(before.choices) == 1 and before.intent in RECOMMENDING and entities.with_role("quantity"):
            return before.choices[0]
        place = entities.ordinal
        listed_last = before.asked == "product" or before.intent in (*RECOMMENDING, *LISTING)
        if place is None and listed_last and len(entities.numbers) == 1:
            number, words = entities.numbers[0], [word for word in entities.words if word not in self._of_a_list]
            is_place = len(words) <= MOST_WORDS_WITH_A_PLACE and not number.certain and number.role not in MEASURES
            place = number.whole if is_place else None
        if place == -1:
            return before.choices[-1]
        return before.choices[place - 1] if place and 0 < place <= len(before.choices) else None

    def settle(
        self, wants: Sequence[Want], entities: Entities, before: Slots, chosen: str | None, today: date
    ) -> tuple[tuple[Topic, ...], Slots]:
        """The topics with their products and quantities, and the slots as they stand after the message."""
        shared = self._shared(wants, entities, before)
        if chosen is not None:
            said = [number.whole for number in entities.numbers if number.certain or entities.ordinal is not None]
            quantity = said[-1] if said else before.waiting_quantity or before.people
            topics = tuple(self._chosen_topic(intent, Item(chosen, quantity), shared) for intent, _ in wants)
        else:
            topics = tuple(self._topic(want, entities, shared) for want in wants)
            bringing = next((topic for topic in topics if topic.intent in QUOTING), None)
            topics = tuple(replace(topic, beside_quote=bringing not in (None, topic)) for topic in topics)
        several, more = len(topics) > 1, _joins_questions(entities)
        topics = tuple(replace(topic, beside_others=several, asks_more=more) for topic in topics)
        topics = tuple(timed(self._catalogue, topic, shared.due, today) for topic in topics)
        return topics, self._after(topics, entities, shared)

    def takes_least(self, entities: Entities, before: Slots) -> bool:
        """Whether a message takes the least quantity, and says little besides: "fine, the minimum then"."""
        return self._quantities.takes_least(entities, before)

    def _shared(self, wants: Sequence[Want], entities: Entities, before: Slots) -> Slots:
        """The slots that hold for the message as a whole."""
        intents = {intent for intent, _ in wants}
        quotes = bool(intents & set(QUOTING))
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
        heads = entities.with_role("people") or (entities.with_role("quantity") if intents & set(RECOMMENDING) else [])
        if heads:
            slots = replace(slots, people=heads[-1].whole)
        return _branded(slots, entities, before, quotes=quotes, is_quote="bulk_quote" in intents)

    def _chosen_topic(self, intent: str, item: Item, slots: Slots) -> Topic:
        topic = Topic(intent=intent, items=(item,))
        return replace(topic, missing=self._missing(topic, slots))

    def _topic(self, want: Want, entities: Entities, slots: Slots) -> Topic:
        intent, part = want
        ones = {number.whole for number in part.with_role("quantity")} == {1} and bool(entities.with_role("people"))
        summed = intent in QUOTING and (ones or any(number.factors for number in entities.numbers))
        source = part if any(mention.product for mention in part.mentions) and not summed else entities
        if intent == "availability" and source.not_sold:
            return Topic(intent=intent, not_in_range=True)
        found = resolve(intent, source, slots)
        intent, found = self._quantities.settled(intent, source, entities, found, slots)
        family = next((mention.family for mention in source.mentions if mention.family), None)
        if not RANKING.isdisjoint(part.tags):
            family = family or slots.family
            first = recommended(self._catalogue, slots, family, part.tags)[:1]
            return Topic(
                intent=intent, items=tuple(Item(product.id) for product in first), family=family, tags=part.tags
            )
        # "And the flask?" asks for the same fact of another product.
        carried = slots.attributes if intent in DESCRIBING and any(mention.product for mention in part.mentions) else ()
        attributes = part.attributes or carried
        if found.candidates and attributes and intent in DESCRIBING:
            found = TopicItems(tuple(map(Item, found.candidates)))
        topic = Topic(
            intent=intent,
            items=found.items,
            alternatives=found.alternatives,
            candidates=found.candidates,
            family=family,
            attributes=attributes,
            tags=part.tags,
            erases=not ERASING.isdisjoint(part.meanings),
            asks_how=not {"how", "if"}.isdisjoint(part.meanings),
            to_abroad="abroad" in part.meanings,
            taken_as=_taken_as(source),
        )
        return replace(topic, missing=self._missing(topic, slots))

    def _missing(self, topic: Topic, slots: Slots) -> NeedName | None:
        known: dict[NeedName, bool] = {
            "product": bool(topic.items),
            "quantity": bool(topic.items) and all(item.quantity is not None for item in topic.items),
            "city": slots.city is not None,
            "budget": slots.budget is not None,
        }
        return next((need for need in self._catalogue.intents[topic.intent].needs if not known[need]), None)

    def _after(self, topics: tuple[Topic, ...], entities: Entities, slots: Slots) -> Slots:
        main = topics[-1]
        asking = next((topic for topic in topics if topic.missing), None)
        named = [topic for topic in reversed(topics) if topic.items]
        telling = next((topic for topic in named if topic.intent in QUOTING), next(iter(named), None))
        items = telling.items if telling else slots.items
        quantities = entities.with_role("quantity")
        waits = asking is not None and asking.missing == "product" and bool(quantities)
        is_new = {item.product for item in items} != {item.product for item in slots.items}
        return replace(
            slots,
            items=items,
            alternatives=telling.alternatives if telling else slots.alternatives,
            earlier=slots.items if is_new and slots.items else slots.earlier,
            factors=_factors(entities, slots, items),
            intent=main.intent if main.intent != "unclear" else slots.intent,
            asked=self._asked(main, asking),
            attributes=main.attributes if main.intent in DESCRIBING else (),
            family=main.family or slots.family,
            choices=self._choices(main, asking, slots),
            waiting_quantity=quantities[-1].whole if waits else None,
            misses=slots.misses + 1 if main.intent == "unclear" else 0,
        )

    def _asked(self, main: Topic, asking: Topic | None) -> str | None:
        if asking is not None:
            return asking.missing
        products = self._catalogue.products
        quoted = main.intent == "bulk_quote" and bool(main.items) and not main.alternatives
        fits = all(
            item.quantity is not None
            and item.quantity >= products[item.product].moq
            and not products[item.product].is_above_steps(item.quantity)
            for item in main.items
        )
        return GO_AHEAD if quoted and fits else None

    def _choices(self, main: Topic, asking: Topic | None, slots: Slots) -> tuple[str, ...]:
        if asking is not None:
            return asking.candidates
        if main.intent == "compare" and len(main.items) > 1:
            return tuple(dict.fromkeys(item.product for item in main.items))
        if main.intent in LISTING and not main.items:
            return tuple(product.id for product in self._catalogue.listed(main.family))
        if main.intent not in RECOMMENDING:
            return slots.choices
        return tuple(product.id for product in recommended(self._catalogue, slots, main.family, main.tags))


def _factors(entities: Entities, slots: Slots, items: Sequence[Item]) -> tuple[int, int] | None:
    """What the quantity was worked out of, where it was, in this message or before it."""
    told = next((number.factors for number in entities.numbers if number.factors), None)
    factors = told or changed_factors(entities, slots) or slots.factors
    return factors if factors and any(item.quantity == factors[0] * factors[1] for item in items) else None


def _branded(slots: Slots, entities: Entities, before: Slots, *, quotes: bool, is_quote: bool) -> Slots:
    """The slots with the branding that is wanted, asked about or declined."""
    if entities.no_branding:
        return replace(slots, branding=None, no_branding=True)
    if accepts_branding(entities.meanings, before) and is_quote:
        return replace(slots, branding=before.branding_asked or "", no_branding=False)
    wanted = entities.branding
    if wanted is not None:
        slots = replace(slots, branding_asked=wanted)
    elif "total" in entities.meanings and before.intent in BRANDING_TOPICS:
        # "What does engraving cost? - For 100, all in all?"
        wanted = before.branding_asked
    elif _puts_names_on(entities, before):
        wanted = ""
    return replace(slots, branding=wanted, no_branding=False) if wanted is not None and quotes else slots


def _puts_names_on(entities: Entities, before: Slots) -> bool:
    """Whether a reply to a quote wants names on the goods: "dulha dulhan ka naam bhi", not "my name is"."""
    says_own = {"i", "is"} <= set(entities.meanings)
    return before.quantity is not None and "name" in entities.meanings and not says_own


def _joins_questions(entities: Entities) -> bool:
    """Whether a message has several parts, each of them more than a greeting or a thanks."""
    parts, words = 0, 0
    for word in (*entities.words, "."):
        if word not in JOINING:
            words += 1
            continue
        parts += words >= LEAST_WORDS_OF_A_PART
        words = 0
    return parts > 1


def _taken_as(source: Entities) -> tuple[tuple[str, str], ...]:
    result = []
    for mention in source.mentions:
        places = range(mention.start, mention.end)
        if mention.product and any(place in source.taken_as for place in places):
            written = " ".join(source.taken_as.get(place, source.words[place]) for place in places)
            result.append((written, mention.product))
    return tuple(result)
