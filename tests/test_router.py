"""The chain: order, attempts, the deadline, what the cache adds, and the floor that always stands."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from providers.answer import Answer, Question
from providers.cache import Cache, PinnedAnswers
from providers.failures import CutOff, Usage
from providers.prompt_writer import PromptWriter
from providers.router import Router
from providers.rules import Rules
from providers.scripted import Say, Scripted
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.topic import Topic
from shop.understanding import Understanding
from tests.cache_peers import Customers, opened
from tests.chain_peers import FOREVER_S, fails, free, says, silent, told
from tests.limit_peers import HOUR_MS, PartedClock

FULL = "care tips for marble coasters"
good = says("from a model")


@pytest.fixture(scope="module")
def customers(catalogue: Catalogue) -> Customers:
    """They write to the real shop."""
    return Customers(catalogue)


@pytest.fixture
def clock() -> PartedClock:
    """The cache's time, in the test's hand."""
    return PartedClock()


@pytest.fixture
async def cache(tmp_path: Path, catalogue: Catalogue, clock: PartedClock) -> AsyncIterator[Cache]:
    """An empty cache."""
    async with opened(tmp_path / "shop.db", clock) as (_, stored):
        yield Cache(PinnedAnswers(catalogue), stored)


def asked(customers: Customers, text: str = FULL, within_s: float = 5.0) -> Question:
    """A question in a new chat, to be answered within this time from now."""
    return customers.ask(text, deadline_s=time.monotonic() + within_s)


class NewRouter(Protocol):
    """A chain of these tiers, as the shop builds it."""

    def __call__(self, *tiers: Scripted, cache: Cache | None = None) -> Router: ...


@pytest.fixture
def router(rules: Rules, prompts: PromptWriter) -> NewRouter:
    """Chains of the real shop."""
    return lambda *tiers, cache=None: Router(rules, cache=cache, prompts=prompts, tiers=tiers)


async def outcomes(chain: Router, question: Question) -> tuple[str, list[tuple[str, str, str]]]:
    """The tier that answered, and each attempt's tier, outcome and reason."""
    answer = await chain.answer(question)
    return answer.tier, told(list(answer.attempts))


@pytest.mark.parametrize(
    "text",
    ["hi", "thanks", "shop timings", "shop address", "100 wooden coasters price", "गुड मॉर्निंग नमस्ते", "gst bill milega"],
)
async def test_pinned_answers_come_from_the_cache(
    router: NewRouter, customers: Customers, cache: Cache, text: str
) -> None:
    """Greetings, thanks, hours, address, an exact quote and the owner's own answers ask no model."""
    tier = free("groq", good)
    assert await outcomes(router(tier, cache=cache), asked(customers, text)) == (
        "cache",
        [("cache", "hit", "")],
    )
    assert tier.calls == 0


@pytest.mark.parametrize("text", ["price of coasters", "10 wooden coasters", "is marble washable", "kuch bhi"])
async def test_nothing_else_is_pinned(router: NewRouter, customers: Customers, cache: Cache, text: str) -> None:
    """A missing product, too small a quantity, a question of detail and nonsense go on to the models."""
    tier, attempts = await outcomes(router(free("groq", good), cache=cache), asked(customers, text))
    assert (tier, [attempt[:2] for attempt in attempts]) == ("groq", [("cache", "miss"), ("groq", "answered")])


async def test_a_failing_tier_hands_on(router: NewRouter, customers: Customers) -> None:
    """What a tier raises costs its attempt, a mistake of its own too; the next one answers."""

    async def broken(_: Question) -> str:
        raise KeyError("choices")

    chain = router(free("down", fails()), free("bug", broken), free("good", good))
    assert await outcomes(chain, asked(customers)) == (
        "good",
        [("down", "failed", "overloaded"), ("bug", "failed", "unforeseen"), ("good", "answered", "")],
    )


async def test_when_all_fail_the_rules_answer(router: NewRouter, customers: Customers, cache: Cache) -> None:
    """The floor is sent when every tier has failed, with the way there in its attempts."""
    question = asked(customers)
    answer = await router(free("down", fails()), cache=cache).answer(question)
    assert question.floor is not None
    assert (answer.tier, answer.text) == ("rules", question.floor.text)
    assert [(each.tier, each.outcome) for each in answer.attempts] == [
        *(("cache", "miss"), ("down", "failed"), ("rules", "answered"))
    ]


