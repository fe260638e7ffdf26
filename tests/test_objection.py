"""A customer says no to an answer: the cache gives it to nobody any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from handlers.talk.objection import is_objection
from providers.answer import Question
from shop.catalogue import Catalogue
from shop.slots import LIFETIME_MS
from tests.cache_peers import SAID, Customers, opened
from tests.delivery_peers import HandClock
from tests.scripted_shop import ScriptedShop
from tests.scripted_shop import opened as opened_shop

FULL = "how do i clean marble coasters"
OTHER = "what is the size of slate coasters"


@pytest.fixture
def clock() -> HandClock:
    """Time stands still unless it is moved."""
    return HandClock()


@pytest.fixture
async def shop(tmp_path: Path, clock: HandClock) -> AsyncIterator[ScriptedShop]:
    """A shop whose model never says the same twice."""
    numbers = count(1)

    async def say(_: Question) -> str:
        return f"Reply {next(numbers)}"

    async with opened_shop(tmp_path, say, clock) as opened_one:
        yield opened_one


@pytest.mark.parametrize(
    "no", ["no", "👎", "that is wrong", "nahi", "galat hai", "गलत", "नहीं", "this is not correct", "sahi nahi hai"]
)
async def test_a_no_after_a_hit_takes_the_answer_out(shop: ScriptedShop, no: str) -> None:
    """The next who asks gets a new answer, and so does the one who said no."""
    await shop.say("ask:one", FULL)
    hit = await shop.say("ask:two", FULL)
    assert (hit.tier, hit.text) == ("cache", "Reply 1")
    await shop.say("ask:two", no)
    assert (await shop.say("ask:three", FULL)).tier == "groq"


async def test_a_no_counts_for_two_turns(shop: ScriptedShop) -> None:
    """It may mean the answer before the last one, but none before that."""
    await shop.say("ask:one", OTHER)
    for text in (OTHER, FULL, "no"):
        await shop.say("ask:two", text)
    assert (await shop.conversation(OTHER)).tier == (await shop.conversation(FULL)).tier == "groq"
    for text in (OTHER, "thanks", FULL, "no"):
        await shop.say("ask:four", text)
    assert [(await shop.conversation(text)).tier for text in (OTHER, FULL)] == ["cache", "groq"]


async def test_the_one_who_was_told_first_may_say_no_too(shop: ScriptedShop) -> None:
    """What a model has just said is taken out as well as what it said to somebody before."""
    await shop.say("ask:one", FULL)
    await shop.say("ask:one", "wrong")
    assert (await shop.conversation(FULL)).text != "Reply 1"


async def test_a_no_much_later_means_something_else(shop: ScriptedShop, clock: HandClock) -> None:
    """Half an hour later the conversation is a new one, and the answer stays for the rest of its hour."""
    await shop.say("ask:one", FULL)
    clock.advance(LIFETIME_MS + 1)
    await shop.say("ask:one", "no")
    assert (await shop.conversation(FULL)).tier == "cache"


async def test_nobody_else_loses_an_answer(shop: ScriptedShop) -> None:
    """A no in one chat says nothing about what another chat was told."""
    await shop.say("ask:one", FULL)
    await shop.say("ask:two", "no")
    assert (await shop.conversation(FULL)).tier == "cache"


async def test_what_is_forgotten_is_gone_from_the_disk(tmp_path: Path) -> None:
    """Not even the next process finds it, nor a look-up that was under way meanwhile."""
    path = tmp_path / "shop.db"
    async with opened(path) as (_, stored):
        stored.keep("key", SAID)
        assert stored.past_its_hour("key") is not None
    async with opened(path) as (database, stored):
        looking = asyncio.create_task(stored.find("key"))
        await asyncio.sleep(0)
        stored.forget("key")
        await asyncio.wait([looking])
        assert stored.past_its_hour("key") is None
        await database.write(name="after all writes")
        rows = await database.read(lambda connection: connection.execute("SELECT * FROM stored_answers").fetchall())
        assert (rows, str(looking.exception())) == ([], "not stored")


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        *(("No, it was more", True), ("wrong price", True), ("that's not right", True), ("galat bata rahe ho", True)),
        *(
            ("is there no minimum", False),
            ("mug with no handle", False),
            ("right", False),
            ("", False),
            ("thanks", False),
        ),
    ],
)
def test_an_objection_opens_with_no_or_says_wrong(catalogue: Catalogue, text: str, objects: bool) -> None:
    """A denial of something in a question is none."""
    assert is_objection(Customers(catalogue).ask(text).understanding.entities) is objects
