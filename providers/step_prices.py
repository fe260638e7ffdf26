"""StepPrices: a price belongs to a quantity: which of a product's prices may stand beside how many pieces.

Refuses to guess across clauses: only a quantity in the same clause counts, or the least one where the sentence says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from providers.figures import Figure
from shop.fact import Fact

Behind = tuple[Figure, tuple[Fact, ...]]

_LEAST = re.compile(r"\bminimum|\bmoq\b|\bat least\b|\bkam se kam\b|कम से कम|न्यूनतम|मिनिमम")
# "Down to ₹66 for more" names no quantity of its own.
_RANGE = re.compile(
    r"\b(?:down to|up to|upto|from|starting|more|larger|bigger|less|zyada|upar|tak|shuru)\b|ज्यादा|ऊपर|तक|शुरू"
)


class StepPrices:
    """The steps and prices of one prompt's facts."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._value = {fact.name: Decimal(fact.value) for fact in facts}
        self._steps: dict[str, list[Decimal]] = {}
        for name in self._value:
            product, _, step = name.partition(".price.")
            if step.isdecimal():
                self._steps.setdefault(product, []).append(Decimal(step))

    def fit(self, clause: str, sentence: str, found: Sequence[Behind]) -> bool:
        """Whether each price of a clause may stand beside its quantity; ``found`` are its figures with their facts."""
        if _RANGE.search(clause):
            return True
        prices = [behind for figure, behind in found if figure.kind == "money" and self._is_step_price(behind)]
        counts = [figure.low for figure, _ in found if figure.kind == "count" and figure.low == figure.high > 1]
        if not counts and _LEAST.search(sentence):
            return all(any(self._is_least(fact) for fact in behind) for behind in prices)
        if len(counts) not in (1, len(prices)):
            return True
        beside = counts * len(prices) if len(counts) == 1 else counts
        return all(
            any(self._is_price_of(fact, count) for fact in behind) for behind, count in zip(prices, beside, strict=True)
        )

    def _is_step_price(self, behind: tuple[Fact, ...]) -> bool:
        return bool(behind) and all(self._quantities(fact) is not None for fact in behind)

    def _is_least(self, fact: Fact) -> bool:
        product = fact.name.partition(".")[0]
        least = self._value.get(f"{product}.moq", min(self._steps.get(product, ()), default=None))
        return least is None or self._is_price_of(fact, least)

    def _is_price_of(self, fact: Fact, count: Decimal) -> bool:
        quantities = self._quantities(fact)
        return quantities is None or quantities[0] <= count < quantities[1]

    def _quantities(self, fact: Fact) -> tuple[Decimal, Decimal] | None:
        """From how many pieces on, and below how many, a price holds; None for what is no price of a step."""
        product, _, kind = fact.name.partition(".")
        if kind == "unit_price" and (quantity := self._value.get(f"{product}.quantity")) is not None:
            return quantity, quantity + 1
        least = self._value.get(f"{product}.moq")
        if kind == "price_from" and least is not None:
            # Its step is not among the facts: all that is known is that it takes more than the least quantity.
            return least + 1, Decimal("Infinity")
        if kind == "moq_price":
            step = least
        else:
            number = kind.removeprefix("price.")
            step = Decimal(number) if number != kind and number.isdecimal() else None
        if step is None:
            return None
        above = [other for other in self._steps.get(product, ()) if other > step]
        return step, min(above, default=Decimal("Infinity"))
