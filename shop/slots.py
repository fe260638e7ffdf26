"""Slots: what a conversation has established so far, each replaced one by one.

Refuses to last: what is older than LIFETIME_MS is forgotten as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal

from shop.local_text import Language
from shop.product import FactKey

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
    ``factors`` are what the quantity was worked out of: how many groups or people, and what each of them gets.
    ``attributes`` are the facts that were asked for last.
    ``branding`` is a method's English name, "" for the product's first one, None for none; ``no_branding``: declined;
    ``branding_asked`` is the one that was asked about last.
    ``date`` is the day in the customer's words, ``due`` the day by which the goods are needed, as 2026-12-05.
    ``asked`` is the need that the shop asked for last, or "go_ahead" where it offered to order. ``choices`` are product
    ids offered under 1, 2, 3 and so on; ``waiting_quantity`` was said before a product was chosen.
    ``misses`` counts messages in a row that nobody understood.
    """

    items: tuple[Item, ...] = ()
    alternatives: bool = False
    earlier: tuple[Item, ...] = ()
    factors: tuple[int, int] | None = None
    attributes: tuple[FactKey, ...] = ()
    family: str | None = None
    branding: str | None = None
    no_branding: bool = False
    branding_asked: str | None = None
    city: str | None = None
    budget: Budget | None = None
    people: int | None = None
    occasion: str | None = None
    date: str | None = None
    due: str | None = None
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

    def known_to(self, products: Collection[str], occasions: Collection[str]) -> Slots:
        """The slots without what the shop no longer has: the owner may have changed it since they were stored."""
        return replace(
            self,
            items=tuple(item for item in self.items if item.product in products),
            earlier=tuple(item for item in self.earlier if item.product in products),
            choices=tuple(product for product in self.choices if product in products),
            occasion=self.occasion if self.occasion in occasions else None,
        )

    @classmethod
    def from_json(cls, text: str) -> Slots:
        """The slots that ``to_json`` wrote; of another version's, what is unknown goes and what is missing is empty."""
        names = {field.name for field in fields(cls)}
        data = {name: value for name, value in json.loads(text).items() if name in names}
        for name in ("items", "earlier"):
            data[name] = tuple(Item(**item) for item in data.get(name, ()))
        data["choices"] = tuple(data.get("choices", ()))
        data["attributes"] = tuple(data.get("attributes", ()))
        data["factors"] = tuple(data["factors"]) if data.get("factors") else None
        budget = data.get("budget")
        data["budget"] = budget and Budget(Decimal(budget["rupees"]), budget["in_all"], Decimal(budget["at_least"]))
        return cls(**data)
