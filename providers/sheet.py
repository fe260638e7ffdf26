"""Sheet: every figure that may be said this turn, and which facts stand behind it.

Refuses a part of a span alone where it promises too much: of "7 to 10 days" the 7 needs an "at least".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from providers.figures import Figure
from providers.prompt import Prompt
from shop.fact import Fact

Key = tuple[str, Decimal, Decimal]

_PERCENT_NAME = re.compile(r"(?:^|[._])percent$")
_DAYS_NAME = re.compile(r"days(?:\.(?:least|most))?$")
_BUDGET = "budget"
_BUDGET_WORD = re.compile(
    r"budget|bajat|\bwith (?:your |a )?₹|under|within|below|up ?to|range|andar|बजट|अंदर|\btak\b|तक"
)
_AT_LEAST = re.compile(r"at least|minimum|earliest|from|kam se kam|कम से कम|न्यूनतम")
_AT_LEAST_ONE = re.compile(r"minimum|\bmoq\b|at least|kam se kam|order|कम से कम|न्यूनतम|ऑर्डर")
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
    """The figures of one prompt; those that the facts only tell in their text are read when one is not found."""

    def __init__(self, prompt: Prompt, told: Callable[[], Iterable[Figure]]) -> None:
        self._told = told
        self._is_text_read = False
        self._listed: dict[Key, tuple[Fact, ...]] = {}
        self._starts: dict[Key, tuple[Fact, ...]] = {}
        by_name = {fact.name: fact for fact in prompt.facts}
        for fact in prompt.facts:
            self._list_fact(fact, by_name)
        for word in prompt.names:
            if word.replace(",", "").isdecimal():
                count = Decimal(word.replace(",", ""))
                self._listed.setdefault(("count", count, count), ())

    def behind(self, figure: Figure, sentence: str) -> tuple[Fact, ...] | None:
        """The facts behind a figure of a sentence; None where nobody listed it."""
        if _is_harmless(figure, sentence):
            return ()
        # "7 baje" may be either seven.
        values = (figure.low, figure.low + 720) if figure.kind == "clock" else (figure.low,)
        for value in values:
            found = self._found((figure.kind, value, value if figure.kind == "clock" else figure.high), sentence)
            if found is not None:
                return found
        return None

    def _found(self, key: Key, sentence: str) -> tuple[Fact, ...] | None:
        found = self._listed.get(key)
        if found is None and key in self._starts and _AT_LEAST.search(sentence):
            found = self._starts[key]
        if found and all(fact.name == _BUDGET for fact in found):
            # What the customer would like to pay is no price.
            found = found if _BUDGET_WORD.search(sentence) else None
        if found is None and not self._is_text_read and key not in self._listed:
            self._is_text_read = True
            for figure in self._told():
                self._list_figure(figure)
            return self._found(key, sentence)
        return found

    def _list_fact(self, fact: Fact, by_name: Mapping[str, Fact]) -> None:
        value, kind = Decimal(fact.value), kind_of(fact)
        if fact.name.endswith(".least"):
            most = by_name.get(f"{fact.name.removesuffix('.least')}.most", fact)
            self._add(self._listed, (kind, value, Decimal(most.value)), (fact, most))
            self._add(self._starts, (kind, value, value), (fact,))
        else:
            self._add(self._listed, (kind, value, value), (fact,))
            self._list_step(fact)

    def _list_step(self, fact: Fact) -> None:
        """The quantity that a price begins with; of several products' same ones each is meant."""
        product, _, step = fact.name.partition(".price.")
        if step.isdecimal():
            self._add(self._listed, ("count", Decimal(step), Decimal(step)), (Fact(f"{product}.step", step),))

    def _list_figure(self, figure: Figure) -> None:
        """A number of the owner's texts for which no fact was noted becomes one."""
        for low in dict.fromkeys((figure.low, figure.high)):
            key = (figure.kind, low, figure.high)
            if key not in self._listed:
                self._listed[key] = tuple(_stated(figure.kind, value) for value in dict.fromkeys((low, figure.high)))

    def _add(self, table: dict[Key, tuple[Fact, ...]], key: Key, facts: Iterable[Fact]) -> None:
        table[key] = (*table.get(key, ()), *facts)


def _is_harmless(figure: Figure, sentence: str) -> bool:
    """Whether a figure says nothing of the goods: one piece, where it is no least quantity; a size of paper."""
    if figure.kind == "count" and figure.low == figure.high == 1:
        return not _AT_LEAST_ONE.search(sentence)
    return (figure.kind, figure.low) in _HARMLESS_CODES


def _stated(kind: str, value: Decimal) -> Fact:
    return Fact(f"stated.{kind}", f"{value:.2f}" if kind == "money" else f"{value.normalize():f}")
