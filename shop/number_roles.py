"""What a number is meant for, by the words beside it: a quantity, money, a size, days, a pincode, an order number.

Refuses to call a number a quantity when a unit or a sign beside it says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from shop.calendar_words import MONTHS
from shop.language import words_of
from shop.phrase_table import PhraseTable
from shop.words import UnitName, Words

Role = Literal[
    "quantity", "money", "size", "days", "percent", "order", "pincode", "phone", "pack", "date", "people", "other"
]
# Behind a number they make it a day of the month.
DAY_OF_MONTH = frozenset({"st", "nd", "rd", "th", "tarikh", "tareekh", "tareek", "tarik", "taarikh", "तारीख", "तारिख"})
_ENGLISH_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_BEHIND_A_DAY = frozenset(
    "of to tak ko se ke is and or - , . ? ! hai please pls morning evening at for has tak chahiye".split()
)
LEAST_BUDGET = 20  # INR; a smaller loose number beside a head count is no budget
_LISTING = frozenset(
    {"vs", "versus", "over", "and", "or", "aur", "ya", "और", "या", ",", "/", "-", "to", "se", "for", "instead", "of"}
)
_RANGE = ("to", "and", "se", "-", "से")


@dataclass(frozen=True, slots=True)
class Number:
    """``value`` stands in the words from ``start`` up to, not including, ``end`` and plays ``role``.

    ``in_all`` is true for money that is meant for everything together, not for one piece; ``certain`` for a quantity
    that a unit or a product right behind it confirms; ``loose`` for money that words tell which may stand before a
    quantity too ("at 300"). ``factors`` are those of a sum: how many groups, and what each of them gets; ``each`` and
    ``groups`` are true for a number that tells one of the two alone.
    """

    start: int
    end: int
    value: Decimal
    role: Role = "quantity"
    in_all: bool = False
    certain: bool = False
    loose: bool = False
    factors: tuple[int, int] | None = None
    each: bool = False
    groups: bool = False

    @property
    def whole(self) -> int:
        """The value as a whole number, rounded down."""
        return int(self.value)


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around a number: up to three words on each side, and its digits if it is one run of them."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    digits: str
    product_follows: bool


class NumberRoles:
    """Gives each number of a message its role, with the owner's word lists."""

    def __init__(self, words: Words) -> None:
        self._units: dict[UnitName, frozenset[tuple[str, ...]]] = {
            unit: _phrases(names) for unit, names in words.units.items()
        }
        self._groups = _phrases(words.groups)
        self._not_pieces = _phrases(words.not_pieces)
        self._before_either = _phrases(words.before_either)
        self._before_money = _phrases(words.before_money) | self._before_either
        self._after_money = _phrases(words.after_money)
        self._in_all = _phrases(words.in_all)
        self._corrections = PhraseTable((name, True) for name in words.corrections)
        self._before_other = _phrases(words.before_other)
        self._rules: tuple[tuple[Role, Callable[[_Place], bool]], ...] = (
            ("percent", lambda place: self._follows(place, "percent")),
            ("money", self._is_marked_money),
            ("size", lambda place: self._follows(place, "size") or place.before[-1:] == ("size",)),
            ("days", lambda place: self._follows(place, "days")),
            ("date", self._is_date),
            ("pack", self._is_pack),
            ("quantity", self._is_certain),
            ("people", lambda place: self._follows(place, "people")),
            ("other", lambda place: place.after[:1] == ("more",) and place.after[1:2] in self._not_pieces),
            ("phone", lambda place: len(place.digits) >= 10),
            ("other", lambda place: self._follows(place, "other") or _ends(place.before, self._before_other)),
            ("other", _enumerates),
            ("order", lambda place: _ends(place.before, self._units["order"])),
            ("pincode", lambda place: len(place.digits) == 6 and not place.digits.endswith("000")),
            ("money", lambda place: _ends(place.before, self._before_money) or _begins(place.after, self._after_money)),
        )

    def is_unit(self, word: str) -> bool:
        """Whether a word that follows a number word shows that it is meant as a number."""
        units: tuple[UnitName, ...] = ("piece", "people", "pack", "money", "size", "days")
        return (word,) in self._groups or any((word,) in self._units[unit] for unit in units)

    def assign(
        self, words: Sequence[str], numbers: Sequence[Number], starts: frozenset[int], ends: frozenset[int]
    ) -> list[Number]:
        """The numbers with their roles, to be settled; both ends of a range (500 to 1000 rs) play the same role."""
        result: list[Number] = []
        for number in numbers:
            place = _place(words, number, number.end in starts)
            role = self._role(place)
            near = words[max(0, number.start - 4) : number.end + 4]
            in_all = any(_begins(near[index:], self._in_all) for index in range(len(near)))
            certain = role == "quantity" and (self._is_certain(place) or number.start in ends)
            told = self._is_marked_money(place) or _begins(place.after, self._after_money)
            loose = role == "money" and not told and _ends(place.before, self._before_either)
            role = "other" if loose and number.value < LEAST_BUDGET else role  # "Saturday at 6"
            in_all = role == "money" and in_all
            result.append(replace(number, role=role, in_all=in_all, certain=certain, loose=loose))
        for index, (first, second) in enumerate(pairwise(tuple(result))):
            if second.start - first.end == 1 and words[first.end] in _RANGE:
                shared = first.role if second.role == "quantity" else second.role
                if "quantity" in (first.role, second.role):
                    certain = first.certain or second.certain
                    result[index] = replace(first, role=shared, certain=certain)
                    result[index + 1] = replace(second, role=shared, certain=certain)
        return self._listed(words, result)

    def _listed(self, words: Sequence[str], numbers: list[Number]) -> list[Number]:
        """Money of doubtful words in one list with quantities is a quantity too: "at 100, 250 and 1000"."""
        for index, (first, second) in enumerate(pairwise(tuple(numbers))):
            if first.loose and second.role == "quantity" and self._is_list(words, first, second):
                numbers[index] = replace(first, role="quantity", loose=False)
        return numbers

    def settled(self, words: Sequence[str], numbers: list[Number], *, goods_named: bool = False) -> list[Number]:
        """Beside a confirmed quantity a loose number is none; beside a head count it is what one gift may cost."""
        if _names_one_piece(numbers):
            return [replace(n, role="other") if n.role == "quantity" and n.value == 1 else n for n in numbers]
        if any(number.certain for number in numbers):
            confirmed = self._confirmed(words, numbers)
            return [replace(n, role="other") if n.role == "quantity" and n not in confirmed else n for n in numbers]
        if any(number.role == "people" for number in numbers):
            loose_money = {n for n in numbers if n.role == "quantity" and n.value >= LEAST_BUDGET and not goods_named}
            return [replace(number, role="money") if number in loose_money else number for number in numbers]
        return numbers

    def _confirmed(self, words: Sequence[str], numbers: Sequence[Number]) -> list[Number]:
        """The quantities that are confirmed, and those that stand in one list with them: "100 or 200 pens"."""
        lists: list[list[Number]] = []
        for number in (number for number in numbers if number.role == "quantity"):
            if lists and self._is_list(words, lists[-1][-1], number):
                lists[-1].append(number)
            else:
                lists.append([number])
        return [number for each in lists if any(n.certain for n in each) for number in each]

    def _is_list(self, words: Sequence[str], first: Number, second: Number) -> bool:
        between = words[first.end : second.start]
        if not {"vs", "versus"}.isdisjoint(between):
            return True
        return any(True for _ in self._corrections.find(between)) or all(
            word in _LISTING or (word,) in self._units["piece"] for word in between
        )

    def _is_certain(self, place: _Place) -> bool:
        return self._follows(place, "piece") or place.product_follows

    def _role(self, place: _Place) -> Role:
        return next((role for role, holds in self._rules if holds(place)), "quantity")

    def _follows(self, place: _Place, unit: UnitName) -> bool:
        return _begins(place.after, self._units[unit])

    def _is_marked_money(self, place: _Place) -> bool:
        before = tuple(word for word in place.before if word != ".")
        return before[-1:] in self._units["money"] or self._follows(place, "money")

    def _is_date(self, place: _Place) -> bool:
        beside = (*place.before[-1:], *place.after[:1])
        is_ordinal = bool(place.after) and place.after[0] in DAY_OF_MONTH
        if is_ordinal and place.after[0] in _ENGLISH_ORDINALS:
            # "By the 25th" and "25th tak" are days, "25th anniversary" and "3rd floor" are none.
            follows = place.after[1:2]
            is_ordinal = not follows or follows[0] in MONTHS or follows[0] in _BEHIND_A_DAY
        return is_ordinal or not MONTHS.keys().isdisjoint(beside)

    def _is_pack(self, place: _Place) -> bool:
        return len(place.before) > 1 and place.before[-1] == "of" and place.before[-2:-1] in self._units["pack"]


def _enumerates(place: _Place) -> bool:
    """Whether a number counts the points of a list: "1) thickness 2) tax"."""
    return len(place.digits) == 1 and place.after[:1] == (")",) and place.before[-1:] != ("(",)


def _names_one_piece(numbers: Sequence[Number]) -> bool:
    """Whether all that is confirmed is one piece, beside a quantity: "one hamper costs how much if I take 35"."""
    quantities = [number for number in numbers if number.role == "quantity"]
    return all(number.value == 1 for number in quantities if number.certain) and len(quantities) > 1


def _place(words: Sequence[str], number: Number, product_follows: bool) -> _Place:
    return _Place(
        before=tuple(words[max(0, number.start - 3) : number.start]),
        after=tuple(words[number.end : number.end + 3]),
        digits=words[number.start].replace(",", "") if words[number.start].replace(",", "").isdecimal() else "",
        product_follows=product_follows,
    )


def _phrases(names: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words_of(name)) for name in names)


def _begins(words: Sequence[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(words[:length]) in phrases for length in (1, 2, 3))


def _ends(words: Sequence[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(words[-length:]) in phrases for length in (1, 2, 3) if length <= len(words))
