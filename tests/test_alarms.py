"""Alarms and events: what concerns the owner is worded with its next step, stored behind the answers, and told once.

Refuses to look into the queue: what counts is what stands in the outbox.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handlers.owner.alarms import CALL_AGAIN_MS, Alarms
from handlers.owner.events import Events
from handlers.owner.notices import MOST_CHARACTERS, Notices
from handlers.owner.owners import Owners
from handlers.talk.handoff import Call
from providers.failures import OwnerNeeded
from providers.prompt import Utterance
from setting_groups import OwnerSettings
from shop.catalogue import Catalogue
from storage.database import Database
from tests.delivery_peers import HandClock
from tests.limit_peers import beside
from tests.owner_peers import CUSTOMER, DAY_MS, HOUR_MS, INDIA, NOON_MS, opened, settings

ONE_OWNER = OwnerSettings(telegram_ids=(1,))
ALARMS = Alarms(settings(), INDIA)


@dataclass
class Life:
    """One life of the bot: its events, and what it told by the time it ended."""

    database: Database
    events: Events
    clock: HandClock
    woken: list[int] = field(default_factory=list)


@asynccontextmanager
async def living(folder: Path, clock: HandClock, owner: OwnerSettings = ONE_OWNER) -> AsyncIterator[Life]:
    """Open the events; the worker that they wake counts the parts that it can find at that moment."""
    async with opened(folder) as database:
        notices = Notices(await Owners.load(database, owner), ["telegram"], INDIA)
        async with Events.open(database, notices, ALARMS, clock) as events:
            life = Life(database, events, clock)
            events.wake_with(lambda: life.woken.append(len(outbox(folder))))
            yield life


def outbox(folder: Path) -> list[str]:
    """The bodies in the outbox, as another process sees them."""
    look = "SELECT body FROM outbox ORDER BY id"
    return [body for (body,) in beside(folder / "shop.db", lambda connection: connection.execute(look).fetchall())]


@pytest.mark.parametrize("sort", OwnerNeeded.__subclasses__())
@pytest.mark.parametrize(
    ("tier", "words"),
    [
        ("groq", ("GROQ_API_KEY", "providers.groq.model", "/resume groq", "providers.groq.kind")),
        ("claude", ("ANTHROPIC_API_KEY", "providers.claude.model", "/resume claude", "providers.claude.kind")),
    ],
)
def test_each_trouble_that_only_the_owner_can_mend_names_its_next_step(
    sort: type[OwnerNeeded], tier: str, words: tuple[str, ...]
) -> None:
    """A variable, a setting or a command of that very tier, and that customers are answered meanwhile."""
    notice = ALARMS.of(tier, sort.kind, NOON_MS)
    assert notice.key == f"{sort.kind}:{tier}:2025-11-25"
    assert sum(word in notice.text for word in words) == 1
    assert "Next: " in notice.text
    assert "Customers are answered all the same" in notice.text


@pytest.mark.parametrize(
    ("subject", "kind", "word"),
    [
        ("telegram", "another receiver", "stop the other copy"),
        ("telegram", "token refused", "TELEGRAM_BOT_TOKEN"),
        ("whatsapp", "63015", "join message"),
        ("whatsapp", "63016", "24 hours"),
        ("whatsapp", "63007", "TWILIO_WHATSAPP_FROM"),
        ("whatsapp", "21606", "TWILIO_WHATSAPP_FROM"),
        ("whatsapp", "20003", "TWILIO_AUTH_TOKEN"),
        ("whatsapp", "signature", "web.public_url"),
        ("whatsapp", "99999", "whatsapp: 99999"),
        ("disk", "full", "disk: full"),
    ],
)
def test_each_trouble_of_a_channel_names_its_next_step(subject: str, kind: str, word: str) -> None:
    """What nobody foresaw is told too."""
    notice = ALARMS.of(subject, kind, NOON_MS)
    assert word in notice.text
    assert "Next: " in notice.text
    assert len(notice.text) <= MOST_CHARACTERS


def test_codes_that_mean_the_same_are_one_notice() -> None:
    """Whatever Twilio calls a wrong sender, it is told once a day, and again the next day."""
    keys = {ALARMS.of("whatsapp", code, NOON_MS).key for code in ("63007", "21606", "21603")}
    assert keys == {"63007:whatsapp:2025-11-25"}
    assert ALARMS.of("whatsapp", "63007", NOON_MS + DAY_MS).key == "63007:whatsapp:2025-11-26"


def test_a_day_is_the_shops_day() -> None:
    """Half past eleven in the evening in UTC is tomorrow in India."""
    assert ALARMS.of("groq", "key refused", NOON_MS + 12 * HOUR_MS - 1).key.endswith("2025-11-25")
    assert ALARMS.of("groq", "key refused", NOON_MS + 12 * HOUR_MS).key.endswith("2025-11-26")


def test_a_broken_edit_is_told_with_its_places() -> None:
    """The same mistakes are one notice until they are mended, others another; of many the first are shown."""
    mistakes = [f"products/mug.yaml line {number}: moq is missing" for number in range(1, 9)]
    many, few = ALARMS.broken_templates(mistakes, NOON_MS), ALARMS.broken_templates(mistakes[:1], NOON_MS)
    assert "line 5" in many.text
    assert "line 6" not in many.text
    assert "and 3 more" in many.text
    assert "more" not in few.text
    again = ALARMS.broken_templates(mistakes[:1], NOON_MS + HOUR_MS)
    assert len({many.key, few.key, again.key}) == 3
    assert few.key == ALARMS.broken_templates(mistakes[:1], NOON_MS).key


def test_a_call_shows_who_waits_and_what_was_said() -> None:
    """The last turns on one line each, cut where they are long; a call soon after the first is no news."""
    turns = [Utterance("customer", f"turn {number}") for number in range(9)]
    turns.append(Utterance("customer", "please\ncall me " + "now " * 500))
    notice = ALARMS.call(Call("whatsapp:+919812345678", NOON_MS, "human", 7), turns)
    lines = notice.text.splitlines()
    assert lines[0] == "A customer asks for a person: whatsapp:+919812345678 (number 7)"
    assert lines[2:5] == ["customer: turn 6", "customer: turn 7", "customer: turn 8"]
    assert lines[5].startswith("customer: please call me now now")
    assert lines[5].endswith("…")
    assert "https://wa.me/919812345678" in lines[7]
    assert len(notice.text) <= MOST_CHARACTERS
    assert ALARMS.call(Call("whatsapp:+919812345678", NOON_MS + 1, "human", 7), turns).key == notice.key
    assert ALARMS.call(Call("whatsapp:+919812345678", NOON_MS + CALL_AGAIN_MS, "human", 7), turns).key != notice.key
    assert ALARMS.call(Call(CUSTOMER, NOON_MS, "human", 7), turns).key != notice.key
    order = ALARMS.call(Call("whatsapp:+919812345678", NOON_MS, "order_place", 7), turns)
    assert order.key != notice.key
    assert "wants to order" in order.text
    assert "wa.me" not in ALARMS.call(Call(CUSTOMER, NOON_MS, "human", 7), turns).text


def test_a_call_says_why(catalogue: Catalogue) -> None:
    """Every intent that reaches a person by itself has words of its own in the notice."""
    calling = [name for name, intent in catalogue.intents.items() if intent.side_effect != "none"]
    assert len(calling) > 10
    for name in calling:
        assert "needs a person" not in ALARMS.call(Call(CUSTOMER, NOON_MS, name, 7), []).text, name
    assert "needs a person" in ALARMS.call(Call(CUSTOMER, NOON_MS, "about", 7), []).text


async def test_an_alarm_is_logged_at_once_and_stored_soon(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever raises it does not wait; by the end of the bot's life it is stored, with the worker woken after that."""
    async with living(tmp_path, HandClock(NOON_MS)) as life:
        life.events.alarm("groq", "key refused")
        assert [record.message for record in caplog.records] == ["owner_needed"]
        assert outbox(tmp_path) == []
    assert [body[:30] for body in outbox(tmp_path)] == ["groq's vendor refuses the key."]
    assert life.woken == [1]


