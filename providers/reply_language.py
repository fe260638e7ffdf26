"""ReplyLanguage: whether an answer is in the language that it should be in.

It reads texts that plain_text.fold has folded. Refuses other scripts than Latin and Devanagari altogether.
"""

from __future__ import annotations

import re
import unicodedata

from shop.local_text import Language

_HINDI_IN_LATIN = frozenset(
    "hai hain ho hoga hogi honge ka ki ke ko kya kaise kitna kitne kitni kaun kaunsa aap aapka aapke aapki aapko hum "
    "hamara hamare hamari mein par se aur ya bhi nahi liye chahiye milega milegi milenge sakte sakta sakti karte karna "
    "dijiye bataiye batayein yeh ye woh wo ji haan tak ek lagte lagenge lagta raha rahe rahi kar dein denge jayega "
    "jayegi jayenge isko iska iske uska bas phir agar lekin zyada kam".split()
)
_ENGLISH = frozenset(
    "the is are was and of for with you your we our us it its this that these from to in on at by be can will would "
    "not do does have has which how many what please they them as an or if there".split()
)
_WORD = re.compile(r"[a-z]+")
_DEVANAGARI = re.compile(r"[\u0900-\u0963\u0966-\u097f]")
# A few words of the other language tell nothing; from here on they do.
LEAST_TELLING = 4


def has_other_script(text: str) -> bool:
    """Whether there are letters that are neither Latin nor Devanagari."""
    if text.isascii():
        return False
    return any(letter.isalpha() and not _is_ours(letter) for letter in text)


def _is_ours(letter: str) -> bool:
    return letter < "\u0250" or "\u0900" <= letter <= "\u097f" or unicodedata.name(letter, "").startswith("LATIN ")


def is_in(text: str, language: Language, also: frozenset[str]) -> bool:
    """Whether a folded text is in the language; words in ``also`` (names, places) stand in every language."""
    words = [word for word in _WORD.findall(text) if word not in also]
    hindi_letters = len(_DEVANAGARI.findall(text))
    if language == "hi":
        return hindi_letters > sum(map(len, words))
    if hindi_letters:
        return False
    hinglish, english = sum(map(_HINDI_IN_LATIN.__contains__, words)), sum(map(_ENGLISH.__contains__, words))
    if language == "en":
        return hinglish < LEAST_TELLING or hinglish < english
    return english < LEAST_TELLING or english <= 2 * hinglish
