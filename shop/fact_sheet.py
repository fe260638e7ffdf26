"""FactSheet: every `<slot>` a template may use, filled on demand for one turn.

Refuses slots that are not listed here: the loader checks the owner's templates against SLOT_NAMES.
"""

from __future__ import annotations

from shop.due_facts import DUE_SLOTS
from shop.product_facts import PRODUCT_SLOTS
from shop.quote_facts import TURN_SLOTS
from shop.shop_facts import POLICY_SLOTS, SHOP_SLOTS
from shop.turn import Filler, Turn

_FILLERS: dict[str, Filler] = {**SHOP_SLOTS, **POLICY_SLOTS, **PRODUCT_SLOTS, **TURN_SLOTS, **DUE_SLOTS}
SLOT_NAMES = frozenset(_FILLERS)


class FactSheet:
    """The slots of one turn; a slot is worked out, and its facts noted, only when a text uses it."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self._values: dict[str, str | None] = {}

    def value(self, name: str) -> str | None:
        """The slot's text in the language of the reply; None where it is unknown."""
        if name not in self._values:
            self._values[name] = _FILLERS[name](self.turn)
        return self._values[name]

    def knows(self, name: str) -> bool:
        """Whether the slot has a value; asking leaves no fact behind."""
        noted = dict(self.turn.facts)
        known = _FILLERS[name](self.turn) is not None
        self.turn.facts = noted
        return known
