"""Contacts: links, mail addresses, phone numbers and payment ids in a text, found so that unknown ones can be refused.

Refuses to normalise by guess: a place is the same only if its letters, or its last ten digits, are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TLD = (
    r"(?:com|in|org|net|co|io|shop|store|me|ly|app|link|page|site|online|biz|info|gl|xyz|ai|dev|cc|example|test|gov|edu"
    r"|top|club)"
)
_LINK = re.compile(
    "|".join(
        (
            r"[a-z][a-z+.-]{1,12}://\S+",
            r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*",
            rf"(?<![\w@])(?:[a-z\d][a-z\d-]{{0,62}}\.){{1,4}}{_TLD}\b(?:/\S*)?",
            r"\bwww\.\S+",
            r"\b[a-z\d-]{1,63} ?(?:\(dot\)|\bdot\b) ?(?:com|in|org)\b",
        )
    )
)
_PHONE = re.compile(r"(?<![\d,.₹])(?<!₹ )\+?\d(?:[ ().-]{0,2}\d){6,14}(?!\d|,\d)")
_END = ".,;:!?)'\""


@dataclass(frozen=True, slots=True)
class Contacts:
    """What was found, and the text without it."""

    links: tuple[str, ...]
    phones: tuple[str, ...]
    rest: str


def contacts(text: str) -> Contacts:
    """The contacts of a folded text."""
    links = tuple(match[0].rstrip(_END) for match in _LINK.finditer(text))
    rest = _LINK.sub(" ", text)
    phones = tuple(match[0] for match in _PHONE.finditer(rest) if not _is_row(match[0]))
    return Contacts(links, phones, _PHONE.sub(lambda match: match[0] if _is_row(match[0]) else " ", rest))


def is_known(contact: str, places: Iterable[str]) -> bool:
    """Whether a contact is one of the shop's own."""
    return _plain(contact) in {_plain(place) for place in places}


def _is_row(run: str) -> bool:
    """Whether the run is several short numbers, such as "100 250 500", and no phone number."""
    return all(len(group) < 5 for group in re.split(r"\D+", run)) and not run.startswith("+")


def _plain(contact: str) -> str:
    if "@" not in contact and not any(map(str.isalpha, contact)):
        return re.sub(r"\D", "", contact)[-10:]
    without_scheme = re.sub(r"^[a-z]+://", "", contact.lower()).removeprefix("mailto:").removeprefix("www.")
    return without_scheme.rstrip("/")
