"""NeededFacts: which lines of facts a topic's intent needs, most needed first.

Refuses to hold facts: fact_lines.py takes them from the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Needs:
    """Kinds of lines: of each product of the topic, and of the shop's policies."""

    product: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


NOTHING = Needs()
PRICING = Needs(("prices",), ("discount",))
SHOWING = Needs(("details", "prices", "stock"))
BRANDING = Needs(("branding",), ("artwork",))
SENDING = Needs(("time",), ("delivery", "courier"))
PAYING = Needs((), ("payment", "cod", "credit"))
CARING = Needs(("details",), ("returns",))
# For an intent that is not listed: the owner's own, or a message that nobody understood.
ANYTHING = Needs(("details", "prices"), ("range", "delivery", "payment"))
NEEDS: dict[str, Needs] = {
    **dict.fromkeys(("price_query", "bulk_quote", "moq", "bulk_discount", "negotiation", "reseller"), PRICING),
    **dict.fromkeys(("proforma", "order_place"), Needs((), ("payment",))),
    **dict.fromkeys(("product_info", "care", "warranty"), CARING),
    **dict.fromkeys(("compare", "availability", "product_photos"), SHOWING),
    **dict.fromkeys(
        ("filter", "budget_recommendation", "occasion_recommendation", "hamper_build"), Needs(("details",))
    ),
    **dict.fromkeys(("customization", "branding_charge", "artwork"), BRANDING),
    **dict.fromkeys(("delivery_time", "delivery_info", "delivery_area", "multi_address"), SENDING),
    "urgent": Needs(("time", "stock"), ("delivery", "express")),
    "shipping_cost": Needs((), ("delivery", "abroad")),
    "pickup": Needs((), ("pickup", "place", "delivery")),
    **dict.fromkeys(("payment_methods", "payment_terms", "cod"), PAYING),
    **dict.fromkeys(("gst_rate", "gst_invoice"), Needs((), ("tax",))),
    "sample": Needs((), ("sample",)),
    **dict.fromkeys(("return_policy", "refund", "complaint", "order_cancel", "order_change"), Needs((), ("returns",))),
    "packaging": Needs((), ("packing",)),
    **dict.fromkeys(("about", "trust"), Needs((), ("about", "place"))),
    **dict.fromkeys(("store_location", "contact", "store_hours", "sales_visit"), Needs((), ("place",))),
    **dict.fromkeys(("off_topic", "smalltalk", "injection"), Needs((), ("range",))),
    **dict.fromkeys(
        (
            "product_list",
            "catalogue_request",
            "greeting",
            "thanks",
            "goodbye",
            "praise",
            "language",
            "bot_identity",
            "spam",
            "abuse",
        ),
        NOTHING,
    ),
    **dict.fromkeys(("human", "legal", "privacy", "payment_status", "order_status", "other_business"), NOTHING),
}
