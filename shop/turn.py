"""Turn: what may be said in answer to one topic, and a note of every fact that was.

Slot fillers (shop_facts.py, product_facts.py, quote_facts.py) read it and write the numbers they show into it.
Refuses to let a number into a text without its fact: money, percentages and days are shown through it alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from shop import formatting
from shop.catalogue import Catalogue
from shop.fact import Fact
from shop.local_text import DaySpan, Language, LocalText
from shop.product import Product
from shop.slots import Item, Slots
from shop.topic import Topic

_MARK = re.compile(r"<([a-z_]+)>")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


@dataclass(slots=True, kw_only=True)
class Turn:
    """One topic of one message, in the language of the reply."""

    catalogue: Catalogue
    language: Language
    topic: Topic
    slots: Slots
    facts: dict[str, str] = field(default_factory=dict)

    def say(self, text: LocalText) -> str:
        """A text of the owner's in this turn's language."""
        return text.in_(self.language)

    def piece(self, key: str, **marks: str | None) -> str:
        """A piece of wording with its marks filled; an optional part with an empty mark is left out."""
        text: LocalText = getattr(self.catalogue.wording, key)
        return fill(self.say(text), marks.get)

    def money(self, name: str, amount: Decimal) -> str:
        """Rupees for the customer; the fact is noted."""
        self.facts[name] = f"{amount:.2f}"
        return formatting.rupees(amount)

    def percent(self, name: str, value: Decimal) -> str:
        """A percentage for the customer; the fact is noted."""
        self.facts[name] = formatting.plain(value)
        return formatting.percent(value)

    def days(self, name: str, span: DaySpan) -> str:
        """A span of days for the customer; both ends are noted."""
        if span.least == span.most:
            self.facts[name] = str(span.least)
        else:
            self.facts[f"{name}.least"] = str(span.least)
            self.facts[f"{name}.most"] = str(span.most)
        return formatting.days(span, self.catalogue.wording, self.language)

    def count(self, name: str, number: int) -> str:
        """A number of pieces for the customer; the fact is noted."""
        self.facts[name] = str(number)
        return formatting.grouped(number)

    def listed(self, parts: list[str]) -> str:
        """Parts in a sentence."""
        return formatting.listed(parts, self.say(self.catalogue.wording.and_))

    def listed_or(self, parts: list[str]) -> str:
        """Parts of which one is chosen."""
        return formatting.listed(parts, self.say(self.catalogue.wording.or_))

    @property
    def product(self) -> Product | None:
        """The product foremost in this topic."""
        return self.catalogue.products[self.topic.items[0].product] if self.topic.items else None

    @property
    def item(self) -> Item | None:
        """The product foremost in this topic with its quantity."""
        return self.topic.items[0] if self.topic.items else None

    def noted(self) -> tuple[Fact, ...]:
        """All facts that were shown, in the order of their showing."""
        return tuple(Fact(name, value) for name, value in self.facts.items())


Filler = Callable[[Turn], str | None]


def fill(text: str, value_of: Callable[[str], str | None]) -> str:
    """The text with each `<mark>` replaced; a `[part]` with an unknown mark goes, an unknown mark outside stays out."""

    def part(match: re.Match[str]) -> str:
        inner = match[1]
        return "" if any(value_of(name) is None for name in _MARK.findall(inner)) else inner

    return _MARK.sub(lambda match: value_of(match[1]) or "", _OPTIONAL.sub(part, text))


def required_marks(text: str) -> list[str]:
    """The marks outside optional parts: without their values the text makes no sense."""
    return _MARK.findall(_OPTIONAL.sub("", text))
