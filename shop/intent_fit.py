"""Rules that make an intent fit what a message names, where phrases alone would mislead.

Entities outweigh phrases: a price with a quantity is a quote, money under a limit is a search, "if it breaks" is no
complaint. Refuses to look at words: it sees meanings, entities and the conversation's slots.
"""

from __future__ import annotations

from collections.abc import Sequence

from shop.entities import Entities
from shop.order_talk import BUYS, is_about_order, order_topic
from shop.slots import Slots
from shop.topic_items import PRICE_INTENTS, RECOMMENDING

# An intent is certain, sure, likely enough to stand alone, or a guess; below the last one it is noise.
CERTAIN, SURE, ENOUGH, LIKELY = 0.85, 0.5, 0.42, 0.36
# Topics that make sense for another product, quantity or city without being named again.
CARRIED = (
    *PRICE_INTENTS,
    *RECOMMENDING,
    *("moq", "product_info", "availability", "delivery_time", "gst_rate", "branding_charge", "customization", "care"),
    *("compare", "proforma", "shipping_cost", "delivery_area"),
)
# Topics that a statement about an order is mistaken for, since it names goods and a number.
ABOUT_BUYING = (*PRICE_INTENTS, "availability", "order_place", "delivery_time", "moq", "product_info", "product_list")
# Topics that are a comparison when they name "this or that".
COMPARABLE = ("product_info", "price_query", "availability", "care")
# Words without weight in a message that otherwise only names things: "and marble?", "200 ka".
SMALL_WORDS = frozenset(
    {"of", "and", "for", "this", "is", "on", "in", "to", "from", "with", "ok", "yes", "piece", "set", "do", "give", "if"}
)
# What asks for the least quantity, and what asks for ideas.
ASKS_LEAST = frozenset({"minimum", "only", "single", "less_qty", "can", "under"})
ASKS_IDEAS = frozenset({"budget", "suggest", "gift", "what", "which", "options"})
# "Stop" is taken for the end of all messages only when nothing else is said.
STOPPING = frozenset({"stop", "you", "message", "this", "in", "do"})
# What makes a reply to "shall we go ahead?" a yes.
ASSENTING = frozenset({"yes", "ok", "place_order", "order", "thanks", "this", "is", "do", "with", "in"})


def fitted(intent: str, score: float, part: Entities, before: Slots) -> str:
    """The intent that a part of a message has, once what it names is taken into account."""
    has_quantity = bool(part.with_role("quantity"))
    has_product = names_product(part)
    if intent in ABOUT_BUYING and (about_order := order_topic(part)):
        return about_order
    if intent in PRICE_INTENTS:
        return _price(part, before, has_quantity=has_quantity, has_product=has_product)
    several = len({mention.product for mention in part.mentions if mention.product}) > 1
    is_order, counted = is_about_order(part), any(number.certain for number in part.with_role("quantity"))
    rules = (
        ("bulk_quote", intent == "moq" and has_product and counted and ASKS_LEAST.isdisjoint(part.meanings)),
        ("bulk_quote", intent == "order_place" and has_product and counted and BUYS.isdisjoint(part.meanings)),
        ("bulk_quote", intent == "order_cancel" and has_product and counted and part.no_branding and not is_order),
        ("bulk_quote", intent == "order_change" and not is_order and bool(has_product or before.items)),
        ("delivery_area", intent == "multi_address" and _names_one_place(part)),
        (
            "bulk_quote",
            intent == "budget_recommendation"
            and has_quantity
            and before.intent in PRICE_INTENTS
            and not part.with_role("money")
            and ASKS_IDEAS.isdisjoint(part.meanings),
        ),
        ("return_policy", intent in ("complaint", "refund") and "if" in part.meanings),
        ("delivery_info", intent == "order_status" and "track" in part.meanings and not is_order),
        ("delivery_time", intent == "order_status" and not is_order),
        ("bulk_quote", intent == "product_info" and has_quantity and not part.attributes),
        ("product_info", intent == "delivery_time" and "heat" in part.attributes),
        ("product_info", intent == "product_list" and has_product and not has_quantity and not several),
        ("bulk_quote", "remove" in part.meanings and has_product and len(before.items) > 1),
        ("compare", intent in COMPARABLE and "or" in part.meanings and several and not has_quantity),
        ("product_info", intent == "filter" and "this" in part.meanings and before.product is not None),
        (
            "bulk_quote",
            intent in ("availability", "hamper_build") and has_product and has_quantity and score < CERTAIN,
        ),
    )
    fits = next((better for better, holds in rules if holds), intent)
    if fits == intent and score < SURE and has_quantity and before.intent in CARRIED and not has_product:
        return by_entities(part, before)
    return fits


def _price(part: Entities, before: Slots, *, has_quantity: bool, has_product: bool) -> str:
    if part.with_role("money") and not has_product:
        return "budget_recommendation"
    if "deliver" in part.meanings and not has_product and not any(n.certain for n in part.with_role("quantity")):
        return "shipping_cost"
    return "bulk_quote" if has_quantity or before.quantity is not None else "price_query"


def _names_one_place(part: Entities) -> bool:
    return len({match.value for match in part.cities}) == 1 and "many_places" not in part.meanings


def by_entities(entities: Entities, before: Slots) -> str:
    """What is meant when only things are named: the topic spoken of, or what such things are mostly about."""
    quantity = entities.with_role("quantity")
    placed = bool(entities.cities or entities.with_role("pincode"))
    rebranded = entities.branding is not None or entities.no_branding or bool(entities.mentions)
    rules = (
        ("budget_recommendation", bool(entities.with_role("money")) and not entities.mentions),
        (before.intent or "", before.intent in CARRIED and before.intent not in PRICE_INTENTS and not quantity),
        ("bulk_quote", bool(quantity) or (before.quantity is not None and rebranded)),
        ("price_query", bool(entities.mentions)),
        ("occasion_recommendation", bool(entities.occasions)),
        ("bulk_quote", placed and before.intent == "bulk_quote"),
        ("delivery_area", placed),
    )
    return next((intent for intent, holds in rules if holds), "unclear")


def stops(meanings: Sequence[str]) -> bool:
    """Whether the end of all messages is meant, not some other end."""
    about_messages = "message" in meanings and not {"stop", "close", "not"}.isdisjoint(meanings)
    return about_messages or "stop_messages" in meanings or STOPPING.issuperset(meanings)


def assents(meanings: Sequence[str]) -> bool:
    """Whether a reply to "shall we go ahead?" is a yes and nothing else."""
    return "yes" in meanings and ASSENTING.issuperset(meanings)


def names_only(entities: Entities) -> bool:
    """Whether the message names things and says nothing about them: "and marble?", "200 ka", "to pune"."""
    return has_entity(entities) and all(meaning[0] in "<@" or meaning in SMALL_WORDS for meaning in entities.meanings)


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
