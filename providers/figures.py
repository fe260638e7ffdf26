"""Figures: every number in a text with what it counts: money, percent, days and other times, sizes, pieces, dates.

It reads texts that plain_text.fold has folded. Refuses to overlook a number: one that it cannot place is a bare count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
        "weeks": "week weeks wk wks hafta hafte hafton हफ्ता हफ्ते हफ्तों सप्ताह",
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
        "kg": "kg kgs किलो",
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
_CONNECTORS = frozenset(("-", "to", "se", "से", "or", "ya", "या"))
_EACH = (("each",), ("apiece",), ("a", "piece"), ("per",), ("/", "piece"), ("/", "pc"), ("प्रति",), ("हर",), ("प्रत्येक",))
_VAGUE_WORDS = frozenset("few some several couple kuch kuchh chand कुछ चंद".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or a span from ``low`` to ``high``, of a ``kind``; it stands from ``start`` to ``end`` in the text.

    Times of day are minutes since midnight, dates are ``month.day``; VAGUE is "a few".
    """

    kind: str
    low: Decimal
    high: Decimal
    start: int
    end: int


class _Token(NamedTuple):
    text: str
    start: int
    end: int


class _Raw(NamedTuple):
    """A figure with the places of its number's first token and of the token behind it and its unit."""

    figure: Figure
    first: int
    number_end: int
    past: int


