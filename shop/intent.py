"""Intent: one thing customers want, with examples, what must be known, and the answers in three languages.

Refuses slots that nobody fills, a last answer that may not fit, and a side effect whose answer is kept for others.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from shop.local_text import LocalText, NonEmpty, Strict, written

NeedName = Literal["product", "quantity", "city", "budget"]
SideEffect = Literal["none", "hand over", "opt out"]
# The intents that code speaks of by name: understanding leads to them by rules, not by their phrases alone.
NEEDED_INTENTS = (
    *("greeting", "thanks", "unclear", "human", "ack", "crisis", "opt_out", "injection", "language", "complaint"),
    *("price_query", "bulk_quote", "availability", "budget_recommendation", "occasion_recommendation", "filter"),
    *("product_info", "care", "compare", "order_place", "order_status", "return_policy"),
    *("delivery_time", "delivery_area", "delivery_info"),
)
SLOT = re.compile(r"<([^<>\s]+)>")


class AnswerVariant(LocalText):
    """An answer that is given when all slots in ``if_known`` have a value."""

    if_known: tuple[NonEmpty, ...] = ()


class Intent(Strict):
    """One file in templates/intents/, but for its examples."""

    intent: Annotated[str, written(r"[a-z_]+", "gift_wrapping, in small letters and _")]
    signals: tuple[NonEmpty, ...] = ()
    needs: tuple[NeedName, ...] = ()
    ask: dict[NeedName, LocalText] = Field(default_factory=dict)
    answers: Annotated[tuple[AnswerVariant, ...], Field(min_length=1)]
    side_effect: SideEffect = "none"
    side_effect_unless: str | None = None
    cache: bool
    pinned: bool = False

    @model_validator(mode="after")
    def _hangs_together(self) -> Intent:
        if self.answers[-1].if_known:
            raise ValueError("answers: the last one must have no if_known, so that there is always an answer")
        missing = [need for need in self.needs if need not in self.ask]
        if missing:
            raise ValueError(f'needs "{missing[0]}" and has no question for it; add ask: {missing[0]}')
        if self.side_effect != "none" and self.cache:
            raise ValueError(f'side_effect "{self.side_effect}" must not be kept for other customers; write cache: no')
        return self


class IntentFile(Intent):
    """The whole of one file in templates/intents/."""

    examples: Annotated[tuple[NonEmpty, ...], Field(min_length=5)]


def slots_of(text: str) -> tuple[str, ...]:
    """The names of the `<slot>` marks in a template text."""
    return tuple(SLOT.findall(text))
