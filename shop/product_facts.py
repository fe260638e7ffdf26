"""Fills the slots that speak of the product foremost in the topic.

Refuses to fill any of them while the product is unknown, so that no template speaks of a product nobody named.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from shop.product import Branding, FactKey, Product
from shop.turn import Filler, Turn

LEAST_TO_COMPARE = 2
# The topic whose answer is one fact, whatever else of the product is asked.
CARE = "care"
# Where owners mostly write what they have no line of its own for.
TOLD_UNDER: dict[FactKey, FactKey] = {"heat": "care", "water": "care", "finish": "material", "thickness": "size"}
DETAIL_KEYS: tuple[FactKey, ...] = ("material", "size", "capacity", "contents", "colours", "use")


def _of(filler: Callable[[Turn, Product], str | None]) -> Filler:
    return lambda turn: filler(turn, turn.product) if turn.product else None


def price_steps(turn: Turn, product: Product) -> str:
    """The price list in one line: "25+: ₹95, 100+: ₹82"."""
    return ", ".join(
        turn.piece(
            "price_step",
            step=turn.count(f"{product.id}.step", step),
            price=turn.money(f"{product.id}.price.{step}", price),
        )
        for step, price in product.prices.items()
    )


def details(turn: Turn, product: Product) -> str:
    """The main facts in one sentence."""
    known = [turn.say(product.facts[key]) for key in DETAIL_KEYS if key in product.facts]
    return "; ".join(known)


def _branding_price(turn: Turn, product: Product, way: Branding, *, with_colours: bool) -> str:
    # Named apart in short, so that whoever words the answer is still told the whole.
    name = f"{product.id}.{way.name.en}" if with_colours else f"{product.id}.{way.name.en}.short"
    marks: dict[str, str | None] = {
        "method": turn.say(way.name),
        "colours": turn.say(way.colours) if way.colours and with_colours else None,
        "per_piece": turn.money(f"{name}.per_piece", way.per_piece),
        "least": turn.count(f"{name}.least", way.least) if way.least > product.moq else None,
    }
    if not way.setup:
        return turn.piece("branding_free_setup", **marks)
    return turn.piece("branding_price", **marks, setup=turn.money(f"{name}.setup", way.setup))


def _branding_prices(turn: Turn, product: Product) -> str | None:
    ways = [_branding_price(turn, product, way, with_colours=True) for way in product.branding.values()]
    return "; ".join(ways) or None


def _branding_charges(turn: Turn, product: Product) -> str | None:
    """The same in short, for answers that are about more than charges."""
    ways = [_branding_price(turn, product, way, with_colours=False) for way in product.branding.values()]
    return "; ".join(ways) or None


def _asked_keys(turn: Turn, product: Product) -> list[FactKey]:
    """What was asked and is known, each under the name that the owner wrote it down under."""
    keys = dict.fromkeys(key if key in product.facts else TOLD_UNDER.get(key, key) for key in turn.topic.attributes)
    return [key for key in keys if key in product.facts]


def _asked_fact(turn: Turn, product: Product) -> str | None:
    names = turn.catalogue.wording.fact_names
    known = [
        turn.piece("fact_line", name=turn.say(names[key]), value=turn.say(product.facts[key]))
        for key in _asked_keys(turn, product)
    ]
    return ". ".join(known) or None


def _other_details(turn: Turn, product: Product) -> str | None:
    """In one line what an answer by one fact leaves out, where the message asks more than was understood."""
    asked = _asked_keys(turn, product)
    told: list[FactKey] = ["care"] if turn.topic.intent == CARE else asked
    more = [key for key in asked if key not in told]
    if not more and turn.topic.asks_more and not turn.topic.beside_others and len(asked) <= 1:
        more = [key for key in DETAIL_KEYS if key in product.facts and key not in told]
    return "; ".join(turn.say(product.facts[key]) for key in more) or None


def _asked_facts(turn: Turn) -> str | None:
    """What was asked, for each of several products."""
    products = [turn.catalogue.products[item.product] for item in turn.topic.items]
    lines = [f"{turn.say(each.plural)}: {text}" for each in products if (text := _asked_fact(turn, each))]
    return "\n".join(lines) if len(lines) > 1 else None


def _price_list(turn: Turn) -> str | None:
    """The price steps of each of several products."""
    products = [turn.catalogue.products[each] for each in dict.fromkeys(item.product for item in turn.topic.items)]
    lines = [f"- {turn.say(each.plural)}: {price_steps(turn, each)}" for each in products]
    return "\n".join(lines) if len(lines) >= LEAST_TO_COMPARE else None


def _gst_list(turn: Turn) -> str | None:
    """The GST of each of several products."""
    ids = dict.fromkeys(item.product for item in turn.topic.items)
    products = [turn.catalogue.products[each] for each in ids]
    if len(products) < LEAST_TO_COMPARE:
        return None
    return ", ".join(
        f"{turn.say(each.plural)} {turn.percent(f'{each.id}.gst_percent', each.gst_percent)}" for each in products
    )


def _fact(key: FactKey) -> Filler:
    return _of(lambda turn, product: turn.say(product.facts[key]) if key in product.facts else None)


def _more_than(turn: Turn, product: Product) -> str | None:
    return None if product.more_than is None else turn.count(f"{product.id}.more_than", product.more_than)


PRODUCT_SLOTS: dict[str, Filler] = {
    "product": _of(lambda turn, product: turn.say(product.plural)),
    "product_one": _of(lambda turn, product: turn.say(product.name)),
    "moq": _of(lambda turn, product: turn.count(f"{product.id}.moq", product.moq)),
    "moq_price": _of(lambda turn, product: turn.money(f"{product.id}.moq_price", product.prices[product.moq])),
    "moq_total": _of(
        lambda turn, product: turn.money(f"{product.id}.moq_total", product.prices[product.moq] * product.moq)
    ),
    "price_from": _of(lambda turn, product: turn.money(f"{product.id}.price_from", product.lowest_price)),
    "price_steps": _of(price_steps),
    "more_than": _of(_more_than),
    "gst_percent": _of(lambda turn, product: turn.percent(f"{product.id}.gst_percent", product.gst_percent)),
    "hsn": _of(lambda _, product: product.hsn),
    "make_days": _of(lambda turn, product: turn.days(f"{product.id}.make_days", product.make_days)),
    "branding_methods": _of(
        lambda turn, product: turn.listed([turn.say(way.name) for way in product.branding.values()]) or None
    ),
    "branding_prices": _of(_branding_prices),
    "branding_charges": _of(_branding_charges),
    "in_stock": _of(lambda _, product: "" if product.stock == "in stock" else None),
    "details": _of(details),
    "asked_fact": _of(_asked_fact),
    "asked_facts": _asked_facts,
    "other_details": _of(_other_details),
    "gst_list": _gst_list,
    "price_list": _price_list,
    **{key: _fact(key) for key in get_args(FactKey)},
}
