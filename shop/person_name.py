"""A customer's name: said with "naam", "my name is", "मैं ... हूँ", or alone where it was asked for.

Refuses to take known words for a name: "this is urgent" and "kal bataunga" name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from shop.calendar_words import MONTHS, WEEKDAYS
from shop.enquiry_file import EnquiryFile
from shop.language import fold, normalise, words_of
from shop.words import Words

MOST_WORDS = 4
MOST_LETTERS = 60
# What stands before a name and belongs to it.
_TITLES = frozenset("mr mrs ms dr shri smt prof er ca adv श्री श्रीमती डॉ डॉक्टर".split())
_TOKEN = re.compile(r"[^\W\d_\u0900-\u097f](?:[^\W\d_\u0900-\u097f]|['’.-](?=\w))*\.?|[\u0900-\u0963\u0970-\u097f]+|\S")


class FoundName(NamedTuple):
    """``rest`` is the text without the name and the words around it."""

    name: str
    rest: str


class PersonNames:
    """Finds names with the owner's word lists."""

    def __init__(self, words: Words, file: EnquiryFile, goods: Iterable[str]) -> None:
        """``goods`` are the names of what the shop sells, which are nobody's."""
        self._words, self._file, self._goods_names = words, file, tuple(goods)

    @cached_property
    def _known(self) -> frozenset[str]:
        """Every single word that means something, so that it is no name."""
        own = self._file.words
        lists: Iterable[Iterable[str]] = (
            *self._words.meanings.values(),
            *self._words.numbers.values(),
            *self._words.units.values(),
            *(self._words.filler, self._words.known_words, self._words.hinglish_words, self._words.english_words),
            *(own.yes, own.no, own.change, own.cancel, own.skip, own.no_hurry, own.plain, own.beside),
            *own.fields.values(),
            *(MONTHS, WEEKDAYS),
            *own.spans.values(),
        )
        spellings = (words_of(spelling) for each in lists for spelling in each)
        return frozenset(words[0] for words in spellings if len(words) == 1)

    @cached_property
    def _cities(self) -> frozenset[str]:
        places = (*self._words.cities, *self._words.cities_in_hindi)
        return frozenset(word for place in places for word in words_of(place))

    @cached_property
    def _goods(self) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(words_of(name)) for name in self._goods_names)

    @cached_property
    def _around(self) -> frozenset[str]:
        return frozenset(fold(normalise(word)) for word in self._file.words.around_name)

    @cached_property
    def _leads(self) -> tuple[tuple[re.Pattern[str], bool], ...]:
        own = self._file.words
        return tuple(
            (
                re.compile(rf"(?<![\w\u0900-\u097f]){_spaced(lead)}(?![\w\u0900-\u097f])\s*[:=-]?\s*", re.IGNORECASE),
                sure,
            )
            for leads, sure in ((own.before_name, True), (own.before_name_maybe, False))
            for lead in sorted(leads, key=len, reverse=True)
        )

    def introduced(self, text: str, *, is_lettering: bool) -> FoundName | None:
        """The name that the text says is one; ``is_lettering``: "naam" may be what is to be printed."""
        for lead, sure in self._leads:
            if is_lettering and sure and r"\s+" not in lead.pattern:
                continue
            for match in lead.finditer(text):
                name, length = self._run(text[match.end() :], sure=sure)
                if name and (sure or self._is_introduction(name, text[match.end() :])):
                    return FoundName(name, f"{text[: match.start()]} {text[match.end() + length :]}")
        return None

    def alone(self, text: str) -> str:
        """The text as a name, "" where it is none; the answer to "your name?"."""
        tokens = self._without_around([token for token in _TOKEN.findall(text) if token[0].isalpha()])
        if not 0 < len(tokens) <= MOST_WORDS + 1 or any(digit.isdecimal() for digit in text):
            return ""
        words = [_plain(token) for token in tokens if _plain(token) not in _TITLES]
        if tuple(words) in self._goods:
            return ""
        strange = [word not in self._known and word not in self._cities for word in words]
        if not words or not any(strange):
            return ""
        begins = strange[0] or (words[0] in self._cities and words[0] not in self._known)
        return _shown(tokens) if begins and self._is_clean(words) else ""

    def is_strange(self, text: str) -> bool:
        """Whether the text holds a word that means nothing to the shop and is in no city's name."""
        known = self._known | self._cities
        return any(word[0].isalpha() and word not in known for word in words_of(text))

    def _is_clean(self, words: list[str]) -> bool:
        """A known word may end a name only where it is as good as none of the shop's business."""
        return sum(word in self._known for word in words) * 2 <= len(words)

    def _run(self, text: str, *, sure: bool) -> tuple[str, int]:
        """The name that the text begins with, and how far it and the words that end it go."""
        taken: list[str] = []
        end = 0
        for match in _TOKEN.finditer(text):
            word = _plain(match[0])
            if not match[0][0].isalpha() or len(taken) == MOST_WORDS:
                break
            if word in self._around:
                end = match.end() if taken and word in self._around and len(taken) <= MOST_WORDS else end
                break
            if word in self._known and not (sure and (taken or self._begins_name(text, match))):
                break
            taken.append(match[0])
            end = match.end()
        return (_shown(taken), end) if taken and any(_plain(t) not in _TITLES for t in taken) else ("", 0)

    def _begins_name(self, text: str, match: re.Match[str]) -> bool:
        """Whether a known word is written like a name and a strange one follows: "Gaya Prasad"."""
        after = _TOKEN.match(text, match.end() + 1)
        return match[0][0].isupper() and after is not None and self.is_strange(after[0])

    def _is_introduction(self, name: str, text: str) -> bool:
        """Whether "I am ..." tells a name: it is written like one, or what ends a name stands right behind it."""
        words = words_of(name)
        if words[0] in self._cities:
            return False
        after = words_of(text)[len(words) : len(words) + 1]
        return not text.lstrip()[0].islower() or bool(self._around.intersection(after))

    def _without_around(self, tokens: list[str]) -> list[str]:
        while tokens and _plain(tokens[0]) in self._around:
            tokens = tokens[1:]
        for place, token in enumerate(tokens):
            if _plain(token) in self._around:
                rest = [_plain(each) for each in tokens[place:]]
                return (
                    tokens[:place] if all(word in self._around or word not in self._known for word in rest) else tokens
                )
        return tokens


def _plain(token: str) -> str:
    """A token as the word lists have it."""
    words = words_of(token.rstrip("."))
    return words[0] if words else token


def _shown(tokens: list[str]) -> str:
    name = " ".join(tokens)[:MOST_LETTERS]
    return name.title() if name.islower() and name.isascii() else name


def _spaced(lead: str) -> str:
    return r"\s+".join(map(re.escape, lead.split()))
