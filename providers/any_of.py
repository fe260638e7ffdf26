"""AnyOf: many wordings of one thing as patterns that are quick to search for: Latin words apart from Devanagari.

A pattern whose alternatives share their beginning lets the search skip all places where none of them can begin.
Refuses to change what is found: a match of any alternative is a match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_BORDER = r"\b"


class AnyOf:
    """Searches like a compiled pattern of all alternatives."""

    def __init__(self, *patterns: str) -> None:
        alternatives = [each for pattern in patterns for each in _alternatives(pattern)]
        hindi = [each for each in alternatives if _DEVANAGARI.search(each)]
        latin = [each for each in alternatives if not _DEVANAGARI.search(each)]
        bordered = [each.removeprefix(_BORDER) for each in latin if each.startswith(_BORDER)]
        free = [each for each in latin if not each.startswith(_BORDER)]
        sources = (f"{_BORDER}(?:{'|'.join(bordered)})" if bordered else "", "|".join(free), "|".join(hindi))
        self._patterns = tuple(re.compile(source) for source in sources if source)

    def search(self, text: str) -> re.Match[str] | None:
        """A match, if there is one; not always the first."""
        for pattern in self._patterns:
            if (match := pattern.search(text)) is not None:
                return match
        return None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, in no certain order."""
        for pattern in self._patterns:
            yield from pattern.finditer(text)


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between the bars that stand in no group."""
    depth = start = at = 0
    in_set = False
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            at += 1
        elif in_set:
            in_set = letter != "]"
        elif letter == "[":
            in_set = True
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
        at += 1
    yield pattern[start:]
