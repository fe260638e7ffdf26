"""Masking: what must not leave the house in a customer's words: phone numbers, addresses, papers, accounts, orders.

Digits of every script are read, and come out as 0-9.
Refuses to mask what the answer needs: quantities, prices and pincodes stay.
"""

from __future__ import annotations

import re
import unicodedata

_DIGIT_WORD = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|double|triple|shunya|ek|do|teen|chaa?r|paa?nch|chh?e|saat|aath"
    r"|nau|शून्य|एक|दो|तीन|चार|पांच|पाँच|छह|छः|सात|आठ|नौ)"
)
_ORDER_WORD = (
    r"(?:order|invoice|bill|awb|tracking|docket|utr|txn|transaction|ref|reference|booking|account|a/c|ऑर्डर|बिल)"
)
_CODE_WORD = r"(?:otp|cvv|pin(?! ?code))"
_ALONE, _ENDS = r"(?<![\d,.])", r"(?!\d)"
# In this order: what a line above has masked, those below no longer see.
_MASKS = tuple(
    (mask, re.compile(pattern, re.IGNORECASE))
    for mask, pattern in (
        (r"[e-mail]", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
        (
            r"[e-mail]",
            r"\b[a-z][\w.+-]{0,63} ?[(\[]?\bat\b[)\]]? ?[\w-]{1,63} ?(?:[(\[]?\bdot\b[)\]]? ?|\.)(?:com|in|org|net)\b",
        ),
        (r"[UPI id]", r"[\w.-]{2,64}@[a-z]{2,32}\b"),
        (r"[GSTIN]", r"\b\d{2} ?[a-z]{5} ?\d{4} ?[a-z] ?[a-z\d] ?z ?[a-z\d]\b"),
        (r"[PAN]", r"\b[a-z]{5} ?\d{4} ?[a-z]\b"),
        (r"[IFSC]", r"\b[a-z]{4}0[a-z\d]{6}\b"),
        (r"[phone]", r"(?<![\d,.])\+ ?\d[\d ().-]{7,18}\d"),
        (r"[phone]", rf"{_ALONE}(?:(?:0|91|0091)[ .-]?)?[6-9]\d{{4}}[ .-]?\d{{5}}{_ENDS}"),
        (r"[phone]", rf"{_ALONE}(?:(?:0|91)[ .-]?)?[6-9]\d{{2}}[ .-]\d{{3}}[ .-]\d{{4}}{_ENDS}"),
        (r"[phone]", rf"{_ALONE}\(?0\d{{2,4}}\)?[ -]\d{{6,8}}{_ENDS}"),
        (r"[number]", rf"{_ALONE}\d(?:[ .-]\d){{8,}}{_ENDS}"),
        (r"[number]", rf"\b{_DIGIT_WORD}(?:[ ,-]{{1,2}}{_DIGIT_WORD}){{6,}}\b"),
        (
            r"\1[number]",
            rf"(\b{_ORDER_WORD} ?(?:no|number|id|code|नंबर|#|:)\b[ .:#-]*(?:is |hai |है )?)(?=\S{{0,8}}\d{{3}})\S+",
        ),
        (r"\1[number]", rf"(\b{_ORDER_WORD} ?[:#-]* ?)(?!\d+00\b)(?:[a-z]{{1,5}}[-/]?)?\d{{5,}}\b"),
        (r"\1[number]", rf"(\b{_CODE_WORD}(?: (?:is|hai|है))?[ :]*)\d{{3,8}}\b"),
        (r"\1[number]", r"(?<!\w)(#)\d{3,}"),
        (r"[number]", r"\b(?=[a-z\d]{0,12}\d{4})(?=[\d]{0,12}[a-z])[a-z\d]{9,}\b"),
    )
)
_GROUPS = re.compile(rf"{_ALONE}\d{{4}}(?:[ -]\d{{4}}){{2,4}}(?:[ -]\d{{1,3}})?{_ENDS}")
_RUN = re.compile(
    rf"(?P<sign>₹|\brs\.?|\binr|\brupees?)?(?P<space> ?){_ALONE}\d{{7,}}{_ENDS}"
    r"(?P<unit> ?(?:rs|rupe|rupa|/-|₹|रु|inr))?",
    re.IGNORECASE,
)
_LONGEST_AMOUNT = 8


def mask(text: str) -> str:
    """The text with what belongs to the customer alone replaced by a word in brackets for its kind."""
    text = "".join(map(_ascii_digit, text))
    for replacement, pattern in _MASKS:
        text = pattern.sub(replacement, text)
    text = _GROUPS.sub(_masked_groups, text)
    return _RUN.sub(_masked_run, text)


def _ascii_digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _masked_groups(match: re.Match[str]) -> str:
    """Aadhaar and card numbers come in fours; so do "1000 2000 5000", which are quantities."""
    groups = re.split(r"[ -]", match[0])
    return match[0] if all(group.endswith("00") for group in groups) else "[number]"


def _masked_run(match: re.Match[str]) -> str:
    digits = sum(map(str.isdigit, match[0]))
    is_amount = match["sign"] or match["unit"] or match[0].endswith("00000")
    return match[0] if is_amount and digits <= _LONGEST_AMOUNT else f"{match['space']}[number]"
