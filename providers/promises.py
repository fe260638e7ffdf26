"""Promises: what a text offers or denies beyond numbers: free things, cash on delivery, discounts, guarantees, orders.

Each is found by its words (promise_words.py), with whether its clause denies it or makes it depend on something.
It reads texts that plain_text.fold has folded. Refuses to judge: guard.py compares an answer's with the facts'.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from providers.any_of import AnyOf
from providers.promise_words import BY_QUANTITY, CONDITIONAL, DENIED, FREE, FREE_THINGS, KINDS, PLAIN_FREE, UNSURE

# To deny these promises nothing, whatever the facts say of them.
DENIED_FREELY = frozenset({"included", "abroad"})
Mood = Literal["said", "denied", "conditional"]

_SENTENCE_END = re.compile(r"(?<!\brs)(?<!\binr)(?<!\bno)[.;!?\u0964]+(?=\s|$)|\n")
_CLAUSE_END = re.compile(r",(?=\s|$)|\s-\s|\b(?:but|lekin|magar|however)\b|लेकिन|मगर")


@dataclass(frozen=True, slots=True)
class Promise:
    """``kind`` is what is offered; ``mood`` how its clause speaks of it."""

    kind: str
    mood: Mood


def sentences(text: str) -> list[str]:
    """The sentences and lines of a folded text."""
    return [part for part in _SENTENCE_END.split(text) if part.strip()]


def promises(text: str, kinds: Container[str] | None = None) -> frozenset[Promise]:
    """What a folded text promises or denies; only of some ``kinds`` where they are given, free things aside."""
    named = {
        kind: pattern for kind, pattern in KINDS.items() if (kinds is None or kind in kinds) and pattern.search(text)
    }
    if not named and not FREE.search(text):
        return frozenset()
    return frozenset(
        promise
        for sentence in sentences(text)
        for clause in _CLAUSE_END.split(sentence)
        for promise in _of_clause(clause, sentence, named)
    )


def found_as(kind: str) -> tuple[str, ...]:
    """The kinds by whose words a promise of this kind may be found."""
    return (kind, "discount") if kind == "further discount" else (kind,)


def is_covered(promise: Promise, told: frozenset[Promise]) -> bool:
    """Whether the facts, which promise what is ``told``, allow a promise. What depends on something may be weaker."""
    if promise in told:
        return True
    if promise.kind in DENIED_FREELY and promise.mood == "denied":
        return True
    if promise.mood != "conditional":
        return False
    if promise.kind == "free thing":
        return any(other.kind.startswith("free") for other in told)
    return promise.kind == "agreed" or Promise(promise.kind, "said") in told


def _of_clause(clause: str, sentence: str, named: Mapping[str, AnyOf]) -> Iterator[Promise]:
    if UNSURE.search(clause):
        return
    mood: Mood = "denied" if DENIED.search(clause) else "conditional" if CONDITIONAL.search(clause) else "said"
    for kind, pattern in named.items():
        if pattern.search(clause):
            # That prices fall with the quantity allows no discount for anything else.
            is_further = kind == "discount" and mood == "said" and not BY_QUANTITY.search(sentence)
            yield Promise("further discount" if is_further else kind, mood)
    for match in FREE.finditer(clause):
        # "No set-up charge" denies the charge, not that it is free.
        is_plain = match[0] in PLAIN_FREE or mood == "conditional"
        thing = _object(clause, match.start(), match.end()) or _object(sentence, 0, 0) or "thing"
        yield Promise(f"free {thing}", mood if is_plain else "said")


def _object(text: str, start: int, end: int) -> str | None:
    """The thing named nearest to a place."""
    near = [
        (min(abs(found.start() - end), abs(start - found.end())), name)
        for name, pattern in FREE_THINGS.items()
        for found in pattern.finditer(text)
    ]
    return min(near)[1] if near else None
