"""Lesson: what an owner writes to teach an answer: "2 our answer", with further languages in lines like "hi: ...".

Refuses letters that a customer could not read: an answer in Hindi letters alone is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shop.local_text import DEVANAGARI, LANGUAGES, Language

MARKS: dict[str, Language] = {
    "en": "en",
    "english": "en",
    "hinglish": "hinglish",
    "hi": "hi",
    "hindi": "hi",
    "हिंदी": "hi",
    "हिन्दी": "hi",
}
NAMES: dict[Language, str] = {"en": "English", "hinglish": "Hinglish", "hi": "Hindi"}
_MARKED = re.compile(rf"^\s*({'|'.join(MARKS)})\s*[:：]\s*(.*)$", re.IGNORECASE)
Guess = Callable[[str], Language | None]
_NUMBERS = re.compile(r"^\s*#?(\d{1,9}(?:\s*[,+&]\s*#?\d{1,9})*)(?:[.):]|\s|$)\s*(.*)$", re.DOTALL)

TOO_LONG = 1500
NO_ANSWER = "There is no answer in it. Write the number and the answer, like this: /answer 2 Yes, we do."
ASK_LATIN = (
    "That answer is in Hindi letters, which customers who write in English or Hinglish may not read. Send it once more "
    "with a line for them below it, like this:\nen: Yes, we do."
)
WRONG_LETTERS = 'The {language} line holds Hindi letters. Put them into a line of their own that begins with "hi:".'
LONG = f"That answer is longer than {TOO_LONG} letters; customers read short ones. Send a shorter one."


class NotUnderstood(Exception):
    """The lesson cannot be used; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """``answer`` has a text in every language, ``written`` names those that the owner wrote."""

    answer: Mapping[Language, str]
    written: frozenset[Language]


def numbers_before(text: str) -> tuple[tuple[int, ...], str]:
    """The numbers that a text begins with ("2", "2,5"), and the rest of it."""
    found = _NUMBERS.match(text)
    if found is None:
        return (), text.strip()
    return tuple(dict.fromkeys(map(int, re.findall(r"\d+", found[1])))), found[2].strip()


def read(text: str, guess: Guess) -> Lesson:
    """The answer in an owner's words; ``guess`` tells a line's language. Raises NotUnderstood."""
    written = _written(text, guess)
    if not written:
        raise NotUnderstood(NO_ANSWER)
    for language, words in written.items():
        if language != "hi" and DEVANAGARI.search(words):
            raise NotUnderstood(WRONG_LETTERS.format(language=NAMES[language]))
        if len(words) > TOO_LONG:
            raise NotUnderstood(LONG)
    latin = written.get("en") or written.get("hinglish")
    if latin is None and DEVANAGARI.search(written["hi"]):
        raise NotUnderstood(ASK_LATIN)
    latin = latin or written["hi"]
    answer: dict[Language, str] = {
        "en": written.get("en", latin),
        "hinglish": written.get("hinglish", latin),
        "hi": written.get("hi") or written.get("hinglish", latin),
    }
    return Lesson({language: answer[language] for language in LANGUAGES}, frozenset(written))


def _written(text: str, guess: Guess) -> dict[Language, str]:
    """What the owner wrote in each language; lines without a mark belong to the one before them."""
    parts: dict[Language, list[str]] = {}
    current: Language | None = None
    for line in text.strip().splitlines():
        mark = _MARKED.match(line)
        language = MARKS[mark[1].lower()] if mark else None
        if mark and language == "hi" and not DEVANAGARI.search(mark[2]):
            # "Hi: welcome" greets; it names no language.
            mark = language = None
        if mark and language:
            current = language
            parts.setdefault(current, []).append(mark[2])
            continue
        if current is None:
            current = "hi" if DEVANAGARI.search(text.partition("\n")[0]) else (guess(line) or "en")
        parts.setdefault(current, []).append(line)
    joined: dict[Language, str] = {language: "\n".join(lines).strip() for language, lines in parts.items()}
    return {language: words for language, words in joined.items() if words}
