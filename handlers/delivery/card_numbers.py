"""Card numbers that customers send by mistake: masked before anything is stored.

Refuses to mask other long numbers: only what begins like a card of a known issuer, has its length and passes the check
digit (Luhn, ISO/IEC 7812) is one.
"""

from __future__ import annotations

import re

MASK = "[card number removed]"
_RUN = re.compile(r"\d(?:[\s.\u2010-\u2015-]{0,2}\d){12,}")
_GROUP = re.compile(r"\d+")
MOST_DIGITS = 19
# How cards of the issuers used in India begin, and how many digits they have (as of November 2026).
_ISSUERS = re.compile(
    r"4\d{12}(?:\d{3}(?:\d{3})?)?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|(?:60|65|81|82)\d{14}"
)


def mask(text: str) -> str:
    """The text with every card number replaced by MASK."""
    return _RUN.sub(lambda match: _masked(match[0]), text)


def _masked(run: str) -> str:
    """The run of digits with its first card number replaced; the rest of it is looked at again."""
    groups = list(_GROUP.finditer(run))
    for first, start in enumerate(groups):
        for end in reversed(groups[first : first + MOST_DIGITS]):
            digits = re.sub(r"\D", "", run[start.start() : end.end()])
            if _ISSUERS.fullmatch(digits) and _passes_check(digits):
                return f"{run[: start.start()]}{MASK}{mask(run[end.end() :])}"
    return run


def _passes_check(digits: str) -> bool:
    values = [int(digit) for digit in reversed(digits)]
    doubled = (value * 2 - 9 if value > 4 else value * 2 for value in values[1::2])
    return (sum(values[::2]) + sum(doubled)) % 10 == 0
