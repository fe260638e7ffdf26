"""Whether the cache takes two questions for one where they are one, and never where they are two.

Run by `python -m tests.bench.cache_pairs [--list missed] [--only tuned|aside]`; ten seconds. Each pair of
cache_pairs.jsonl and cache_attacks.jsonl is looked up by its keys alone, and asked end to end: the real shop with a
model that never says the same twice, `a` in one chat, then `b` in another. All pairs share one database, so that each
meets the answers to all before it. A hit counts as found where it brings what `a` was told.
Refuses to pass with a single false hit: it exits 1.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from providers.answer import Question
from shop import loader
from tests.answered_pairs import Lookup, Pair, pairs
from tests.scripted_shop import FOLDER, ScriptedShop, opened

CACHE = "cache"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a pair: ``by_key`` by its keys alone, ``found`` end to end, ``pinned`` by a template's answer."""

    pair: Pair
    by_key: bool
    found: bool
    pinned: bool

    @property
    def is_false(self) -> bool:
        """Whether the second customer gets an answer that is not theirs."""
        is_served = self.pinned and self.pair.template_serves_both
        return not self.pair.same and (self.by_key or (self.found and not is_served))


async def asked(shop: ScriptedShop, pair: Pair) -> tuple[bool, bool]:
    """Whether the cache gives to `b` what `a` was told, and whether a template said it."""
    first = await shop.conversation(*pair.a)
    second = await shop.conversation(*pair.b)
    return second.tier == CACHE and second.text == first.text, not second.text.startswith("Reply ")


async def judged(chosen: Sequence[Pair]) -> list[Verdict]:
    """Every pair by its keys and end to end."""
    numbers = count(1)

    async def say(_: Question) -> str:
        return f"Reply {next(numbers)}"

    lookup = Lookup(loader.load(FOLDER / "templates"))
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder), say) as shop:
            for pair in chosen:
                found, pinned = await asked(shop, pair)
                verdicts.append(Verdict(pair, await lookup.takes_as_one(pair), found, pinned))
    return verdicts


def shares(verdicts: Iterable[Verdict]) -> str:
    """Found of the same, false hits of the different; by keys in brackets."""
    same = [verdict for verdict in verdicts if verdict.pair.same]
    different = [verdict for verdict in verdicts if not verdict.pair.same]
    parts = []
    if same:
        found, by_key = sum(each.found for each in same), sum(each.by_key for each in same)
        pinned = sum(each.found and each.pinned for each in same)
        parts.append(
            f"same {len(same):>3}: found {found:>3} = {found / len(same):>4.0%} ({pinned} pinned; by key {by_key})"
        )
    if different:
        parts.append(f"different {len(different):>3}: false {sum(each.is_false for each in different)}")
    return "   ".join(parts)


def report(verdicts: Sequence[Verdict]) -> None:
    """Each kind, and all, for the tuned and for those set aside."""
    sets = ("tuned on", "set aside", "attacks")
    for number, name in enumerate(sets):
        own = [verdict for verdict in verdicts if _set_of(verdict.pair) == number]
        if not own:
            continue
        print(f"-- {name}: {len(own)} pairs")
        for same in (True, False):
            kinds = Counter(verdict.pair.kind for verdict in own if verdict.pair.same == same)
            for kind in kinds:
                chosen = [each for each in own if each.pair.kind == kind and each.pair.same == same]
                print(f"{kind:<22} {shares(chosen)}")
        print(f"{'all':<22} {shares(own)}")


def _set_of(pair: Pair) -> int:
    return 2 if pair.kind.startswith("attack") else int(pair.aside)


def main() -> int:
    """Print the shares; 1 where a customer would be told what another one asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", choices=("missed",), help="print the pairs that were not found")
    parser.add_argument("--only", choices=("tuned", "aside"), help="leave the others out")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    chosen = [pair for pair in pairs() if arguments.only is None or pair.aside == (arguments.only == "aside")]
    started_s = time.monotonic()
    verdicts = asyncio.run(judged(chosen))
    report(verdicts)
    print(f"{len(chosen)} pairs in {time.monotonic() - started_s:.0f} s")
    for verdict in verdicts:
        missed = verdict.pair.same and not verdict.found
        if verdict.is_false or (missed and arguments.list):
            print("FALSE " if verdict.is_false else "missed", verdict.pair)
    return 1 if any(verdict.is_false for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
