"""Objection: a customer says that what the shop just told is wrong: "no", "galat hai", "that is not right".

Refuses to look for it in the middle of a sentence: "is there no minimum" objects to nothing.
"""

from __future__ import annotations

from shop.entities import Entities

# The meaning of words.yaml, and words as they stand in a message that was read.
WRONG = "wrong"
DENIAL = "not"
NO = frozenset("no nope nah not nahi nahin nhi nai na नहीं नही ना".split())
RIGHT = frozenset("right correct true sahi theek thik सही ठीक".split())


def is_objection(entities: Entities | None) -> bool:
    """Whether a message may mean that the last answers are wrong; in doubt it does: that costs one call of a model."""
    if entities is None or not entities.words:
        return False
    written = (*entities.words, *entities.taken_as.values())
    says_not_right = DENIAL in entities.meanings and not RIGHT.isdisjoint(written)
    return WRONG in entities.meanings or entities.words[0] in NO or says_not_right
