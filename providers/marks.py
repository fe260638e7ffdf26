"""Marks: `[quote.total]` in a model's answer, which code fills with the fact of that name, as customers read figures.

So a model need not copy a figure. Refuses a name that the facts do not hold: the whole answer is thrown away then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from providers.failures import Rejected
from providers.sheet import kind_of
from shop import formatting
from shop.fact import Fact
from shop.local_text import DaySpan, Language
from shop.wording import Wording

# More of them help no answer of sixty words, and every one is paid for.
MOST_TOLD = 8
_LEAST, _MOST = ".least", ".most"
# A mark with what a model writes around it although the filled text holds it already: ₹[a], [b]%, [c] days.
_MARK = re.compile(r"(?:(?:₹|\b[Rr]s\.?) ?(?=\[))?\[([A-Za-z0-9][\w. -]{0,60})\](?: ?%| (?:days?|din|दिन)(?!\w))?")


def mark_texts(facts: Iterable[Fact], wording: Wording, language: Language) -> dict[str, str]:
    """What each mark is filled with in the reply's language; both ends of a span of days are one mark."""
    by_name = {fact.name: fact for fact in facts}
    texts: dict[str, str] = {}
    for name, fact in by_name.items():
        whole = name.removesuffix(_LEAST)
        most = by_name.get(f"{whole}{_MOST}") if whole != name else None
        if most is not None:
            texts[whole] = formatting.days(DaySpan(least=int(fact.value), most=int(most.value)), wording, language)
        elif not name.endswith(_MOST):
            texts[name] = _text(fact, wording, language)
    return texts


def told_marks(facts: Iterable[Fact], texts: Mapping[str, str]) -> str:
    """What a model is told of the names of figures, those of the first of ``facts``; empty where there are none."""
    names = (fact.name.removesuffix(_LEAST) for fact in facts if kind_of(fact) != "count")
    told = [f"[{name}] {texts[name]}" for name in dict.fromkeys(names) if name in texts][:MOST_TOLD]
    return ", ".join(told)


def filled(text: str, marks: Mapping[str, str]) -> str:
    """The answer with its marks filled. Raises Rejected where one has no fact behind it."""
    return _MARK.sub(lambda match: _filled(match, marks), text) if "[" in text else text


def _filled(match: re.Match[str], marks: Mapping[str, str]) -> str:
    value = marks.get(match[1].strip())
    if value is None:
        raise Rejected("rejected: unknown mark")
    written_before, written_behind = match[0].partition("[")[0], match[0].rpartition("]")[2]
    holds_unit = value.startswith("₹") or value.endswith("%") or not value[-1].isdigit()
    return value if holds_unit else f"{written_before}{value}{written_behind}"


def _text(fact: Fact, wording: Wording, language: Language) -> str:
    value = Decimal(fact.value)
    match kind_of(fact):
        case "money":
            return formatting.rupees(value)
        case "percent":
            return formatting.percent(value)
        case "days":
            return formatting.days(DaySpan(least=int(value), most=int(value)), wording, language)
    return formatting.grouped(int(value))
