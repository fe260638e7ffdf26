"""Belonging: each figure stands beside the subject that it belongs to: a mug's price beside the mug.

Refuses to guess: of a clause that names several subjects one reading must put every amount beside its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from providers.figures import Figure, figures
from providers.sheet import Sheet
from providers.step_prices import Behind
from providers.subject_words import Bound, SubjectWords, bindings, named_in_order
from shop.fact import Fact


class Belonging:
    """Subjects of one sort, products or ways of branding; reads the clauses of an answer in their order."""

    def __init__(self, subjects: tuple[SubjectWords, ...], sheet: Sheet) -> None:
        self._subjects = subjects
        self._ids = frozenset(words.subject for words in subjects)
        self._sheet = sheet
        self._sentence = ""
        self._named: set[str] = set()

    def misplaced(self, clause: str, sentence: str, found: Sequence[Behind]) -> Figure | None:
        """The first figure among those ``found`` in the next clause that is not of the subjects it speaks of."""
        own = {words.subject for words in self._subjects if words.is_named_in(clause)}
        # A clause that names nothing goes on about what the one before it named: "Mugs, 40 x ₹165".
        self._named = own or (self._named if sentence is self._sentence else set())
        self._sentence = sentence
        for figure, behind in found:
            if self._is_of_another(behind, self._named):
                return figure
        return None if len(own) < 2 or self._is_told_apart(clause, sentence) else next(iter(_amounts(clause)), None)

    def _is_told_apart(self, clause: str, sentence: str) -> bool:
        """Whether a clause that names several subjects may be read so that each amount is its own subject's."""
        if any(self._is_bound(spans, sentence) for spans in bindings(clause, self._subjects)):
            return True
        # "Mugs and bottles are ₹120 and ₹325": as many amounts as subjects, in the same order.
        amounts = _amounts(clause)
        in_order = named_in_order(clause, self._subjects)
        return len(amounts) == len(in_order) and not any(
            self._is_of_another(self._sheet.behind(figure, sentence) or (), named)
            for figure, named in zip(amounts, in_order, strict=True)
        )

    def _is_bound(self, spans: Bound, sentence: str) -> bool:
        """Whether each amount of a clause in pieces belongs to the subject that it stands beside."""
        return not any(
            self._is_of_another(self._sheet.behind(figure, sentence) or (), named)
            for span, named in spans
            for figure in _amounts(span)
        )

    def _is_of_another(self, behind: Iterable[Fact], named: set[str]) -> bool:
        """Whether a figure belongs to other subjects alone."""
        owners = [next((part for part in fact.name.split(".")[:2] if part in self._ids), None) for fact in behind]
        return bool(named) and bool(owners) and all(owner is not None and owner not in named for owner in owners)


def _amounts(text: str) -> list[Figure]:
    """What differs from subject to subject: prices, taxes and making days."""
    return [figure for figure in figures(text) if figure.kind in ("money", "percent", "days")]
