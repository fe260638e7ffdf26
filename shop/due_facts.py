"""Whether goods can be there by the day they are needed, and the slots that tell it.

The shop's own days decide: those for making, of the slowest product, and those on the way.
Refuses to promise a day: it tells by when an order fits the usual days, and calls a person where it does not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from shop import formatting
from shop.catalogue import Catalogue
from shop.local_text import DaySpan
from shop.product import Product
from shop.topic import Topic
from shop.topic_items import QUOTING
from shop.turn import Filler, Turn

# Topics in which the day matters.
DATED = (*QUOTING, "delivery_time", "urgent")


def usual_days(catalogue: Catalogue, topic: Topic) -> DaySpan:
    """Days from the confirmed order to the customer's door; of the fastest product where none is named."""
    transit = catalogue.policies.delivery.transit_days
    named = [catalogue.products[item.product] for item in topic.items]
    make = (max if named else min)(named or catalogue.products.values(), key=_most_making).make_days
    return DaySpan(least=make.least + transit.least, most=make.most + transit.most)


def _most_making(product: Product) -> tuple[int, int]:
    return product.make_days.least, product.make_days.most


def timed(catalogue: Catalogue, topic: Topic, due: str | None, today: date) -> Topic:
    """The topic with what the day ``due`` (as 2026-12-05) means for it."""
    if due is None or topic.intent not in DATED:
        return topic
    day, usual = date.fromisoformat(due), usual_days(catalogue, topic)
    last = day - timedelta(days=usual.most)
    return replace(
        topic, too_soon=(day - today).days < usual.least, order_by=last if topic.items and last >= today else None
    )


def _too_soon(turn: Turn) -> str | None:
    if not turn.topic.too_soon:
        return None
    least = usual_days(turn.catalogue, turn.topic).least
    return turn.piece("too_soon", usual_days=turn.days("delivery.usual_days", DaySpan(least=least, most=least)))


def _due(turn: Turn) -> str | None:
    return formatting.day(date.fromisoformat(turn.slots.due), turn.language) if turn.slots.due else None


def _order_by(turn: Turn) -> str | None:
    return formatting.day(turn.topic.order_by, turn.language) if turn.topic.order_by else None


DUE_SLOTS: dict[str, Filler] = {"too_soon": _too_soon, "due": _due, "order_by": _order_by}
