"""Figures: every number in a text with what it counts: money, percent, days and other times, sizes, pieces, dates.

It reads texts that plain_text.fold has folded. Refuses to overlook a number: one that it cannot place is a bare count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from providers.spelled_numbers import TIMES, UNITS, scaled, spelled_at

_TOKEN = re.compile(r"\d+(?:,\d+)*(?:\.\d+)?|[a-z]+|[\u0900-\u0963\u0970-\u097f]+|/-|[^\s\w]|\n")
VAGUE = Decimal(-1)
TIME_KINDS = frozenset("days weeks months years hours minutes".split())
TIME_KINDS |= {f"working {kind}" for kind in TIME_KINDS}


def _kinds(table: dict[str, str]) -> dict[str, str]:
    return {word: kind for kind, words in table.items() for word in words.split()}


TIME_UNITS = _kinds(
    {
        "days": "day days din dino dinon दिन दिनों",
        "weeks": "fortnight week weeks wk wks hafta hafte hafton हफ्ता हफ्ते हफ्तों सप्ताह",
        "months": "month months mahina mahine mahino महीना महीने महीनों माह",
        "years": "year years yr yrs saal saalo साल सालों वर्ष",
        "hours": "hour hours hr hrs ghanta ghante ghanton घंटा घंटे घंटों",
        "minutes": "minute minutes min mins मिनट",
    }
)
_SIZE_UNITS = _kinds(
    {
        "inch": "inch inches इंच",
        "mm": "mm मिमी",
        "cm": "cm सेमी",
        "ml": "ml मिली एमएल",
        "litre": "litre litres liter liters ltr l लीटर",
        "g": "g gm gms gram grams ग्राम",
        "kg": "kg kgs kilo kilos kilogram kilograms किलो किलोग्राम",
        "gsm": "gsm जीएसएम",
        "oz": "oz",
        "feet": "ft feet foot फीट फुट",
    }
)
_MONEY_BEFORE = frozenset("₹ rs inr rupees rupee rupaye रु रुपये रुपए $ usd € £ @ =".split())
_MONEY_AFTER = frozenset(
    "rs inr rupee rupees rupaye rupay rupaiya rupaye रुपये रुपए रुपया रुपयों रु /- bucks paise dollars".split()
)
_PERCENT = frozenset("% percent percentage pratishat प्रतिशत फीसदी".split())
_CLOCK = frozenset("am pm baje बजे oclock".split())
_MONTHS = {
    name: str(place)
    for place, names in enumerate(
        (
            "jan january जनवरी",
            "feb february फरवरी",
            "mar march मार्च",
            "apr april अप्रैल",
            "may मई",
            "jun june जून",
            "jul july जुलाई",
            "aug august अगस्त",
            "sep sept september सितंबर",
            "oct october अक्टूबर अक्तूबर",
            "nov november नवंबर",
            "dec december दिसंबर",
        ),
        1,
    )
    for name in names.split()
}
_ORDINAL = frozenset("st nd rd th tarikh tareekh तारीख".split())
PIECES = frozenset("piece pieces pcs pc unit units nos set sets box boxes पीस नग सेट".split())
_COUNTED = [[word] for word in PIECES]
_CONNECTORS = frozenset(("-", "to", "se", "से", "or", "ya", "या"))
_EACH = (("each",), ("apiece",), ("a", "piece"), ("per",), ("/", "piece"), ("/", "pc"), ("प्रति",), ("हर",), ("प्रत्येक",))
_FIRST = frozenset("first pehle pahle पहले".split())
_VAGUE_LINKS = (["a"], ["an"], ["of"], ["hi"], ["ही"], ["more"], ["working"])
_VAGUE_WORDS = frozenset("half aadha aadhe आधा आधे few some several couple kuch kuchh chand कुछ चंद".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or a span from ``low`` to ``high``, of a ``kind``.

    Times of day are minutes since midnight, dates are ``month.day``; VAGUE is "a few".
    """

    kind: str
    low: Decimal
    high: Decimal


class _Token(NamedTuple):
    text: str
    start: int
    end: int


class _Found(NamedTuple):
    """A number of a kind, from the word ``first`` up to, not including, ``past``."""

    kind: str
    value: Decimal
    first: int
    past: int


