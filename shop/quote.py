"""Quote: what a number of pieces costs, computed step by step in Decimal from the owner's figures.

Refuses quantities below the least or above the top step: a person or another quantity is needed there.
All money is INR; list prices are before GST; each sum is rounded to paise, halves up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shop.product import Branding, Product
from shop.shop_file import DeliveryPolicy

PAISE = Decimal("0.01")


class QuantityOutOfRange(ValueError):
    """The quantity is below the product's least or above its top step."""


def to_paise(amount: Decimal) -> Decimal:
    """The amount rounded to paise, halves up."""
    return amount.quantize(PAISE, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One product of a quote. ``subtotal`` is unit price x quantity before branding and GST."""

    product: Product
    quantity: int
    unit_price: Decimal
    subtotal: Decimal
    method: str | None
    branding: Branding | None
    branding_pieces: Decimal
    setup: Decimal
    gst: Decimal

    @property
    def before_gst(self) -> Decimal:
        """Goods and branding."""
        return self.subtotal + self.branding_pieces + self.setup


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """All lines of a quote with delivery; ``delivery`` holds its own tax, so GST is on goods and branding alone."""

    lines: tuple[QuoteLine, ...]
    delivery: Decimal

    @property
    def before_gst(self) -> Decimal:
        """Goods and branding of all lines."""
        return sum((line.before_gst for line in self.lines), Decimal(0))

    @property
    def gst(self) -> Decimal:
        """GST of all lines."""
        return sum((line.gst for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What the customer pays."""
        return self.before_gst + self.gst + self.delivery


def quote(wanted: Sequence[tuple[Product, int]], method: str | None, delivery: DeliveryPolicy) -> Quote:
    """The quote for some products; ``method`` brands each with it, "" with its first method, None with none.

    Raises QuantityOutOfRange.
    """
    lines = tuple(_line(product, quantity, method) for product, quantity in wanted)
    goods = sum((line.before_gst for line in lines), Decimal(0))
    is_free = delivery.free_above is not None and goods >= delivery.free_above
    return Quote(lines=lines, delivery=Decimal(0) if is_free else delivery.flat_charge)


def _line(product: Product, quantity: int, method: str | None) -> QuoteLine:
    if quantity < product.moq or product.is_above_steps(quantity):
        raise QuantityOutOfRange(f"{quantity} {product.id}")
    unit_price = product.unit_price(quantity)
    chosen = branding_of(product, method)
    branding = product.branding[chosen] if chosen and quantity >= product.branding[chosen].least else None
    subtotal = to_paise(unit_price * quantity)
    pieces = to_paise(branding.per_piece * quantity) if branding else Decimal(0)
    setup = branding.setup if branding else Decimal(0)
    return QuoteLine(
        product=product,
        quantity=quantity,
        unit_price=unit_price,
        subtotal=subtotal,
        method=chosen,
        branding=branding,
        branding_pieces=pieces,
        setup=setup,
        gst=to_paise((subtotal + pieces + setup) * product.gst_percent / 100),
    )


def branding_of(product: Product, method: str | None) -> str | None:
    """The product's method that is meant: the one named if it has it, else its first; None where none is wanted."""
    if method is None or not product.branding:
        return None
    return product.method_called(method) or next(iter(product.branding))


def cheaper_step(product: Product, quantity: int, method: str | None, delivery: DeliveryPolicy) -> Quote | None:
    """The quote at the next price step, where the customer pays less in all for more pieces; None if there is none."""
    higher = next((step for step in product.prices if step > quantity), None)
    if higher is None or product.is_above_steps(higher):
        return None
    better = quote([(product, higher)], method, delivery)
    return better if better.total < quote([(product, quantity)], method, delivery).total else None
