"""IntentMatcher: how well a row of meanings fits each intent, by its examples, its signals and the words' evidence.

Refuses to state facts: a score only orders the candidates; products and numbers come from elsewhere.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shop.intent_evidence import MOST_REMEMBERED, IntentEvidence
from shop.phrase_index import OVER_ONE, PhraseIndex, features

# How much likeness to an example or a signal counts beside the evidence of the single words.
LIKENESS = 0.62
# A word that stands in more examples than this leads to none of them.
COMMON = 300
# How much a word counts that no example has.
UNKNOWN_WEIGHT = 0.45
# A signal (all words of a group present) is worth this much, and a little more for each of its words.
SIGNAL_SCORE = 0.62
SIGNAL_WORD_SCORE = 0.06


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` from 0 (nothing in common) to 1 (an example word for word)."""

    intent: str
    value: float


class IntentMatcher:
    """Scores with one index."""

    def __init__(self, index: PhraseIndex) -> None:
        self._index = index
        self._evidence = IntentEvidence(index)
        self._weight = lru_cache(MOST_REMEMBERED)(index.weight_of)
        self._unknown = math.log(len(index.intents) + 1) * UNKNOWN_WEIGHT
        # An example is as heavy as all that it holds.
        self._sizes = array("f", bytes(4 * len(index.rows)))
        for feature in index.places:
            if OVER_ONE not in feature:
                weight = index.weight_of(feature)
                for row in index.rows_of(feature):
                    self._sizes[row] += weight
        self._common = {
            feature: _flags(index.rows_of(feature), len(index.rows))
            for feature in index.places
            if len(index.rows_of(feature)) > COMMON
        }
        self._signals: defaultdict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for words, intent in index.signals:
            rarest = min(words, key=lambda word: len(index.rows_of(word)))
            self._signals[rarest].append((frozenset(words), intent))

    def scores(self, meanings: Sequence[str]) -> list[Score]:
        """The intents that fit, best first."""
        told = features(meanings)
        best: defaultdict[str, float] = defaultdict(float)
        for intent, value in (*self._example_scores(told), *self._signal_scores(meanings)):
            best[intent] = max(best[intent], value)
        known = [meaning in self._index.places for meaning in meanings if meaning[0] != "@"]
        # What few known words tell of a message of many unknown ones is worth little.
        trust = (1 - LIKENESS) * (sum(known) / len(known) if known else 0.0)
        shares = self._evidence.shares(told)
        joined = {
            intent: LIKENESS * best.get(intent, 0.0) + trust * shares.get(intent, 0.0)
            for intent in best.keys() | shares.keys()
        }
        ranked = sorted(joined.items(), key=lambda entry: (-entry[1], entry[0]))
        return [Score(intent, value) for intent, value in ranked]

    def _example_scores(self, told: Iterable[str]) -> Iterable[tuple[str, float]]:
        index = self._index
        known = [feature for feature in told if OVER_ONE not in feature and feature in index.places]
        own = sum(map(self._weight, known))
        own += self._unknown * sum(" " not in each and each[0] != "@" and each not in index.places for each in told)
        # Examples that share nothing but common words are not worth the look, unless nothing else is said.
        telling = [feature for feature in known if feature not in self._common] or known
        shared: defaultdict[int, float] = defaultdict(float)
        for feature in telling:
            weight = self._weight(feature)
            for row in index.rows_of(feature):
                shared[row] += weight
        common = [(self._weight(each), self._common[each]) for each in known if each in self._common]
        if telling is known:
            common = []
        best: dict[str, float] = {}
        for row, weight in shared.items():
            both = weight + sum(more for more, holding in common if holding[row])
            intent, size = index.intents[index.rows[row]], self._sizes[row]
            value = 1.3 * both / (own + size) + 0.35 * both / size
            if value > best.get(intent, 0.0):
                best[intent] = value
        return best.items()

    def _signal_scores(self, meanings: Sequence[str]) -> Iterable[tuple[str, float]]:
        present = frozenset(meanings)
        for word in present:
            for words, intent in self._signals.get(word, ()):
                if words <= present:
                    yield intent, min(0.95, SIGNAL_SCORE + SIGNAL_WORD_SCORE * len(words))


def _flags(rows: Iterable[int], size: int) -> bytes:
    flags = bytearray(size)
    for row in rows:
        flags[row] = 1
    return bytes(flags)
