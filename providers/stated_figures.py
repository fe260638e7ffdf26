"""StatedFigures: every figure of an answer is one of the facts, beside its own product, and called what it is.

Refuses to round, to add up and to take one figure for another of the same size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from providers.belonging import Belonging
from providers.failures import Rejected
from providers.figure_roles import misread_amounts, misread_days, misread_percent
from providers.figures import TIME_KINDS, Figure, figures
from providers.promises import Promise, promises, sentences
from providers.prompt import Prompt
from providers.refusals import refuses
from providers.sheet import Sheet
from providers.step_prices import Behind, StepPrices
from providers.told import Told
from shop.fact import Fact

_REASONS = {"money": "unlisted amount", "percent": "unlisted percentage", "date": "unlisted date"}
_ROMAN = re.compile(
    r"(?:\b(?:rs|inr)\.? ?|₹ ?)[ivxlcdm]+\b"
    r"|\b(?=[ivxlcdm]{2,}\b)[ivxlcdm]+ (?:days?|din|pieces?|rupees|rupaye|percent|%)"
)
_CLAUSE = re.compile(r",(?=\s)|;|\)(?=\s)|\b(?:while|whereas|but|lekin|jabki)\b|लेकिन|जबकि")


class StatedFigures:
    """The figures that may be stated of one prompt's facts."""

    def __init__(self, prompt: Prompt, told: Told) -> None:
        self._told = told
        self._sheet = Sheet(prompt, told.figures)
        self._steps = StepPrices(prompt.facts)
        self._belongings = [Belonging(subjects, self._sheet) for subjects in (prompt.products, prompt.brandings)]
        counts = (word.replace(",", "") for word in prompt.names)
        self._customers = frozenset(Decimal(count) for count in counts if count.isdecimal())

    def used_in(self, text: str) -> tuple[Fact, ...]:
        """The facts behind the figures of a folded text, in the order of their use. Raises Rejected."""
        if _ROMAN.search(text):
            raise _rejected("unlisted number")
        used: dict[str, Fact] = {}
        before = ""
        for sentence in sentences(text):
            if self._is_short_of_tax(sentence):
                raise _rejected("unlisted amount")
            for clause in _CLAUSE.split(sentence):
                found = self._found(clause, sentence)
                used |= {fact.name: fact for _, behind in found for fact in behind}
                bound = [(figure, () if self._is_free(figure, behind) else behind) for figure, behind in found]
                self._check(clause, sentence, before, bound)
            before = sentence
        return tuple(used.values())

    def _found(self, clause: str, sentence: str) -> list[Behind]:
        """Each figure of a clause with the facts behind it."""
        found: list[Behind] = []
        for figure in figures(clause, self._told.nouns):
            behind = self._sheet.behind(figure, sentence)
            if behind is None and not (figure in self._told.asked and refuses(clause)):
                raise _rejected(_reason(figure))
            found.append((figure, behind or ()))
        return found

    def _check(self, clause: str, sentence: str, before: str, found: list[Behind]) -> None:
        if not self._steps.fit(clause, sentence, found) or misread_amounts(clause, found):
            raise _rejected("unlisted amount")
        if misread_days(clause, sentence, before, found):
            raise _rejected("unlisted days")
        if misread_percent(clause, found):
            raise _rejected("unlisted percentage")
        for belonging in self._belongings:
            if (misplaced := belonging.misplaced(clause, sentence, found)) is not None:
                raise _rejected(_reason(misplaced))

    def _is_short_of_tax(self, sentence: str) -> bool:
        """Whether a sentence calls sums complete of which none is a quote's total."""
        if Promise("included", "said") not in promises(sentence, {"included"}):
            return False
        amounts = (self._sheet.behind(each, sentence) or () for each in figures(sentence) if each.kind == "money")
        names = [{fact.name for fact in behind} for behind in amounts if behind]
        return bool(names) and not any("quote.total" in each for each in names)

    def _is_free(self, figure: Figure, behind: Iterable[Fact]) -> bool:
        """Whether a count belongs to no product: one that the customer named, or that prices begin with."""
        is_step = any(fact.name.endswith(".step") for fact in behind)
        return figure.kind == "count" and (is_step or figure.low in self._customers)


def _reason(figure: Figure) -> str:
    return "unlisted days" if figure.kind in TIME_KINDS else _REASONS.get(figure.kind, "unlisted number")


def _rejected(reason: str) -> Rejected:
    return Rejected(f"rejected: {reason}")
