"""The short answers that customers give to an enquiry's questions: yes, no, skip, no hurry, plain, cancel, a change.

Refuses to find them inside a longer message: an answer is taken only where all of the message is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from shop.enquiry import FieldName
from shop.enquiry_file import EnquiryWords
from shop.language import MAX_CHARACTERS, words_of
from shop.phrase_table import PhraseTable

AnswerKind = Literal["yes", "no", "change", "cancel", "skip", "no_hurry", "plain"]
MOST_SENTENCES = 20
_SENTENCE_END = re.compile(r"(?<=[?!।;])\s*|\n+|(?<=\w{3}\.)\s+")


class EnquiryAnswers:
    """The owner's lists of such answers."""

    def __init__(self, words: EnquiryWords) -> None:
        lists: dict[AnswerKind, Iterable[str]] = {
            "yes": words.yes,
            "no": words.no,
            "change": words.change,
            "cancel": words.cancel,
            "skip": words.skip,
            "no_hurry": words.no_hurry,
            "plain": words.plain,
        }
        self._tables = {kind: PhraseTable((phrase, kind) for phrase in phrases) for kind, phrases in lists.items()}
        self._beside = PhraseTable((phrase, True) for phrase in words.beside)
        self._fields: PhraseTable[FieldName] = PhraseTable(
            (phrase, name) for name, phrases in words.fields.items() for phrase in phrases
        )
        self._question = tuple(tuple(words_of(phrase)) for phrase in words.question)

    def is_all(self, text: str, *kinds: AnswerKind) -> bool:
        """Whether the text is one of these answers and nothing else."""
        words = _spoken(text)
        return self._covers(words, kinds) and any(self._holds(words, kind) for kind in kinds)

    def holds(self, text: str, kind: AnswerKind) -> bool:
        """Whether such an answer stands in the text."""
        return self._holds(_spoken(text), kind)

    def change_of(self, text: str, *, is_read_back: bool) -> FieldName | None:
        """The field that shall be changed, where the text says so and not to what: "naam badlo", "naam galat hai"."""
        words = _spoken(text)
        if not self._holds(words, "change") and not (is_read_back and self._holds(words, "no")):
            return None
        found = next(iter(self._fields.find(words)), None)
        if found is None:
            return None
        left = [*words[: found.start], *words[found.end :]]
        return found.value if self._covers(left, ("change", "no", "yes")) else None

    def asks(self, sentence: str) -> bool:
        """Whether a sentence opens like a question that has no question mark."""
        words = _spoken(sentence)
        return any(tuple(words[: len(phrase)]) == phrase for phrase in self._question)

    def _holds(self, words: list[str], kind: AnswerKind) -> bool:
        return next(iter(self._tables[kind].find(words)), None) is not None

    def _covers(self, words: list[str], kinds: Iterable[AnswerKind]) -> bool:
        place = 0
        while place < len(words):
            ends = [match.end for kind in kinds if (match := self._tables[kind].at(words, place))]
            beside = self._beside.at(words, place)
            place = max([*ends, beside.end if beside else 0])
            if place == 0 or not (ends or beside):
                return False
        return bool(words)


def sentences_of(text: str) -> list[str]:
    """The sentences and lines of a text, as they were written; of a flood of them the last one holds the rest."""
    pieces = _SENTENCE_END.split(text[:MAX_CHARACTERS], maxsplit=MOST_SENTENCES)
    return [sentence.strip() for sentence in pieces if sentence.strip()]


def _spoken(text: str) -> list[str]:
    """The words without signs."""
    return [word for word in words_of(text) if word[0].isalnum() or word[0] in "👍👌🙏"]
