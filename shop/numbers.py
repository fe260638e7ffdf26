"""The numbers in a message: digits, words of three languages and Indian forms (dhai sau, 1.5k, 2 lakh) read alike.

What each number is meant for stands in number_roles.py.
Refuses to take a word such as "do" or "sat" for a number unless a multiplier, a unit or a product follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from shop.language import fold, normalise
from shop.number_roles import Number, NumberRoles
from shop.number_sums import NumberSums
from shop.phrase_table import PhraseTable
from shop.words import Words

# In a message of no more words than these a number word is meant as one: "pandrah", "bas saath".
MOST_BESIDE_ALONE = 2
STRESSING = ("hi", "ही")
NEVER_ALONE = ("k", "pair")
_SHARES = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}


class NumberReader:
    """Reads numbers with the owner's word lists."""

    def __init__(self, words: Words) -> None:
        self._digits = {fold(normalise(name)): Decimal(n) for n, names in words.numbers.items() for name in names}
        self._times = {fold(normalise(name)): Decimal(n) for n, names in words.times.items() for name in names}
        self._parts = {fold(normalise(name)): part for part, names in words.parts.items() for name in names}
        self._plain = frozenset(fold(normalise(name)) for name in words.plain_numbers)
        # "Sau do" is "give a hundred": what is no number alone is none behind a hundred either.
        self._ambiguous = frozenset(fold(normalise(name)) for n in (1, 2, 7) for name in words.numbers[n])
        self._roles = NumberRoles(words)
        self._changes = PhraseTable((name, True) for _, names in words.changes for name in names)
        self._sums = NumberSums(words)
        self.vocabulary = frozenset(self._digits) | frozenset(self._times) | frozenset(self._parts)

    def read(self, words: Sequence[str], products: Iterable[tuple[int, int]] = ()) -> list[Number]:
        """All numbers from left to right; ``products`` are the places (start, end) of products' names."""
        spans = tuple(products)
        starts, ends = frozenset(start for start, _ in spans), frozenset(end for _, end in spans)
        found: list[Number] = []
        index = 0
        while index < len(words):
            number = self._number_at(words, index, starts)
            if number:
                found.append(number)
            index = number.end if number else index + 1
        numbers = self._roles.assign(words, found, starts, ends)
        return self._roles.settled(words, self._sums.worked_out(words, numbers, len(spans)), goods_named=bool(spans))

    def _number_at(self, words: Sequence[str], start: int, starts: frozenset[int]) -> Number | None:
        word = words[start]
        if word[0].isdecimal():
            return self._scaled(words, Number(start, start + 1, Decimal(word.replace(",", ""))))
        if word in self._parts:
            return self._fraction(words, start, self._parts[word])
        if word in self._times and word not in NEVER_ALONE:
            return self._scaled(words, Number(start, start, Decimal(1)))
        if word == "pair" and words[start + 1 : start + 2] == ["of"]:
            return Number(start, start + 2, Decimal(2))
        if word == "couple":
            of = start + 2 if words[start + 1 : start + 2] == ["of"] else start + 1
            follows = of < len(words) and words[of] in self._times
            return self._scaled(words, Number(start, of, Decimal(2))) if follows else None
        value = self._digits.get(word)
        return None if value is None else self._spelled(words, start, value, starts)

    def _spelled(self, words: Sequence[str], start: int, value: Decimal, starts: frozenset[int]) -> Number | None:
        after = words[start + 1] if start + 1 < len(words) else ""
        following = self._digits.get(after, Decimal(0))
        if value >= 20 and value % 10 == 0:
            at = start + 2 if after == "-" else start + 1  # "thirty-two"
            unit = self._digits.get(words[at], Decimal(0)) if at < len(words) else Decimal(0)
            if 0 < unit < 10:
                return self._scaled(words, Number(start, at + 1, value + unit))
        if 0 < value < 10 <= following and following % 10 == 0 and words[start].isascii() and after in self._plain:
            # "One fifty mugs" are a hundred and fifty, "one twenty five" a hundred and twenty-five.
            unit = self._digits.get(words[start + 2], Decimal(0)) if start + 2 < len(words) else Decimal(0)
            more = unit if 0 < unit < 10 and following >= 20 else Decimal(0)
            return Number(start, start + 2 + bool(more), value * 100 + following + more)
        unit_follows = after in self._times or self._roles.is_unit(after)
        unit_follows = unit_follows or bool(after and self._changes.at(words, start + 1))
        stands_alone = len(words) <= MOST_BESIDE_ALONE and value > 2
        # "Ek hi diya": the word between stresses the number.
        follows = start + 2 if after in STRESSING else start + 1
        product_follows = bool(after) and follows in starts
        unit_follows = (
            unit_follows or _said_twice(words, start) or (product_follows and self._sums.tells_each(words, start))
        )
        if unit_follows or words[start] in self._plain or stands_alone or (value > 2 and product_follows):
            return self._scaled(words, Number(start, start + 1, value))
        return None

    def _fraction(self, words: Sequence[str], start: int, part: str) -> Number | None:
        """Halves and quarters: dedh sau = 150, dhai hazaar = 2500, sava sau = 125, saadhe teen sau = 350."""
        after, beyond = (*words[start + 1 : start + 3], "", "")[:2]
        if part in _SHARES and after in ("a", "an") and beyond in self._times:
            return Number(start, start + 3, self._times[beyond] * _SHARES[part])
        if after in self._times:
            factor = _SHARES.get(part) or Decimal(part)
            if part not in _SHARES and abs(factor) == Decimal("0.25"):
                factor += 1
            return Number(start, start + 2, factor * self._times[after])
        counted = self._digits.get(after) or (Decimal(after) if after.isdecimal() else None)
        if part in _SHARES and after == "of" and beyond in ("a", "an"):
            times = self._times.get(words[start + 3] if start + 3 < len(words) else "")
            return Number(start, start + 4, times * _SHARES[part]) if times else None
        if part not in _SHARES and counted is not None and beyond in self._times:
            return Number(start, start + 3, (counted + Decimal(part)) * self._times[beyond])
        return None

    def _scaled(self, words: Sequence[str], number: Number) -> Number:
        """The number with the multipliers behind it: 2 lakh, 1.5 k, do sau pachas, one hundred and fifty."""
        value, end = number.value, number.end
        last = Decimal(0)
        # "hundred thousand" multiplies; "sau sau" is a hundred, twice.
        while end < len(words) and self._times.get(words[end], Decimal(0)) > last:
            last = self._times[words[end]]
            value *= last
            end += 1
        if words[end : end + 3] == ["and", "a", "half"] and last:
            return replace(number, value=value + last / 2, end=end + 3)  # "two dozen and a half"
        if end == number.end or value < 100:
            return replace(number, value=value, end=end)
        at = end + 1 if end + 1 < len(words) and words[end] == "and" else end
        rest = self._digits.get(words[at]) if at < len(words) else None
        if rest is None or not 0 < rest < 100:
            return replace(number, value=value, end=end)
        times = self._times.get(words[at + 1]) if at + 1 < len(words) else None
        if times is not None and times < 1000 <= value:
            return replace(number, value=value + rest * times, end=at + 2)
        if at > end or rest >= 10 or words[at] not in self._ambiguous:
            return replace(number, value=value + rest, end=at + 1)
        return replace(number, value=value, end=end)


def _said_twice(words: Sequence[str], place: int) -> bool:
    """Whether a word stands there twice, "do-do" or "ek ek": as a number, and that many for each."""
    word = words[place]
    return word in (*words[place + 1 : place + 2], *words[max(0, place - 1) : place]) or any(
        words[at : at + 3] == [word, "-", word] for at in (place, place - 2) if at >= 0
    )
