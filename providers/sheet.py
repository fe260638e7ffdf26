"""Sheet: every figure that may be said this turn, and which facts stand behind it.

Refuses a part of a span alone where it promises too much: of "7 to 10 days" the 7 needs an "at least".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from providers.figures import TIME_KINDS, Figure, figures
from providers.prompt import Prompt
from shop.fact import Fact

Key = tuple[str, Decimal, Decimal]

_PERCENT_NAME = re.compile(r"(?:^|[._])percent$")
_DAYS_NAME = re.compile(r"days(?:\.(?:least|most))?$")
_BUDGET = "budget"
_BUDGET_WORD = re.compile(r"budget|bajat|under|within|below|up ?to|range|andar|बजट|अंदर|\btak\b|तक")
_AT_LEAST = re.compile(r"at least|minimum|earliest|from|kam se kam|कम से कम|न्यूनतम")
_AT_LEAST_ONE = re.compile(r"minimum|\bmoq\b|at least|kam se kam|order|कम से कम|न्यूनतम|ऑर्डर")
_PRICES_IN_COUNTS = Decimal(1)
# Sizes of paper are no claim about the goods.
_HARMLESS_CODES = frozenset({("code a", Decimal(size)) for size in (3, 4, 5)})


def kind_of(fact: Fact) -> str:
    """What a fact's number is: money, percent, days or count, told by its name and form."""
    if _PERCENT_NAME.search(fact.name):
        return "percent"
    if _DAYS_NAME.search(fact.name):
        return "days"
    return "money" if "." in fact.value else "count"


class Sheet:
    """The figures of one prompt."""

    def __init__(self, prompt: Prompt, facts_text: str) -> None:
        """``facts_text`` is the prompt's own, folded and without contacts."""
        self._listed: dict[Key, tuple[Fact, ...]] = {}
        self._starts: dict[Key, tuple[Fact, ...]] = {}
        by_name = {fact.name: fact for fact in prompt.facts}
        for fact in prompt.facts:
            self._list_fact(fact, by_name)
        for figure in figures(facts_text):
            self._list_figure(figure)
        for word in prompt.names:
            if word.replace(",", "").isdecimal():
                count = Decimal(word.replace(",", ""))
                self._listed.setdefault(("count", count, count), ())

    def behind(self, figure: Figure, sentence: str) -> tuple[Fact, ...] | None:
        """The facts behind a figure of a sentence; None where nobody listed it."""
        key = (figure.kind, figure.low, figure.high)
        if figure.kind == "clock":
            return () if any((figure.kind, *[figure.low + half] * 2) in self._listed for half in (0, 720)) else None
        if figure.kind.startswith("code") and (figure.kind, figure.low) in _HARMLESS_CODES:
            return ()
        if figure.kind == "count" and figure.low == figure.high == 1 and not _AT_LEAST_ONE.search(sentence):
            return ()
        if figure.kind == "count" and figure.low != figure.high:
            return None
        found = self._listed.get(key)
        if found is None and key in self._starts and _AT_LEAST.search(sentence):
            return self._starts[key]
        if found and all(fact.name == _BUDGET for fact in found) and not _BUDGET_WORD.search(sentence):
            return None
        return found

    def _list_fact(self, fact: Fact, by_name: Mapping[str, Fact]) -> None:
        value, kind = Decimal(fact.value), kind_of(fact)
        if fact.name.endswith(".least"):
            most = by_name.get(f"{fact.name.removesuffix('.least')}.most", fact)
            self._add(self._listed, (kind, value, Decimal(most.value)), (fact, most))
            self._add(self._starts, (kind, value, value), (fact,))
        else:
            self._add(self._listed, (kind, value, value), (fact,))

    def _list_figure(self, figure: Figure) -> None:
        """A number of the owner's texts for which no fact was noted becomes one."""
        spans = (
            {(figure.low, figure.high), (figure.high, figure.high)}
            if figure.kind in TIME_KINDS
            else {(figure.low,) * 2}
        )
        for low, high in spans:
            key = (figure.kind, low, high)
            if key not in self._listed:
                self._listed[key] = tuple(_stated(figure.kind, value) for value in dict.fromkeys((low, high)))

    def _add(self, table: dict[Key, tuple[Fact, ...]], key: Key, facts: Iterable[Fact]) -> None:
        table[key] = (*table.get(key, ()), *facts)


def _stated(kind: str, value: Decimal) -> Fact:
    return Fact(f"stated.{kind}", f"{value:.2f}" if kind == "money" else f"{value.normalize():f}")
