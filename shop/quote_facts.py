"""Fills the slots that this turn's words decide: the computed quote, what fits a budget, two products compared.

Refuses to quote below a product's least quantity or above its top step: those turns have slots of their own.
"""

from __future__ import annotations

from decimal import Decimal

from shop import formatting
from shop.product import Product
from shop.product_facts import details, price_steps
from shop.quote import Quote, QuoteLine, branding_of, cheaper_step, quote
from shop.recommend import pieces, recommended
from shop.slots import MISSES_BEFORE_CALL
from shop.topic import HARMLESS
from shop.topic_items import PRICE_INTENTS
from shop.turn import Filler, Turn


def _wanted(turn: Turn) -> list[tuple[Product, int]]:
    products = turn.catalogue.products
    return [(products[item.product], item.quantity) for item in turn.topic.items if item.quantity is not None]


def _below(turn: Turn) -> list[Product]:
    return [product for product, quantity in _wanted(turn) if quantity < product.moq]


def _above(turn: Turn) -> list[Product]:
    return [product for product, quantity in _wanted(turn) if product.is_above_steps(quantity)]


def _quote(turn: Turn) -> str | None:
    wanted = _wanted(turn)
    if turn.topic.beside_quote or not wanted or len(wanted) < len(turn.topic.items) or _below(turn) or _above(turn):
        return None
    return _quoted(turn, wanted)


def _quoted(turn: Turn, wanted: list[tuple[Product, int]]) -> str:
    groups = [[pair] for pair in wanted] if turn.topic.alternatives else [wanted]
    blocks = [
        _quote_block(turn, group, f"{index}." if len(groups) > 1 else "") for index, group in enumerate(groups, 1)
    ]
    return "\n\n".join([*blocks, _closing(turn, [product for product, _ in wanted])])


def _quote_block(turn: Turn, wanted: list[tuple[Product, int]], prefix: str) -> str:
    computed = quote(wanted, turn.slots.branding, turn.catalogue.policies.delivery)
    lines = [line for each in computed.lines for line in _goods_lines(turn, each, prefix)]
    if len(lines) > 1:
        amount = turn.money(f"{prefix}quote.before_gst", computed.before_gst)
        lines.append(turn.piece("quote_before_gst", before_gst=amount))
    lines += _tax_lines(turn, computed, prefix)
    if computed.delivery:
        lines.append(turn.piece("quote_delivery", delivery=turn.money(f"{prefix}quote.delivery", computed.delivery)))
    else:
        turn.facts[f"{prefix}quote.delivery"] = "0.00"
        lines.append(turn.piece("quote_delivery_free"))
    lines.append(turn.piece("quote_total", total=turn.money(f"{prefix}quote.total", computed.total)))
    if not turn.topic.alternatives and len(wanted) == 1:
        lines += _next_step(turn, *wanted[0])
    return "\n".join(lines)


def _goods_lines(turn: Turn, line: QuoteLine, prefix: str) -> list[str]:
    name = f"{prefix}{line.product.id}"
    product = line.product
    quantity = turn.count(f"{name}.quantity", line.quantity)
    label = turn.say(product.name if line.quantity == 1 else product.plural)
    unit_price = turn.money(f"{name}.unit_price", line.unit_price)
    subtotal = turn.money(f"{name}.subtotal", line.subtotal)
    lines = [turn.piece("quote_line", quantity=quantity, product=label, unit_price=unit_price, subtotal=subtotal)]
    if line.method is None:
        return lines
    way = product.branding[line.method]
    method = turn.say(way.name)
    if turn.slots.branding and product.method_called(turn.slots.branding) is None:
        lines.append(turn.piece("branding_instead", product=turn.say(product.plural), method=method))
    if line.branding is None:
        least = turn.count(f"{name}.branding_least", way.least)
        return [*lines, turn.piece("branding_least", method=method, least=least)]
    per_piece = turn.money(f"{name}.branding.per_piece", way.per_piece)
    total = turn.money(f"{name}.branding.total", line.branding_pieces)
    lines.append(
        turn.piece("quote_branding", method=method, quantity=quantity, per_piece=per_piece, branding_total=total)
    )
    if line.setup:
        lines.append(turn.piece("quote_setup", method=method, setup=turn.money(f"{name}.branding.setup", line.setup)))
    return lines


def _tax_lines(turn: Turn, computed: Quote, prefix: str) -> list[str]:
    by_rate: dict[Decimal, Decimal] = {}
    for line in computed.lines:
        by_rate[line.product.gst_percent] = by_rate.get(line.product.gst_percent, Decimal(0)) + line.gst
    lines = []
    for rate, gst in by_rate.items():
        name = f"{prefix}quote.gst" if len(by_rate) == 1 else f"{prefix}quote.gst.{formatting.plain(rate)}"
        percent = turn.percent(f"{name}_percent", rate)
        lines.append(turn.piece("quote_gst", gst_percent=percent, gst=turn.money(name, gst)))
    return lines


def _next_step(turn: Turn, product: Product, quantity: int) -> list[str]:
    better = cheaper_step(product, quantity, turn.slots.branding, turn.catalogue.policies.delivery)
    if better is None:
        return []
    more = turn.count(f"{product.id}.next_step.quantity", better.lines[0].quantity)
    total = turn.money(f"{product.id}.next_step.total", better.total)
    return [turn.piece("quote_next_step", next_quantity=more, next_total=total)]


