"""Wording: templates/wording.yaml, the small pieces of text that computed answers are put together from.

Refuses a missing piece, so that no reply has a hole in one of the languages.
"""

from __future__ import annotations

from typing import get_args

from pydantic import model_validator

from shop.local_text import LocalText, Strict
from shop.product import FactKey
from shop.shop_file import DayName


class Wording(Strict):
    """Each piece in three languages; the `<slot>` marks that a piece may hold stand beside it in the file."""

    and_: LocalText
    or_: LocalText
    days: LocalText
    one_day: LocalText
    day_span: LocalText
    closed: LocalText
    day_names: dict[DayName, LocalText]
    weekday_names: dict[DayName, LocalText]
    hours_line: LocalText
    reply_now: LocalText
    reply_today: LocalText
    reply_tomorrow: LocalText
    reply_on_day: LocalText
    reply_no_hours: LocalText
    price_step: LocalText
    branding_price: LocalText
    branding_free_setup: LocalText
    product_line: LocalText
    recommendation_line: LocalText
    recommendation_total: LocalText
    choice_line: LocalText
    comparison_line: LocalText
    fact_line: LocalText
    fact_names: dict[FactKey, LocalText]
    occasion_names: dict[str, LocalText]
    menu: LocalText
    quote_line: LocalText
    quote_branding: LocalText
    quote_setup: LocalText
    quote_before_gst: LocalText
    quote_gst: LocalText
    quote_delivery: LocalText
    quote_delivery_free: LocalText
    quote_total: LocalText
    quote_days: LocalText
    quote_next_step: LocalText
    quote_logo_hint: LocalText
    branding_least: LocalText
    branding_instead: LocalText
    below_moq: LocalText
    above_top: LocalText
    too_soon: LocalText
    taken_as: LocalText
    card_warning: LocalText
    not_helpful: LocalText

    @model_validator(mode="after")
    def _nothing_unnamed(self) -> Wording:
        for field, names, wanted in (
            ("day_names", self.day_names, get_args(DayName)),
            ("weekday_names", self.weekday_names, get_args(DayName)),
            ("fact_names", self.fact_names, get_args(FactKey)),
        ):
            missing = [name for name in wanted if name not in names]
            if missing:
                raise ValueError(f"{field}: {', '.join(missing)} has no wording")
        return self


# The `<slot>` marks that each piece may hold; the pieces that are not listed hold none.
WORDING_SLOTS = {
    key: frozenset(names.split())
    for key, names in {
        "days": "count",
        "day_span": "least most",
        "hours_line": "days hours",
        "reply_now": "time",
        "reply_today": "time",
        "reply_tomorrow": "time closed",
        "reply_on_day": "day time closed",
        "price_step": "step price",
        "branding_price": "method colours per_piece setup least",
        "branding_free_setup": "method colours per_piece least",
        "product_line": "number product moq moq_price price_from",
        "recommendation_line": "number product unit_price quantity",
        "recommendation_total": "number product quantity unit_price subtotal",
        "choice_line": "number product",
        "comparison_line": "product price_steps moq make_days details",
        "fact_line": "name value",
        "quote_line": "quantity product unit_price subtotal",
        "quote_branding": "method quantity per_piece branding_total",
        "quote_setup": "method setup",
        "quote_before_gst": "before_gst",
        "quote_gst": "gst_percent gst",
        "quote_delivery": "delivery",
        "quote_total": "total",
        "quote_days": "make_days transit_days city quote_days",
        "quote_next_step": "next_quantity next_total",
        "branding_least": "method least",
        "branding_instead": "product method",
        "below_moq": "product moq moq_price moq_total",
        "above_top": "more_than product",
        "too_soon": "usual_days",
        "taken_as": "written product",
    }.items()
}
