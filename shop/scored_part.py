"""ScoredPart: an intent that was scored for a part of a message, with all that may correct it.

Refuses to decide: intent_fit.py and quote_fit.py do.
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.entities import Entities
from shop.order_talk import is_about_order
from shop.slots import Slots

# An intent is certain, plain, sure, likely enough to stand alone, or a guess; below the last one it is noise. Of the
# phrasings held back by `python -m tests.bench.topics` 99, 93, 74, 53 and 40 in 100 that score so are about it.
CERTAIN, PLAIN, SURE, ENOUGH, LIKELY = 0.85, 0.62, 0.5, 0.32, 0.25
# Topics after which an order is still spoken of.
OF_AN_ORDER = ("order_status", "order_change", "order_cancel", "complaint", "refund", "payment_status")


@dataclass(frozen=True, slots=True)
class ScoredPart:
    """An intent that was scored for a part of a message, with all that may correct it."""

    intent: str
    score: float
    part: Entities
    message: Entities
    before: Slots

    @property
    def has_quantity(self) -> bool:
        return bool(self.part.with_role("quantity") or (self.has_product and self.part.with_role("people")))

    @property
    def counted(self) -> bool:
        """Whether a number surely counts pieces."""
        return any(number.certain for number in self.part.with_role("quantity"))

    @property
    def has_product(self) -> bool:
        return any(mention.product for mention in self.part.mentions)

    @property
    def has_several(self) -> bool:
        return len({mention.product for mention in self.part.mentions if mention.product}) > 1

    @property
    def is_order(self) -> bool:
        return is_about_order(self.part)

    @property
    def speaks_of_order(self) -> bool:
        """Whether an order is named, or was spoken of before."""
        return self.is_order or self.before.intent in OF_AN_ORDER

    @property
    def asks(self) -> bool:
        """Whether a question is put, by its sign or by "can"."""
        return "?" in self.message.words or self.says("can")

    def says(self, *meanings: str) -> bool:
        return any(meaning in self.part.meanings for meaning in meanings)
