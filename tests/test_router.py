"""The chain: order, attempts, the deadline, and the floor that always stands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from providers.answer import Answer, ProviderError, Question
from providers.cache import PinnedAnswers
from providers.failures import Usage
from providers.router import Router
from providers.rules import Rules
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.topic import Topic
from shop.understanding import Understander, Understanding

Wording = Callable[[Question], Awaitable[Answer]]


@dataclass
class Tier:
    """A function as a tier."""

    name: str
    wording: Wording

    async def answer(self, question: Question) -> Answer:
        """What the function says."""
        return await self.wording(question)


async def good(question: Question) -> Answer:
    """An answer of its own."""
    assert question.floor is not None
    return Answer(text="from a model", tier="good", intents=question.floor.intents, language="en")


async def failing(_: Question) -> Answer:
    """A tier that is down."""
    raise ProviderError("overloaded")


async def broken(_: Question) -> Answer:
    """A tier with a mistake of its own."""
    raise KeyError("choices")


async def silent(_: Question) -> Answer:
    """A tier that never says anything."""
    await asyncio.sleep(60)
    raise AssertionError


@pytest.fixture(scope="module")
def understander(catalogue: Catalogue) -> Understander:
    """The real shop's understanding."""
    return Understander(catalogue)


def question(understander: Understander, text: str, deadline_s: float = 8.0) -> Question:
    """A question in a new chat, on a clock that stands at 0."""
    understanding = understander.understand(text, Slots(), now_ms=1_000_000)
    return Question(text=text, understanding=understanding, deadline_s=deadline_s)


def router(catalogue: Catalogue, *tiers: Tier) -> Router:
    """The chain with the cache before the tiers, on a clock that stands at 0."""
    return Router([PinnedAnswers(catalogue), *tiers], Rules(catalogue), monotonic_s=lambda: 0.0)


async def outcomes(chain: Router, asked: Question) -> tuple[str, list[tuple[str, str]]]:
    """The tier that answered, and each attempt's tier and outcome."""
    answer = await chain.answer(asked)
    return answer.tier, [(attempt.tier, attempt.outcome) for attempt in answer.attempts]


@pytest.mark.parametrize(
    "text",
    ["hi", "thanks", "shop timings", "shop address", "100 wooden coasters price", "गुड मॉर्निंग नमस्ते", "gst bill milega"],
)
async def test_pinned_answers_come_from_the_cache(catalogue: Catalogue, understander: Understander, text: str) -> None:
    """Greetings, thanks, hours, address, an exact quote and the owner's own answers ask no model."""
    tier, attempts = await outcomes(router(catalogue, Tier("good", good)), question(understander, text))
    assert (tier, attempts) == ("cache", [("cache", "hit")])


@pytest.mark.parametrize("text", ["price of coasters", "10 wooden coasters", "is marble washable", "kuch bhi"])
async def test_nothing_else_is_pinned(catalogue: Catalogue, understander: Understander, text: str) -> None:
    """A missing product, too small a quantity, a question of detail and nonsense go on to the models."""
    tier, attempts = await outcomes(router(catalogue, Tier("good", good)), question(understander, text))
    assert (tier, attempts) == ("good", [("cache", "miss"), ("good", "answered")])


async def test_a_failing_tier_hands_on(catalogue: Catalogue, understander: Understander) -> None:
    """What a tier raises costs its attempt; the next one answers."""
    chain = router(catalogue, Tier("down", failing), Tier("bug", broken), Tier("good", good))
    tier, attempts = await outcomes(chain, question(understander, "care tips for marble coasters"))
    assert (tier, attempts) == (
        "good",
        [("cache", "miss"), ("down", "failed"), ("bug", "failed"), ("good", "answered")],
    )


async def test_when_all_fail_the_rules_answer(catalogue: Catalogue, understander: Understander) -> None:
    """The floor is sent when every tier has failed, with the way there in its attempts."""
    chain = router(catalogue, Tier("down", failing))
    tier, attempts = await outcomes(chain, question(understander, "care tips for marble coasters"))
    assert (tier, attempts[-1]) == ("rules", ("rules", "answered"))


async def test_the_deadline_holds(catalogue: Catalogue, understander: Understander) -> None:
    """A tier that says nothing is left at the deadline, one after it is skipped, and the floor is sent."""
    loop = asyncio.get_running_loop()
    chain = Router([Tier("silent", silent), Tier("late", good)], Rules(catalogue), monotonic_s=loop.time)
    asked = question(understander, "care tips for marble coasters", deadline_s=loop.time() + 0.05)
    answer = await chain.answer(asked)
    assert [(each.tier, each.outcome) for each in answer.attempts] == [
        *(("silent", "failed"), ("late", "skipped"), ("rules", "answered"))
    ]


async def costly(_: Question) -> Answer:
    """A paid answer."""
    return Answer(text="paid", tier="paid", intents=(), language="en", usage=Usage(400, 60, 70))


async def cut_off(_: Question) -> Answer:
    """A paid call whose answer could not be used."""
    raise ProviderError("cut off", Usage(400, 500, 290))


async def test_what_a_call_took_is_in_its_attempt(catalogue: Catalogue, understander: Understander) -> None:
    """Tokens and cost of each call, also of one that failed, stand in the attempts and add up."""
    chain = router(catalogue, Tier("broken", cut_off), Tier("paid", costly))
    answer = await chain.answer(question(understander, "care tips for marble coasters"))
    assert [(each.tokens_in, each.tokens_out, each.cost_micro_usd) for each in answer.attempts] == [
        *((0, 0, 0), (400, 500, 290), (400, 60, 70))
    ]
    assert answer.cost_micro_usd == 360


async def test_a_given_floor_is_kept(catalogue: Catalogue, understander: Understander) -> None:
    """A floor that the question brings along is not worked out again."""
    floor = Answer(text="ready", tier="rules", intents=("unclear",), language="en")
    asked = question(understander, "kuch bhi")
    given = Question(text=asked.text, understanding=asked.understanding, deadline_s=8.0, floor=floor)
    assert (await router(catalogue).answer(given)).text == "ready"


async def test_rules_never_raise(catalogue: Catalogue) -> None:
    """Should a template fail, the customer still gets the menu."""
    impossible = Understanding(topics=(Topic(intent="no_such_intent"),), slots=Slots(), language="hi")
    answer = Rules(catalogue).floor(impossible)
    assert answer.text == catalogue.wording.menu.hi.strip()
