"""PlainWording: a row of canonical words without what only leads to a question: "please let me know if", "kya ...".

Each turn that goes is listed here. Refuses to take anything out of the middle that could carry meaning.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from providers.canonical_words import PAUSE, is_mark

HOW_MANY_DAYS = "how many days"
_OPENINGS = tuple(
    tuple(opening.split())
    for opening in (
        *("i want to know", "i like to know", "we want to know", "want to know", "let me know", "mujhe janna is"),
        *("i just want to know", "just want to know", "i wanted to know", "wanted to know", "i wanted to ask"),
        *("i want to ask", "want to ask", "wanted to ask", "just wanted to know", "just wanted to ask"),
        *("may i know", "may i ask", "can i know", "can i ask", "can you let me know", "you let me know"),
        *("i have question", "i have one question", "one question", "quick question", "question", "i had question"),
        *("just checking", "just asking", "excuse me", "by the way", "btw", "umm", "hmm", "hm", "ok", "so"),
        *("achha suno", "suno", "suniye", "achha", "अच्छा", "सुनो", "सुनिए", "mujhe puchna is"),
    )
)
# These lead to a question only where a pause follows.
_BEFORE_PAUSE = frozenset({("achha",), ("अच्छा",), ("ok",), ("so",), ("question",)})
_CLOSINGS = (("best", "regard"), ("warm", "regard"), ("with", "regard"), ("regard",), ("let", "me", "know"), ("cheer",))
_WHETHER = frozenset({"if", "whether", "that"})
_HOW_TO = tuple(("how", verb, person) for verb in ("do", "can") for person in ("i", "we"))
_BEFORE_TELL = frozenset({"you", "can", "mujhe", "us", "hame", "humein"})
_AFTER_TELL = frozenset({"me", "us", "can", "sakte", "ho", "dijiye", "na"})
_VERBS = frozenset({"is", "hoga", "hota", "milega", "sakte", "sakta", "ho", "dete", "karte", "lagega", "padega"})
_PLAIN_VERBS = frozenset({"is", "hoga", "milega", "available"})
_QUESTIONS = frozenset({"what", "how_much", "how_many", "how", "when", "kab tak", "where", "which", "why"})
# "What's" is read as "what".
_ASKED_OF = frozenset({"what", "where", "how"})
_COUNTING_DAYS = frozenset({("how_much", "day"), ("how_many", "day"), ("how_much", "time")})
_OWNERS = frozenset({"my", "our"})
# What a customer has printed is the customer's own, said or not.
_OWN = frozenset({"logo", "company", "brand", "name", "naam"})
_IN_NAMING = frozenset({"piece", "of", "for"})


def is_verb(word: str) -> bool:
    """Whether a Hindi sentence may end in the word: a verb, or one of its forms ("kar+wish")."""
    return word in _VERBS or "+" in word


def plain_wording(words: Sequence[str], things: Collection[str]) -> tuple[str, ...]:
    """The words without courtesy around them; ``things`` are those that name a thing or a quality."""
    told = _without_opening(_without_telling(_without_closing(tuple(words))))
    return _without_particle(_reworded(_without_pause(told)), things)


def _without_closing(words: tuple[str, ...]) -> tuple[str, ...]:
    for closing in _CLOSINGS:
        if len(words) > len(closing) and words[-len(closing) :] == closing:
            words = words[: -len(closing)]
    while words and words[-1] == PAUSE:
        words = words[:-1]
    return words


def _without_telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without "tell me", "aap mujhe bata sakte ho"."""
    if "tell" not in words:
        return words
    start = words.index("tell")
    end = start + 1
    while start and words[start - 1] in _BEFORE_TELL:
        start -= 1
    while end < len(words) and words[end] in _AFTER_TELL:
        end += 1
    if words[end - 1] == "sakte" and words[end : end + 1] == ("is",):
        end += 1
    # "bataiye ki ..." is "tell me that ...".
    if start == 0 and words[end : end + 1] in (("of",), (PAUSE,)):
        end += 1
    rest = words[end:]
    return (*words[:start], *(_asked_outright(rest) if start == 0 else rest))


def _without_opening(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without "may I know", "I just want to know if" and the like, as often as they stand there."""
    for opening in _OPENINGS:
        rest = words[len(opening) :]
        if words[: len(opening)] != opening or not rest:
            continue
        if opening in _BEFORE_PAUSE and rest[0] != PAUSE:
            continue
        return _without_opening(_asked_outright(rest[1:] if rest[0] == PAUSE else rest))
    return words


def _asked_outright(words: tuple[str, ...]) -> tuple[str, ...]:
    """Behind an opening, "if X is washable" as "is X washable"."""
    if not words or words[0] not in _WHETHER:
        return words
    rest = words[1:]
    named = 0
    while named < len(rest) and is_mark(rest[named]):
        named += 1
    if named and rest[named : named + 1] in (("is",), ("can",)):
        return (rest[named], *rest[:named], *rest[named + 1 :])
    return rest


def _without_pause(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the one pause between what is named and what is asked of it: "100 mugs, delivery time"."""
    if words.count(PAUSE) != 1:
        return words
    place = words.index(PAUSE)
    before, after = words[:place], words[place + 1 :]
    if any(all(is_mark(word) or word in _IN_NAMING for word in side) for side in (before, after)):
        return (*before, *after)
    return words


def _reworded(words: tuple[str, ...]) -> tuple[str, ...]:
    """One form of what is said in several: "how do I", "kitne din", "pieces of mugs", "our logo"."""
    if words[:3] in _HOW_TO:
        words = ("how", "to", *words[3:])
    words = _without_piece(words)
    told: list[str] = []
    for place, word in enumerate(words):
        before, after = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
        if (before, word) in _COUNTING_DAYS:
            told[-1] = HOW_MANY_DAYS
        elif not (word in _OWNERS and after in _OWN) and not (word == "is" and before in _ASKED_OF):
            told.append(word)
    return tuple(told)


def _without_piece(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without "pieces of" behind a quantity of what is counted in pieces anyway."""
    kept = list(words)
    for place in reversed(range(1, len(words))):
        if words[place] == "piece" and words[place - 1].startswith("quantity:"):
            after = (*words[place + 1 : place + 3], "", "")
            if after[0] == "of" and after[1][:1] == "@":
                del kept[place : place + 2]
            elif after[0] in ("", PAUSE) or after[0][0] == "@":
                del kept[place]
    return tuple(kept)


def _without_particle(words: tuple[str, ...], things: Collection[str]) -> tuple[str, ...]:
    """Without the "kya" that only makes a question of a sentence, not the one that means "what"."""
    if words[-1:] == ("kya",) and is_verb(words[-2:-1][0] if len(words) > 1 else ""):
        words = words[:-1]
    if words[:1] != ("kya",) or len(words) == 1:
        return words
    is_plain = words[1] in things and all(word in things or is_mark(word) or word in _PLAIN_VERBS for word in words[1:])
    return words[1:] if is_plain or is_mark(words[1]) or words[1] == "you" or _is_yes_or_no(words, things) else words


def _is_yes_or_no(words: tuple[str, ...], things: Collection[str]) -> bool:
    """Whether a sentence that opens with "kya" asks for a yes or a no, and not "what size is it"."""
    is_long = len(words) > 4 and is_verb(words[-1])
    return is_long and words[1] not in things and _QUESTIONS.isdisjoint(words) and words.count("kya") == 1
