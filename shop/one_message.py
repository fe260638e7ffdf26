"""Joins the answers to several topics into one message: nothing is said twice, and one question at most ends it.

Refuses to drop a question whose answer the shop waits for, and to touch an answer that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_BETWEEN = re.compile(r"(?<=[.?!।])[ ]+")
# What is shorter, such as a line of a quote, may well be the same twice.
LEAST_SIGNS_OF_A_REPETITION = 30


def joined(texts: Sequence[str], waiting: Collection[int] = ()) -> str:
    """One message of all ``texts``. Of their closing questions the last one stays, and those at ``waiting``."""
    asking = [place for place, text in enumerate(texts) if _without_question(text) != text]
    kept = waiting or asking[-1:]
    told: set[str] = set()
    parts = []
    for place, text in enumerate(texts):
        part = text if place in kept or place not in asking else _without_question(text)
        parts.append(_without(part, told))
        told.update(sentence for line in part.split("\n") for sentence in _BETWEEN.split(line))
    return "\n\n".join(part for part in parts if part)


def _without_question(text: str) -> str:
    """The text without the question at its end, and without an offer behind that; a text that only asks stays."""
    *lines, last = text.split("\n")
    sentences = _BETWEEN.split(last)
    for behind in (1, 2):
        if len(sentences) >= behind and sentences[-behind].endswith("?"):
            rest = " ".join(sentences[:-behind])
            return "\n".join([*lines, rest] if rest else lines) or text
    return text


def _without(text: str, told: Collection[str]) -> str:
    """The text without the sentences that were ``told`` already."""
    lines = []
    for line in text.split("\n"):
        sentences = _BETWEEN.split(line)
        new = [each for each in sentences if each not in told or len(each) < LEAST_SIGNS_OF_A_REPETITION]
        if new:
            lines.append(" ".join(new))
    return "\n".join(lines)
