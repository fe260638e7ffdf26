"""IntentEvidence: what each word and each neighbourhood of words tells about the intent, learnt from the examples.

Naive Bayes: a word that few intents share speaks loudly for them, one that all share hardly at all. It finds its way
where no example is alike as a whole. Refuses to be sure alone: intent_matcher.py joins it with likeness to examples.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from shop.phrase_index import PhraseIndex

# Of a word that an intent has never seen, this much is believed; and how flat the shares are drawn.
UNSEEN = 0.3
TEMPERATURE = 2.0
MOST_REMEMBERED = 4096


class IntentEvidence:
    """Reads the counts of the index; the logarithms are taken when a word is first asked for."""

    def __init__(self, index: PhraseIndex) -> None:
        self._index = index
        self._examples = Counter(index.rows)
        self._weights = lru_cache(MOST_REMEMBERED)(self._weighed)

    def shares(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each intent is, from 0 to 1; together they are 1. Empty where no feature is known."""
        sums: defaultdict[int, float] = defaultdict(float)
        for feature in features:
            for intent, weight in self._weights(feature):
                sums[intent] += weight
        if not sums:
            return {}
        most = max(sums.values())
        raised = {intent: math.exp((value - most) / TEMPERATURE) for intent, value in sums.items()}
        total = sum(raised.values())
        return {self._index.intents[intent]: value / total for intent, value in raised.items()}

    def _weighed(self, feature: str) -> tuple[tuple[int, float], ...]:
        """What a feature tells for each intent that has seen it, relative to one that never has, which gets 0."""
        counts = self._index.counts_of(feature)
        unseen = UNSEEN * counts.total() / len(self._index.rows)
        return tuple(
            (intent, math.log((count / self._examples[intent] + unseen) / unseen)) for intent, count in counts.items()
        )