async def test_the_deadline_holds(router: NewRouter, customers: Customers, cache: Cache) -> None:
    """Tiers that say nothing are left at the deadline, shared call or not, and the floor is sent."""
    for used in (None, cache):
        chain = router(free("silent", silent), free("silent too", silent), cache=used)
        started_s = time.monotonic()
        answer = await chain.answer(asked(customers, within_s=0.15))
        assert 0.1 <= time.monotonic() - started_s <= 0.3
        assert answer.tier == "rules"
        await chain.aclose()


async def test_what_a_call_took_is_in_its_attempt(router: NewRouter, customers: Customers) -> None:
    """Tokens and cost of each call, also of one that failed, stand in the attempts and add up."""

    class Costly(Scripted):
        async def answer(self, question: Question) -> Answer:
            return replace(await super().answer(question), usage=Usage(400, 60, 70))

    cut_off = fails(CutOff(usage=Usage(400, 500, 290)))
    chain = router(free("broken", cut_off), Costly("paid", good))
    answer = await chain.answer(asked(customers))
    assert [(each.tokens_in, each.tokens_out, each.cost_micro_usd) for each in answer.attempts] == [
        *((400, 500, 290), (400, 60, 70))
    ]
    assert answer.cost_micro_usd == 360


async def test_a_given_floor_is_kept(router: NewRouter, customers: Customers) -> None:
    """A floor that the question brings along is not worked out again; one that is missing is worked out."""
    floor = Answer(text="ready", tier="rules", intents=("unclear",), language="en")
    question = asked(customers)
    assert (await router().answer(replace(question, floor=floor))).text == "ready"
    assert question.floor is not None
    assert (await router().answer(replace(question, floor=None))).text == question.floor.text


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\x01\x02"])
async def test_a_blank_text_reaches_no_model(router: NewRouter, customers: Customers, text: str) -> None:
    """Nothing that can be seen is nothing to ask: a vendor's refusal of it must not count against the tier."""
    groq = free("groq", says("from a model"))
    answer = await router(groq).answer(replace(asked(customers), text=text))
    assert (answer.tier, groq.calls) == ("rules", 0)


async def test_rules_never_raise(rules: Rules, catalogue: Catalogue) -> None:
    """Should a template fail, the customer still gets the menu."""
    impossible = Understanding(topics=(Topic(intent="no_such_intent"),), slots=Slots(), language="hi")
    answer = rules.floor(impossible)
    assert answer.text == catalogue.wording.menu.hi.strip()


async def test_twenty_equal_questions_make_one_call(router: NewRouter, customers: Customers, cache: Cache) -> None:
    """Whoever asks what is being asked already, in whatever words, shares the answer; its cost is told once."""
    tier = free("groq", says("from a model", 0.05), usual_s=1.0)
    chain = router(tier, cache=cache)
    texts = ("how do i clean marble coasters", "Hi! How do I clean marble coasters?")
    answers = await asyncio.gather(*(chain.answer(asked(customers, texts[number % 2])) for number in range(20)))
    assert tier.calls == 1
    assert {answer.text for answer in answers} == {"from a model"}
    reasons = [answer.attempts[-1].reason for answer in answers]
    assert reasons == ["", *["shared"] * 19]


async def test_who_leaves_takes_the_answer_from_nobody(router: NewRouter, customers: Customers, cache: Cache) -> None:
    """The one whose question began the call is cancelled, and a second one; the others still share its answer."""
    tier = free("groq", says("from a model", 0.05), usual_s=1.0)
    chain = router(tier, cache=cache)
    asking = [asyncio.create_task(chain.answer(asked(customers))) for _ in range(20)]
    await asyncio.sleep(0.02)
    for leaving in (asking.pop(0), asking.pop(5)):
        leaving.cancel()
    answers = await asyncio.gather(*asking)
    assert tier.calls == 1
    assert {answer.text for answer in answers} == {"from a model"}


