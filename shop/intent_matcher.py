"""IntentMatcher: how well a row of meanings fits each intent, by its examples, its signals and the words' evidence.

Refuses to state facts: a score only orders the candidates; products and numbers come from elsewhere.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shop.intent_evidence import IntentEvidence

# What "@id", a certain product, is worth: enough to tell two intents apart, too little to make one.
PRODUCT_WEIGHT = 1.2
# How much likeness to an example or a signal counts beside the evidence of the single words.
LIKENESS = 0.62
# How much a pair of neighbouring words counts beside a single word, and a word that no example has.
PAIR_WEIGHT = 0.6
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
    """Examples and signals, indexed by the words in them."""

    def __init__(
        self, examples: Mapping[str, Iterable[Sequence[str]]], signals: Mapping[str, Iterable[Sequence[str]]]
    ) -> None:
        """Both map an intent to rows of meanings."""
        known = {intent: [tuple(row) for row in many if row] for intent, many in examples.items()}
        self._evidence = IntentEvidence(known)
        rows = [(intent, _features(row)) for intent, many in known.items() for row in many]
        seen_in: defaultdict[str, set[str]] = defaultdict(set)
        for intent, features in rows:
            for feature in features:
                seen_in[feature].add(intent)
        total = len(examples) + 1
        self._weights = {
            feature: PRODUCT_WEIGHT
            if feature[0] == "@"
            else math.log(total / len(intents)) * (PAIR_WEIGHT if " " in feature else 1.0) + 0.05
            for feature, intents in seen_in.items()
        }
        self._unknown = math.log(total) * UNKNOWN_WEIGHT
        self._rows = [(intent, sum(self._weights[feature] for feature in features)) for intent, features in rows]
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for index, (_, features) in enumerate(rows):
            for feature in features:
                self._postings[feature].append(index)
        self._signals: defaultdict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for intent, groups in signals.items():
            for group in groups:
                words = frozenset(group)
                if words:
                    rarest = min(words, key=lambda word: len(seen_in.get(word, ())))
                    self._signals[rarest].append((words, intent))

    def scores(self, meanings: Sequence[str]) -> list[Score]:
        """The intents that fit, best first."""
        best: defaultdict[str, float] = defaultdict(float)
        for intent, value in (*self._example_scores(meanings), *self._signal_scores(meanings)):
            best[intent] = max(best[intent], value)
        shares = self._evidence.shares(meanings)
        joined = {
            intent: LIKENESS * best.get(intent, 0.0) + (1 - LIKENESS) * shares.get(intent, 0.0)
            for intent in best.keys() | shares.keys()
        }
        ranked = sorted(joined.items(), key=lambda entry: (-entry[1], entry[0]))
        return [Score(intent, value) for intent, value in ranked]

    def _example_scores(self, meanings: Sequence[str]) -> Iterable[tuple[str, float]]:
        features = _features(meanings)
        own = 0.0
        shared: defaultdict[int, float] = defaultdict(float)
        for feature in features:
            weight = self._weights.get(feature)
            if weight is None:
                own += 0.0 if " " in feature or feature[0] == "@" else self._unknown
                continue
            own += weight
            for index in self._postings[feature]:
                shared[index] += weight
        for index, common in shared.items():
            intent, size = self._rows[index]
            yield intent, 0.65 * (2 * common / (own + size)) + 0.35 * common / size

    def _signal_scores(self, meanings: Sequence[str]) -> Iterable[tuple[str, float]]:
        present = frozenset(meanings)
        for word in present:
            for words, intent in self._signals.get(word, ()):
                if words <= present:
                    yield intent, min(0.95, SIGNAL_SCORE + SIGNAL_WORD_SCORE * len(words))


def _features(meanings: Sequence[str]) -> set[str]:
    words = [meaning for meaning in meanings if meaning[0] != "@"]
    return {*meanings, *(f"{first} {second}" for first, second in pairwise(words))}
