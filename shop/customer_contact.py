"""The contact that a customer gives: an Indian phone number in any usual spelling, a foreign one with its +, an e-mail.

Refuses to complete what is too short: a number that cannot be one is reported as incomplete, not guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_GAP = r"[ .\-\u2010-\u2015]"
# The ways in which people group ten digits.
_GROUPED = (
    rf"\d{{10}}|\d{{5}}{_GAP}{{1,3}}\d{{5}}|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}}{_GAP}\d{{3}}"
    rf"|\d{{2}}(?:{_GAP}\d{{2}}){{4}}|\d{{4}}{_GAP}\d{{6}}|\d{{5}}{_GAP}\d{{3}}{_GAP}\d{{2}}|\d{{3}}{_GAP}\d{{7}}"
    rf"|\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{2}}"
)
_ALONE = r"(?<![\d+])(?<!\d[.,])"
_MOBILE = re.compile(
    rf"{_ALONE}(?:\(?(?:\+ ?|00|0)?91\)?{_GAP}{{0,3}}|0{_GAP}?)?\(?(?=[6-9])({_GROUPED})\)?(?![\d,]?\d)"
)
_PLUS_91 = re.compile(rf"\(?\+ ?91\)?{_GAP}{{0,3}}0?\(?(?=[6-9])({_GROUPED})\)?(?!\d)")
_LANDLINE = re.compile(rf"{_ALONE}\(?(0[1-8]\d{{1,3}})\)?{_GAP}{{0,3}}(\d{{6,8}})(?!\d)")
_ABROAD = re.compile(r"\+ ?(?!91)[1-9](?:[ ().-]{0,2}\d){7,14}(?!\d)")
# What looks like a phone number with digits missing or too many.
_NEARLY = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:\+ ?\d[\d ().-]{{5,18}}|[6-9]\d{{4}}{_GAP}?\d{{3,4}}|[6-9]\d{{10,12}})(?![\d,]?\d)"
)
_DEVANAGARI_DIGITS = {ord("०") + digit: str(digit) for digit in range(10)}


@dataclass(frozen=True, slots=True)
class FoundContact:
    """``contact`` as it is shown, "" where there is none; ``rest`` is the text without it.

    ``is_incomplete``: there is a number that was meant as a contact and is none.
    """

    contact: str
    rest: str
    is_incomplete: bool = False


def with_ascii_digits(text: str) -> str:
    """The text with Devanagari digits as 0-9; its length stays."""
    return text.translate(_DEVANAGARI_DIGITS)


def find_contact(text: str) -> FoundContact:
    """The first phone number, else the first e-mail; all of them are taken out of the rest."""
    text = with_ascii_digits(text)
    mails = _MAIL.findall(text)
    rest = _MAIL.sub(" ", text)
    phones: list[str] = []

    def taken(shown: str) -> str:
        phones.append(shown)
        return " "

    rest = _PLUS_91.sub(lambda match: taken(_mobile(match[1])), rest)
    rest = _ABROAD.sub(lambda match: taken(f"+{re.sub(r'[^0-9]', '', match[0])}"), rest)
    rest = _MOBILE.sub(lambda match: match[0] if _is_row(match[1]) else taken(_mobile(match[1])), rest)
    rest = _LANDLINE.sub(lambda match: taken(f"{match[1]}-{match[2]}") if _is_landline(match) else match[0], rest)
    found = phones[:1] + mails[:1]
    return FoundContact(", ".join(found), rest, is_incomplete=not found and bool(_NEARLY.search(rest)))


def _mobile(digits: str) -> str:
    ten = re.sub(r"\D", "", digits)
    return f"+91 {ten[:5]} {ten[5:]}"


def _is_row(digits: str) -> bool:
    """Whether the groups are quantities, such as "800 900 1000"."""
    return all(group.endswith("00") for group in re.split(r"\D+", digits)) and not digits.isdecimal()


def _is_landline(match: re.Match[str]) -> bool:
    return len(match[1]) + len(match[2]) == 11
