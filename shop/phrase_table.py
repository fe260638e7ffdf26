"""PhraseTable: finds the longest listed phrase at each place in a row of words.

Refuses nothing and ranks nothing: it is a dictionary whose keys are several words long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from shop.language import words_of

Value = TypeVar("Value")
# More than the words.yaml of a shop holds, and the names of its goods.
MOST_PHRASES = 16_384


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
            words = _words(phrase)
            if words:
                by_first[words[0]].setdefault(words, value)
        # With the lengths of the phrases, longest first: however many begin with a word, few lengths are tried.
        self._by_first = {
            first: (sorted({len(phrase) for phrase in entries}, reverse=True), entries)
            for first, entries in by_first.items()
        }
        self.vocabulary = frozenset(word for entries in by_first.values() for words in entries for word in words)

    def at(self, words: Sequence[str], start: int) -> Match[Value] | None:
        """The longest phrase that begins at ``start``."""
        found = self._by_first.get(words[start])
        if found is None:
            return None
        lengths, entries = found
        for length in lengths:
            phrase = tuple(words[start : start + length])
            if phrase in entries:
                return Match(start, start + len(phrase), entries[phrase])
        return None

    def find(self, words: Sequence[str]) -> Iterator[Match[Value]]:
        """All phrases from left to right, longest first, none overlapping another."""
        end = 0
        for index, word in enumerate(words):
            # Most words begin no phrase, and most texts are looked through by several tables.
            if index >= end and word in self._by_first and (match := self.at(words, index)):
                yield match
                end = match.end


@lru_cache(maxsize=MOST_PHRASES)
def _words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase: several tables hold the same ones, and the next version of a shop nearly all of them."""
    return tuple(words_of(phrase))
