"""What a customer is told of when a person answers: by the shop's hours and the moment of the message, in words.

Refuses the machine's clock: every moment is written down.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from providers import guard
from providers.answer import Question
from providers.prompt_writer import PromptWriter
from providers.rules import Rules
from shop.catalogue import Catalogue
from shop.reply_time import reply_time
from shop.shop_file import Hours
from shop.slots import Slots
from shop.understanding import Understander

INDIA = "Asia/Kolkata"
ASKS = {
    "en": "let me talk to a person",
    "hinglish": "mujhe insaan se baat karni hai",
    "hi": "मुझे इंसान से बात करनी है",
}


def at(moment: str) -> int:
    """Milliseconds since 1970 of a moment in India; 23 November 2026 is a Monday."""
    return int(datetime.fromisoformat(f"2026-11-{moment}").replace(tzinfo=ZoneInfo(INDIA)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "en", "hinglish", "hi"),
    [
        ("23 10:00", "today (we are open until 19:00)", "aaj hi (dukaan 19:00 tak", "आज ही (दुकान 19:00 तक"),
        ("23 18:30", "today (we are open until 19:00)", "aaj hi (dukaan 19:00 tak", "आज ही (दुकान 19:00 तक"),
        ("23 18:31", "tomorrow from 10:00.", "kal 10:00 se yahin", "कल 10:00 से यहीं"),
        ("24 00:00", "today from 10:00.", "aaj 10:00 se yahin", "आज 10:00 से यहीं"),
        ("24 09:59", "today from 10:00.", "aaj 10:00 se yahin", "आज 10:00 से यहीं"),
        (
            *("28 19:00", "on Monday from 10:00 (we are closed on Sunday)"),
            *("Somvaar ko 10:00 se (Ravivaar ko dukaan band", "सोमवार को 10:00 से (रविवार को दुकान बंद"),
        ),
        (
            *("29 12:00", "tomorrow from 10:00 (we are closed on Sunday)"),
            *("kal 10:00 se (Ravivaar ko dukaan band", "कल 10:00 से (रविवार को दुकान बंद"),
        ),
    ],
)
def test_a_customer_reads_when_a_person_answers(
    understander: Understander, rules: Rules, prompts: PromptWriter, *, moment: str, en: str, hinglish: str, hi: str
) -> None:
    """Now, later today, tomorrow or on the next open day; in the customer's language."""
    for language, words in (("en", en), ("hinglish", hinglish), ("hi", hi)):
        understanding = understander.understand(ASKS[language], Slots(), at(moment))
        floor = rules.floor(understanding)
        assert floor.handoff
        assert words in floor.text, floor.text
        question = Question(text=ASKS[language], understanding=understanding, deadline_s=0, floor=floor)
        guard.check(floor.text, prompts.write(question))  # a model may say so too


def test_every_answer_that_calls_a_person_says_when(catalogue: Catalogue) -> None:
    """Whatever a person is called for, STOP and a life in danger aside: those promise nothing."""
    for name, intent in catalogue.intents.items():
        if intent.side_effect == "hand over" and name != "crisis":
            for language in ("en", "hinglish", "hi"):
                assert "<reply_when>" in intent.answers[-1].in_(language), name


def test_a_shop_that_never_opens_promises_no_day() -> None:
    """It has no next opening; one that opens once a week has one, seven days on at the latest."""
    never: dict[str, Hours | None] = {"mon-sun": None}
    assert reply_time(never, INDIA, at("23 12:00")) is None
    mondays: dict[str, Hours | None] = {"mon": Hours.model_validate("10:00-19:00"), "tue-sun": None}
    found = reply_time(mondays, INDIA, at("23 20:00"))
    assert found is not None
    assert (found.days, found.weekday, len(found.closed)) == (7, "mon", 6)
