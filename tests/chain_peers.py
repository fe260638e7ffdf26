"""What tests of the chain play with: scripted tiers that answer, fail or stay silent, and questions of the real shop.

Refuses to sleep longer than a test may take.
"""

from __future__ import annotations

import asyncio
import time

from providers.answer import Answer, Attempt, Question
from providers.bench import Standing
from providers.failures import Overloaded, ProviderError, Usage
from providers.relay import Relay
from providers.scripted import READY, Say, Scripted
from shop.slots import Slots
from shop.topic import Topic
from shop.understanding import Understanding

FOREVER_S = 30.0
PAID = Usage(500, 500, 300)


def says(text: str, after_s: float = 0.0) -> Say:
    """A model that says this, some time later."""

    async def say(_: Question) -> str:
        await asyncio.sleep(after_s)
        return text

    return say


def fails(error: ProviderError | None = None, after_s: float = 0.0) -> Say:
    """A model that fails with this."""

    async def say(_: Question) -> str:
        await asyncio.sleep(after_s)
        raise error or Overloaded()

    return say


silent = says("too late", FOREVER_S)


def free(name: str, say: Say, state: Standing = READY, usual_s: float = 0.05) -> Scripted:
    """A free tier whose silence is unusual after 50 ms."""
    return Scripted(name, say, state=state, usual_s=usual_s)


def paid(say: Say, state: Standing = READY) -> Scripted:
    """A paid tier."""
    return Scripted("claude", say, is_paid=True, usual_s=0.05, state=state, most=PAID)


def asked(deadline_s: float = 1.0) -> Question:
    """A question with a floor, to be answered within ``deadline_s`` seconds from now."""
    understanding = Understanding(topics=(Topic(intent="care"),), slots=Slots(), language="en")
    floor = Answer(text="floor", tier="rules", intents=("care",), language="en")
    return Question(
        text="care tips", understanding=understanding, deadline_s=time.monotonic() + deadline_s, floor=floor
    )


async def relayed(*tiers: Scripted, deadline_s: float = 1.0) -> tuple[Answer | None, list[Attempt], float]:
    """The relay's answer, its attempts and the seconds it took."""
    relay = Relay(tiers, time.monotonic)
    attempts: list[Attempt] = []
    started_s = time.monotonic()
    try:
        answer = await relay.answer(asked(deadline_s), attempts)
        return answer, attempts, time.monotonic() - started_s
    finally:
        await relay.close()


def told(attempts: list[Attempt]) -> list[tuple[str, str, str]]:
    """Each attempt's tier, outcome and reason."""
    return [(attempt.tier, attempt.outcome, attempt.reason) for attempt in attempts]
