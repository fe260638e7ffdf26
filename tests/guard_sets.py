"""The sets of model answers that the guard is measured on: bench/guard_tune.yaml, guard_aside.yaml, guard_second.yaml.

Each answer is labelled good or with what is wrong in it, by the facts that its customer's question brings. Which topics
the shop found in the question is written beside it, so that a label stays true when the shop learns to read better.
Refuses to judge: bench/guard.py does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from providers.answer import Question
from providers.rules import Rules
from shop.product import FactKey
from shop.slots import Slots
from shop.topic_items import QUOTING
from shop.understanding import Understander

SETS = ("tune", "aside", "second")
GOOD = "good"
FOLDER = Path(__file__).parent / "bench"


@dataclass(frozen=True, slots=True)
class Given:
    """A model's answer to a customer's message; ``kind`` is good, or what is wrong with it."""

    asked: str
    text: str
    kind: str
    intents: tuple[str, ...]
    attributes: tuple[FactKey, ...] = ()

    def question(self, understander: Understander, rules: Rules, now_ms: int) -> Question:
        """The customer's message with the topics that it had when the answer was labelled; its deadline is not set."""
        understanding = understander.understand(self.asked, Slots(), now_ms)
        found = understanding.topics
        items = next((each.items for each in found if any(item.quantity for item in each.items)), found[0].items)
        first = replace(found[0], items=items, attributes=self.attributes, too_soon=False, order_by=None, missing=None)
        bringing = next(
            (each for each in ("bulk_quote", *self.intents) if each in self.intents and each in QUOTING), None
        )
        topics = tuple(replace(first, intent=each, beside_quote=bringing not in (None, each)) for each in self.intents)
        understanding = replace(understanding, topics=topics, pinned=None)
        floor = rules.floor(understanding)
        return Question(text=self.asked, understanding=understanding, deadline_s=0, stands_alone=True, floor=floor)


def answers(name: str) -> list[Given]:
    """A set's answers, in the order of the file."""
    rows = yaml.safe_load((FOLDER / f"guard_{name}.yaml").read_text(encoding="utf-8"))
    return [
        Given(row["asked"], text, kind, tuple(row["intents"]), tuple(row.get("attributes", ())))
        for row in rows
        for kind, text in (*row.get("wrong", ()), *((GOOD, text) for text in row["good"]))
    ]
