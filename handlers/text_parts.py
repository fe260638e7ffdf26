"""TextParts: a long text in pieces that a channel takes, cut where a reader would pause.

Refuses to lose anything but the white space at a cut, and to cut inside a letter with its marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import takewhile

_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…।॥][\"'”’)\]]*\Z")
_JOINERS = "\u200d\ufe0e\ufe0f"  # glue and variation selectors: what follows or precedes them is one sign
SHORTEST_PART = 0.25  # of the limit: a coarse pause so early in the text gives way to a finer one later


def utf16_units(character: str) -> int:
    """What Telegram counts: two for a character beyond the first 65,536, such as an emoji."""
    return 1 if ord(character) < 0x10000 else 2


def length(text: str, cost: Callable[[str], int] = utf16_units) -> int:
    """The whole text by ``cost`` (of one character)."""
    return sum(map(cost, text))


def split(text: str, limit: int, cost: Callable[[str], int] = utf16_units) -> list[str]:
    """The parts of ``text`` in order, each non-empty and of at most ``limit`` by ``cost`` (of one character).

    Cut at the end of a paragraph, else of a line, of a sentence, of a word, else between two letters. White space at
    a cut, at the beginning and at the end is left out; nothing but white space gives no part.
    """
    return list(_parts(text.strip(), limit, cost))


def _parts(text: str, limit: int, cost: Callable[[str], int]) -> Iterator[str]:
    start = 0
    while start < len(text):
        reach = _reach(text, start, limit, cost)
        if reach == len(text):
            yield text[start:]
            return
        end, following = _cut(text, start, reach)
        yield text[start:end]
        start = following


def _reach(text: str, start: int, limit: int, cost: Callable[[str], int]) -> int:
    """How far a part that begins at ``start`` may go: one character at least."""
    spent = 0
    for index in range(start, len(text)):
        spent += cost(text[index])
        if spent > limit:
            return max(index, start + 1)
    return len(text)


def _cut(text: str, start: int, reach: int) -> tuple[int, int]:
    """Where the part ends and the next one begins: the coarsest pause, and the last of its kind."""
    earliest = start + (reach - start) * SHORTEST_PART
    pauses = list(takewhile(lambda pause: pause.start() <= reach, _SPACE.finditer(text, start)))
    if not pauses:
        end = _between_letters(text, start, reach)
        return end, end
    best = max(pauses, key=lambda pause: (pause.start() >= earliest, _weight(text, pause), pause.start()))
    return best.start(), best.end()


def _weight(text: str, pause: re.Match[str]) -> int:
    breaks = pause[0].count("\n")
    if breaks:
        return min(breaks, 2) + 1
    return 1 if _SENTENCE_END.search(text, max(0, pause.start() - 3), pause.start()) else 0


def _between_letters(text: str, start: int, reach: int) -> int:
    """The last place up to ``reach`` that does not tear a mark off its letter; ``reach`` where there is none."""
    for end in range(reach, start, -1):
        if not _belongs_together(text[end - 1], text[end]):
            return end
    return reach


def _belongs_together(before: str, after: str) -> bool:
    return after in _JOINERS or before == "\u200d" or unicodedata.category(after).startswith("M")
