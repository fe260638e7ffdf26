"""Quotes in exact arithmetic, with small hand-made products. Refuses the real prices: the owner may change them."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.product import GST_RATES, Product
from shop.quote import QuantityOutOfRange, Quote, branding_of, cheaper_step, quote, to_paise
from shop.shop_file import DeliveryPolicy

MANY = settings(max_examples=200, deadline=None)
ENGRAVED = {"name": "engraving", "per_piece": "12.50", "setup": "500", "least": "20"}
PRINTED = {"name": "print", "per_piece": "7", "least": "50"}


def product(**changes: Any) -> Product:
    """A tray from 10 pieces on, cheaper from 100 and 500 on, with two ways of branding."""
    data = {
        "id": "tray",
        "name": "tray",
        "plural": "trays",
        "also_called": ["salver"],
        "moq": "10",
        "prices": {"10": "90", "100": "80.50", "500": "70"},
        "more_than": "1000",
        "gst_percent": "18",
        "make_days": "7 to 10",
        "stock": "in stock",
        "branding": {"engraving": ENGRAVED, "print": PRINTED},
    }
    return Product.model_validate(data | changes)


def delivery(flat: str = "250", free_above: str | None = None) -> DeliveryPolicy:
    """What delivery costs; goods of ``free_above`` rupees or more go free."""
    data = {"area": "India", "abroad": "no", "transit_days": "3", "flat_charge": flat, "free_above": free_above}
    rest = {"express": "no", "pickup": "no", "many_addresses": "no", "couriers": "any", "tracking": "no"}
    return DeliveryPolicy.model_validate(data | rest)


def one(quantity: int, method: str | None = None, **changes: Any) -> Quote:
    """A quote for some trays, delivered for nothing."""
    return quote([(product(**changes), quantity)], method, delivery("0"))


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [(10, "90"), (99, "90"), (100, "80.50"), (101, "80.50"), (499, "80.50"), (500, "70"), (1000, "70")],
)
def test_the_step_at_or_below_the_quantity_counts(quantity: int, unit: str) -> None:
    """A step's price holds from its quantity on, up to the next step."""
    (line,) = one(quantity).lines
    assert line.unit_price == Decimal(unit)
    assert line.subtotal == Decimal(unit) * quantity


@pytest.mark.parametrize("quantity", [-1, 0, 1, 9, 1001, 10**9])
def test_a_quantity_outside_the_steps_is_refused(quantity: int) -> None:
    """Below the least quantity and above the top a quote is an error that names the product."""
    with pytest.raises(QuantityOutOfRange, match=rf"^{quantity} tray$"):
        one(quantity)


def test_without_a_top_any_large_quantity_is_quoted() -> None:
    """A product without a limit has its last price for ever."""
    (line,) = one(10**6, more_than=None).lines
    assert line.subtotal == Decimal(70) * 10**6


def test_one_bad_line_refuses_the_whole_quote() -> None:
    """Nothing is quoted by halves."""
    with pytest.raises(QuantityOutOfRange):
        quote([(product(), 100), (product(id="bowl"), 5)], None, delivery())


def test_branding_costs_each_piece_and_its_set_up() -> None:
    """Branding is paid by the piece, and once for setting up; both are taxed with the goods."""
    (line,) = one(100, "engraving").lines
    assert line.subtotal == Decimal("8050.00")
    assert (line.branding_pieces, line.setup) == (Decimal("1250.00"), Decimal(500))
    assert line.before_gst == Decimal("9800.00")
    assert line.gst == Decimal("1764.00")
    assert one(100, "engraving").total == Decimal("11564.00")


def test_branding_without_set_up_costs_the_pieces_alone() -> None:
    """A method without a set-up charge adds none."""
    (line,) = one(50, "print").lines
    assert (line.branding_pieces, line.setup) == (Decimal(350), Decimal(0))


@pytest.mark.parametrize(("quantity", "is_branded"), [(19, False), (20, True), (21, True)])
def test_branding_below_its_least_is_named_and_not_charged(quantity: int, is_branded: bool) -> None:
    """A method that needs more pieces stays named, so that it can be explained, and costs nothing."""
    (line,) = one(quantity, "engraving").lines
    assert line.method == "engraving"
    assert (line.branding is not None) == is_branded
    assert (line.before_gst > line.subtotal) == is_branded
    assert bool(line.setup) == is_branded


