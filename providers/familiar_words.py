"""FamiliarWords: whether an answer keeps to words that the shop itself, its customer or everyday talk uses.

Whatever an answer invents, it takes words for it that nobody here ever wrote. One of them may be a turn of phrase,
several in a sentence are a claim that no list foresaw. Refuses to know what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from providers.everyday_words import ENGLISH, HINDI, HINGLISH
from providers.plain_text import fold
from providers.promises import sentences
from shop.catalogue import Catalogue

# Words that begin alike are forms of one: "reach", "reaches", "reaching".
SAME_LETTERS = 5
LEAST_LETTERS = 3
MOST_STRANGE = 1
_WORD = re.compile(r"[a-z]+|[\u0900-\u0963\u0970-\u097f]+")


class FamiliarWords:
    """The words of one catalogue's files, and those of everyday talk."""

    def __init__(self, catalogue: Catalogue) -> None:
        texts = _texts(
            (
                catalogue.file,
                *catalogue.products.values(),
                # What customers say is no word of the shop's: the answers are.
                *(intent.model_copy(update={"signals": ()}) for intent in catalogue.intents.values()),
                catalogue.words,
                catalogue.wording,
                catalogue.menu,
            )
        )
        own = "\n".join((ENGLISH, HINGLISH, HINDI, *texts))
        self._words, self._beginnings = _known(own)

    def strange_sentence(self, text: str, also: Iterable[str]) -> str | None:
        """The first sentence of a folded text with several strange words; words of the texts ``also`` are none."""
        strange = self._strange(text)
        if len(strange) <= MOST_STRANGE:
            return None
        words, beginnings = _known(fold("\n".join(also)))
        strange = {word for word in strange if word not in words and word[:SAME_LETTERS] not in beginnings}
        told = (each for each in sentences(text) if len(strange.intersection(_WORD.findall(each))) > MOST_STRANGE)
        return next(told, None)

    def _strange(self, text: str) -> set[str]:
        return {
            word
            for word in set(_WORD.findall(text)) - self._words
            if len(word) >= LEAST_LETTERS and word[:SAME_LETTERS] not in self._beginnings
        }


def _known(text: str) -> tuple[frozenset[str], frozenset[str]]:
    words = frozenset(_WORD.findall(fold(text)))
    return words, frozenset(word[:SAME_LETTERS] for word in words if len(word) >= SAME_LETTERS)


def _texts(value: Any) -> Iterator[str]:
    """Every text in what the owner's files were read into, names of fields and keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for _, inner in value:
            yield from _texts(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _texts(inner)
