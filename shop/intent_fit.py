"""Rules that make an intent fit what a message names, where phrases alone would mislead.

Entities outweigh phrases: a price with a quantity is a quote, money under a limit is a search, "if it breaks" is no
complaint. Refuses to look at words: it sees meanings, entities and the conversation's slots.
"""

from __future__ import annotations

from collections.abc import Sequence

from shop.entities import Entities
from shop.intent_tables import ABOUT_DELIVERY, DESCRIBED, NOT_OF_GOODS
from shop.order_talk import ASKS_PRICE, order_topic
from shop.quote_fit import changes_goods, is_quote
from shop.scored_part import CERTAIN, ENOUGH, OF_AN_ORDER, PLAIN, SURE, ScoredPart
from shop.slots import Slots
from shop.topic_items import PRICE_INTENTS, RECOMMENDING

# Topics that make sense for another product, quantity or city without being named again.
CARRIED = (
    *PRICE_INTENTS,
    *RECOMMENDING,
    *("moq", "product_info", "availability", "delivery_time", "gst_rate", "branding_charge", "customization", "care"),
    *("compare", "proforma", "shipping_cost", "delivery_area"),
)
# Topics that a statement about an order is mistaken for, since it names goods and a number.
ABOUT_BUYING = (*PRICE_INTENTS, "availability", "order_place", "delivery_time", "moq", "product_info", "product_list")
# What makes of an order's number more than the wish to know how it stands.
CHANGING = ("change", "cancel", "remove", "instead", "add", "wrong")
# Behind these a picture is asked for of the design, not of the goods; and "with our logo in colour" asks for no colour.
OF_BRANDING = ("artwork", "customization", "branding_charge")
# Topics that a question for a sample is mistaken for.
SENDING = ("delivery_area", "delivery_time", "shipping_cost", "availability", *PRICE_INTENTS)
# What is asked of a box, not of the things in it, and topics that a box of several things is mistaken for.
OF_A_BOX = frozenset({"contents", "packing"})
PACKED = ("packaging", "product_info")
# Topics that are a comparison when they name "this or that".
COMPARABLE = ("product_info", "price_query", "availability", "care")
# Words without weight in a message that otherwise only names things: "and marble?", "200 ka".
SMALL_WORDS = frozenset("of and for this is on in to from with ok yes piece set do give if".split())
# "Stop" is taken for the end of all messages only when nothing else is said.
STOPPING = frozenset({"stop", "you", "message", "this", "in", "do"})
# What makes a reply to "shall we go ahead?" a yes.
ASSENTING = frozenset(
    "yes ok place_order order thanks this is do with in ready_to_order advance where send pay".split()
)


def fitted(intent: str, score: float, part: Entities, message: Entities, before: Slots) -> str:
    """The intent that a part of a message has, once what it names is taken into account."""
    case = ScoredPart(intent, score, part, message, before)
    settled = _settled_by_goods(case)
    if settled is not None:
        return settled
    if intent in PRICE_INTENTS and part.attributes and score < PLAIN and not case.says(*ASKS_PRICE, "want", "discount"):
        return "product_info"
    if intent in PRICE_INTENTS:
        return "order_place" if "place_order" in part.meanings and not case.says("not", "how", "if") else _price(case)
    if is_quote(case):
        return "bulk_quote"
    fits = _of_an_order(case) or _of_goods(case) or intent
    if fits == intent and score < PLAIN and case.has_quantity and before.intent in CARRIED and not case.has_product:
        return by_entities(part, before)
    return fits


def _settled_by_goods(case: ScoredPart) -> str | None:
    """The topic that is plain by what is said of the goods, whatever the phrase is like."""
    if changes_goods(case):
        return "bulk_quote"
    return order_topic(case.part, case.message) if case.intent in ABOUT_BUYING else None


def _of_an_order(case: ScoredPart) -> str | None:
    """The topic of an order, its delivery or its payment that is meant instead, if one is."""
    intent, before, is_guess = case.intent, case.before, case.score < PLAIN
    rules = (
        ("sample", case.says("sample") and intent in SENDING),
        (
            "goodbye",
            intent == "order_place" and case.says("not") and not case.has_product and not case.says("how", "if"),
        ),
        ("order_status", intent in ("delivery_info", "delivery_time") and before.intent in OF_AN_ORDER),
        ("order_status", intent == "order_change" and case.part.with_role("order") and not case.says(*CHANGING)),
        ("complaint", before.intent == "complaint" and case.score < SURE and not has_entity(case.part)),
        ("complaint", intent == "abuse" and before.intent in OF_AN_ORDER),
        ("complaint", intent in ("product_photos", "care") and before.intent in ("complaint", "return_policy")),
        ("artwork", intent == "product_photos" and before.intent in OF_BRANDING),
        ("delivery_area", intent == "multi_address" and _names_one_place(case.part)),
        ("return_policy", intent in ("complaint", "refund") and case.says("if")),
        ("order_status", intent == "payment_status" and case.says("not_received") and case.has_product),
        ("refund", intent == "payment_status" and case.says("return")),
        ("delivery_info", intent == "order_status" and case.says("track") and not case.speaks_of_order),
        ("delivery_time", intent == "order_status" and not (case.speaks_of_order or case.says("not")) and is_guess),
    )
    return next((better for better, holds in rules if holds), None)


