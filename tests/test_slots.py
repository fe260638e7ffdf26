"""What a conversation has established: kept as one line of JSON, and for half an hour."""

import dataclasses
import json
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.slots import LIFETIME_MS, Budget, Item, Slots

NOW_MS = 1_750_000_000_000
MONEY = st.decimals(0, 10**9, places=2)
PARTS: dict[Any, st.SearchStrategy[Any]] = {
    tuple[Item, ...]: st.lists(st.builds(Item, st.text(), st.none() | st.integers()), max_size=3).map(tuple),
    Budget | None: st.none() | st.builds(Budget, MONEY, st.booleans(), MONEY),
}
# Every field is filled, also one that joins later.
SLOTS = st.builds(Slots, **{name: PARTS.get(hint, st.from_type(hint)) for name, hint in get_type_hints(Slots).items()})
FULL = Slots(
    items=(Item("diary"), Item("metal-pen", 100)),
    budget=Budget(Decimal("1299.50"), in_all=True, at_least=Decimal(500)),
    city="jaipur",
    choices=("diary", "metal-pen"),
    language="hi",
    language_wish="hinglish",
    updated_at_ms=NOW_MS,
)


@settings(max_examples=100, deadline=None)
@given(SLOTS)
def test_slots_come_back_from_json_as_they_were(slots: Slots) -> None:
    """What is written is one line, and reads back as the same slots with the same types."""
    line = slots.to_json()
    assert "\n" not in line
    again = Slots.from_json(line)
    assert again == slots
    assert hash(again) == hash(slots)


def test_money_keeps_its_paise() -> None:
    """An amount is kept as text, so that it is exact."""
    budget = Slots.from_json(FULL.to_json()).budget
    assert budget is not None
    assert (str(budget.rupees), budget.in_all, str(budget.at_least)) == ("1299.50", True, "500")
    assert json.loads(FULL.to_json())["budget"]["rupees"] == "1299.50"


@pytest.mark.parametrize("age_ms", [0, 1, LIFETIME_MS - 1, LIFETIME_MS])
def test_slots_hold_for_half_an_hour(age_ms: int) -> None:
    """Up to thirty minutes after the last message everything is remembered."""
    assert LIFETIME_MS == 30 * 60 * 1000
    assert FULL.at(NOW_MS + age_ms) == FULL


@pytest.mark.parametrize("age_ms", [LIFETIME_MS + 1, 10 * LIFETIME_MS])
def test_after_that_only_the_language_is_left(age_ms: int) -> None:
    """What was spoken of is forgotten as a whole; how the customer writes is not."""
    assert FULL.at(NOW_MS + age_ms) == Slots(language=FULL.language, language_wish=FULL.language_wish)


def test_the_last_product_and_quantity_are_foremost() -> None:
    """The product spoken of last is the one that is meant; without any there is none."""
    assert (FULL.product, FULL.quantity) == ("metal-pen", 100)
    assert (Slots().product, Slots().quantity) == (None, None)


def test_slots_do_not_change() -> None:
    """A message makes new slots; those of before stay as they were."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        FULL.city = "delhi"  # type: ignore[misc]  # the very mistake that is shown
