"""Slots: what a conversation has established so far, each replaced one by one.

Refuses to last: what is older than LIFETIME_MS is forgotten as a whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from shop.local_text import Language

# After this many messages in a row that nobody understood, a person is called.
MISSES_BEFORE_CALL = 3
LIFETIME_MS = 30 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Item:
    """A product and, once it is known, how many pieces of it."""

    product: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """INR before GST, for one piece or, with ``in_all``, for everything together."""

    rupees: Decimal
    in_all: bool = False
    at_least: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """What is known. ``intent`` is what was last spoken of.

    ``alternatives``: the items are one product at several quantities; ``earlier`` are the items spoken of before these.
    ``branding`` is a method's English name, "" for the product's first one, None for none; ``no_branding``: declined.
    ``asked`` is the need that the shop asked for last, or "go_ahead" where it offered to order. ``choices`` are product
    ids offered under 1, 2, 3 and so on; ``waiting_quantity`` was said before a product was chosen.
    ``misses`` counts messages in a row that nobody understood.
    """

    items: tuple[Item, ...] = ()
    alternatives: bool = False
    earlier: tuple[Item, ...] = ()
    family: str | None = None
    branding: str | None = None
    no_branding: bool = False
    city: str | None = None
    budget: Budget | None = None
    people: int | None = None
    occasion: str | None = None
    date: str | None = None
    intent: str | None = None
    asked: str | None = None
    choices: tuple[str, ...] = ()
    waiting_quantity: int | None = None
    misses: int = 0
    language: Language | None = None
    language_wish: Language | None = None
    updated_at_ms: int = 0

    @property
    def product(self) -> str | None:
        """The product spoken of last."""
        return self.items[-1].product if self.items else None

    @property
    def quantity(self) -> int | None:
        """The quantity spoken of last."""
        return self.items[-1].quantity if self.items else None

    def at(self, now_ms: int) -> Slots:
        """The slots as they stand at ``now_ms``: these, or only the language once their time is over."""
        if now_ms - self.updated_at_ms <= LIFETIME_MS:
            return self
        return Slots(language=self.language, language_wish=self.language_wish)

    def to_json(self) -> str:
        """One line that ``from_json`` reads."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Slots:
        """The slots that ``to_json`` wrote."""
        data = json.loads(text)
        budget = data["budget"]
        data["items"] = tuple(Item(**item) for item in data["items"])
        data["earlier"] = tuple(Item(**item) for item in data["earlier"])
        data["choices"] = tuple(data["choices"])
        data["budget"] = budget and Budget(Decimal(budget["rupees"]), budget["in_all"], Decimal(budget["at_least"]))
        return cls(**data)
