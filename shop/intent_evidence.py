"""IntentEvidence: what each word and each neighbourhood of words tells about the intent, learnt from the examples.

Naive Bayes: a word that few intents share speaks loudly for them, one that all share hardly at all. It finds its way
where no example is alike as a whole. Refuses to be sure alone: intent_matcher.py joins it with likeness to examples.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

# Of a word that an intent has never seen, this much is believed; and how flat the shares are drawn.
UNSEEN = 0.3
TEMPERATURE = 2.0


class IntentEvidence:
    """Counts over the examples of all intents; the logarithms are taken when a word is first asked for."""

    def __init__(self, examples: Mapping[str, Iterable[Sequence[str]]]) -> None:
        """``examples`` maps an intent to rows of meanings."""
        self._seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._rows: Counter[str] = Counter()
        for intent, rows in examples.items():
            for row in rows:
                self._rows[intent] += 1
                for feature in features(row):
                    self._seen[feature][intent] += 1
        self._total = sum(self._rows.values())
        self._speaks: dict[str, dict[str, float]] = {}

    def shares(self, meanings: Sequence[str]) -> dict[str, float]:
        """How likely each intent is, from 0 to 1; together they are 1. Empty where no word is known."""
        sums: defaultdict[str, float] = defaultdict(float)
        for feature in features(meanings):
            for intent, weight in self._weights(feature).items():
                sums[intent] += weight
        if not sums:
            return {}
        most = max(sums.values())
        raised = {intent: math.exp((value - most) / TEMPERATURE) for intent, value in sums.items()}
        total = sum(raised.values())
        return {intent: value / total for intent, value in raised.items()}

    def _weights(self, feature: str) -> dict[str, float]:
        weights = self._speaks.get(feature)
        if weights is None:
            seen = self._seen.get(feature, {})
            share = sum(seen.values()) / self._total
            # Relative to an intent that has never seen the word, which gets 0.
            weights = {
                intent: math.log((count / self._rows[intent] + UNSEEN * share) / (UNSEEN * share))
                for intent, count in seen.items()
            }
            if seen:
                self._speaks[feature] = weights
        return weights


def features(meanings: Sequence[str]) -> set[str]:
    """Each meaning, each pair of neighbours, and each pair with one word between."""
    words = [meaning for meaning in meanings if meaning[0] != "@"]
    return {
        *meanings,
        *(f"{first} {second}" for first, second in pairwise(words)),
        *(f"{first} * {third}" for first, third in zip(words, words[2:], strict=False)),
    }
