"""Numbers as customers read them: rupees with Indian grouping, percentages, spans of days, lists.

Refuses to round: what it shows is exact, with paise only where there are some.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from shop.calendar_words import ENGLISH_MONTHS, HINDI_MONTHS
from shop.local_text import DaySpan, Language
from shop.wording import Wording


def rupees(amount: Decimal) -> str:
    """An amount of INR with Indian grouping: 123456 -> "₹1,23,456", 1299.5 -> "₹1,299.50"."""
    whole, _, paise = f"{amount:.2f}".partition(".")
    return f"₹{grouped(int(whole))}" + ("" if paise == "00" else f".{paise}")


def grouped(number: int) -> str:
    """A whole number with Indian grouping: 1234567 -> "12,34,567"."""
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*pairs, tail])


def percent(value: Decimal) -> str:
    """A percentage without needless zeros: 18.00 -> "18%"."""
    return f"{plain(value)}%"


def plain(value: Decimal) -> str:
    """A number without needless zeros and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def days(span: DaySpan, wording: Wording, language: Language) -> str:
    """A span of days in words, with its unit."""
    if span.least != span.most:
        text = wording.day_span.in_(language)
        return text.replace("<least>", str(span.least)).replace("<most>", str(span.most))
    if span.least == 1:
        return wording.one_day.in_(language)
    return wording.days.in_(language).replace("<count>", str(span.least))


def day(day: date, language: Language) -> str:
    """A day without its year: "5 December", "5 दिसंबर"."""
    months = HINDI_MONTHS if language == "hi" else ENGLISH_MONTHS
    return f"{day.day} {months[day.month - 1]}"


def listed(parts: Sequence[str], joiner: str) -> str:
    """Parts as a list in a sentence: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joiner} {parts[-1]}"
