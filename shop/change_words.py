"""ChangeWords: words that change what was said before: "ten fewer", "add another 20", "swap the pens for mugs".

Refuses to know what was said before: it tells by how much and instead of what, topic_items.py works it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from shop.language import folded
from shop.number_roles import Number
from shop.phrase_table import Match, PhraseTable
from shop.product_finder import Mention
from shop.words import Words

PER = frozenset({"per", "प्रति"})
OF_PIECES = ("quantity", "people")
# Between a thing that is declined and the one that is wanted.
MOST_BETWEEN = 3
# Between "swap" and the thing.
ARTICLES = frozenset({"the", "those", "our", "my"})


class ChangeWords:
    """Reads with the owner's word lists."""

    def __init__(self, words: Words) -> None:
        self._behind = PhraseTable((name, sign) for sign, names in words.changes for name in names)
        self._before = PhraseTable((name, sign) for sign, names in words.changes_before for name in names)
        self._corrections = PhraseTable((name, True) for name in words.corrections)
        self._replaced_before = PhraseTable((name, True) for name in words.replaced_before)
        self._not_pieces, self._of_the_price = folded(words.not_pieces), folded(words.of_the_price)
        self._not_but = folded(words.not_but)
        self._replaced_behind = PhraseTable((name, True) for name in words.replaced_after)

    def by_how_many(self, words: Sequence[str], numbers: Sequence[Number]) -> int | None:
        """By how many pieces more or, below nought, fewer; None where no number, or more than one, is a change."""
        before = {match.end: match.value for match in self._before.find(words)}
        before = {end + (words[end : end + 1] == ["a"]): sign for end, sign in before.items()}
        changes = [change for number in numbers if (change := self._change(words, number, before.get(number.start)))]
        return changes[0] if len(changes) == 1 else None

    def _change(self, words: Sequence[str], number: Number, sign_before: int | None) -> int | None:
        if number.role not in OF_PIECES:
            return None
        places = (number.end, number.end + 1) if number.role == "people" else (number.end,)
        found = (self._behind.at(words, place) for place in places if place < len(words))
        match = next((match for match in found if match), None)
        end = match.end if match else number.end
        before, behind = words[max(0, number.start - MOST_BETWEEN) : number.start], words[number.end : end + 2]
        of_the_price = not self._of_the_price.isdisjoint(before) or not PER.isdisjoint(behind)
        if of_the_price or not self._not_pieces.isdisjoint(behind):
            return None
        sign = match.value if match else sign_before
        return number.whole * sign if sign else None

    def corrections(self, words: Sequence[str]) -> tuple[int, ...]:
        """Where words begin that take back what stands before them."""
        return tuple(match.start for match in self._corrections.find(words))

    def replaced(self, words: Sequence[str], named: Iterable[Mention | Number | Match[str]]) -> frozenset[int]:
        """Where the names and numbers begin that others come instead of."""
        each = sorted(named, key=lambda name: name.start)
        behind = {match.start for match in self._replaced_behind.find(words)}
        before = {match.end for match in self._replaced_before.find(words)}
        before |= {end + 1 for end in before if end < len(words) and words[end] in ARTICLES}
        declined = {
            one.start
            for one, other in pairwise(each)
            if isinstance(one, Mention) and other.start - one.end <= MOST_BETWEEN and words[one.end] in self._not_but
        }
        return frozenset(name.start for name in each if name.start in before or name.end in behind) | declined
