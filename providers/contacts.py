"""Contacts: links, mail addresses, phone numbers and payment ids in a text, found so that unknown ones can be refused.

Refuses to normalise by guess: a place is the same only if its letters, or its last ten digits, are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TLD = (
    r"(?:com|in|org|net|co|io|shop|store|me|ly|app|link|page|site|online|biz|info|gl|xyz|ai|dev|cc|example"
    r"|test|gov|edu"
    r"|top|club)"
)
_PAYEES = "hdfc|sbi|icici|axis|upi|paytm|ybl|ibl|gmail|yahoo|hotmail|outlook"
_LINK = re.compile(
    "|".join(
        (
            r"[a-z][a-z+.-]{1,12}://\S+",
            r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*",
            rf"(?<![\w@])(?:[a-z\d][a-z\d-]{{0,62}}\.){{1,4}}{_TLD}\b(?:/\S*)?",
            r"\bwww\.\S+",
        )
    )
)
# "Shop dot com", "shop [.] com", "shop . com", letters one by one, and names as networks have them.
_DISGUISED = re.compile(
    "|".join(
        (
            rf"[^\W_][\w-]{{0,62}} ?(?:[(\[](?:\.|\bdot\b|डॉट)[)\]]|\bdot\b|डॉट| \.) ?(?:{_TLD}|कॉम|इन)(?!\w)",
            r"(?<![^\W_])(?:[a-z] ?[.-]? ){4,}[a-z]?(?![^\W_])",
            r"(?<![\w.@])@ ?[a-z][\w.]{2,}",
            r"\b[a-z][a-z\d]*_[a-z\d_]+\b",
            rf"\b[a-z][\w.]* at (?:the rate )?(?:of )?(?:ok|y|p)?(?:{_PAYEES})\w*",
            r"\bhxxps?\S*|\b(?:http|https|www)\b",
        )
    )
)
# Without one of these nothing is disguised.
_DISGUISE = re.compile(
    r"\bdot\b|डॉट|[(\[]\.| \.|_|(?<![\w.])@ ?[a-z]|\b[a-z][ .-]{1,3}[a-z][ .-]{1,3}[a-z]\b|http|hxxp|www"
    rf"|{_PAYEES}"
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
    links, rest = _cut_out(_LINK, text)
    if _DISGUISE.search(rest):
        disguised, rest = _cut_out(_DISGUISED, rest)
        links += disguised
    phones = tuple(match[0] for match in _PHONE.finditer(rest) if not _is_row(match[0]))
    return Contacts(links, phones, _PHONE.sub(lambda match: match[0] if _is_row(match[0]) else " ", rest))


def is_known(contact: str, places: Iterable[str]) -> bool:
    """Whether a contact is one of the shop's own."""
    return _plain(contact) in {_plain(place) for place in places}


def _cut_out(links: re.Pattern[str], text: str) -> tuple[tuple[str, ...], str]:
    """The links of a text, and the text without them."""
    found = tuple(match[0].rstrip(_END) for match in links.finditer(text))
    return found, links.sub(" ", text) if found else text


def _is_row(run: str) -> bool:
    """Whether the run is several short numbers, such as "100 250 500", and no phone number."""
    return all(len(group) < 5 for group in re.split(r"\D+", run)) and not run.startswith("+")


def _plain(contact: str) -> str:
    if "@" not in contact and not any(map(str.isalpha, contact)):
        return re.sub(r"\D", "", contact)[-10:]
    without_scheme = re.sub(r"^[a-z]+://", "", contact.lower()).removeprefix("mailto:").removeprefix("www.")
    return without_scheme.rstrip("/")
