"""What a message says of an order: that there is one already, that goods are sent back, that they are not wanted.

A product with a number looks like a question for its price; these words tell that it is none.
Refuses to look at phrases: it sees meanings, and errs towards the question where a price is asked for.
"""

from __future__ import annotations

from shop.entities import Entities

ASKS_PRICE = frozenset({"price", "how_much", "total", "quote"})
# What shows that an order exists already.
EXISTING_ORDER = frozenset({"old_order", "not_received", "received", "order", "courier", "dispatched", "ordered"})
# What a customer says who wants to buy now.
BUYS = frozenset({"place_order", "order", "yes", "take", "ready_to_order", "pay", "advance", "send", "ordered"})
# Whoever buys the same again asks for a price, whatever was ordered before.
_AGAIN = frozenset({"want", "same", "repeat", "new", "more"})
# Whoever does not want goods any more had ordered them.
_ENDING = frozenset({"cancel", "now", "order", "ordered", "remove"})
FAULTS = frozenset({"broken", "wrong", "bad", "complain", "late"})
_SETTLED = frozenset({"paid", "cancel", "return", "refund", "sample"})
_RULE = frozenset({"if", "policy", "can", "how", "what", "do", "is", "happen"})


def is_about_order(part: Entities) -> bool:
    """Whether an order that exists is spoken of."""
    return not EXISTING_ORDER.isdisjoint(part.meanings)


def asks_price_of_goods(message: Entities) -> bool:
    """Whether a product with its number is to be priced, and no order, payment or fault is spoken of."""
    meanings = frozenset(message.meanings)
    named = any(mention.product for mention in message.mentions) and any(n.certain for n in message.numbers)
    told = FAULTS | _SETTLED if "want" in meanings else FAULTS | _SETTLED | EXISTING_ORDER
    return named and not ASKS_PRICE.isdisjoint(meanings) and told.isdisjoint(meanings)


def order_topic(part: Entities, message: Entities) -> str | None:
    """The topic of a part that speaks of goods as ordered, sent back or not wanted; None where the message does not."""
    meanings = frozenset(part.meanings)
    asks_price = not ASKS_PRICE.isdisjoint(message.meanings)
    is_done = not {"received", "ordered", "arrived", "dispatched"}.isdisjoint(meanings)
    bought = "ordered" in meanings
    rules = (
        ("refund", "return" in meanings and "i" in meanings and _RULE.isdisjoint(meanings)),
        ("complaint", {"water", "received", "<product>"} <= meanings),
        ("complaint", "broken" in meanings and _RULE.isdisjoint(meanings) and not asks_price),
        ("complaint", is_done and not FAULTS.isdisjoint(meanings)),
        ("order_status", "not_received" in meanings or {"when", "arrived", "i"} <= meanings),
        ("order_cancel", bought and "remove" in meanings),
        ("order_change", bought and not {"instead", "change"}.isdisjoint(meanings)),
        ("order_status", bought and not asks_price and _AGAIN.isdisjoint(message.meanings)),
        ("order_cancel", _declines(part.meanings) and not asks_price and not _ENDING.isdisjoint(meanings)),
        ("goodbye", _declines(part.meanings) and not asks_price),
    )
    return next((topic for topic, holds in rules if holds), None)


def _declines(meanings: tuple[str, ...]) -> bool:
    """Whether goods are named as not wanted: "do not want 100 slate coasters", "100 mug nahi chahiye"."""
    for place, meaning in enumerate(meanings):
        if meaning == "not" and "want" in meanings[place + 1 : place + 2]:
            after = meanings[place + 2 : place + 5]
            before = meanings[max(0, place - 3) : place]
            return any(mask in ("<product>", "<qty>") for mask in (*after, *before))
    return False