def figures(text: str) -> list[Figure]:
    """All figures of a folded text, from left to right."""
    tokens = [_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    words = [token.text for token in tokens]
    raws: list[_Raw] = []
    index = 0
    while index < len(tokens):
        raw = _raw_at(tokens, words, index)
        if raw is not None:
            raws.append(raw)
        index = max(raw.number_end if raw else 0, index + 1)
    return _joined(raws, words)


def _raw_at(tokens: Sequence[_Token], words: Sequence[str], at: int) -> _Raw | None:
    if words[at][0].isdigit():
        return _written(tokens, words, at)
    found = spelled_at(words, at)
    if found is not None:
        value, end = found
        kind, past = _kind(words, at, end)
        is_loose = kind == "count" and value < 100 and not _spells_count(words, at, end)
        return None if is_loose else _raw(tokens, kind, value, at, end, past)
    unit = TIME_UNITS.get(words[at + 1], "") if at + 1 < len(words) else ""
    if words[at] in ("a", "an") and unit and not (unit == "days" and words[at + 1] == "days"):
        return _raw(tokens, unit, Decimal(1), at, at + 1, at + 2)
    if words[at] in _VAGUE_WORDS:
        past = next((past for past in (at + 1, at + 2) if past < len(words) and words[past] in TIME_UNITS), None)
        if past is not None and (past == at + 1 or words[at + 1] in ("of", "hi", "ही", "more", "working")):
            return _raw(tokens, TIME_UNITS[words[past]], VAGUE, at, at + 1, past + 1)
    return None


def _written(tokens: Sequence[_Token], words: Sequence[str], at: int) -> _Raw:
    """A number in digits."""
    token = tokens[at]
    value = Decimal(words[at].replace(",", ""))
    after = words[at + 1] if at + 1 < len(words) else ""
    glued_after = (
        at + 2 < len(words) and tokens[at + 1].start == token.end and tokens[at + 2].start == tokens[at + 1].end
    )
    if after == ":" and glued_after and len(words[at + 2]) == 2 and words[at + 2].isdigit():
        minutes = value * 60 + Decimal(words[at + 2])
        meridian = words[at + 3] if at + 3 < len(words) else ""
        return _raw(tokens, "clock", _on_clock(minutes, meridian), at, at + 3, at + 3 + (meridian in _CLOCK))
    if after == "/" and glued_after and words[at + 2].isdigit() and value <= 31:
        return _raw(tokens, "date", Decimal(f"{words[at + 2]}.{int(value):02d}"), at, at + 3, at + 3)
    before = tokens[at - 1] if at else None
    if before and before.end == token.start and before.text.isalpha() and before.text not in _MONEY_BEFORE:
        return _raw(tokens, f"code {before.text}", value, at, at + 1, at + 1)
    value, end = scaled(words, value, at + 1)
    kind, past = _kind(words, at, end)
    if kind == "clock":
        value = _on_clock(value * 60, words[end])
    if kind == "date":
        month = _MONTHS.get(words[past - 1], _MONTHS.get(words[at - 1] if at else "", "0"))
        value = Decimal(f"{month}.{int(value) % 100:02d}")
    return _raw(tokens, kind, value, at, end, past)


def _kind(words: Sequence[str], start: int, end: int) -> tuple[str, int]:
    """What the number from ``start`` to ``end`` counts, and where its unit ends."""
    after, beyond, third = (*words[end : end + 3], "", "", "")[:3]
    before = next((words[at] for at in (start - 1, start - 2) if at >= 0 and words[at] != "."), "")
    if after in _PERCENT or (after, beyond) == ("per", "cent"):
        return "percent", end + 1 + (after == "per")
    if (
        before in _MONEY_BEFORE
        or after in _MONEY_AFTER
        or (after == "₹" and not third[:1].isdigit() and not beyond[:1].isdigit())
    ):
        return "money", end + (after in _MONEY_AFTER or after == "₹")
    if after in ("working", "business") and beyond in TIME_UNITS:
        return f"working {TIME_UNITS[beyond]}", end + 2
    if after in TIME_UNITS:
        return TIME_UNITS[after], end + 1
    if after == "-" and beyond in TIME_UNITS:
        return TIME_UNITS[beyond], end + 2
    if after in _SIZE_UNITS:
        return _SIZE_UNITS[after], end + 1
    if after in _CLOCK:
        return "clock", end + 1
    if after in _ORDINAL or after in _MONTHS or (before in _MONTHS and before != "may"):
        at = next((at for at in (end, end + 1, end + 2) if at < len(words) and words[at] in _MONTHS), end)
        return "date", at + 1
    if any(tuple(words[end : end + len(each)]) == each for each in _EACH):
        return "money", end
    return "count", end


def _spells_count(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a small number in words counts something: "five pieces", "one two three"; "these two" does not."""
    after = words[end] if end < len(words) else ""
    is_row = end - start > 1 or (after in UNITS and start + 1 == end and UNITS[after] > 2 and UNITS[words[start]] > 2)
    return is_row or after in PIECES or (start > 0 and words[start - 1] == "-" and after in TIMES)


def _on_clock(minutes: Decimal, meridian: str) -> Decimal:
    """Minutes since midnight; "7 baje" stays at seven."""
    if meridian == "pm" and minutes < 720:
        return minutes + 720
    return minutes - 720 if meridian == "am" and minutes >= 720 else minutes


def _raw(tokens: Sequence[_Token], kind: str, value: Decimal, first: int, end: int, past: int) -> _Raw:
    figure = Figure(kind, value, value, tokens[first].start, tokens[min(past, len(tokens)) - 1].end)
    return _Raw(figure, first, end, past)


def _joined(raws: Sequence[_Raw], words: Sequence[str]) -> list[Figure]:
    """The figures; those that a "to" connects become one span of time, or share their unit."""
    result: list[Figure] = []
    last: _Raw | None = None
    for raw in raws:
        figure = raw.figure
        between = words[last.past : raw.first] if last else []
        if last and between and between[0] in _CONNECTORS and _is_bare(between[1:]):
            before = result[-1]
            if figure.kind in TIME_KINDS and before.kind in ("count", figure.kind):
                result[-1] = replace(figure, low=before.low, start=before.start)
                last = raw
                continue
            # "95-66 rupees" is money twice; in "100 - ₹82" the sign parts a quantity from its price.
            if before.kind == "count" and figure.kind != "count" and len(between) == 1:
                low = before.low * 60 if figure.kind == "clock" else before.low
                result[-1] = replace(before, kind=figure.kind, low=low, high=low)
            elif before.kind == "money" and figure.kind == "count" and not _is_counted(words, raw.past):
                figure = replace(figure, kind="money")
        result.append(figure)
        last = raw
    return result


def _is_bare(between: Sequence[str]) -> bool:
    return all(word in _MONEY_BEFORE or word == "." for word in between)


def _is_counted(words: Sequence[str], at: int) -> bool:
    return at < len(words) and words[at] in PIECES
