"""The cache: pinned answers first, then what a model said to somebody who asked the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from providers.answer import Answer, Question
from providers.cache import Cache
from providers.failures import CacheMiss
from shop import loader
from shop.catalogue import Catalogue
from tests.cache_peers import SAID, Customers, opened_cache
from tests.limit_peers import HOUR_MS, PartedClock

FULL = "how do i clean marble coasters"


@pytest.fixture(scope="module")
def customers(catalogue: Catalogue) -> Customers:
    """They write to the real shop."""
    return Customers(catalogue)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database goes."""
    return tmp_path / "shop.db"


async def found(cache: Cache, question: Question) -> Answer | str:
    """The answer that is ready, or why there is none."""
    try:
        return await cache.answer(question)
    except CacheMiss as miss:
        return miss.reason


async def test_what_was_said_once_is_ready_for_all(path: Path, catalogue: Catalogue, customers: Customers) -> None:
    """The second who asks, in other words, gets the model's text as the cache's, at no cost."""
    async with opened_cache(path, catalogue) as cache:
        assert await found(cache, customers.ask(FULL)) == "not stored"
        cache.store(customers.ask(FULL), replace(SAID, attempts=()))
        assert await found(cache, customers.ask(f"Hello, {FULL}?")) == replace(SAID, tier="cache")
        assert await found(cache, customers.ask("how do i clean slate coasters")) == "not stored"


@pytest.mark.parametrize("text", ["hi", "thanks", "shop timings", "shop address", "100 wooden coasters price"])
async def test_pinned_answers_come_first(path: Path, catalogue: Catalogue, customers: Customers, text: str) -> None:
    """What the templates answer exactly is never taken from a model, whatever was stored."""
    async with opened_cache(path, catalogue) as cache:
        question = customers.ask(text)
        cache.store(question, SAID)
        answer = await cache.answer(question)
        assert question.floor is not None
        assert (answer.tier, answer.text) == ("cache", question.floor.text)


@pytest.mark.parametrize(
    "text", ["is it washable", "mug size, call me on 98123 45678", "i want to talk to a person", "mug delivery kal"]
)
async def test_what_is_for_one_customer_is_neither_stored_nor_found(
    path: Path, catalogue: Catalogue, customers: Customers, text: str
) -> None:
    """Follow-ups, private words, calls for a person and what holds today only are asked anew each time."""
    async with opened_cache(path, catalogue) as cache:
        cache.store(customers.ask(text), SAID)
        assert cache.key(customers.ask(text)) is None
        assert cache.stale(customers.ask(text)) is None
        assert await found(cache, customers.ask(text)) == "not to be shared"


async def test_an_answer_that_calls_a_person_is_not_stored(
    path: Path, catalogue: Catalogue, customers: Customers
) -> None:
    """Else the second customer would be told of a call that nobody made."""
    async with opened_cache(path, catalogue) as cache:
        cache.store(customers.ask(FULL), replace(SAID, handoff=True))
        assert await found(cache, customers.ask(FULL)) == "not stored"


async def test_an_edit_makes_every_answer_invisible(
    path: Path, catalogue: Catalogue, customers: Customers, templates_copy: Path
) -> None:
    """With another price list nothing that was said before is found, not even where all else fails."""
    async with opened_cache(path, catalogue) as cache:
        cache.store(customers.ask(FULL), SAID)
    file = templates_copy / "products" / "ceramic-mug.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("24: 165", "24: 166"), encoding="utf-8")
    edited = loader.load(templates_copy)
    async with opened_cache(path, edited) as cache:
        asked = Customers(edited).ask(FULL)
        assert await found(cache, asked) == "not stored"
        assert cache.stale(asked) is None


async def test_past_its_hour_an_answer_is_the_last_but_one_resort(
    path: Path, catalogue: Catalogue, customers: Customers
) -> None:
    """``answer`` passes it over, ``stale`` brings it; a fresh one takes its place."""
    clock = PartedClock()
    async with opened_cache(path, catalogue, clock) as cache:
        asked = customers.ask(FULL)
        cache.store(asked, SAID)
        clock.advance(HOUR_MS)
        assert await found(cache, asked) == "past its hour"
        assert cache.stale(asked) == replace(SAID, tier="cache")
        cache.store(asked, replace(SAID, text="Use a soft cloth."))
        assert (await cache.answer(asked)).text == "Use a soft cloth."
