"""PhraseIndex: where each word and neighbourhood of words stands in the examples of the intents, and the signals.

It is worked out once for a version of the templates and can be kept (compiled.py), so it is stored as plain values, and
packed: a quarter of a million places in two megabytes. Refuses to score: intent_matcher.py and intent_evidence.py do.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import Any

# How much a pair of neighbouring words counts beside a single word.
PAIR_WEIGHT = 0.5
# Between the two words of a pair that has one word between them.
OVER_ONE = " * "
MOST_EXAMPLES = 65_535
COMMON = 3
MOST_REMEMBERED = 4096

Rows = Mapping[str, Sequence[Sequence[str]]]


class PhraseIndex:
    """Reads what ``build`` made. The examples are numbered, those of an intent one after another."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.intents: list[str] = stored["intents"]
        self.signals: list[tuple[list[str], str]] = stored["signals"]
        # The first example of each intent and, last, the number of all; and how much of all features an intent holds.
        self.starts: list[int] = stored["starts"]
        self.sums: list[float] = stored["sums"]
        # One over the length of each example, as a row of its features' rarities.
        self.shrinks = memoryview(stored["shrinks"]).cast("f")
        self._keys = memoryview(stored["keys"]).cast("Q")
        self._ends = memoryview(stored["ends"]).cast("I")
        self._rows = memoryview(stored["rows"]).cast("H")
        self._found = lru_cache(MOST_REMEMBERED)(self._looked_up)

    def rows_of(self, feature: str) -> Sequence[int]:
        """The examples that hold a feature, in order."""
        return self._found(feature)

    def _looked_up(self, feature: str) -> Sequence[int]:
        key = _key(feature)
        place = bisect_left(self._keys, key)
        if place == len(self._keys) or self._keys[place] != key:
            return ()
        return self._rows[self._ends[place - 1] if place else 0 : self._ends[place]]

    def is_common(self, word: str) -> bool:
        """Whether so many examples hold a word that it is no slip of the pen."""
        return len(self.rows_of(word)) >= COMMON

    def by_intent(self, rows: Sequence[int]) -> Iterable[tuple[int, Sequence[int]]]:
        """Rows parted by the numbers of their intents."""
        place = 0
        while place < len(rows):
            intent = bisect_left(self.starts, rows[place] + 1) - 1
            end = bisect_left(rows, self.starts[intent + 1], place)
            yield intent, rows[place:end]
            place = end

    @property
    def features(self) -> int:
        """How many features are told apart."""
        return len(self._keys)

    def rarity(self, feature: str, rows: Sequence[int]) -> float:
        """How much it tells that an example holds a feature which stands in ``rows``: the fewer, the more."""
        return rarity(feature, len(rows), self.starts[-1])


def rarity(feature: str, found: int, examples: int) -> float:
    """The weight of a feature that ``found`` of all ``examples`` hold."""
    return (math.log((1 + examples) / (1 + found)) + 1) * (PAIR_WEIGHT if " " in feature else 1.0)


def build(examples: Rows, signals: Rows) -> dict[str, Any]:
    """The index of rows of meanings, as plain values; both arguments map an intent to its rows."""
    kept = {intent: [row for row in many if row] for intent, many in examples.items()}
    starts = [0, *accumulate(map(len, kept.values()))]
    if starts[-1] > MOST_EXAMPLES:
        raise ValueError(f"{starts[-1]} examples; at most {MOST_EXAMPLES} can be told apart")
    places: defaultdict[str, array[int]] = defaultdict(lambda: array("H"))
    for number, row in enumerate(row for many in kept.values() for row in many):
        for feature in features(row):
            places[feature].append(number)
    # A pair that stands in one example alone tells little that its words do not, and most pairs do.
    places_kept = {feature: rows for feature, rows in places.items() if len(rows) > 1 or " " not in feature}
    by_key = sorted((_key(feature), rows) for feature, rows in places_kept.items())
    shrinks, sums = _lengths(places_kept, starts)
    return {
        "intents": list(kept),
        "signals": [(list(group), intent) for intent, groups in signals.items() for group in groups if group],
        "starts": starts,
        "sums": sums,
        "shrinks": shrinks.tobytes(),
        "keys": array("Q", (key for key, _ in by_key)).tobytes(),
        "ends": array("I", accumulate(len(rows) for _, rows in by_key)).tobytes(),
        "rows": b"".join(rows.tobytes() for _, rows in by_key),
    }


def _lengths(places: Mapping[str, Sequence[int]], starts: Sequence[int]) -> tuple[array[float], list[float]]:
    """One over each example's length, and the sum of all features of each intent's examples at length 1."""
    squares, totals = [0.0] * starts[-1], [0.0] * starts[-1]
    for feature, rows in places.items():
        weight = rarity(feature, len(rows), starts[-1])
        for row in rows:
            squares[row] += weight * weight
            totals[row] += weight
    shrinks = array("f", (1 / math.sqrt(square) if square else 0.0 for square in squares))
    shrunk = [total * shrink for total, shrink in zip(totals, shrinks, strict=True)]
    return shrinks, [sum(shrunk[first:end]) for first, end in pairwise(starts)]


def features(meanings: Sequence[str]) -> Iterable[str]:
    """Each meaning, each pair of neighbours, and each pair with one word between, once."""
    words = [meaning for meaning in meanings if meaning[0] != "@"]
    return {
        *meanings,
        *map(" ".join, pairwise(words)),
        *map(OVER_ONE.join, zip(words, words[2:], strict=False)),
    }


def _key(feature: str) -> int:
    return int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "little")
