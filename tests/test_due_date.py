"""The day by which goods are needed, and what follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from providers.rules import Rules
from shop.catalogue import Catalogue
from shop.due_date import due_date
from shop.entities import EntityReader
from shop.slots import Slots
from shop.understanding import Understander

TODAY = date(2026, 11, 25)  # a Wednesday
NOW_MS = int(datetime(2026, 11, 25, 6, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> EntityReader:
    """What reads entities; built once."""
    return EntityReader(catalogue)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by 5 december", date(2026, 12, 5)),
        ("12 दिसंबर तक चाहिए", date(2026, 12, 12)),
        ("10 din me chahiye 100 mug", date(2026, 12, 5)),
        ("250 mugs within two weeks", date(2026, 12, 9)),
        ("need 100 mugs by friday", date(2026, 11, 27)),
        ("शुक्रवार तक मिल जाएंगे क्या", date(2026, 11, 27)),
        ("28 tareekh ko event hai", date(2026, 11, 28)),
        ("kal tak 50 mug", date(2026, 11, 26)),
        ("day after tomorrow chahiye", date(2026, 11, 27)),
        ("next week tak chahiye", date(2026, 12, 6)),
        ("month end tak chahiye", date(2026, 11, 30)),
        ("5/12 tak chahiye", date(2026, 12, 5)),
        ("10-12 dec tak", date(2026, 12, 12)),
        ("in 48 hours", date(2026, 11, 27)),
    ],
)
def test_a_day_is_read_in_three_languages(reader: EntityReader, text: str, day: date) -> None:
    """Dates, spans, weekdays and near days; of several the last one, so that nobody is called too early."""
    assert due_date(reader.read(text), text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "kal tak bata dunga",
        "my order of 12 nov not received",
        "are you open on sunday",
        "aaj ka rate kya hai",
        "3 din se koi reply nahi",
        "when will i get it if i order today",
        "can i visit today",
        "1 month warranty",
        "mugs for our 25th anniversary",
        "100-150 mugs",
    ],
)
def test_another_day_is_none_by_which_goods_are_needed(reader: EntityReader, text: str) -> None:
    """Opening hours, past orders, promises to write, anniversaries."""
    assert due_date(reader.read(text), text, TODAY) is None


def test_too_soon_calls_a_person(understander: Understander, rules: Rules) -> None:
    """Sooner than the fewest days of making and courier: the quote says so, with the days as a fact, and a person."""
    understanding = understander.understand("100 mugs by friday", Slots(), NOW_MS)
    floor = rules.floor(understanding)
    assert floor.handoff
    assert "at least 7 days" in floor.text
    assert ("delivery.usual_days", "7") in {(fact.name, fact.value) for fact in floor.facts}


def test_in_time_tells_by_when_to_order(understander: Understander, rules: Rules) -> None:
    """Counted back from the day by the most days of making and courier; nobody is called."""
    asked = understander.understand("delivery time of wooden coasters, need them by 20 december", Slots(), NOW_MS)
    floor = rules.floor(asked)
    assert not floor.handoff
    assert "3 December" in floor.text  # 20 less 10 and 7 days