@pytest.mark.parametrize(
    ("method", "meant"),
    [(None, None), ("", "engraving"), ("print", "print"), ("engraving", "engraving"), ("foil", "engraving")],
)
def test_the_method_meant(method: str | None, meant: str | None) -> None:
    """The named method if the product has it, else its first one; none where none is wanted or had."""
    assert branding_of(product(), method) == meant
    assert branding_of(product(branding={}), method) is None
    (line,) = one(100, method).lines
    assert line.method == meant


@pytest.mark.parametrize("rate", GST_RATES)
def test_each_product_has_its_own_tax(rate: Decimal) -> None:
    """Tax is taken line by line, at the product's rate."""
    taxed, plain = product(gst_percent=str(rate)), product(id="bowl", gst_percent="0")
    found = quote([(taxed, 100), (plain, 100)], None, delivery("0"))
    assert [line.gst for line in found.lines] == [to_paise(Decimal(8050) * rate / 100), Decimal(0)]
    assert found.gst == found.lines[0].gst


@pytest.mark.parametrize(
    ("unit", "quantity", "rate", "gst"),
    [
        ("0.10", 1, "5", "0.01"),
        ("0.09", 1, "5", "0.00"),
        ("0.50", 1, "3", "0.02"),
        ("0.49", 1, "3", "0.01"),
        ("33.33", 3, "18", "18.00"),
    ],
)
def test_tax_is_rounded_to_paise_halves_up(unit: str, quantity: int, rate: str, gst: str) -> None:
    """Half a paisa goes up, less goes down, once for each line."""
    (line,) = one(quantity, moq="1", prices={"1": unit}, gst_percent=rate).lines
    assert line.gst == Decimal(gst)


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("1", "1.00")]
)
def test_halves_of_a_paisa_go_up(amount: str, rounded: str) -> None:
    """Rounding is the tradesman's, not the statistician's."""
    assert str(to_paise(Decimal(amount))) == rounded


@pytest.mark.parametrize(("limit", "charge"), [("8050.01", "250"), ("8050", "0"), ("8049.99", "0"), (None, "250")])
def test_delivery_is_free_from_its_limit_on(limit: str | None, charge: str) -> None:
    """Goods of exactly the limit go free; one paisa less pays the flat charge, and without a limit all pay."""
    found = quote([(product(), 100)], None, delivery("250", limit))
    assert found.delivery == Decimal(charge)
    assert found.total == found.before_gst + found.gst + Decimal(charge)


def test_branding_counts_towards_free_delivery_and_tax_does_not() -> None:
    """The limit is compared with goods and branding of all lines before tax."""
    limit = "9800"
    assert quote([(product(), 100)], "engraving", delivery("250", limit)).delivery == 0
    assert quote([(product(), 100)], None, delivery("250", limit)).delivery == 250
    both = [(product(), 100), (product(id="bowl", moq="1", prices={"1": "1750"}, branding={}), 1)]
    assert quote(both, None, delivery("250", limit)).delivery == 0


def test_delivery_is_charged_once_and_not_taxed_again() -> None:
    """Several products go in one parcel, whose charge holds its own tax."""
    pair = [(product(), 100), (product(id="bowl"), 100)]
    found, free = quote(pair, None, delivery("250")), quote(pair, None, delivery("0"))
    assert found.total - free.total == Decimal(250)
    assert found.gst == free.gst


def test_a_quote_is_the_sum_of_its_lines() -> None:
    """Lines stand in the order of asking, each as if it were alone."""
    wanted = [(product(), 100), (product(id="bowl", gst_percent="5"), 20), (product(id="plate", branding={}), 500)]
    found = quote(wanted, "engraving", delivery())
    assert [(line.product.id, line.quantity) for line in found.lines] == [("tray", 100), ("bowl", 20), ("plate", 500)]
    alone = [quote([pair], "engraving", delivery("0")) for pair in wanted]
    assert found.before_gst == sum(each.before_gst for each in alone)
    assert found.gst == sum(each.gst for each in alone)
    assert [line.method for line in found.lines] == ["engraving", "engraving", None]