def _closing(turn: Turn, products: list[Product]) -> str:
    slowest = max(products, key=lambda product: product.make_days.most)
    policies = turn.catalogue.policies
    text = turn.piece(
        "quote_days",
        make_days=turn.days(f"{slowest.id}.make_days", slowest.make_days),
        transit_days=turn.days("delivery.transit_days", policies.delivery.transit_days),
        city=_city(turn),
        quote_days=turn.days("quote.valid_days", policies.quote.valid_days),
    )
    can_brand = any(branding_of(product, "") for product in products)
    offers_logo = can_brand and turn.slots.branding is None and not turn.slots.no_branding
    return f"{text} {turn.piece('quote_logo_hint')}" if offers_logo and turn.topic.intent in PRICE_INTENTS else text


def _below_moq(turn: Turn) -> str | None:
    lines = []
    for product in _below(turn):
        price = product.prices[product.moq]
        marks = {
            "product": turn.say(product.plural),
            "moq": turn.count(f"{product.id}.moq", product.moq),
            "moq_price": turn.money(f"{product.id}.moq_price", price),
            "moq_total": turn.money(f"{product.id}.moq_total", price * product.moq),
        }
        lines.append(turn.piece("below_moq", **marks))
    fitting = [(product, quantity) for product, quantity in _wanted(turn) if quantity >= product.moq]
    if lines and fitting and not _above(turn):
        lines.append(_quoted(turn, fitting))
    return "\n".join(lines) or None


def _above_top(turn: Turn) -> str | None:
    lines = [
        turn.piece(
            "above_top",
            more_than=turn.count(f"{product.id}.more_than", product.more_than or 0),
            product=turn.say(product.plural),
        )
        for product in _above(turn)
    ]
    return "\n".join(lines) or None


def _recommendations(turn: Turn) -> str | None:
    slots, topic = turn.slots, turn.topic
    products = recommended(turn.catalogue, slots, topic.family, topic.tags)
    return "\n".join(_recommendation(turn, place, product) for place, product in enumerate(products, 1)) or None


def _recommendation(turn: Turn, place: int, product: Product) -> str:
    count = pieces(product, turn.slots.people)
    price = product.unit_price(count)
    marks = {
        "number": str(place),
        "product": turn.say(product.plural),
        "quantity": turn.count(f"{product.id}.quantity", count),
        "unit_price": turn.money(f"{product.id}.unit_price", price),
    }
    if turn.slots.people is None:
        return turn.piece("recommendation_line", **marks)
    subtotal = turn.money(f"{product.id}.subtotal", price * count)
    return turn.piece("recommendation_total", **marks, subtotal=subtotal)


def _comparison(turn: Turn) -> str | None:
    ids = list(dict.fromkeys(item.product for item in turn.topic.items))
    if len(ids) < 2:
        return None
    return "\n".join(_compared(turn, turn.catalogue.products[product]) for product in ids[:3])


def _compared(turn: Turn, product: Product) -> str:
    return turn.piece(
        "comparison_line",
        product=turn.say(product.plural),
        price_steps=price_steps(turn, product),
        moq=turn.count(f"{product.id}.moq", product.moq),
        make_days=turn.days(f"{product.id}.make_days", product.make_days),
        details=details(turn, product),
    )


def _city(turn: Turn) -> str | None:
    city = turn.slots.city
    if city is None:
        return None
    if turn.language == "hi":
        in_hindi = {latin: hindi for hindi, latin in reversed(turn.catalogue.words.cities_in_hindi.items())}
        return in_hindi.get(city, city.title())
    return city.title()


def _occasion(turn: Turn) -> str | None:
    name = turn.slots.occasion
    return None if name is None else turn.say(turn.catalogue.wording.occasion_names[name])


def _budget(turn: Turn) -> str | None:
    budget = turn.slots.budget
    return None if budget is None else turn.money("budget", budget.rupees)


def _other_product(turn: Turn) -> str | None:
    items = turn.topic.items
    return turn.say(turn.catalogue.products[items[1].product].plural) if len(items) > 1 else None


def _quantity(turn: Turn) -> str | None:
    quantity = turn.item.quantity if turn.item else turn.slots.quantity
    return None if quantity is None else turn.count("quantity", quantity)


def _only(mark: str) -> Filler:
    return lambda turn: "" if turn.topic.is_only(mark) else None


TURN_SLOTS: dict[str, Filler] = {
    # These show nothing themselves: they decide which answer, or which optional part of it, is given.
    "alone": lambda turn: None if turn.topic.beside_others else "",
    "no_product": lambda turn: None if turn.topic.items else "",
    "with_product": lambda turn: "" if turn.topic.items else None,
    "no_city": lambda turn: None if turn.slots.city else "",
    "to_abroad": lambda turn: "" if turn.topic.to_abroad else None,
    **{mark: _only(mark) for mark in HARMLESS},
    "quantity": _quantity,
    "city": _city,
    "budget": _budget,
    "occasion": _occasion,
    "date": lambda turn: turn.slots.date,
    "other_product": _other_product,
    "quote": _quote,
    "recommendations": _recommendations,
    "people": lambda turn: None if turn.slots.people is None else turn.count("people", turn.slots.people),
    "person_called": lambda turn: "" if turn.slots.misses >= MISSES_BEFORE_CALL else None,
    "not_in_range": lambda turn: "" if turn.topic.not_in_range else None,
    "comparison": _comparison,
    "below_moq": _below_moq,
    "above_top": _above_top,
}
