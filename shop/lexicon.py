"""Lexicon: a message's words turned into meanings that are the same in English, Hinglish and Hindi.

Refuses to repair short words, or words it already knows; what it repairs is reported, never silent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, lru_cache

from shop.language import fold, is_devanagari, normalise
from shop.phrase_table import PhraseTable
from shop.sound import sound
from shop.words import Words

MIN_REPAIR_LENGTH = 5
MIN_HEARD_LENGTH = 4
LONG_WORD = 7
# "Solanki" is no slip of "Solan".
MOST_LETTERS_LOST = 1
MIN_REPAIR_SCORE = 82.0
MIN_SHORT_REPAIR_SCORE = 88.0
MASKS = frozenset(f"<{name}>" for name in ("product", "qty", "city", "budget", "occasion", "date", "method"))
# What nobody should be taken to have said because of a typing mistake.
NEVER_GUESSED = ("abuse", "crisis", "stop", "spam", "injection", "paid", "cancel", "refund")

# More than the words.yaml of a shop lists; the next version of a shop lists nearly the same, and customers repeat.
MOST_REMEMBERED = 16_384
_sound = lru_cache(maxsize=MOST_REMEMBERED)(sound)


class Lexicon:
    """The owner's word lists, indexed."""

    def __init__(
        self, words: Words, also_known: Iterable[str], numbers: frozenset[str], taught: frozenset[str] = frozenset()
    ) -> None:
        """``also_known``: further single words that are no typing mistakes, such as product names and cities.

        ``numbers`` are number words: known too, and never guessed, since a guess would decide a price. ``taught`` are
        words of questions that an owner taught: no mistakes, and never guessed, since nobody else may mean them.
        """
        self._meanings = PhraseTable(
            (spelling, meaning)
            for meaning, spellings in words.meanings.items()
            for spelling in (meaning.replace("_", " "), *spellings)
        )
        self._taught = taught
        self._names = frozenset(words.meanings)
        # Words that customers use and no list explains are no slips either; who has indexed them can tell.
        self.is_used: Callable[[str], bool] = lambda _word: False
        self._filler = frozenset(fold(normalise(word)) for word in words.filler)
        telling = (fold(normalise(word)) for word in (*words.hinglish_words, *words.english_words, *words.known_words))
        self._filler_behind = frozenset(fold(normalise(word)) for word in words.filler_behind)
        self._known = self._meanings.vocabulary | self._filler | frozenset(telling) | frozenset(also_known) | numbers
        weighty = PhraseTable((spelling, name) for name in NEVER_GUESSED for spelling in words.meanings.get(name, ()))
        self._guessable = sorted(self._known - weighty.vocabulary - numbers)
        self._by_initial: dict[str, list[str]] = {}
        for word in self._guessable:
            if len(word) >= MIN_REPAIR_LENGTH:
                self._by_initial.setdefault(word[0], []).append(word)

    def meanings(self, words: Sequence[str], among: Collection[str] | None = None) -> list[str]:
        """The meaning of each known phrase, in order; unknown words stay as they are, filler and signs go.

        With ``among`` a phrase of any other meaning stays as it is too.
        """
        result: list[str] = []
        index = 0
        while index < len(words):
            if words[index] in self._filler_behind and index and words[index - 1][0].isalpha():
                index += 1
                continue
            match = self._meanings.at(words, index)
            if match and not (match.end == index + 1 and words[index] in self._filler):
                is_told = among is None or match.value in among
                result += [match.value] if is_told else words[index : match.end]
                index = match.end
                continue
            if words[index] not in self._filler and (words[index][0].isalpha() or words[index] in MASKS):
                result.append(words[index])
            index += 1
        return result

    def unexplained(self, meanings: Iterable[str]) -> list[str]:
        """Those of the meanings that are words as they were written."""
        return [meaning for meaning in meanings if meaning not in self._names and meaning[0] not in "<@"]

    def heard(self, meanings: Iterable[str]) -> list[str]:
        """The meanings, each word that no list explains as it sounds: the same in both scripts and all spellings."""
        return [meaning if meaning in self._names or meaning[0] in "<@" else _heard(meaning) for meaning in meanings]

    def lists(self, word: str) -> bool:
        """Whether a word, or the meaning of that name, stands in any list: then it is no slip of another one."""
        return word in self._names or word in self._known

    def repair(self, words: Sequence[str]) -> dict[int, str]:
        """For each place of a word that nobody listed, the listed word that it surely is a slip of."""
        repaired: dict[int, str] = {}
        for index, word in enumerate(words):
            if not word[0].isalpha() or word in self._known or word in self._taught:
                continue
            may_be_slip = len(word) >= MIN_REPAIR_LENGTH and not self.is_used(_heard(word))
            better = self._alike(word) or (may_be_slip and self._nearest(word))
            if better:
                repaired[index] = better
        return repaired

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        """The known words by their sound; most messages never need them."""
        sounds: dict[str, list[str]] = {}
        for word in self._guessable:
            if heard := _sound(word):
                sounds.setdefault(heard, []).append(word)
        return sounds

    def _alike(self, word: str) -> str | None:
        """The known word that sounds the same, where all that do mean the same."""
        if len(word) < MIN_HEARD_LENGTH:
            return None
        found = self._sounds.get(_sound(word), [])
        meant = {tuple(self.meanings([each])) for each in found}
        same_script = [each for each in found if is_devanagari(each) == is_devanagari(word)]
        return next(iter(same_script or found)) if len(meant) == 1 else None

    def _nearest(self, word: str) -> str | None:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 -- 15 ms that messages without a slip need not pay

        if is_devanagari(word):
            return None
        least = MIN_REPAIR_SCORE if len(word) >= LONG_WORD else MIN_SHORT_REPAIR_SCORE
        found = process.extractOne(word, self._by_initial.get(word[0], ()), scorer=fuzz.ratio, score_cutoff=least)
        return found[0] if found and abs(len(found[0]) - len(word)) <= MOST_LETTERS_LOST else None


def _heard(word: str) -> str:
    heard = _sound(word)
    return f"~{heard}" if heard else word
