"""Product: one thing the shop sells, as the owner wrote it in templates/products/.

Refuses a price list that cannot be true: prices that rise with the quantity, or a first step other than the least
quantity. All money is INR for one piece before GST.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from shop.local_text import DaySpan, LocalText, NonEmpty, Pieces, Rupees, Strict

FactKey = Literal[
    "material",
    "size",
    "weight",
    "thickness",
    "colours",
    "finish",
    "capacity",
    "heat",
    "water",
    "care",
    "packing",
    "origin",
    "warranty",
    "contents",
    "use",
]
# The rates in force in India since 22 September 2025, and those that remain for single goods (Notification 9/2025).
MOST_ID_CHARACTERS = 60
GST_RATES = tuple(Decimal(rate) for rate in ("0", "0.25", "1.5", "3", "5", "18", "28", "40"))


def id_of(words: str) -> str:
    """The id that a product of this name would have; empty where nothing in it can stand in an id."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:MOST_ID_CHARACTERS].rstrip("-")


def _checked_id(value: str) -> str:
    if id_of(value) == value and value:
        return value
    like = id_of(value) or "steel-pen"
    raise ValueError(f'"{value}" must be small letters a-z, digits and single hyphens; write {like}')


class Branding(Strict):
    """One way to put a logo or a name on a product; ``per_piece`` and ``setup`` are INR before GST."""

    name: LocalText
    also_called: tuple[NonEmpty, ...] = ()
    per_piece: Rupees
    setup: Rupees = Decimal(0)
    colours: LocalText | None = None
    least: Pieces = 1


class Product(Strict):
    """One product with its price steps; ``prices`` maps "from this many pieces" to INR for one piece before GST.

    ``draft``: written down and not sold yet; a catalogue holds no drafts.
    """

    id: Annotated[str, AfterValidator(_checked_id), Field(max_length=MOST_ID_CHARACTERS)]
    draft: bool = False
    name: LocalText
    plural: LocalText
    family: str | None = None
    also_called: tuple[NonEmpty, ...]
    hinted_by: tuple[NonEmpty, ...] = ()
    moq: Pieces
    prices: Annotated[dict[Pieces, Annotated[Rupees, Field(gt=0)]], Field(min_length=1)]
    more_than: Pieces | None = None
    gst_percent: Decimal
    hsn: str | None = None
    make_days: DaySpan
    stock: Literal["in stock", "made to order", "out of stock"]
    branding: dict[NonEmpty, Branding] = Field(default_factory=dict)
    facts: dict[FactKey, LocalText] = Field(default_factory=dict)
    tags: tuple[NonEmpty, ...] = ()

    @model_validator(mode="after")
    def _prices_hold_together(self) -> Product:
        steps = list(self.prices)
        if steps != sorted(steps):
            raise ValueError("prices: the quantities must rise from line to line")
        if steps[0] != self.moq:
            raise ValueError(f"prices: the first quantity is {steps[0]} and moq is {self.moq}; they must be the same")
        for fewer, more in pairwise(steps):
            if self.prices[more] > self.prices[fewer]:
                raise ValueError(f"prices: {more} pieces cost more each than {fewer}; a price must not rise")
        if self.more_than is not None and self.more_than < steps[-1]:
            raise ValueError(f"more_than {self.more_than} is below the last price step {steps[-1]}")
        if self.gst_percent not in GST_RATES:
            raise ValueError(f"gst_percent {self.gst_percent} is no GST rate; known: {', '.join(map(str, GST_RATES))}")
        return self

    def unit_price(self, quantity: int) -> Decimal:
        """INR for one piece before GST when ``quantity`` pieces are bought; ``quantity`` is at least ``moq``."""
        return next(self.prices[step] for step in reversed(self.prices) if step <= quantity)

    def is_above_steps(self, quantity: int) -> bool:
        """Whether a person must make the price."""
        return self.more_than is not None and quantity > self.more_than

    def method_called(self, spoken: str) -> str | None:
        """The way of branding that goes by this name here; None where the product has none such."""
        if spoken in self.branding:
            return spoken
        return next((method for method, way in self.branding.items() if spoken in way.also_called), None)

    @property
    def lowest_price(self) -> Decimal:
        """INR for one piece at the largest step."""
        return min(self.prices.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Every name in any language that stands for this product alone."""
        own = {text for names in (self.name, self.plural) for text in (names.en, names.hinglish, names.hi)}
        return (*sorted(own), *self.also_called)
