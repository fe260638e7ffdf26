"""Topic: one thing that a message asks, with the products and quantities it is about.

Refuses to hold words: what was said is understood by now; only what is wanted stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shop.intent import NeedName
from shop.product import FactKey
from shop.slots import Item

# What may stand under side_effect_unless in an intent's file.
HARMLESS = ("asks_how", "erases_nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """``items`` are the products meant, the first one foremost.

    With ``alternatives`` they are one product at several quantities. ``candidates`` are product ids between which the
    customer must choose; ``missing`` is what must be asked before the topic can be answered.
    ``tags`` are qualities that gifts should have. ``not_in_range``: a thing is named that the shop does not sell.
    ``beside_quote``: another topic of the message brings the quote; ``beside_others``: there are other topics at all.
    ``asks_more``: the message joins several questions, understood or not. ``erases``: something is to be
    taken away. ``asks_how`` is true for "how do I ...",
    which only asks for the way. ``too_soon``: the goods are needed sooner than they can be made and sent; ``order_by``
    is the last day on which an order would bring them in time. ``taken_as`` pairs a mistyped word with the product id
    it was read as.
    """

    intent: str
    items: tuple[Item, ...] = ()
    alternatives: bool = False
    candidates: tuple[str, ...] = ()
    family: str | None = None
    attributes: tuple[FactKey, ...] = ()
    tags: tuple[str, ...] = ()
    asks_how: bool = False
    erases: bool = False
    to_abroad: bool = False
    beside_quote: bool = False
    beside_others: bool = False
    asks_more: bool = False
    too_soon: bool = False
    order_by: date | None = None
    not_in_range: bool = False
    missing: NeedName | None = None
    taken_as: tuple[tuple[str, str], ...] = ()

    def is_only(self, mark: str) -> bool:
        """Whether the topic is no more than one of HARMLESS, so that nobody need be called for it."""
        return {"asks_how": self.asks_how, "erases_nothing": not self.erases}[mark]
