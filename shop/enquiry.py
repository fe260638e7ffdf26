"""Enquiry: what a customer who wants to order has told so far, and what is still to be asked.

Refuses to know words: enquiry_reader.py reads them, enquiry_phrasing.py writes them.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Literal, get_args

from shop.slots import Item, Slots

FieldName = Literal["product", "quantity", "logo", "place", "date", "name", "contact"]
Asked = Literal["", "product", "quantity", "logo", "place", "date", "name", "contact", "name_and_contact", "confirm"]
# In the order of their asking.
FIELDS: tuple[FieldName, ...] = get_args(FieldName)
# Nothing can be ordered without these; whatever else the customer leaves open is settled with a person.
NEEDED: tuple[FieldName, ...] = ("product", "quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """``number`` is 0 until the customer has confirmed; a confirmed one only tells what need not be asked again.

    ``candidates`` are product ids offered under 1, 2, 3 and so on, ``waiting_quantity`` was said before the product.
    ``method`` is a branding method's English name, "" for the product's first; ``logo_note`` are the customer's words.
    ``day`` is the date as YYYY-MM-DD, or the last day that a vague one may mean; that one stands in ``date_words``.
    ``address`` is where exactly, with the city in it, as the customer wrote it.
    ``skipped`` is what the customer left open; ``asked`` is what the shop asked last, ``misses`` how often in vain.
    """

    items: tuple[Item, ...] = ()
    candidates: tuple[str, ...] = ()
    waiting_quantity: int | None = None
    logo: Literal["", "with", "plain"] = ""
    method: str = ""
    logo_note: str = ""
    city: str = ""
    pincode: str = ""
    address: str = ""
    day: str = ""
    date_words: str = ""
    no_hurry: bool = False
    name: str = ""
    contact: str = ""
    skipped: tuple[FieldName, ...] = ()
    asked: Asked = ""
    misses: int = 0
    number: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the customer."""
        return self.number == 0

    @property
    def needed_by(self) -> date | None:
        """The day of ``day``."""
        return date.fromisoformat(self.day) if self.day else None

    @property
    def lacking(self) -> Item | None:
        """The first product whose quantity is unknown."""
        return next((item for item in self.items if item.quantity is None), None)

    def has(self, name: FieldName) -> bool:
        """Whether a field is told, or left open by the customer."""
        told: dict[FieldName, bool] = {
            "product": bool(self.items),
            "quantity": bool(self.items) and self.lacking is None,
            "logo": self.logo != "",
            "place": bool(self.city or self.pincode or self.address),
            "date": bool(self.day or self.date_words or self.no_hurry),
            "name": self.name != "",
            "contact": self.contact != "",
        }
        return told[name] or name in self.skipped

    def skipping(self) -> Enquiry:
        """The enquiry with all that was asked last left open: name and contact together."""
        left_open = (name for name in FIELDS if name not in NEEDED and self.asks(name) and not self.has(name))
        return replace(self, skipped=(*self.skipped, *left_open))

    def told_since(self, before: Enquiry) -> frozenset[FieldName]:
        """The fields that differ from what they were, or were left open."""
        parts: dict[FieldName, tuple[str, ...]] = {
            "product": ("items", "candidates", "waiting_quantity"),
            "logo": ("logo", "method", "logo_note"),
            "place": ("city", "pincode", "address"),
            "date": ("day", "date_words", "no_hurry"),
            "name": ("name",),
            "contact": ("contact",),
        }
        differ = (name for name, keys in parts.items() if any(getattr(self, k) != getattr(before, k) for k in keys))
        return frozenset(differ) | (frozenset(self.skipped) - frozenset(before.skipped))

    def asks(self, name: FieldName) -> bool:
        """Whether the field was asked for last."""
        return name == self.asked or (self.asked == "name_and_contact" and name in ("name", "contact"))

    def known_to(self, products: Collection[str]) -> Enquiry:
        """The enquiry without what the shop no longer has: the owner may have changed it in the meantime."""
        items = tuple(item for item in self.items if item.product in products)
        return replace(self, items=items, candidates=tuple(each for each in self.candidates if each in products))

    def over(self, slots: Slots) -> Slots:
        """The conversation's slots with what the enquiry holds instead of what was asked in between.

        The day is the enquiry's matter alone: it is read back, and calls nobody at each further question.
        """
        return replace(
            slots,
            items=self.items,
            alternatives=False,
            branding=self.method if self.logo == "with" else None,
            no_branding=self.logo == "plain",
            city=self.city or slots.city,
            due=None,
            asked=self.asked if self.asked in NEEDED else None,
            choices=self.candidates if self.asked == "product" else (),
            waiting_quantity=self.waiting_quantity,
        )

    def to_json(self) -> str:
        """One line that ``from_json`` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Enquiry:
        """The enquiry that ``to_json`` wrote; of another version's, what is unknown goes, what is missing is empty."""
        names = {field.name for field in fields(cls)}
        data = {name: value for name, value in json.loads(text).items() if name in names}
        data["items"] = tuple(Item(**item) for item in data.get("items", ()))
        for name in ("candidates", "skipped"):
            data[name] = tuple(data.get(name, ()))
        return cls(**data)
