"""How a Hindi word sounds, the same for all its spellings in Devanagari and in Latin letters: चाहिये, चाहिए, chahiye.

Refuses short words: two of those sound alike too easily. What it finds is a spelling, never a number.
"""

from __future__ import annotations

import re

from shop.devanagari import CONSONANTS, SIGNS, VOWELS

LEAST_LETTERS = 3
_LATIN = (
    (re.compile(r"[^a-z]"), ""),
    (re.compile(r"chh|cch"), "ch"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"w"), "v"),
    (re.compile(r"z"), "j"),
    (re.compile(r"q|ck|c(?!h)"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"ee|ii|ea"), "i"),
    (re.compile(r"oo|uu"), "u"),
    (re.compile(r"ai|ay|ei"), "e"),
    (re.compile(r"au|ou|ow"), "o"),
    (re.compile(r"(?<=[aeiou])y(?=[aeiou])"), ""),
    (re.compile(r"(?<=[bcdfgjklmnpstv])h(?![aeiou])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=[aeiou])n$"), ""),
    (re.compile(r"(?<!^)a"), ""),
)


def sound(word: str) -> str:
    """The word's sound as consonants and vowels other than a; empty where it is too short to tell."""
    spelt = _in_latin(word) if word[0] > "\u0900" else word
    for pattern, better in _LATIN:
        spelt = pattern.sub(better, spelt)
    return spelt if len(spelt) >= LEAST_LETTERS else ""


def _in_latin(word: str) -> str:
    letters: list[str] = []
    for place, sign in enumerate(word):
        if sign in CONSONANTS:
            follows = word[place + 1 : place + 2]
            letters += [CONSONANTS[sign], "" if follows and (follows in SIGNS or follows == "्") else "a"]
        elif sign == "ं":
            letters.append("n")
        else:
            letters.append(VOWELS.get(sign) or SIGNS.get(sign, ""))
    return "".join(letters)
