"""IntentMatcher: how well a row of meanings fits each intent, by its examples, its signals and the words' evidence.

Refuses to state facts: a score only orders the candidates; products and numbers come from elsewhere.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul

from shop.intent_evidence import IntentEvidence
from shop.phrase_index import PhraseIndex, features

# What they are asked for is the same; whether a number is named decides between them.
ASK_PRICE = ("price_query", "bulk_quote")
# How much likeness to an example or a signal counts beside the evidence of the single words.
LIKENESS = 0.4
# Only the examples of so many intents, the likeliest by evidence, are compared one by one.
COMPARED = 4
MOST_ROWS, LEAST_TELLING = 3000, 4
# How much a word counts that no example has.
UNKNOWN_WEIGHT = 0.45
# A signal (all words of a group present) is worth this much, and a little more for each of its words.
SIGNAL_SCORE = 0.5
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
        self._unknown = index.rarity("", ()) * UNKNOWN_WEIGHT
        self._numbers = {intent: number for number, intent in enumerate(index.intents)}
        self._signals: defaultdict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for words, intent in index.signals:
            rarest = min(words, key=lambda word: len(index.rows_of(word)))
            self._signals[rarest].append((frozenset(words), intent))

    def scores(self, meanings: Sequence[str]) -> list[Score]:
        """The intents that fit, best first."""
        told = features(meanings)
        shares = _together(self._evidence.shares(told))
        best: defaultdict[str, float] = defaultdict(float)
        best.update(self._likeness(told, [intent for intent, _ in shares[:COMPARED]]))
        for intent, value in self._signal_scores(meanings):
            best[intent] = max(best[intent], value)
        known = [self._index.is_common(meaning) for meaning in meanings if meaning[0] != "@"]
        # What few known words tell of a message of many unknown ones is worth little.
        trust = (1 - LIKENESS) * (sum(known) / len(known) if known else 0.0)
        joined = {intent: LIKENESS * best.get(intent, 0.0) + trust * share for intent, share in shares}
        ranked = sorted(joined.items(), key=lambda entry: (-entry[1], entry[0]))
        return [Score(intent, value) for intent, value in ranked]

    def _likeness(self, told: Iterable[str], intents: Iterable[str]) -> Iterable[tuple[str, float]]:
        """The cosine between the message and the most alike example of each intent."""
        index, square, known = self._index, 0.0, []
        for feature in told:
            rows = index.rows_of(feature)
            if rows:
                weight = index.rarity(feature, rows) ** 2
                known.append((weight, rows))
                square += weight
            elif " " not in feature and feature[0] != "@":
                square += self._unknown**2
        # What hundreds of examples share makes none of them the likest, but it takes the longest to look through.
        telling = [(weight, rows) for weight, rows in known if len(rows) <= MOST_ROWS]
        known = telling if len(telling) >= LEAST_TELLING else known
        for intent in intents:
            number = self._numbers[intent]
            first, end = index.starts[number], index.starts[number + 1]
            shared: defaultdict[int, float] = defaultdict(float)
            for weight, rows in known:
                for row in rows[bisect_left(rows, first) : bisect_left(rows, end)]:
                    shared[row] += weight
            if shared:
                likest = max(map(mul, shared.values(), map(index.shrinks.__getitem__, shared)))
                yield intent, likest / math.sqrt(square)

    def _signal_scores(self, meanings: Sequence[str]) -> Iterable[tuple[str, float]]:
        present = frozenset(meanings)
        for word in present:
            for words, intent in self._signals.get(word, ()):
                if words <= present:
                    yield intent, min(0.95, SIGNAL_SCORE + SIGNAL_WORD_SCORE * len(words))


def _together(shares: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The shares where what is told for either of the topics that ask for a price is told for the likelier one."""
    both = sum(share for intent, share in shares if intent in ASK_PRICE)
    likelier = next((intent for intent, _ in shares if intent in ASK_PRICE), "")
    joined = [(intent, both if intent == likelier else share) for intent, share in shares]
    return sorted(joined, key=lambda entry: -entry[1])
