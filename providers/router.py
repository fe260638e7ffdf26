"""Router: the chain. Cache, then the models, then the rules, under one deadline.

The rule answer is worked out first and held, so that there is always something to say.
Refuses to raise and to wait: a tier that fails costs its attempt, never the customer's answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from providers.answer import Answer, Attempt, Outcome, Question
from providers.cache import NAME as CACHE
from providers.cache import Cache
from providers.failures import CacheMiss
from providers.relay import Relay
from providers.rules import Rules
from providers.single_flight import SingleFlight
from providers.tier import Tier

if TYPE_CHECKING:
    from providers.prompt_writer import PromptWriter

# A cache that takes longer than this costs more than it saves.
LOOKUP_S = 0.3
# The call that is shared ends at its deadline by itself; this is for its last turn of the loop.
FLIGHT_GRACE_S = 0.05
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Modelled:
    """What the models made of a question: an answer or none, and the attempts behind it."""

    answer: Answer | None
    attempts: tuple[Attempt, ...]


class Router:
    """Asks the tiers in their order; is itself a Provider.

    ``now_s`` is the clock that ``Question.deadline_s`` is read on, in seconds.
    """

    name = "router"

    def __init__(
        self,
        rules: Rules,
        *,
        cache: Cache | None = None,
        prompts: PromptWriter | None = None,
        tiers: Sequence[Tier] = (),
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rules = rules
        self._cache = cache
        self._prompts = prompts
        self._has_models = bool(tiers)
        if prompts is not None and tiers:
            # Now, where a new edition of the shop is built beside the old one, and not in a customer's time.
            prompts.warm()
        self._relay = Relay(tiers, now_s)
        self._shared: SingleFlight[_Modelled] = SingleFlight()
        self._now_s = now_s

    async def answer(self, question: Question) -> Answer:
        """The first good answer, else the floor; its attempts tell the way, the tier that answered last."""
        started_s = self._now_s()
        floor = question.floor or self._rules.floor(question.understanding)
        question = replace(question, floor=floor)
        floor_ms = self._ms_since(started_s)
        attempts: list[Attempt] = []
        answer = await self._cached(question, attempts)
        if answer is None and self._has_models and _says_something(question.text):
            answer = await self._modelled(question, attempts) or self._stale(question, attempts)
        if answer is None:
            attempts.append(Attempt(tier=floor.tier, outcome="answered", ms=floor_ms))
            answer = floor
        return replace(answer, attempts=tuple(attempts))

    def forget(self, keys: Iterable[str]) -> None:
        """Take out what is stored under each of ``keys``, of which "" stands for nothing: a customer said no to it."""
        if self._cache is not None:
            for key in filter(None, keys):
                self._cache.forget(key)

    async def warm(self) -> None:
        """Get the models ready."""
        await self._relay.warm()

    async def aclose(self) -> None:
        """End what goes on beside the questions."""
        await self._shared.close()
        await self._relay.close()

    async def _cached(self, question: Question, attempts: list[Attempt]) -> Answer | None:
        if self._cache is None:
            return None
        started_s = self._now_s()
        try:
            async with asyncio.timeout(max(0.0, min(LOOKUP_S, question.deadline_s - started_s))):
                answer = await self._cache.answer(question)
        except CacheMiss as miss:
            attempts.append(self._cache_attempt("miss", started_s, miss.reason))
        except Exception as error:
            if not isinstance(error, TimeoutError):
                log.exception("cache_failed")
            attempts.append(self._cache_attempt("failed", started_s, "unforeseen"))
        else:
            attempts.append(self._cache_attempt("hit", started_s))
            return answer
        return None

    async def _modelled(self, question: Question, attempts: list[Attempt]) -> Answer | None:
        """The models' answer; those who ask the same at once share one call."""
        key = self._key(question)
        if key is None:
            modelled = await self._ask_models(question)
            attempts += modelled.attempts
            return modelled.answer
        started_s = self._now_s()
        flight, is_first = self._shared.flight(key, lambda: self._ask_models(question))
        await asyncio.wait([flight], timeout=max(0.0, question.deadline_s - started_s) + FLIGHT_GRACE_S)
        is_whole = flight.done() and not flight.cancelled()
        modelled = flight.result() if is_whole else _Modelled(None, ())
        if is_first:
            attempts += modelled.attempts
        else:
            # The last one is who answered, or who failed last.
            attempts += [_as_shared(attempt, self._ms_since(started_s)) for attempt in modelled.attempts[-1:]]
        return modelled.answer and replace(modelled.answer, stored_as=key)

    async def _ask_models(self, question: Question) -> _Modelled:
        attempts: list[Attempt] = []
        answer = None
        try:
            if self._prompts is not None:
                question = replace(question, prompt=self._prompts.write(question))
            answer = await self._relay.answer(question, attempts)
            if answer is not None and self._cache is not None:
                self._cache.store(question, answer)
        except Exception:
            log.exception("models_failed")
        return _Modelled(answer, tuple(attempts))

    def _key(self, question: Question) -> str | None:
        """The name that equal questions share; None where the answer is for one customer alone."""
        try:
            return self._cache.key(question) if self._cache is not None else None
        except Exception:
            log.exception("cache_failed")
            return None

    def _stale(self, question: Question, attempts: list[Attempt]) -> Answer | None:
        """An answer past its hour, where every model failed."""
        started_s = self._now_s()
        try:
            answer = self._cache.stale(question) if self._cache is not None else None
        except Exception:
            log.exception("cache_failed")
            return None
        if answer is not None:
            attempts.append(self._cache_attempt("hit", started_s, "past its hour"))
        return answer

    def _cache_attempt(self, outcome: Outcome, started_s: float, reason: str = "") -> Attempt:
        return Attempt(tier=CACHE, outcome=outcome, reason=reason, ms=self._ms_since(started_s))

    def _ms_since(self, started_s: float) -> float:
        return round((self._now_s() - started_s) * 1000, 3)


def _says_something(text: str) -> bool:
    """Whether a text holds anything that is seen: a vendor may refuse a blank one, as if the tier were at fault."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def _as_shared(attempt: Attempt, ms: float) -> Attempt:
    """What one who joined a call under way did: waited, at no cost."""
    return Attempt(tier=attempt.tier, outcome=attempt.outcome, reason="shared", ms=ms)
