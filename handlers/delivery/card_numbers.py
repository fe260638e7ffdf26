"""Card numbers that customers send by mistake: masked before anything is stored.

Refuses to mask other long numbers: only 13 to 19 digits that pass the check digit (Luhn, ISO/IEC 7812) are a card's.
"""

from __future__ import annotations

import re

MASK = "[card number removed]"
_RUN = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")


def mask(text: str) -> str:
    """The text with every card number replaced by MASK."""
    return _RUN.sub(lambda match: MASK if _passes_check(match[0]) else match[0], text)


def _passes_check(run: str) -> bool:
    digits = [int(sign) for sign in reversed(run) if sign.isdigit()]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
