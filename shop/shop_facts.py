"""Fills the slots that speak of the shop itself and of its policies.

Refuses to say yes for a policy that says no: a yes/no slot is then unknown, and the template's other wording is used.
Such a slot shows nothing itself: in an optional part, such as "[<pickup>You may fetch it.]", it only decides.
"""

from __future__ import annotations

from shop import formatting
from shop.local_text import DaySpan
from shop.product import Product
from shop.reply_time import reply_time
from shop.turn import Filler, Turn


def _yes(turn_says: bool) -> str | None:
    return "" if turn_says else None


def _hours(turn: Turn) -> str:
    wording = turn.catalogue.wording
    parts = []
    for days, hours in turn.catalogue.shop.hours.items():
        names = "-".join(turn.say(text) for day, text in wording.day_names.items() if day in days.split("-"))
        times = f"{hours.opens:%H:%M}-{hours.closes:%H:%M}" if hours else turn.say(wording.closed)
        parts.append(turn.piece("hours_line", days=names, hours=times))
    return ", ".join(parts)


def _reply_when(turn: Turn) -> str:
    """When a person answers, counted from the moment of the message."""
    shop, wording = turn.catalogue.shop, turn.catalogue.wording
    when = reply_time(shop.hours, shop.timezone, turn.slots.updated_at_ms)
    if when is None:
        return turn.say(wording.reply_no_hours)
    if when.closes is not None:
        return turn.piece("reply_now", time=f"{when.closes:%H:%M}")
    names = {weekday: turn.say(name) for weekday, name in wording.weekday_names.items()}
    closed = turn.listed([name for weekday, name in names.items() if weekday in when.closed]) or None
    pieces = ("reply_today", "reply_tomorrow")
    piece = pieces[when.days] if when.days < len(pieces) else "reply_on_day"
    return turn.piece(piece, day=names[when.weekday], time=f"{when.opens:%H:%M}", closed=closed)


def _landmark(turn: Turn) -> str | None:
    landmark = turn.catalogue.shop.landmark
    return None if landmark is None else turn.say(landmark)


def _product_line(turn: Turn, number: int, product: Product) -> str:
    price = turn.money(f"{product.id}.price_from", product.lowest_price)
    marks = {
        "number": str(number),
        "product": turn.say(product.plural),
        "moq": turn.count(f"{product.id}.moq", product.moq),
        "moq_price": turn.money(f"{product.id}.moq_price", product.prices[product.moq]),
    }
    return turn.piece("product_line", **marks, price_from=price)


def _product_list(turn: Turn) -> str:
    products = turn.catalogue.listed(turn.topic.family)
    return "\n".join(_product_line(turn, number, product) for number, product in enumerate(products, start=1))


def _family_products(turn: Turn) -> str | None:
    return _product_list(turn) if turn.topic.family else None


def _family_list(turn: Turn) -> str:
    catalogue = turn.catalogue
    names = [turn.say(family.plural) for family in catalogue.families.values()]
    names += [turn.say(product.plural) for product in catalogue.products.values() if product.family is None]
    return turn.listed(names)


def _choices(turn: Turn) -> str | None:
    ids = turn.topic.candidates
    lines = [
        turn.piece("choice_line", number=str(number), product=turn.say(turn.catalogue.products[product].plural))
        for number, product in enumerate(ids, 1)
    ]
    return "\n" + "\n".join(lines) if lines else _family_list(turn)


def _delivery_free_above(turn: Turn) -> str | None:
    amount = turn.catalogue.policies.delivery.free_above
    return None if amount is None else turn.money("delivery.free_above", amount)


def _any_make_days(turn: Turn) -> str:
    """From the least days of the fastest product to the most of the slowest."""
    spans = [product.make_days for product in turn.catalogue.products.values()]
    span = DaySpan(least=min(each.least for each in spans), most=max(each.most for each in spans))
    return turn.days("any.make_days", span)


def _any_moq(turn: Turn) -> str:
    """The least quantities of all products, from the smallest to the largest."""
    quantities = [product.moq for product in turn.catalogue.products.values()]
    ends = {"least": min(quantities), "most": max(quantities)}
    return "-".join(dict.fromkeys(turn.count(f"any.moq.{name}", number) for name, number in ends.items()))