async def test_a_shared_failure_is_shared_once(router: NewRouter, customers: Customers, cache: Cache) -> None:
    """All who waited get the floor; whoever asks later makes a call of their own."""
    tier = free("groq", fails(after_s=0.02), usual_s=1.0)
    chain = router(tier, cache=cache)
    answers = await asyncio.gather(*(chain.answer(asked(customers)) for _ in range(5)))
    assert ({answer.tier for answer in answers}, tier.calls) == ({"rules"}, 1)
    await chain.answer(asked(customers))
    assert tier.calls == 2


@pytest.mark.parametrize("text", ["is it washable", "mug size, call 98123 45678", "mug delivery kal hogi kya"])
async def test_a_private_question_is_asked_for_each(
    router: NewRouter, customers: Customers, cache: Cache, text: str
) -> None:
    """What may not be shared makes a call for everybody who asks, at once or later."""
    tier = free("groq", good)
    chain = router(tier, cache=cache)
    await asyncio.gather(*(chain.answer(asked(customers, text)) for _ in range(3)))
    await chain.answer(asked(customers, text))
    assert tier.calls == 4


async def test_a_repeat_is_a_hit(router: NewRouter, customers: Customers, cache: Cache) -> None:
    """The model's answer is ready for the next one, at no cost and with no usage."""
    tier = free("groq", good)
    chain = router(tier, cache=cache)
    first, again = await chain.answer(asked(customers)), await chain.answer(asked(customers))
    assert (first.tier, again.tier, again.text, tier.calls) == ("groq", "cache", "from a model", 1)
    assert told(list(again.attempts)) == [("cache", "hit", "")]
    assert (again.facts, again.intents, again.usage, again.cost_micro_usd) == (first.facts, first.intents, Usage(), 0)


async def test_an_old_answer_serves_where_all_models_fail(
    router: NewRouter, customers: Customers, cache: Cache, clock: PartedClock
) -> None:
    """Past its hour the models are asked again; only when they fail does it stand in for the floor."""
    await router(free("groq", good), cache=cache).answer(asked(customers))
    clock.advance(2 * HOUR_MS)
    answer = await router(free("groq", fails()), cache=cache).answer(asked(customers))
    assert (answer.tier, answer.text) == ("cache", "from a model")
    assert told(list(answer.attempts)) == [
        *(("cache", "miss", "past its hour"), ("groq", "failed", "overloaded"), ("cache", "hit", "past its hour"))
    ]
    renewed = await router(free("groq", says("newer")), cache=cache).answer(asked(customers))
    assert (renewed.tier, renewed.text) == ("groq", "newer")


class BrokenCache(Cache):
    """A cache with a mistake in each of its parts."""

    async def answer(self, question: Question) -> Answer:
        """Fails."""
        raise sqlite3.OperationalError(question.text)

    def key(self, question: Question) -> str | None:
        """Fails."""
        raise KeyError(question.text)

    def store(self, question: Question, answer: Answer) -> None:
        """Fails."""
        raise KeyError(question.text, answer.text)

    def stale(self, question: Question) -> Answer | None:
        """Fails."""
        raise KeyError(question.text)


class SlowCache(Cache):
    """A cache that does not answer."""

    async def answer(self, question: Question) -> Answer:
        """Waits."""
        await asyncio.sleep(FOREVER_S)
        raise AssertionError(question.text)


@pytest.mark.parametrize("sort", [BrokenCache, SlowCache])
@pytest.mark.parametrize(("say", "tier"), [(good, "groq"), (fails(), "rules")])
async def test_a_broken_cache_stands_in_nobodys_way(
    tmp_path: Path,
    router: NewRouter,
    catalogue: Catalogue,
    customers: Customers,
    *,
    sort: type[Cache],
    say: Say,
    tier: str,
) -> None:
    """Whatever it raises, and however long it takes, the models are asked and the floor stands."""
    async with opened(tmp_path / "other.db") as (_, stored):
        chain = router(free("groq", say), cache=sort(PinnedAnswers(catalogue), stored))
        started_s = time.monotonic()
        answer = await chain.answer(asked(customers))
    assert answer.tier == tier
    assert answer.attempts[0].outcome == "failed"
    assert time.monotonic() - started_s < 1.0
