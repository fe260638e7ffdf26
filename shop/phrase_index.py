"""PhraseIndex: where each word and neighbourhood of words stands in the examples of the intents, and the signals.

It is worked out once for a version of the templates and can be kept (compiled.py), so it holds plain values.
Refuses to score: intent_matcher.py and intent_evidence.py read it.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

# What "@id", a certain product, is worth: enough to tell two intents apart, too little to make one.
PRODUCT_WEIGHT = 1.2
# How much a pair of neighbouring words counts beside a single word.
PAIR_WEIGHT = 0.6
# Between the two words of a pair that has one word between them.
OVER_ONE = " * "

Rows = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class PhraseIndex:
    """``intents`` by their numbers; ``rows`` are the examples: the number of each one's intent.

    ``places`` maps a feature to the rows that hold it, packed in two bytes each: a hundred thousand of them are kept.
    ``signals`` are groups of words with the name of their intent.
    """

    intents: list[str]
    rows: list[int]
    places: dict[str, bytes]
    signals: list[tuple[list[str], str]]

    def rows_of(self, feature: str) -> Sequence[int]:
        """The examples that hold a feature."""
        return memoryview(self.places.get(feature, b"")).cast("H")

    def counts_of(self, feature: str) -> Counter[int]:
        """In how many examples of each intent a feature stands, by the intents' numbers."""
        return Counter(map(self.rows.__getitem__, self.rows_of(feature)))

    def weight_of(self, feature: str) -> float:
        """How much a feature tells: the fewer intents share it, the more."""
        if feature[0] == "@":
            return PRODUCT_WEIGHT
        rarity = (len(self.intents) + 1) / len(self.counts_of(feature))
        return math.log(rarity) * (PAIR_WEIGHT if " " in feature else 1.0) + 0.05


def build(examples: Rows, signals: Rows) -> PhraseIndex:
    """The index of rows of meanings; both arguments map an intent to its rows."""
    rows: list[int] = []
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, many in enumerate(examples.values()):
        for row in filter(None, many):
            for feature in features(row):
                places[feature].append(len(rows))
            rows.append(number)
    return PhraseIndex(
        intents=list(examples),
        rows=rows,
        # A pair over a word that stands in one example alone tells nothing that the pairs of neighbours do not.
        places={
            feature: array("H", found).tobytes()
            for feature, found in places.items()
            if len(found) > 1 or " " not in feature
        },
        signals=[(list(group), intent) for intent, groups in signals.items() for group in groups if group],
    )


def features(meanings: Sequence[str]) -> Iterable[str]:
    """Each meaning, each pair of neighbours, and each pair with one word between, once."""
    words = [meaning for meaning in meanings if meaning[0] != "@"]
    return {
        *meanings,
        *map(" ".join, pairwise(words)),
        *map(OVER_ONE.join, zip(words, words[2:], strict=False)),
    }
