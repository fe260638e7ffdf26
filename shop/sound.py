"""How a Hindi word sounds, the same for all its spellings in Devanagari and in Latin letters: चाहिये, चाहिए, chahiye.

Refuses short words: two of those sound alike too easily. What it finds is a spelling, never a number.
"""

from __future__ import annotations

import re

LEAST_LETTERS = 3
_CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळ",
        "k kh g gh n ch ch j jh n t th d dh n t th d dh n p f b bh m y r l v sh sh s h l".split(),
        strict=True,
    )
)
_VOWELS = dict(zip("अआइईउऊऋएऐऑओऔ", "a a i i u u ri e e o o o".split(), strict=True))
_SIGNS = dict(zip("ािीुूृेैॉोौ", "a i i u u ri e e o o o".split(), strict=True))
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
        if sign in _CONSONANTS:
            follows = word[place + 1 : place + 2]
            letters += [_CONSONANTS[sign], "" if follows and (follows in _SIGNS or follows == "्") else "a"]
        elif sign == "ं":
            letters.append("n")
        else:
            letters.append(_VOWELS.get(sign) or _SIGNS.get(sign, ""))
    return "".join(letters)