def _any_gst(turn: Turn) -> str:
    """The rates that the products have, each once."""
    rates = sorted({product.gst_percent for product in turn.catalogue.products.values()})
    return turn.listed_or([turn.percent(f"any.gst_percent.{formatting.plain(rate)}", rate) for rate in rates])


SHOP_SLOTS: dict[str, Filler] = {
    "shop": lambda turn: turn.say(turn.catalogue.shop.name),
    "about": lambda turn: turn.say(turn.catalogue.shop.about),
    "makers": lambda turn: turn.say(turn.catalogue.shop.makers),
    "since": lambda turn: turn.catalogue.shop.since,
    "phone": lambda turn: turn.catalogue.shop.phone,
    "email": lambda turn: turn.catalogue.shop.email,
    "website": lambda turn: turn.catalogue.shop.website,
    "address": lambda turn: turn.say(turn.catalogue.shop.address),
    "landmark": _landmark,
    "hours": _hours,
    "reply_when": _reply_when,
    "menu": lambda turn: turn.say(turn.catalogue.wording.menu),
    "product_list": _product_list,
    "family_list": _family_list,
    "family_products": _family_products,
    "choices": _choices,
    "any_make_days": _any_make_days,
    "any_moq": _any_moq,
    "any_gst": _any_gst,
}

POLICY_SLOTS: dict[str, Filler] = {
    "payment_methods": lambda turn: turn.listed_or([turn.say(way) for way in turn.catalogue.policies.payment.methods]),
    "advance_percent": lambda turn: turn.percent(
        "payment.advance_percent", turn.catalogue.policies.payment.advance_percent
    ),
    "balance": lambda turn: turn.say(turn.catalogue.policies.payment.balance),
    "cod": lambda turn: _yes(turn.catalogue.policies.payment.cod),
    "no_cod": lambda turn: _yes(not turn.catalogue.policies.payment.cod),
    "credit": lambda turn: _yes(turn.catalogue.policies.payment.credit),
    "delivery_area": lambda turn: turn.say(turn.catalogue.policies.delivery.area),
    "abroad": lambda turn: _yes(turn.catalogue.policies.delivery.abroad),
    "transit_days": lambda turn: turn.days("delivery.transit_days", turn.catalogue.policies.delivery.transit_days),
    "delivery_charge": lambda turn: turn.money("delivery.charge", turn.catalogue.policies.delivery.flat_charge),
    "free_above": _delivery_free_above,
    "express": lambda turn: _yes(turn.catalogue.policies.delivery.express),
    "pickup": lambda turn: _yes(turn.catalogue.policies.delivery.pickup),
    "many_addresses": lambda turn: _yes(turn.catalogue.policies.delivery.many_addresses),
    "couriers": lambda turn: turn.say(turn.catalogue.policies.delivery.couriers),
    "tracking": lambda turn: _yes(turn.catalogue.policies.delivery.tracking),
    "gst_invoice": lambda turn: _yes(turn.catalogue.policies.tax.invoice),
    "sample": lambda turn: _yes(turn.catalogue.policies.sample.available),
    "sample_charge": lambda turn: turn.money("sample.charge", turn.catalogue.policies.sample.charge),
    "sample_adjusted": lambda turn: _yes(turn.catalogue.policies.sample.adjusted_in_order),
    "sample_days": lambda turn: turn.days("sample.days", turn.catalogue.policies.sample.days),
    "damage_days": lambda turn: turn.days(
        "returns.damage_report_days", turn.catalogue.policies.returns.damage_report_days
    ),
    "return_rule": lambda turn: turn.say(turn.catalogue.policies.returns.rule),
    "custom_returnable": lambda turn: _yes(turn.catalogue.policies.returns.custom_returnable),
    "packing_included": lambda turn: turn.say(turn.catalogue.policies.packing.included),
    "gift_box_charge": lambda turn: turn.money("packing.gift_box", turn.catalogue.policies.packing.gift_box_charge),
    "file_formats": lambda turn: turn.listed_or(list(turn.catalogue.policies.artwork.formats)),
    "proof": lambda turn: _yes(turn.catalogue.policies.artwork.proof),
    "proof_days": lambda turn: turn.days("artwork.proof_days", turn.catalogue.policies.artwork.proof_days),
    "quote_days": lambda turn: turn.days("quote.valid_days", turn.catalogue.policies.quote.valid_days),
}
