"""NumberSums: the quantity that a customer leaves to the shop to work out: "6 teams of 25", "120 guests plus 10 spare".

A sum takes the place of the numbers it is made of; they stay where they stand, as numbers of no meaning.
Refuses to add or multiply numbers that merely stand side by side: a word ("each", "plus", "of"), the same number
said twice, or two counts of people must say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from shop.language import folded
from shop.number_roles import Number, Role
from shop.phrase_table import PhraseTable
from shop.words import Words

COUNTING = ("quantity", "people", "pack", "other")
# So many words may stand between a number and the word that tells what it counts: "6 big sales teams".
NEAR = 3
# How far behind the second number "each" may stand: "12 tables, 8 coasters on each".
FAR = 5
# Nobody gets more than so many pieces of a thing; a larger number beside "each" counts those who get them.
MOST_EACH = 24
MOST_IN_ALL = 1_000_000
# From so many kinds of goods on each head gets some of each.
LEAST_KINDS = 2
LEAST_NOUN = 3


class NumberSums:
    """Works with the owner's word lists."""

    def __init__(self, words: Words) -> None:
        self._groups = PhraseTable((name, True) for name in words.groups)
        # What stands before a noun that was counted before, "52 seats a bus", and what joins two numbers.
        self._before_noun = folded(words.before_noun)
        self._and = folded(words.meanings.get("and", ())) | {","}
        self._each = PhraseTable((name, True) for name in words.for_each)
        self._plus = PhraseTable((name, True) for name in words.plus)
        self._not_pieces = folded(words.not_pieces)
        self._spare = PhraseTable((name, True) for name in words.spare)
        self._people = PhraseTable((name, True) for name in words.units["people"])

    def worked_out(self, words: Sequence[str], numbers: Sequence[Number], products: int) -> list[Number]:
        """The numbers with their sums; ``products`` is how many names of products stand in the words."""
        result, doubled = _without_doubles(words, numbers)
        if products > 1 and (shared := self._for_each_head(words, result, doubled)):
            return shared
        groups: int | None = None
        for place in range(len(result) - 1):
            one, other = result[place : place + 2]
            if not (one.role in COUNTING and other.role in COUNTING):
                continue
            if products <= 1 and self._adds(words, one, other):
                # What is added later is added to the sum: "80 + 12 + 5".
                result[place : place + 2] = _joined(one, other, one.value + other.value)
            elif factors := self._factors(words, one, other, doubled):
                groups = factors[0]
                result[place : place + 2] = _joined(one, other, one.value * other.value, factors)
            elif groups and self._is_each_of_more(words, one, other):
                # "7 branches, each 15 diaries and 15 bottles".
                factors = (groups, other.whole)
                result[place + 1] = replace(other, value=other.value * groups, factors=factors)
        return [number if number.factors else self._marked(words, number, doubled) for number in result]

    def _for_each_head(self, words: Sequence[str], numbers: Sequence[Number], doubled: set[int]) -> list[Number] | None:
        """Several goods for each of the people: "1 mug and 2 pens each for 60 people"; None where it is not so."""
        heads = [number for number in numbers if number.role == "people" and number.start not in doubled]
        goods = [number for number in numbers if number.role == "quantity" and number.certain]
        spread = self._has(self._each, words) or any(number.start in doubled for number in goods)
        if len(heads) != 1 or len(goods) < LEAST_KINDS or not spread or max(n.value for n in goods) > MOST_EACH:
            return None
        people = heads[0].whole
        return [
            replace(number, value=number.value * people, factors=(people, number.whole)) if number in goods else number
            for number in numbers
        ]

    def _is_each_of_more(self, words: Sequence[str], one: Number, other: Number) -> bool:
        """Whether a further thing is for each of the same groups: "each branch 15 diaries and 15 bottles"."""
        joined = not self._and.isdisjoint(words[one.end : other.start])
        return joined and other.certain and other.value <= MOST_EACH and self._has(self._each, words[: one.end])

    def tells_each(self, words: Sequence[str], place: int) -> bool:
        """Whether the words before a place tell that what follows is for each of several."""
        return self._has(self._each, words[max(0, place - FAR) : place])

    def _factors(self, words: Sequence[str], one: Number, other: Number, doubled: set[int]) -> tuple[int, int] | None:
        """How many groups or people there are, and what each of them holds or gets; None where nothing says so."""
        if not 0 < one.value * other.value <= MOST_IN_ALL or one.value != int(one.value):
            return None
        between, behind = words[one.end : other.start], words[other.end : other.end + FAR]
        if one.role != "people" and other.role == "people" and not (self._each_at_once(words, one, other)):
            return None
        before = words[max(0, one.start - NEAR) : one.start]
        each_between, is_doubled = self._has(self._each, between), other.start in doubled
        spread = is_doubled or each_between or self._has(self._each, _sentence(behind))
        by_first = (
            self._has(self._groups, between[:NEAR]) and (between[-1:] == ["of"] or (spread and one.role != "people")),
            self._counts_again(words, one, other),
            each_between and not one.certain and one.role != "pack" and one.factors is None,
            is_doubled and one.value != 1 and (one.role == "people" or self._has(self._people, between[:NEAR])),
        )
        if any(by_first):
            return one.whole, other.whole
        gets_first = one.start in doubled or self._has(self._each, (*before, *between))
        if gets_first and self._has(self._groups, behind[:NEAR]):
            return other.whole, one.whole
        least, most = sorted((one, other), key=lambda number: number.value)
        counts_people = most.role == "people" or self._has(self._people, words[most.end : most.end + NEAR])
        is_part = least.role in ("quantity", "pack") and 1 < least.value <= MOST_EACH < most.value
        is_part = is_part and not self._has(self._groups, words[least.end : least.end + 2])
        unspent = one.factors is None and other.factors is None
        if unspent and is_part and counts_people and (spread or self._has(self._each, before)):
            return most.whole, least.whole
        return (other.whole, one.whole) if one.role == "pack" and each_between and unspent else None

    def _each_at_once(self, words: Sequence[str], one: Number, other: Number) -> bool:
        """Whether people are counted for each group: "6 teams of 25", not "3 classes, 120 students, 1 each"."""
        between, behind = words[one.end : other.start], words[other.end : other.end + NEAR + 1]
        at_once = behind[: behind.index(",")] if "," in behind else behind
        told = between[-1:] == ["of"] or self._has(self._each, between) or self._has(self._each, at_once)
        return told or self._counts_again(words, one, other)

    def _adds(self, words: Sequence[str], one: Number, other: Number) -> bool:
        """Whether the second comes on top of the first."""
        between = words[one.end : other.start]
        if not {one.role, other.role} <= {"quantity", "people"}:
            return False
        if not self._not_pieces.isdisjoint(words[other.end : other.end + 2]):
            return False
        is_spare = other.end < len(words) and self._spare.at(words, other.end) is not None
        if self._has(self._plus, between[-2:]) or (is_spare and len(between) <= NEAR):
            return True
        both_people = one.role == other.role == "people"
        return both_people and not self._and.isdisjoint(between) and not self._has(self._each, between)

    def _marked(self, words: Sequence[str], number: Number, doubled: set[int]) -> Number:
        """A number that no other was joined with, marked where it tells what each gets or how many groups there are."""
        if number.role not in COUNTING:
            return number
        behind = _sentence(words[number.end : number.end + NEAR])
        before = words[max(0, number.start - NEAR) : number.start]
        is_other = not self._not_pieces.isdisjoint(words[number.end : number.end + 2])
        is_other = is_other or (number.end < len(words) and self._groups.at(words, number.end) is not None)
        told = self._has(self._each, (*before, *behind)) or not self._before_noun.isdisjoint(behind[:2])
        gets = not is_other and (number.role == "pack" or number.start in doubled or told)
        counts = (number.role == "people" or self._has(self._groups, behind)) and not gets
        return replace(number, each=gets and number.value <= MOST_EACH, groups=counts)

    def _counts_again(self, words: Sequence[str], one: Number, other: Number) -> bool:
        """Whether what the first number counts is said again behind the second: "11 stalls, 15 bags a stall"."""
        counted = {word[:LEAST_NOUN] for word in words[one.end : min(one.end + NEAR, other.start)] if word[0].isalpha()}
        behind = _sentence(words[other.end : other.end + FAR])
        return any(word in self._before_noun and noun[:LEAST_NOUN] in counted for word, noun in pairwise(behind))

    @staticmethod
    def _has(table: PhraseTable[bool], words: Sequence[str]) -> bool:
        return any(True for _ in table.find(words))


