"""Affordable: how many pieces of a product a sum of money pays for, with GST, delivery and branding.

Refuses to round up: the quote at that number is never above the sum.
"""

from __future__ import annotations

from decimal import Decimal

from shop.product import Product
from shop.quote import quote
from shop.shop_file import DeliveryPolicy


def affordable(product: Product, rupees: Decimal, method: str | None, delivery: DeliveryPolicy) -> int | None:
    """The largest number of pieces whose total is at most ``rupees`` (INR, all in); None below the least quantity."""
    steps = list(product.prices)
    lasts = [step - 1 for step in steps[1:]] + [product.more_than or max(steps[-1], int(rupees))]
    for step, last in reversed(list(zip(steps, lasts, strict=True))):
        least, most = step, last
        while least < most:
            middle = (least + most + 1) // 2
            fits = _total(product, middle, method, delivery) <= rupees
            least, most = (middle, most) if fits else (least, middle - 1)
        # Where delivery becomes free a few pieces more cost less again.
        saved = int(delivery.flat_charge / product.prices[step]) + 1
        for quantity in range(min(last, least + saved), least - 1, -1):
            if _total(product, quantity, method, delivery) <= rupees:
                return quantity
    return None


def _total(product: Product, quantity: int, method: str | None, delivery: DeliveryPolicy) -> Decimal:
    return quote([(product, quantity)], method, delivery).total
