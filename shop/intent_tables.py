"""Which topics outweigh, exclude and imply one another, and which words decide a topic: tables for intent_choice.py.

Refuses code: a rule that needs more than a row stands in intent_fit.py.
"""

from __future__ import annotations

from shop.language import SENTENCE_ENDS
from shop.topic_items import PRICE_INTENTS, RECOMMENDING

MAX_TOPICS = 3
# What is looked at apart in one message: more would cost a flood of text more time than it deserves.
MAX_SENTENCES = 20
MAX_CUTS = 6
# Courtesies: they count only where nothing else is said.
COURTESIES = ("greeting", "thanks", "ack", "praise", "smalltalk", "goodbye")
CLOSING = ("thanks", "praise", "goodbye")
# Beside the end of a chat these are talk, no questions.
SMALL_TALK = frozenset({"off_topic", "availability"})
# What must not be drowned by other topics in the same message.
URGENT_TO_HEAR = ("crisis", "opt_out", "complaint", "refund", "human", "payment_status", "order_status")
# What is answered by itself, whatever else the message says.
ALONE = ("crisis", "opt_out", "injection", "spam")
# Pairs of topics of one message in which the first says all that the second would; * is any other.
OUTWEIGHED = (
    ("*", "abuse"),
    ("order_place", "bulk_quote"),
    ("order_place", "price_query"),
    ("bulk_quote", "price_query"),
    ("bulk_quote", "availability"),
    ("bulk_quote", "delivery_area"),
    ("bulk_quote", "customization"),
    ("bulk_quote", "product_list"),
    ("bulk_quote", "occasion_recommendation"),
    ("bulk_quote", "filter"),
    ("bulk_quote", "negotiation"),
    ("bulk_quote", "store_location"),
    ("bulk_quote", "branding_charge"),
    ("bulk_quote", "shipping_cost"),
    ("bulk_quote", "gst_rate"),
    ("bulk_quote", "off_topic"),
    ("bulk_quote", "hamper_build"),
    ("budget_recommendation", "occasion_recommendation"),
    ("budget_recommendation", "filter"),
    ("occasion_recommendation", "filter"),
    ("refund", "complaint"),
    ("reseller", "store_location"),
    ("reseller", "hamper_build"),
    ("human", "bot_identity"),
    ("sample", "price_query"),
    ("sample", "bulk_discount"),
)
# Topics that a thing which the shop does not sell makes a question of whether it does.
ABOUT_GOODS = (
    *PRICE_INTENTS,
    *RECOMMENDING,
    *("availability", "product_info", "product_list", "product_photos", "care", "customization", "hamper_build"),
    "off_topic",
)
# Beside these a product with its quantity is worth a quote, though nobody says "price".
QUOTED_BESIDE = frozenset(
    {
        "price_query",
        "store_location",
        "product_info",
        "negotiation",
        "customization",
        "branding_charge",
        "occasion_recommendation",
    }
    | {
        "delivery_area",
        "shipping_cost",
        "gst_rate",
        "gst_invoice",
        "payment_terms",
        "delivery_time",
        "off_topic",
        "filter",
    }
)
ABOUT_DELIVERY = frozenset({"delivery_time", "delivery_area", "multi_address", "shipping_cost"})
# Topics that end when the customer picks a product from them.
OVER_ONCE_CHOSEN = (*RECOMMENDING, "compare", "availability", "product_list")
# Words that stand before a question without changing it.
OPENING = frozenset({"ok", "yes", "hello", "thanks"})
# Meanings that tell the topic by themselves, where no phrase is much like the message.
DOUBTFUL = 0.4
DECISIVE = {
    "crisis": "crisis",
    "privacy": "privacy",
    "erase": "privacy",
    "legal": "legal",
    "injection": "injection",
    "spam": "spam",
    "weather": "off_topic",
    "reseller": "reseller",
    "job": "other_business",
    "supplier": "other_business",
    "proforma": "proforma",
    "cod": "cod",
    "track": "delivery_info",
    "sample": "sample",
    "freight": "shipping_cost",
    "pickup": "pickup",
    "warranty": "warranty",
    "discount": "bulk_discount",
    "minimum": "moq",
    "hsn": "gst_rate",
    "reduce": "negotiation",
}
# Who names a fact of a product hardly asks about these.
NOT_OF_GOODS = frozenset(
    "store_hours store_location contact off_topic smalltalk spam abuse trust about privacy bot_identity other_business "
    "greeting language praise".split()
)
# Between these what is asked about decides, not how.
DESCRIBED = ("care", "product_info")
DESCRIBED_BY: dict[tuple[str, ...], str] = {("care",): "care", ("packing",): "packaging"}
# Topics that join two things by "and", so that it divides nothing, and the words that may divide others.
UNDIVIDED = ("compare", "hamper_build")
DIVIDING = ("and", "aur", "और", ",", "also", "plus", ")")
# In a message with several of these signs more than one thing is asked; these words tell what else.
ASIDE_SIGNS = frozenset({"?", ",", ";", "\n", "and", "aur", "और", "n", "&", "plus", "also", "bhi", "भी"})
LEAST_SIGNS = 2
# These join questions, where words stand on both sides of them; "bhi" and "also" stand in a single one as well.
JOINING = ASIDE_SIGNS - {"also", "bhi", "भी"} | SENTENCE_ENDS
WITH_ASIDES = frozenset(
    {
        "price_query",
        "bulk_quote",
        "delivery_time",
        "delivery_area",
        "shipping_cost",
        "delivery_info",
        "gst_rate",
        "gst_invoice",
    }
    | {
        "payment_methods",
        "payment_terms",
        "cod",
        "sample",
        "packaging",
        "moq",
        "customization",
        "branding_charge",
        "artwork",
    }
    | {"warranty", "return_policy", "pickup", "product_info", "care", "compare", "availability", "bulk_discount"}
    | {"store_hours", "store_location", "contact", "multi_address"}
)
ASIDES = (
    (frozenset({"sample"}), "sample"),
    (frozenset({"cod"}), "cod"),
    (frozenset({"freight"}), "shipping_cost"),
    (frozenset({"deliver", "charge"}), "shipping_cost"),
    (frozenset({"deliver", "free"}), "shipping_cost"),
    (frozenset({"deliver", "when"}), "delivery_time"),
    (frozenset({"deliver", "days"}), "delivery_time"),
    (frozenset({"days", "make"}), "delivery_time"),
    (frozenset({"gst", "how_much"}), "gst_rate"),
    (frozenset({"courier", "price"}), "shipping_cost"),
    (frozenset({"gst", "what"}), "gst_rate"),
    (frozenset({"abroad"}), "delivery_area"),
    (frozenset({"proof"}), "artwork"),
    (frozenset({"invoice"}), "gst_invoice"),
    (frozenset({"advance", "how_much"}), "payment_terms"),
    (frozenset({"upi"}), "payment_methods"),
    (frozenset({"pay", "how"}), "payment_methods"),
    (frozenset({"warranty"}), "warranty"),
    (frozenset({"packing"}), "packaging"),
    (frozenset({"minimum"}), "moq"),
    (frozenset({"pickup"}), "pickup"),
    (frozenset({"track"}), "delivery_info"),
    (frozenset({"courier", "which"}), "delivery_info"),
    (frozenset({"return", "if"}), "return_policy"),
    (frozenset({"file"}), "artwork"),
    (frozenset({"setup"}), "branding_charge"),
    (frozenset({"hours"}), "store_hours"),
    (frozenset({"address", "shop"}), "store_location"),
    (frozenset({"email"}), "contact"),
    (frozenset({"discount"}), "bulk_discount"),
)