async def test_a_lasting_trouble_is_told_once_a_day(tmp_path: Path) -> None:
    """Hundreds of alarms in two lives of the bot are one message, and hide no other; the next day brings another."""
    clock = HandClock(NOON_MS)
    for _ in range(2):
        async with living(tmp_path, clock) as life:
            for _ in range(150):
                life.events.alarm("groq", "key refused")
            life.events.alarm("claude", "key refused")
    assert len(outbox(tmp_path)) == 2
    clock.advance(DAY_MS)
    async with living(tmp_path, clock) as life:
        life.events.alarm("groq", "key refused")
    assert len(outbox(tmp_path)) == 3


async def test_alarms_before_there_is_an_owner_are_told_at_the_next_start(tmp_path: Path) -> None:
    """They are kept, and nobody is woken for them."""
    async with living(tmp_path, HandClock(NOON_MS), OwnerSettings()) as life:
        life.events.templates_broken(["shop.yaml line 3: name is missing"], NOON_MS)
    assert (outbox(tmp_path), life.woken) == ([], [])
    async with living(tmp_path, HandClock(NOON_MS)):
        assert ["line 3" in body for body in outbox(tmp_path)] == [True]


async def test_a_notice_that_cannot_be_stored_is_told_when_it_is_raised_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names it, and the events go on."""
    async with living(tmp_path, HandClock(NOON_MS)) as life:
        await life.database.write(lambda c: c.execute("ALTER TABLE outbox RENAME TO away"), name="break")
        life.events.alarm("groq", "key refused")
        while "notice_not_stored" not in caplog.text:
            await life.database.read(lambda _: None)
        await life.database.write(lambda c: c.execute("ALTER TABLE away RENAME TO outbox"), name="mend")
        life.events.alarm("groq", "key refused")
    assert len(outbox(tmp_path)) == 1


async def test_a_flood_of_notices_is_bounded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What comes faster than it can be stored is logged in place of filling the memory."""
    caplog.set_level(logging.ERROR)
    async with living(tmp_path, HandClock(NOON_MS)) as life:
        for number in range(150):
            life.events.alarm("whatsapp", str(number))
    assert len(outbox(tmp_path)) == 100
    assert sum(record.message == "notice_dropped" for record in caplog.records) == 50
