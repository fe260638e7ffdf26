"""Pairs of conversations whose last questions have one answer or two, and what the cache makes of them.

They stand in bench/cache_pairs.jsonl, written before anybody looked at the key's words; those `aside` were never
tuned on. The other file, cache_attacks.jsonl, was written afterwards to break the key, word list by word list.
Refuses to share: what is worked out here is worked out anew for each side, as if two customers had asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from providers.answer import Question
from providers.cache import PinnedAnswers
from providers.canonical_key import CanonicalKey
from providers.failures import CacheMiss
from shop.catalogue import Catalogue
from shop.slots import Slots
from tests.cache_peers import Customers

BENCH = Path(__file__).parent / "bench"
PAIRS = BENCH / "cache_pairs.jsonl"
ATTACKS = BENCH / "cache_attacks.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two conversations; the last turn of each is the question. ``same``: one answer is right for both.

    ``template_serves_both``: a model might tell them apart, but the template's answer, such as the week's hours, is
    right for either.
    """

    a: tuple[str, ...]
    b: tuple[str, ...]
    same: bool
    kind: str
    aside: bool
    template_serves_both: bool

    def __str__(self) -> str:
        """The pair on one line."""
        return f"{self.kind}: {' > '.join(self.a)}  |  {' > '.join(self.b)}"


def pairs() -> Iterator[Pair]:
    """All pairs, those of the attack last."""
    for line in (PAIRS.read_text(encoding="utf-8") + ATTACKS.read_text(encoding="utf-8")).splitlines():
        row = json.loads(line)
        serves_both = row.get("template_serves_both", False)
        yield Pair(tuple(row["a"]), tuple(row["b"]), row["same"], row["kind"], row["aside"], serves_both)


class Lookup:
    """What the cache would look for, with one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._customers = Customers(catalogue)
        self._keys = CanonicalKey(catalogue)
        self._pinned = PinnedAnswers(catalogue)

    async def of(self, turns: tuple[str, ...]) -> tuple[str, str] | None:
        """The pinned answer to the last of ``turns``, or the key of a stored one; None where it gets neither."""
        *before, last = turns
        slots = Slots()
        for text in before:
            slots = self._customers.ask(text, slots).understanding.slots
        question = self._customers.ask(last, slots)
        try:
            return "pinned", (await self._pinned.answer(question)).text
        except CacheMiss:
            return self._stored(question)

    async def takes_as_one(self, pair: Pair) -> bool:
        """Whether the second customer would get what the first one got, and should not where a template serves both."""
        first = await self.of(pair.a)
        if first is None or (pair.template_serves_both and first[0] == "pinned"):
            return False
        return first == await self.of(pair.b)

    def _stored(self, question: Question) -> tuple[str, str] | None:
        key = self._keys.of(question)
        return None if key is None else ("stored", key)
