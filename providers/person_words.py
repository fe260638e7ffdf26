"""PersonWords: whether an answer tells the customer that a person of the shop has been called.

Refuses to judge anything else of it: that is the guard's work.
"""

from __future__ import annotations

import re

from providers.failures import Rejected
from providers.plain_text import fold

_PERSON = re.compile(
    r"\b(?:our|the|hamari|hamaari|humari) (?:team|staff|people|colleagues?)\b|\bteam (?:ko|se|aapko|yahin|jald)\b"
    r"|\b(?:a|the|our) (?:person|colleague|human|owner|manager|teammate)\b|\b(?:someone|somebody|one of us)\b"
    r"|\b(?:insaan|koi vyakti|hamare (?:log|saathi))\b|टीम|इंसान|व्यक्ति|हमारे (?:लोग|साथी)"
)


def check(text: str) -> None:
    """Raises Rejected where no person is named: the customer must know that one was called, and who will answer."""
    if _PERSON.search(fold(text)) is None:
        raise Rejected("rejected: no person named")
