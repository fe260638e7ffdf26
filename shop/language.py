"""A customer's text made comparable: one spelling, one kind of digit, words apart; and which language it is.

Refuses to guess meanings: that is understanding's work. Nothing here looks at the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from shop.local_text import Language

MAX_CHARACTERS = 2000

_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_ABBREVIATION = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_TRIPLED = re.compile(r"([^\W\d])\1{2,}")
_TOKEN = re.compile(
    r"\d+(?:,\d+)+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_\u0900-\u097f]+|[\u0900-\u0963\u0970-\u097f]+|₹|/-|<[a-z]+>"
    r"|[@%#&+?!.,;:|()\n\u0964/-]|[\U0001f44c\U0001f44d\U0001f64f]"
)
_DEVANAGARI_DIGITS = {ord("०") + digit: str(digit) for digit in range(10)}
# Spellings that Hindi writers mix freely: chandrabindu for anusvara, nukta left out.
_DEVANAGARI_SPELLING = {ord("ँ"): "ं", ord("़"): None}
_APOSTROPHES = {ord(mark): None for mark in "'’‘`´"}
_TABLE = _DEVANAGARI_DIGITS | _DEVANAGARI_SPELLING | _APOSTROPHES
# Things that hold digits and are no quantities, each read as one word.
_WHOLE = (
    ("<mail>", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("<link>", re.compile(r"https?://\S+|www\.\S+")),
    ("<phone>", re.compile(r"(?<![\d,.])(?:\+\d[\d\s()-]{8,16}\d|0?[6-9]\d{4}[\s-]?\d{5})(?![\d,])")),
    ("<time>", re.compile(r"\b\d{1,2}[:.]\d{2}\s*(?:am|pm|baje|बजे)\b|\b\d{1,2}:\d{2}(?::\d{2})?\b")),
    ("<day>", re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")),
    (
        "<dimension>",
        re.compile(
            r"\ba[3-6]\b(?=.)|\b\d+(?:\.\d+)?\s?[x×*⁄]\s?\d+(?:\s?[x×*]\s?\d+)?\s?(?:cm|mm|inch|inches|in|ft)?\b"
        ),
    ),
)
# Each of them holds one of these; most texts hold none, and looking for all six takes its time.
_MAY_HOLD_WHOLE = re.compile(r"[\d@]|https?:|www\.")
SENTENCE_ENDS = frozenset("?!.;|\n\u0964")


def normalise(text: str) -> str:
    """Lower case, one form for each letter, ASCII digits, nothing invisible; at most MAX_CHARACTERS."""
    text = text[:MAX_CHARACTERS].lower()
    if text.isascii():
        text = text.replace("'", "").replace("`", "")
    else:
        text = unicodedata.normalize("NFKC", text).lower()
        text = _INVISIBLE.sub("", text[:MAX_CHARACTERS]).translate(_TABLE)
    if "." in text:
        text = _ABBREVIATION.sub(lambda match: match[0].replace(".", ""), text)
    return _TRIPLED.sub(r"\1", text)


# "All three" is no three.
ALL_OF_THEM = frozenset({"तीनों", "चारों", "पांचों", "छहों"})


def fold(word: str) -> str:
    """A word without its plural ending, in Latin or Devanagari: coasters -> coaster, बोतलें -> बोतल."""
    if word[0] > "\u0900":
        if word in ALL_OF_THEM:
            return word
        return word[:-2] if len(word) > 4 and word.endswith(("ों", "ें", "ओं")) else word
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word != "ones":
        return word[:-1]
    return word


def folded(words: Iterable[str]) -> frozenset[str]:
    """Single words as they stand in a message that was read."""
    return frozenset(fold(normalise(word)) for word in words)


def words_of(text: str) -> list[str]:
    """The words, numbers and signs of a text, folded, in order."""
    text = normalise(text.replace("<", " ").replace(">", " "))
    if _MAY_HOLD_WHOLE.search(text):
        for name, pattern in _WHOLE:
            text = pattern.sub(f" {name} ", text)
    words = [fold(word) for word in _TOKEN.findall(text)]
    # "Lakdi k coaster": a lone k behind a word is "ke"; behind a number it is a thousand.
    return ["ke" if word == "k" and place and words[place - 1].isalpha() else word for place, word in enumerate(words)]


def is_devanagari(word: str) -> bool:
    """Whether a word is written in Devanagari."""
    return "\u0900" <= word[0] <= "\u097f"


def sentences(words: Sequence[str]) -> list[tuple[int, int]]:
    """Where each sentence begins and ends (exclusive); empty ones are left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    for index, word in enumerate(words):
        if word in SENTENCE_ENDS:
            if index > start:
                spans.append((start, index))
            start = index + 1
    if start < len(words):
        spans.append((start, len(words)))
    return spans


class LanguageGuess:
    """Tells English, Hinglish and Hindi apart by script and by telling words."""

    def __init__(self, hinglish_words: Iterable[str], english_words: Iterable[str]) -> None:
        self._hinglish = frozenset(fold(normalise(word)) for word in hinglish_words)
        self._english = frozenset(fold(normalise(word)) for word in english_words)

    def guess(self, words: Sequence[str]) -> Language | None:
        """The language, or None where the words (a number, a product, "ok") stand in all of them."""
        letters = [word for word in words if word[0].isalpha()]
        hindi = sum(map(is_devanagari, letters))
        hinglish = sum(word in self._hinglish for word in letters)
        english = sum(word in self._english for word in letters)
        if hindi and hindi * 2 >= hinglish + english:
            return "hi"
        if hinglish and hinglish * 2 >= english:
            return "hinglish"
        return "en" if english or len(letters) >= 4 else None
