"""Recommends products for a budget, an occasion and the qualities that were asked for.

Refuses to recommend what does not fit: a product over the budget, without the quality, or out of stock stays out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shop.catalogue import Catalogue
from shop.product import Product
from shop.slots import Budget, Slots

MOST = 4


def recommended(catalogue: Catalogue, slots: Slots, family: str | None, tags: Sequence[str]) -> list[Product]:
    """The products that fit, best first: those made for the occasion, then the dearest within the budget.

    ``tags`` are qualities; "cheapest" and "dearest" among them rank by price alone.
    """
    products = catalogue.family_products(family) if family else tuple(catalogue.products.values())
    budget = budget_meant(catalogue, slots)
    fitting = [product for product in products if _fits(product, budget, slots.people)]
    wanted = [tag for tag in tags if any(tag in product.tags for product in products)]
    for order, is_dearest in (("cheapest", False), ("dearest", True)):
        if order in tags:
            return sorted(products, key=lambda product: product.prices[product.moq], reverse=is_dearest)[:MOST]
    if wanted:
        fitting = [product for product in fitting if all(tag in product.tags for tag in wanted)]
    ranked = sorted(
        fitting,
        key=lambda product: (slots.occasion not in product.tags, -product.unit_price(pieces(product, slots.people))),
    )
    return ranked[:MOST]


def pieces(product: Product, people: int | None) -> int:
    """How many pieces are meant: one for each of the people, at least the product's least quantity."""
    return max(product.moq, people or 0)


def budget_meant(catalogue: Catalogue, slots: Slots) -> Budget | None:
    """The budget, taken as one for everything where no single gift could cost that much."""
    budget = slots.budget
    if budget is None or budget.in_all or not slots.people:
        return budget
    dearest = max(max(product.prices.values()) for product in catalogue.products.values())
    return Budget(budget.rupees, in_all=True) if budget.rupees > dearest else budget


def _fits(product: Product, budget: Budget | None, people: int | None) -> bool:
    if product.stock == "out of stock" or (people is not None and product.is_above_steps(people)):
        return False
    if budget is None:
        return True
    count = pieces(product, people)
    price = product.unit_price(count)
    amount: Decimal = price * count if budget.in_all else price
    return budget.at_least <= amount <= budget.rupees
