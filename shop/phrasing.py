"""An intent's template and the facts of this turn, made into text in the customer's language.

Refuses to write a number that the turn has not noted as a fact, except numbers that the owner typed into a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shop.catalogue import Catalogue
from shop.fact import Fact
from shop.fact_sheet import FactSheet
from shop.intent import AnswerVariant, Intent
from shop.local_text import Language, LocalText
from shop.slots import Slots
from shop.topic import Topic
from shop.turn import Turn, fill, required_marks

_SHOWN_NUMBER = re.compile(
    r"₹\s?(?P<money>[\d,]+(?:\.\d+)?)|(?P<percent>\d+(?:\.\d+)?)\s?%|(?P<days>\d+)\s?(?:days?|din|दिन)\b"
)
Marks = Mapping[str, str | None]
NO_MARKS: Marks = {}
_SPACES = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Phrased:
    """A text and every number of it as a fact."""

    text: str
    facts: tuple[Fact, ...]


def phrase(catalogue: Catalogue, topic: Topic, slots: Slots, language: Language) -> Phrased:
    """The answer to one topic, or the question back where something is missing."""
    intent = catalogue.intents[topic.intent]
    sheet = FactSheet(Turn(catalogue=catalogue, language=language, topic=topic, slots=slots))
    text = intent.ask[topic.missing] if topic.missing else _fitting(intent, sheet)
    return finished(sheet, text, _taken_as(sheet.turn))


def phrase_text(catalogue: Catalogue, text: LocalText, slots: Slots, language: Language) -> Phrased:
    """A text of the owner's outside the intents, such as a pinned answer."""
    topic = Topic(intent="", items=slots.items[-1:])
    sheet = FactSheet(Turn(catalogue=catalogue, language=language, topic=topic, slots=slots))
    return finished(sheet, text)


def _fitting(intent: Intent, sheet: FactSheet) -> AnswerVariant:
    for variant in intent.answers[:-1]:
        needed = {*variant.if_known, *required_marks(variant.in_(sheet.turn.language))}
        if all(map(sheet.knows, needed)):
            return variant
    return intent.answers[-1]


def _taken_as(turn: Turn) -> str:
    lines = [
        turn.piece("taken_as", written=written, product=turn.say(turn.catalogue.products[product].plural))
        for written, product in turn.topic.taken_as
    ]
    return "".join(f"{line}\n" for line in lines)


def finished(sheet: FactSheet, text: LocalText, opening: str = "", marks: Marks = NO_MARKS) -> Phrased:
    """The text with its slots filled, or with ``marks`` where they have a value of their own (None: unknown)."""
    filled = fill(sheet.turn.say(text), lambda name: marks[name] if name in marks else sheet.value(name))
    tidy = _SPACES.sub(" ", f"{opening}{filled}").strip()
    tidy = tidy[:1].upper() + tidy[1:]
    return Phrased(tidy, (*sheet.turn.noted(), *_typed_numbers(tidy, sheet.turn)))


def _typed_numbers(text: str, turn: Turn) -> list[Fact]:
    """Numbers that the owner wrote into a template instead of a slot: they are facts as well."""
    noted = set(turn.facts.values())
    found: dict[str, Fact] = {}
    for match in _SHOWN_NUMBER.finditer(text):
        kind = str(match.lastgroup)
        value = match[kind].replace(",", "")
        value = f"{Decimal(value):.2f}" if kind == "money" else value
        if value not in noted:
            found.setdefault(f"{kind}{value}", Fact(f"stated.{kind}", value))
    return list(found.values())
