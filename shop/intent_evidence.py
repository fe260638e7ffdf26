"""IntentEvidence: what each word and each neighbourhood of words tells about the intent, learnt from the examples.

Multinomial naive Bayes over rarities (tf-idf), rows at length 1: a word that few examples share speaks loudly. It finds
its way where no example is alike as a whole. Refuses to be sure alone: intent_matcher.py joins it with likeness.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from shop.phrase_index import PhraseIndex

# Of a feature that an intent has never seen, this much is believed; and how flat the shares are drawn. Both were chosen
# by the share of right intents among messages whose writers had not seen the examples.
UNSEEN = 0.1
TEMPERATURE = 0.5
MOST_REMEMBERED = 4096

Weights = tuple[float, tuple[tuple[int, float], ...]]


class IntentEvidence:
    """Reads the index; what a feature tells is worked out when it is first asked for."""

    def __init__(self, index: PhraseIndex) -> None:
        self._index = index
        self._told = lru_cache(MOST_REMEMBERED)(self._weighed)
        # What a feature counts for an intent that never saw it: the larger an intent, the more that says.
        self._never = [math.log(total + UNSEEN * index.features) for total in index.sums]

    def shares(self, features: Iterable[str]) -> list[tuple[str, float]]:
        """How likely each intent is, likeliest first; together they are 1. Empty where no feature is known."""
        told = [weighed for feature in features if (weighed := self._told(feature))[1]]
        if not told:
            return []
        length = math.sqrt(sum(rarity * rarity for rarity, _ in told))
        unseen = sum(rarity for rarity, _ in told) / length
        sums = [-unseen * never for never in self._never]
        for rarity, weights in told:
            share = rarity / length
            for intent, weight in weights:
                sums[intent] += share * weight
        most = max(sums)
        raised = [math.exp((value - most) / TEMPERATURE) for value in sums]
        total = sum(raised)
        ranked = sorted(zip(self._index.intents, raised, strict=True), key=lambda entry: (-entry[1], entry[0]))
        return [(intent, value / total) for intent, value in ranked]

    def _weighed(self, feature: str) -> Weights:
        """The feature's rarity and what it tells for each intent that has seen it, relative to one that never has."""
        rows = self._index.rows_of(feature)
        rarity = self._index.rarity(feature, rows)
        shrinks = self._index.shrinks
        seen = ((intent, rarity * sum(shrinks[row] for row in mine)) for intent, mine in self._index.by_intent(rows))
        return rarity, tuple((intent, math.log(1 + much / UNSEEN)) for intent, much in seen)