def _of_goods(case: ScoredPart) -> str | None:
    """The topic of goods and what can be done with them that is meant instead, if one is."""
    intent, part, before = case.intent, case.part, case.before
    rules = (
        (_price(case), intent == "compare" and part.meanings.count("price") > 1),
        (_price(case), intent == "compare" and case.has_several and case.counted and case.says("cheap", *ASKS_PRICE)),
        (_price(case), intent == "compare" and part.ordinal is not None and case.has_quantity),
        ("customization", intent == "product_photos" and case.says("print", "engrave", "custom")),
        (_price(case), intent == "hamper_build" and not case.says("hamper") and case.says(*ASKS_PRICE)),
        ("gst_rate", intent == "compare" and case.says("gst")),
        ("shipping_cost", intent == "branding_charge" and _of_a_delivery(case) and part.branding is None),
        ("product_info", intent == "hamper_build" and not case.says("hamper") and {*part.attributes} - OF_A_BOX),
        ("product_info", intent == "availability" and part.attributes and (case.has_product or before.product)),
        ("product_info", intent == "delivery_time" and "heat" in part.attributes),
        (
            "product_info",
            intent == "product_list" and case.has_product and not case.has_quantity and not case.has_several,
        ),
        (
            "hamper_build",
            intent in PACKED and case.has_several and case.says("custom", "make", "inside", "set", "with"),
        ),
        ("compare", intent in COMPARABLE and case.says("or") and case.has_several and not case.has_quantity),
        ("product_info", intent == "filter" and case.says("this") and before.product is not None),
    )
    return next((better for better, holds in rules if holds), None)


def _of_a_delivery(case: ScoredPart) -> bool:
    """Whether a charge is asked for behind a question about delivery, and no goods are spoken of."""
    return case.before.intent in ABOUT_DELIVERY and not case.has_product and case.before.quantity is None


def _price(case: ScoredPart) -> str:
    part = case.part
    if _of_a_delivery(case) and case.before.product is None and case.says("charge", "price", "how_much"):
        return "shipping_cost"
    if case.says("gst") and not case.counted and not case.says("price", "total", "quote"):
        return "gst_rate"
    if part.with_role("money") and not case.has_product:
        return "budget_recommendation"
    if case.says("deliver") and not case.has_product and not case.counted:
        return "shipping_cost"
    return "bulk_quote" if case.has_quantity or case.before.quantity is not None else "price_query"


def _names_one_place(part: Entities) -> bool:
    return len({match.value for match in part.cities}) == 1 and "many_places" not in part.meanings


def by_entities(entities: Entities, before: Slots) -> str:
    """What is meant when only things are named: the topic spoken of, or what such things are mostly about."""
    quantity = entities.with_role("quantity")
    placed = bool(entities.cities or entities.with_role("pincode"))
    rebranded = entities.branding is not None or entities.no_branding or bool(entities.mentions)
    chosen = before.intent in RECOMMENDING and names_product(entities)
    rules = (
        ("budget_recommendation", bool(entities.with_role("money")) and not entities.mentions),
        ("bulk_quote", before.quantity is not None and names_product(entities) and "instead" in entities.meanings),
        ("bulk_quote", chosen and before.people is not None),
        ("price_query", chosen),
        (before.intent or "", before.intent in CARRIED and before.intent not in PRICE_INTENTS and not quantity),
        ("bulk_quote", bool(quantity) or (before.quantity is not None and rebranded)),
        ("price_query", bool(entities.mentions)),
        ("occasion_recommendation", bool(entities.occasions)),
        ("bulk_quote", placed and before.intent == "bulk_quote"),
        ("delivery_area", placed),
    )
    return next((intent for intent, holds in rules if holds), "unclear")


def outdone_by_a_fact(intent: str, entities: Entities) -> float:
    """How sure a topic must be to count more than the fact of a product that a message names."""
    named = names_product(entities)
    if entities.branding is not None and intent in (*OF_BRANDING, "bulk_quote"):
        return ENOUGH
    if named and intent in NOT_OF_GOODS:
        return CERTAIN
    if intent in DESCRIBED or (entities.goods_known and intent in NOT_OF_GOODS):
        return PLAIN
    return SURE if named or entities.goods_known else ENOUGH


def stops(meanings: Sequence[str]) -> bool:
    """Whether the end of all messages is meant, not some other end."""
    about_messages = "message" in meanings and not {"stop", "close", "not"}.isdisjoint(meanings)
    return about_messages or "stop_messages" in meanings or STOPPING.issuperset(meanings)


def assents(meanings: Sequence[str]) -> bool:
    """Whether a reply to "shall we go ahead?" is a yes and nothing else."""
    return not {"yes", "ready_to_order"}.isdisjoint(meanings) and ASSENTING.issuperset(meanings)


def names_only(entities: Entities) -> bool:
    """Whether the message names things and says nothing about them: "and marble?", "200 ka", "to pune"."""
    return has_entity(entities) and all(meaning[0] in "<@" or meaning in SMALL_WORDS for meaning in entities.meanings)


def names_place_only(entities: Entities) -> bool:
    """Whether nothing but a city or an occasion is named: "are you the gift people from Jaipur"."""
    return not (entities.mentions or entities.numbers or entities.methods or entities.branding is not None)


def names_product(entities: Entities) -> bool:
    """Whether it is clear which product a message names."""
    return any(mention.product for mention in entities.mentions)


def has_entity(entities: Entities) -> bool:
    """Whether a message names anything that a topic can be about."""
    return bool(
        entities.mentions
        or entities.cities
        or entities.occasions
        or entities.branding is not None
        or entities.no_branding
        or entities.with_role("quantity", "money", "pincode")
    )
