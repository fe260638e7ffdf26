"""PhraseTable: finds the longest listed phrase at each place in a row of words.

Refuses nothing and ranks nothing: it is a dictionary whose keys are several words long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shop.language import words_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """``value`` was found in the words from ``start`` up to, not including, ``end``."""

    start: int
    end: int
    value: Value


class PhraseTable(Generic[Value]):
    """Phrases of one or more words, each with a value; the first value given to a phrase stays."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        by_first: dict[str, dict[tuple[str, ...], Value]] = defaultdict(dict)
        for phrase, value in phrases:
            words = tuple(words_of(phrase))
            if words:
                by_first[words[0]].setdefault(words, value)
        self._by_first = {
            first: sorted(entries.items(), key=lambda entry: -len(entry[0])) for first, entries in by_first.items()
        }
        self.vocabulary = frozenset(word for entries in by_first.values() for words in entries for word in words)

    def at(self, words: Sequence[str], start: int) -> Match[Value] | None:
        """The longest phrase that begins at ``start``."""
        for phrase, value in self._by_first.get(words[start], ()):
            end = start + len(phrase)
            if tuple(words[start:end]) == phrase:
                return Match(start, end, value)
        return None

    def find(self, words: Sequence[str]) -> Iterator[Match[Value]]:
        """All phrases from left to right, longest first, none overlapping another."""
        index = 0
        while index < len(words):
            match = self.at(words, index)
            if match:
                yield match
            index = match.end if match else index + 1