def hinted(each: Product, quantity: int, method: str | None = None) -> int | None:
    """How many pieces a hint speaks of, if there is one."""
    better = cheaper_step(each, quantity, method, delivery("0"))
    return None if better is None else better.lines[0].quantity


@pytest.mark.parametrize(
    ("quantity", "step"),
    [(10, None), (89, None), (90, 100), (99, 100), (100, None), (434, None), (435, 500), (499, 500), (500, None)],
)
def test_a_cheaper_step_is_found_where_more_cost_less(quantity: int, step: int | None) -> None:
    """Only a step whose whole price is below the one of fewer pieces is worth a hint; an equal one is not."""
    assert hinted(product(), quantity) == step


def test_a_step_of_the_same_whole_price_is_no_hint() -> None:
    """More pieces for the very same money are not cheaper in all."""
    even = product(prices={"10": "90", "100": "45"})
    assert hinted(even, 50) is None
    assert hinted(even, 51) == 100


def test_branding_and_delivery_count_for_a_cheaper_step() -> None:
    """What is saved on the goods may be lost on the branding, and won again by free delivery."""
    assert hinted(product(), 90, "engraving") is None
    assert cheaper_step(product(), 89, None, delivery("250", "8050")) is not None


AMOUNTS = st.decimals(Decimal("0.01"), 5000, places=2)


@st.composite
def products(draw: st.DrawFn) -> Product:
    """Any product that the owner may write."""
    steps = sorted(draw(st.sets(st.integers(1, 5000), min_size=1, max_size=5)))
    prices = sorted(draw(st.lists(AMOUNTS, min_size=len(steps), max_size=len(steps))), reverse=True)
    way = {"name": "any", "per_piece": draw(AMOUNTS), "setup": draw(AMOUNTS), "least": draw(st.integers(1, 200))}
    return product(
        moq=steps[0],
        prices=dict(zip(steps, prices, strict=True)),
        more_than=None,
        gst_percent=draw(st.sampled_from(GST_RATES)),
        branding=draw(st.sampled_from([{}, {"any": way}])),
    )


@MANY
@given(
    goods=st.lists(st.tuples(products(), st.integers(0, 9000)), min_size=1, max_size=4),
    method=st.sampled_from([None, "", "any"]),
    flat=AMOUNTS,
    limit=st.none() | AMOUNTS,
)
def test_the_total_is_the_sum_of_its_parts(
    goods: list[tuple[Product, int]], method: str | None, flat: Decimal, limit: Decimal | None
) -> None:
    """Whatever is quoted, the parts that a customer sees add up to the total, to the paisa, in whole paise."""
    wanted = [(each, each.moq + more) for each, more in goods]
    found = quote(wanted, method, delivery(str(flat), None if limit is None else str(limit)))
    parts = [part for line in found.lines for part in (line.subtotal, line.branding_pieces, line.setup, line.gst)]
    assert found.total == sum(parts) + found.delivery
    assert all(part == part.quantize(Decimal("0.01"), ROUND_HALF_UP) and part >= 0 for part in parts)
    assert all(line.subtotal == line.unit_price * line.quantity for line in found.lines)
    assert found.delivery == (0 if limit is not None and found.before_gst >= limit else flat)


@MANY
@given(products(), st.integers(0, 9000), st.integers(1, 9000))
def test_a_piece_never_costs_more_when_more_are_bought(each: Product, more: int, still_more: int) -> None:
    """The unit price falls with the quantity or stays, and never leaves the owner's list."""
    fewer = each.unit_price(each.moq + more)
    assert each.unit_price(each.moq + more + still_more) <= fewer
    assert each.lowest_price <= fewer <= each.prices[each.moq]
    assert fewer in each.prices.values()


@MANY
@given(products(), st.integers(0, 9000), st.sampled_from([None, "", "any"]))
def test_a_cheaper_step_is_cheaper(each: Product, more: int, method: str | None) -> None:
    """Where a step is hinted at, it holds more pieces for less money in all."""
    quantity = each.moq + more
    better = cheaper_step(each, quantity, method, delivery())
    if better is not None:
        assert better.lines[0].quantity > quantity
        assert better.total < quote([(each, quantity)], method, delivery()).total
