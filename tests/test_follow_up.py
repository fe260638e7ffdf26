"""Which messages mean the same in a new chat: only those may have an answer that was given to somebody else."""

from __future__ import annotations

import pytest

from shop.slots import LIFETIME_MS, Slots
from shop.understanding import Understander

NOW_MS = 1_700_000_000_000
FULL = "is marble coaster dishwasher safe"


def stands_alone(understander: Understander, *turns: str, pause_ms: int = 0) -> bool:
    """Whether the last turn of a conversation stands alone in it."""
    before, now_ms = Slots(), NOW_MS
    for text in turns[:-1]:
        before = understander.understand(text, before, now_ms).slots
    now_ms += pause_ms
    understanding = understander.understand(turns[-1], before, now_ms)
    return understander.stands_alone(turns[-1], understanding, before, now_ms)


@pytest.mark.parametrize(
    "turns",
    [
        (FULL,),
        ("do you deliver to pune",),
        ("marble coaster ka size kya hai",),
        ("क्या मग पर लोगो प्रिंट करते हैं",),
        ("is there any discount on 500 mugs",),
        ("hi", FULL),
        ("do you deliver all over india", FULL),
        (FULL, FULL),
    ],
)
def test_a_whole_question_stands_alone(understander: Understander, turns: tuple[str, ...]) -> None:
    """In a new chat, after a greeting, after another topic or asked twice, it means what it says."""
    assert stands_alone(understander, *turns)


@pytest.mark.parametrize(
    "text",
    [
        *("is it washable", "iska size kya hai", "ye waterproof hai kya", "is coaster ka price", "इसका दाम क्या है"),
        *("and 200?", "aur marble wala", "or slate coaster", "also mugs", "what about delivery", "how about mugs"),
        *("same for mugs", "the other one", "the second one", "more photos of mugs", "yes", "haan mug", "ok mugs"),
        *("no, 100 mugs", "do you deliver there", "wahan delivery hoti hai", "dono ka total", "remove the mugs"),
        *("mugs instead", "mug bhi chahiye", "you said 10 percent on mugs", "phir mug ka price", "वही मग", ""),
    ],
)
def test_words_that_point_back_do_not_stand_alone(understander: Understander, text: str) -> None:
    """Not even in a new chat: there is something before that was not written here."""
    assert not stands_alone(understander, text)


@pytest.mark.parametrize(
    "turns",
    [
        ("marble coaster price", "delivery time kya hai"),
        ("marble coaster price", "moq?"),
        ("100 wooden coasters", "wooden coasters with uv print price"),
        ("deliver to pune?", FULL),
        ("100 mugs with logo", FULL),
        ("price of coasters", "marble coaster dishwasher safe hai kya"),
        ("gifts under 500", FULL),
        ("mug price", "marble coaster"),
        ("hindi me baat karo", FULL),
        ("मग का दाम", "COD?"),
        ("gifts under 500", "gifts under 500"),
        ("100 wooden coasters price", "100 wooden coasters price"),
        ("please talk in english", FULL),
    ],
)
def test_what_the_chat_knows_makes_another_question(understander: Understander, turns: tuple[str, ...]) -> None:
    """A product, city, branding or language spoken of before, or a question of the shop's, changes what is meant."""
    assert not stands_alone(understander, *turns)


def test_a_forgotten_chat_is_a_new_one(understander: Understander) -> None:
    """Half an hour later nothing that was said before counts."""
    turns = ("price of coasters", FULL)
    assert not stands_alone(understander, *turns, pause_ms=LIFETIME_MS)
    assert stands_alone(understander, *turns, pause_ms=LIFETIME_MS + 1)
