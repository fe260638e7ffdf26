"""How many pieces a sum of money pays for, against trying every number.

Refuses rounding: the total at the number found is never above the sum.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from shop.affordable import affordable
from shop.catalogue import Catalogue
from shop.quote import quote


@pytest.mark.parametrize("product_id", ["ceramic-mug", "gift-hamper", "mdf-coaster", "steel-bottle"])
@pytest.mark.parametrize("rupees", [900, 4_000, 9_999, 10_400, 10_600, 15_000, 50_000, 123_456])
@pytest.mark.parametrize("method", [None, ""])
def test_it_is_the_most_that_the_sum_pays_for(
    catalogue: Catalogue, product_id: str, rupees: int, method: str | None
) -> None:
    """No larger number of pieces costs at most the sum, delivery and GST included."""
    product, delivery = catalogue.products[product_id], catalogue.policies.delivery
    numbers = range(product.moq, (product.more_than or 4000) + 1)
    fitting = [n for n in numbers if quote([(product, n)], method, delivery).total <= rupees]
    assert affordable(product, Decimal(rupees), method, delivery) == (max(fitting) if fitting else None)