def _without_doubles(words: Sequence[str], numbers: Sequence[Number]) -> tuple[list[Number], set[int]]:
    """The numbers without those said twice in a row, and where those stand: in Hindi "24-24" is "24 each"."""
    kept: list[Number] = []
    doubled: set[int] = set()
    for number in numbers:
        said = kept[-1] if kept else None
        if said and said.value == number.value and words[said.end : number.start] in ([], ["-"]):
            kept[-1] = replace(number, start=said.start, certain=number.certain or number.value > MOST_EACH)
            doubled.add(said.start)
        else:
            kept.append(number)
    return kept, doubled


def _sentence(words: Sequence[str]) -> Sequence[str]:
    ends = [place for place, word in enumerate(words) if word in ".?!\n\u0964"]
    return words[: ends[0]] if ends else words


def _joined(
    one: Number, other: Number, value: Decimal, factors: tuple[int, int] | None = None
) -> tuple[Number, Number]:
    """The second number as the sum and the first as none: what follows the second tells what is counted."""
    role: Role = "people" if {one.role, other.role} == {"people"} else "quantity"
    # Told of one product ("two pens each"), it is not what the others of the message are counted by.
    of_one = bool(factors) and one.certain
    total = replace(other, value=value, role=role, certain=role == "quantity", factors=factors, each=of_one)
    return replace(one, role="other", certain=False), total
