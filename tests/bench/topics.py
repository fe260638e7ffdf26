"""How often the likeliest topic of a phrasing is its own, where the index has not seen it, and what a score is worth.

Run by `python -m tests.bench.topics`: one phrasing in seven is held back. Their writers wrote the others too, so
messages of strangers do worse: tests/bench/questions.py measures those. Refuses to pass or fail: exits 0.
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from shop import loader, phrase_index
from shop.entities import EntityReader
from shop.intent_matcher import IntentMatcher
from shop.phrase_index import PhraseIndex
from shop.scored_part import CERTAIN, ENOUGH, LIKELY, PLAIN, SURE

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
BOUNDS = (CERTAIN, PLAIN, SURE, ENOUGH, LIKELY, 0.0)
SEED, HELD_BACK = 3, 1 / 7


def main() -> None:
    """Hold back, index the rest, ask."""
    chance = random.Random(SEED)  # noqa: S311 - which phrasings are held back is no secret
    catalogue = loader.load(TEMPLATES)
    reader = EntityReader(catalogue)
    heard = reader.lexicon.heard
    kept: dict[str, list[list[str]]] = {intent: [] for intent in catalogue.intents}
    asked: list[tuple[str, list[str]]] = []
    for intent, examples in catalogue.examples.by_intent.items():
        for example in examples:
            meanings = heard(reader.example(example))
            if chance.random() < HELD_BACK:
                asked.append((intent, meanings))
            else:
                kept[intent].append(meanings)
    matcher = IntentMatcher(PhraseIndex(phrase_index.build(kept, {})))
    right: defaultdict[float, list[bool]] = defaultdict(list)
    for intent, meanings in asked:
        scores = matcher.scores(meanings)
        value = scores[0].value if scores else 0.0
        right[next(bound for bound in BOUNDS if value >= bound)].append(bool(scores) and scores[0].intent == intent)
    for bound in BOUNDS:
        print(f"score from {bound:4.2f}: {sum(right[bound]):5} of {len(right[bound]):5} right  {share(right[bound])}")
    print(f"all             : {share([each for many in right.values() for each in many])}")


def share(verdicts: list[bool]) -> str:
    """How many of them hold, in percent."""
    return f"{100 * sum(verdicts) / len(verdicts):3.0f} %" if verdicts else "-"


if __name__ == "__main__":
    main()
