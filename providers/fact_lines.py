"""FactLines: what a model must know of products and policies to answer one topic, in lines of English.

Each line is a small template over the slots of fact_sheet.py, so its numbers are noted as facts by the same code that
fills the owner's templates. Refuses to tell more than the topic needs: every word is paid for in tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shop.catalogue import Catalogue
from shop.fact import Fact
from shop.fact_sheet import FactSheet
from shop.local_text import Language
from shop.product import FactKey
from shop.slots import Item, Slots
from shop.topic import Topic
from shop.turn import Turn, fill, required_marks

PRODUCT_LINES = {
    "prices": "<product>: <price_steps> a piece before GST, minimum <moq> pieces, GST <gst_percent>.",
    "time": "<product>: made to order in <make_days>.",
    "stock": "<product>: in stock.",
    "branding": "<product>, logo or name: <branding_prices>.",
    "details": "<product>: <details>.",
}
# One of a pair is told: the first whose slots all have a value.
POLICY_LINES: dict[str, tuple[tuple[str, str], ...]] = {
    "contact": (("", "<shop>: phone <phone>, <hours>."),),
    "delivery": (
        ("", "Delivery: <delivery_area>, <transit_days> after dispatch, <delivery_charge> an order."),
        ("free_above", "Delivery is free on orders of <free_above> or more before GST."),
    ),
    "abroad": (("abroad", "Delivery abroad is possible."), ("!abroad", "We do not deliver abroad.")),
    "express": (("express", "Express delivery is possible."), ("!express", "There is no express delivery.")),
    "courier": (("", "Couriers: <couriers>."), ("tracking", "Tracking details come with dispatch.")),
    "pickup": (("pickup", "You can collect the order at <address>."), ("!pickup", "There is no pickup.")),
    "payment": (("", "Payment: <advance_percent> in advance, balance <balance>, by <payment_methods>."),),
    "cod": (("cod", "Cash on delivery is available."), ("!cod", "Cash on delivery is not available.")),
    "credit": (("credit", "Credit is possible for companies."), ("!credit", "We do not give credit.")),
    "sample": (
        ("sample", "A sample costs <sample_charge>, in <sample_days>."),
        ("sample_adjusted", "The sample charge is set off in the order."),
        ("!sample", "There are no samples."),
    ),
    "returns": (
        ("", "<return_rule> Tell us of damage within <damage_days>."),
        ("!custom_returnable", "Pieces with a logo or name cannot be returned."),
    ),
    "packing": (("", "<packing_included> Gift box: <gift_box_charge> a piece before GST."),),
    "artwork": (("", "Logo files: <file_formats> to <email>."), ("proof", "A design proof comes in <proof_days>.")),
    "tax": (("gst_invoice", "Prices are before GST; every order gets a GST tax invoice."),),
    "discount": (("", "Prices fall with quantity alone; there is no other discount."),),
    "range": (("", "We make <family_list>."),),
    "about": (("", "<makers> Since <since>."),),
    "place": (("", "Address: <address>[ (<landmark>)]."),),
}


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line and every number in it; ``product`` is the id of the product that it is about."""

    text: str
    facts: tuple[Fact, ...]
    product: str | None = None


class FactLines:
    """The lines of one turn."""

    def __init__(self, catalogue: Catalogue, slots: Slots, language: Language) -> None:
        self._catalogue = catalogue
        self._slots = slots
        self._language = language

    def of_product(self, product: str, kind: str) -> FactLine | None:
        """One of PRODUCT_LINES; None where the shop has nothing to say there."""
        sheet = self._sheet(product)
        if kind == "stock" and not sheet.knows("in_stock"):
            return None
        return self._filled(sheet, PRODUCT_LINES[kind], product)

    def of_attribute(self, product: str, key: FactKey) -> FactLine | None:
        """What the shop knows of one attribute."""
        name = self._catalogue.wording.fact_names[key].en.lower()
        return self._filled(self._sheet(product), f"<product>, {name}: <{key}>.", product)

    def of_policy(self, policy: str) -> Iterator[FactLine]:
        """Those of POLICY_LINES that hold."""
        for needed, text in POLICY_LINES[policy]:
            sheet = self._sheet(None)
            name = needed.removeprefix("!")
            if name and sheet.knows(name) is needed.startswith("!"):
                continue
            line = self._filled(sheet, text)
            if line is not None:
                yield line

    def _sheet(self, product: str | None) -> FactSheet:
        items = () if product is None else (Item(product),)
        topic = Topic(intent="", items=items)
        return FactSheet(Turn(catalogue=self._catalogue, language="en", topic=topic, slots=self._slots))

    def _filled(self, sheet: FactSheet, text: str, product: str | None = None) -> FactLine | None:
        if not all(map(sheet.knows, required_marks(text))):
            return None
        filled = fill(text, sheet.value).replace("..", ".")
        if product is not None and self._language == "hi":
            names = self._catalogue.products[product].plural
            filled = filled.replace(names.en, f"{names.en} ({names.hi})", 1)
        return FactLine(filled, sheet.turn.noted(), product)