def figures(text: str, goods: Collection[str] = ()) -> list[Figure]:
    """All figures of a folded text, from left to right; ``goods`` are nouns that small numbers in words count."""
    tokens = [_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    words = [token.text for token in tokens]
    found: list[_Found] = []
    at = 0
    while at < len(words):
        number = _written(tokens, words, at) if words[at][0].isdigit() else _worded(words, at, goods)
        if number is not None:
            found.append(number)
        at = number.past if number else at + 1
    return _joined(found, words)


def _worded(words: Sequence[str], at: int, goods: Collection[str] = ()) -> _Found | None:
    """A number in words, "a week" and "a few days" included."""
    spelled = spelled_at(words, at)
    if spelled is not None:
        value, end = spelled
        kind, past = _kind(words, at, end)
        is_loose = (
            kind == "count" and value < 100 and words[at] not in TIMES and not _spells_count(words, at, end, goods)
        )
        return None if is_loose else _Found(kind, value, at, past)
    if words[at] in ("a", "an") and at + 1 < len(words) and words[at + 1] in TIME_UNITS:
        return _Found(TIME_UNITS[words[at + 1]], Decimal(1), at, at + 2)
    if words[at] in _VAGUE_WORDS:
        unit_at = at + 2 if words[at + 1 : at + 2] in _VAGUE_LINKS else at + 1
        unit = TIME_UNITS.get(words[unit_at]) or _SIZE_UNITS.get(words[unit_at]) if unit_at < len(words) else None
        if unit is not None:
            return _Found(unit, VAGUE, at, unit_at + 1)
    if words[at] in _FIRST and at + 1 < len(words) and words[at + 1] in TIME_UNITS:
        return _Found(TIME_UNITS[words[at + 1]], Decimal(1), at, at + 2)
    return None


def _written(tokens: Sequence[_Token], words: Sequence[str], at: int) -> _Found:
    """A number in digits."""
    value = Decimal(words[at].replace(",", ""))
    mark, second, meridian = (*words[at + 1 : at + 4], "", "", "")[:3]
    is_pair = second.isdigit() and tokens[at].end == tokens[at + 1].start and tokens[at + 1].end == tokens[at + 2].start
    if mark == ":" and is_pair and len(second) == 2:
        return _Found("clock", _on_clock(value * 60 + int(second), meridian), at, at + 3 + (meridian in _CLOCK))
    if mark == "/" and is_pair and value <= 31:
        return _Found("date", Decimal(f"{second}.{int(value):02d}"), at, at + 3)
    before = tokens[at - 1] if at else None
    if before and before.end == tokens[at].start and before.text.isalpha() and before.text not in _MONEY_BEFORE:
        return _Found(f"code {before.text}", value, at, at + 1)
    value, end = scaled(words, value, at + 1)
    kind, past = _kind(words, at, end)
    if kind == "clock":
        value = _on_clock(value * 60, words[end])
    if kind == "date":
        month = _MONTHS.get(words[past - 1]) or _MONTHS.get(words[at - 1] if at else "", "0")
        value = Decimal(f"{month}.{int(value) % 100:02d}")
    return _Found(kind, value, at, past)


def _kind(words: Sequence[str], start: int, end: int) -> tuple[str, int]:
    """What the number from ``start`` to ``end`` counts, and where its unit ends."""
    after, beyond, third = (*words[end : end + 3], "", "", "")[:3]
    before = next((words[at] for at in (start - 1, start - 2) if at >= 0 and words[at] != "."), "")
    if after in _PERCENT or (after, beyond) == ("per", "cent"):
        return "percent", end + 1 + (after == "per")
    # In "100 ₹82" the sign belongs to what follows.
    is_sign_behind = after in _MONEY_AFTER or (after == "₹" and not (beyond + third)[:1].isdigit())
    if before in _MONEY_BEFORE or is_sign_behind:
        return "money", end + is_sign_behind
    unit, past = _unit(words, end)
    if unit:
        return unit, past
    if after in _ORDINAL or after in _MONTHS or (before in _MONTHS and before != "may"):
        at = next((at for at in (end, end + 1, end + 2) if at < len(words) and words[at] in _MONTHS), end)
        return "date", at + 1
    return ("money" if any(tuple(words[end : end + len(each)]) == each for each in _EACH) else "count"), end


def _unit(words: Sequence[str], end: int) -> tuple[str, int]:
    """The unit of time or size behind a number, and where it ends; empty where none stands there."""
    after, beyond = (*words[end : end + 2], "", "")[:2]
    if after in ("working", "business") and beyond in TIME_UNITS:
        return f"working {TIME_UNITS[beyond]}", end + 2
    if after == "-" and beyond in TIME_UNITS:
        return TIME_UNITS[beyond], end + 2
    unit = TIME_UNITS.get(after) or _SIZE_UNITS.get(after) or ("clock" if after in _CLOCK else "")
    return unit, end + 1


def _spells_count(words: Sequence[str], start: int, end: int, goods: Collection[str]) -> bool:
    """Whether a small number in words counts something: "five pieces", "six cork coasters"; "these two" does not."""
    after = words[end] if end < len(words) else ""
    is_row = end - start > 1 or (after in UNITS and start + 1 == end and UNITS[after] > 2 and UNITS[words[start]] > 2)
    # "Do" also is "give".
    counts_goods = words[start] != "do" and any(word in goods for word in words[end : end + 2])
    return is_row or counts_goods or after in PIECES or _opens_a_span(words, end)


def _opens_a_span(words: Sequence[str], at: int) -> bool:
    """Whether a connector stands there and behind it a number with a unit: "five to seven days"."""
    if at + 1 >= len(words) or words[at] not in _CONNECTORS:
        return False
    if words[at + 1][0].isdigit():
        return True
    number = _worded(words, at + 1)
    return number is not None and number.kind != "count"


def _on_clock(minutes: Decimal, meridian: str) -> Decimal:
    """Minutes since midnight; "7 baje" stays at seven."""
    if meridian == "pm" and minutes < 720:
        return minutes + 720
    return minutes - 720 if meridian == "am" and minutes >= 720 else minutes


def _joined(found: Sequence[_Found], words: Sequence[str]) -> list[Figure]:
    """The figures; those that a "to" connects become one span of time, or share their unit."""
    result: list[Figure] = []
    past = len(words)
    for number in found:
        figure = Figure(number.kind, number.value, number.value)
        between = words[past : number.first]
        past = number.past
        if result and between and between[0] in _CONNECTORS and _is_bare(between[1:]):
            before = result[-1]
            if figure.kind in TIME_KINDS and before.kind in ("count", figure.kind):
                result[-1] = replace(figure, low=before.low)
                continue
            # "95-66 rupees" is money twice; in "100 - ₹82" the sign parts a quantity from its price.
            if before.kind == "count" and figure.kind != "count" and len(between) == 1:
                low = before.low * 60 if figure.kind == "clock" else before.low
                result[-1] = Figure(figure.kind, low, low)
            elif before.kind == "money" and figure.kind == "count" and words[past : past + 1] not in _COUNTED:
                figure = replace(figure, kind="money")
        result.append(figure)
    return result


def _is_bare(between: Sequence[str]) -> bool:
    return all(word in _MONEY_BEFORE or word == "." for word in between)
