"""Router: the chain. Cache, then each model in order, then the rules, under one deadline.

The rule answer is worked out first and held, so that there is always something to say.
Refuses to raise and to wait: a tier that fails costs its attempt, never the customer's answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from providers.answer import Answer, Attempt, Outcome, Provider, ProviderError, Question
from providers.failures import NO_USAGE, CacheMiss, Usage
from providers.rules import Rules

log = logging.getLogger(__name__)


class Router:
    """Asks tiers in their order; is itself a Provider.

    ``monotonic_s`` is the clock that ``Question.deadline_s`` is read on, in seconds.
    """

    name = "router"

    def __init__(
        self, tiers: Sequence[Provider], rules: Rules, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._tiers = tuple(tiers)
        self._rules = rules
        self._now_s = monotonic_s

    async def answer(self, question: Question) -> Answer:
        """The first tier's good answer, else the floor; its attempts tell the way, the tier that answered last."""
        started_s = self._now_s()
        floor = question.floor or self._rules.floor(question.understanding)
        question = replace(question, floor=floor)
        floor_ms = self._ms_since(started_s)
        attempts: list[Attempt] = []
        for tier in self._tiers:
            answer = await self._ask(tier, question, attempts)
            if answer is not None:
                return replace(answer, attempts=tuple(attempts))
        attempts.append(Attempt(tier=floor.tier, outcome="answered", ms=floor_ms))
        return replace(floor, attempts=tuple(attempts))

    async def _ask(self, tier: Provider, question: Question, attempts: list[Attempt]) -> Answer | None:
        started_s = self._now_s()
        left_s = question.deadline_s - started_s
        if left_s <= 0:
            attempts.append(Attempt(tier=tier.name, outcome="skipped", reason="no time left"))
            return None
        timeout = asyncio.timeout(left_s)
        try:
            async with timeout:
                answer = await tier.answer(question)
        except CacheMiss as miss:
            attempts.append(self._attempt(tier, "miss", started_s, miss.reason))
        except ProviderError as error:
            attempts.append(self._attempt(tier, "failed", started_s, error.reason, error.usage))
        except Exception as error:
            if timeout.expired() and isinstance(error, TimeoutError):
                attempts.append(self._attempt(tier, "failed", started_s, "deadline"))
                return None
            log.exception("tier_failed", extra={"tier": tier.name})
            attempts.append(self._attempt(tier, "failed", started_s, "unforeseen"))
        else:
            outcome: Outcome = "hit" if tier.name == "cache" else "answered"
            attempts.append(self._attempt(tier, outcome, started_s, usage=answer.usage))
            return answer
        return None

    def _attempt(
        self, tier: Provider, outcome: Outcome, started_s: float, reason: str = "", usage: Usage = NO_USAGE
    ) -> Attempt:
        ms = self._ms_since(started_s)
        return Attempt(tier=tier.name, outcome=outcome, reason=reason, ms=ms, **asdict(usage))

    def _ms_since(self, started_s: float) -> float:
        return round((self._now_s() - started_s) * 1000, 3)
