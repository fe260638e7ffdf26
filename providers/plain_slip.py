"""PlainSlip: whether a word is another one with one of the slips that fingers make, so that nothing else can be meant.

Two neighbours swapped, a vowel left out, a letter typed once instead of twice or twice instead of once.
Refuses short words and every other difference: "parking" is no "packing", "trail" may be no "trial".
"""

from __future__ import annotations

LEAST_LETTERS = 6
VOWELS = frozenset("aeiou")


def is_plain_slip(written: str, meant: str) -> bool:
    """Whether ``written`` is ``meant``, mistyped; both as they stand in a message that was read."""
    if len(meant) < LEAST_LETTERS:
        return False
    longer = len(written) - len(meant)
    if longer == 0:
        return _is_swapped(written, meant)
    if longer == 1:
        return any(_without(written, place) == meant and _is_double(written, place) for place in range(len(written)))
    return longer == -1 and any(
        _without(meant, place) == written and (meant[place] in VOWELS or _is_double(meant, place))
        for place in range(1, len(meant))
    )


def _is_swapped(written: str, meant: str) -> bool:
    apart = [place for place, pair in enumerate(zip(written, meant, strict=True)) if pair[0] != pair[1]]
    return len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(written) == sorted(meant)


def _is_double(word: str, place: int) -> bool:
    return place > 0 and word[place] == word[place - 1]


def _without(word: str, place: int) -> str:
    return word[:place] + word[place + 1 :]
