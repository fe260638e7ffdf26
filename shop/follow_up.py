"""FollowUp: whether a message's own words lean on what was said before it: "and 200?", "iska rate", "the second one".

It is told by words alone, so that it errs towards yes: a question that was taken for a follow-up costs a little time,
one that was not costs a wrong answer. Refuses to look at what was said before: understanding.py compares that.
"""

from __future__ import annotations

from shop.entities import Entities
from shop.local_text import Language

# Meanings of words.yaml that point back wherever they stand.
POINTING = frozenset({"this", "yes", "both", "repeat", "remove", "ok"})
# Words that point back and have no such meaning of their own, as words_of leaves them.
POINTING_WORDS = frozenset(
    "same they them their those she him her such another other else instead again still rather meant previous "
    "earlier said told mentioned quoted discussed correction sorry more "
    "wahi vahi wohi usi isi isse usse uske unka unki unke inme unme usme inhe unhe aise waise vaise wahan vahan waha "
    "vaha udhar bola bataya matlab dusra dusri dusre baki baaki iss uss "
    "वही वहीं इसी उसी इससे उससे इनमें उनमें उसमें इन उन उस उनका उनकी उनके इन्हें उन्हें ऐसे वैसे वहां मतलब बाकी और".split()
)
# In Hinglish these are "this" and "that"; in English they are other words.
POINTING_IN_HINGLISH = frozenset({"is", "us", "un", "in", "ye"})
# Whoever begins so goes on with something.
BEGINNING = frozenset(
    "and n aur or ya but lekin magar par then toh to so also phir fir plus no not nahi nahin nhi na nai "
    "और या लेकिन मगर पर तो फिर नहीं नही ना & + /".split()
)
ASKS_ABOUT = frozenset({("what", "about"), ("whats", "about"), ("how", "about"), ("hows", "about")})
# "Is there a discount" points at nothing; "do you deliver there" does.
BESIDE_THERE = frozenset({"is", "are", "be", "any"})


def leans_back(entities: Entities, language: Language) -> bool:
    """Whether a message, answered in ``language``, may mean something else without what was said before."""
    words = entities.words
    return (
        not words
        or entities.adds
        or entities.ordinal is not None
        or words[0] in BEGINNING
        or not POINTING.isdisjoint(entities.meanings)
        or not POINTING_WORDS.isdisjoint(words)
        or (language == "hinglish" and not POINTING_IN_HINGLISH.isdisjoint(words))
        or any(words[place : place + 2] in ASKS_ABOUT for place in range(len(words)))
        or any(word == "there" and not _is_beside(words, place) for place, word in enumerate(words))
    )


def _is_beside(words: tuple[str, ...], place: int) -> bool:
    return not BESIDE_THERE.isdisjoint((*words[max(0, place - 1) : place], *words[place + 1 : place + 2]))
