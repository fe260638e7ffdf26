"""ShopFile: what templates/shop.yaml says about the shop itself, its policies and its pinned answers.

Refuses opening hours that end before they begin and time zones that do not exist.
"""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from shop.local_text import DaySpan, LocalText, NonEmpty, Rupees, Strict, written

DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[str, ...] = get_args(DayName)


class Hours(Strict):
    """Opening time and closing time of one day, in the shop's time zone."""

    opens: time
    closes: time

    @model_validator(mode="before")
    @classmethod
    def _parse(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})", value.strip())
        if not match:
            raise ValueError(f'"{value}" are no opening hours; write "10:00-19:00" or closed')
        return {"opens": match[1].zfill(5), "closes": match[2].zfill(5)}

    @model_validator(mode="after")
    def _in_order(self) -> Hours:
        if self.opens >= self.closes:
            raise ValueError("the shop must close after it opens")
        return self


class ShopInfo(Strict):
    """Who the shop is and how to reach it; ``hours`` maps `mon`, or `mon-sat`, to opening hours or None for closed."""

    name: LocalText
    about: LocalText
    makers: LocalText
    since: NonEmpty
    phone: Annotated[str, written(r"\+?[0-9][0-9 -]{6,18}", "+91 98765 43210")]
    email: Annotated[str, written(r"[^@\s]+@[^@\s]+\.[^@\s]+", "hello@example.com")]
    website: str | None = None
    address: LocalText
    landmark: LocalText | None = None
    hours: dict[str, Hours | None]
    timezone: str

    @field_validator("hours", mode="before")
    @classmethod
    def _spell_days(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        told: list[str] = []
        for days in value:
            first, _, last = str(days).partition("-")
            if first not in DAYS or (last and (last not in DAYS or DAYS.index(last) <= DAYS.index(first))):
                raise ValueError(f'"{days}" are no days; write mon, or mon-sat, out of {", ".join(DAYS)}')
            told += DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]
        for day in DAYS:
            if told.count(day) != 1:
                raise ValueError(f"{day} stands {told.count(day)} times; each day must stand once")
        return {days: None if hours == "closed" else hours for days, hours in value.items()}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f'"{value}" is no time zone; write one like Asia/Kolkata') from error
        return value


class TaxPolicy(Strict):
    """Whether a tax invoice is given. List prices are always before GST."""

    invoice: bool


class PaymentPolicy(Strict):
    """How and when customers pay."""

    methods: Annotated[tuple[LocalText, ...], Field(min_length=1)]
    advance_percent: Annotated[Decimal, Field(ge=0, le=100)]
    balance: LocalText
    cod: bool
    credit: bool


class DeliveryPolicy(Strict):
    """Where goods go and what that costs: ``flat_charge`` in INR, tax included, unless goods reach ``free_above``."""

    area: LocalText
    abroad: bool
    transit_days: DaySpan
    flat_charge: Rupees
    free_above: Rupees | None = None
    express: bool
    pickup: bool
    many_addresses: bool
    couriers: LocalText
    tracking: bool


class SamplePolicy(Strict):
    """Whether a sample can be had, for how many INR, and whether an order sets it off."""

    available: bool
    charge: Rupees
    adjusted_in_order: bool
    days: DaySpan


class ReturnsPolicy(Strict):
    """What happens with damaged or unwanted goods."""

    damage_report_days: DaySpan
    rule: LocalText
    custom_returnable: bool


class PackingPolicy(Strict):
    """What comes packed how; ``gift_box_charge`` is INR for one piece before GST."""

    included: LocalText
    gift_box_charge: Rupees


class ArtworkPolicy(Strict):
    """Which files a logo may come in, and how long a proof takes."""

    formats: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]
    proof: bool
    proof_days: DaySpan


class QuotePolicy(Strict):
    """How many days a quoted price holds."""

    valid_days: DaySpan


class Policies(Strict):
    """The rules of the house, one part a topic."""

    tax: TaxPolicy
    payment: PaymentPolicy
    delivery: DeliveryPolicy
    sample: SamplePolicy
    returns: ReturnsPolicy
    packing: PackingPolicy
    artwork: ArtworkPolicy
    quote: QuotePolicy


class Family(Strict):
    """A word that stands for several products, such as "coaster"."""

    name: LocalText
    plural: LocalText
    also_called: tuple[NonEmpty, ...]


class PinnedAnswer(Strict):
    """A popular question in several phrasings, and the one answer that it always gets."""

    questions: Annotated[tuple[NonEmpty, ...], Field(min_length=3)]
    answer: LocalText


class TaughtAnswer(PinnedAnswer):
    """A pinned answer to what a customer asked in so many words: one phrasing is enough.

    ``taught_on`` (the shop's date and time) and ``taught_by`` (an owner's chat) stand at those taught in a chat.
    """

    questions: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]
    taught_on: str | None = None
    taught_by: str | None = None


class PinnedFile(Strict):
    """The whole of templates/pinned.yaml, which need not exist and may be empty."""

    pinned: tuple[TaughtAnswer, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _may_be_empty(cls, value: Any) -> Any:
        if value is None or value == {"pinned": None}:
            return {}
        return value


class ShopFile(Strict):
    """The whole of templates/shop.yaml."""

    shop: ShopInfo
    policies: Policies
    families: dict[str, Family] = Field(default_factory=dict)
    pinned: tuple[PinnedAnswer, ...] = ()
