"""Devanagari names in Latin letters, for replies that hold no Devanagari.

Refuses to be a scholar's transliteration: it writes a name as people in India mostly do ("राहुल" -> "Rahul").
"""

from __future__ import annotations

import re

from shop.devanagari import CONSONANTS, SIGNS, VOWELS
from shop.local_text import DEVANAGARI

# Written as a letter and a dot below; as one letter each they are read like all others.
_DOTTED = {"\u091c\u093c": "\u095b", "\u092b\u093c": "\u095e"}
_CONSONANTS = CONSONANTS | {"\u095b": "z", "\u095e": "f"}
_MARKS = {"ं": "n", "ँ": "n", "ः": "h", "्": ""}
_WORD = re.compile(r"[\u0900-\u0963\u0966-\u097f]+")


def romanised(text: str) -> str:
    """The text with each Devanagari word in Latin letters; everything else stays."""
    return _WORD.sub(lambda match: _word(match[0]), text) if DEVANAGARI.search(text) else text


def _word(word: str) -> str:
    letters = ""
    for written, letter in _DOTTED.items():
        word = word.replace(written, letter)
    word = word.replace("\u093c", "")
    for place, letter in enumerate(word):
        after = word[place + 1] if place + 1 < len(word) else ""
        if letter in _CONSONANTS:
            spoken = after not in SIGNS and after != "्" and _is_spoken(word, place)
            letters += _CONSONANTS[letter] + ("a" if spoken else "")
        elif letter in "०१२३४५६७८९":
            letters += str(ord(letter) - ord("०"))
        else:
            letters += VOWELS.get(letter) or SIGNS.get(letter) or _MARKS.get(letter, "")
    return letters[:1].upper() + letters[1:]


def _is_spoken(word: str, place: int) -> bool:
    """Whether a consonant without a sign carries its "a": not at a word's end, nor before a syllable with a sign."""
    rest = word[place + 1 :]
    if not rest:
        return place == 0
    if place == 0 or word[place - 1] == "्":
        return True
    return not (len(rest) > 1 and rest[0] in _CONSONANTS and rest[1] in SIGNS)
