"""ModelTier: a model with its price, its windows, its bench and the guard on what it says.

Everything is reserved before a call and settled after it, whatever happens in between.
Refuses to retry and to wait: a call that failed is the relay's to replace.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil

from providers import guard, person_words
from providers.answer import Answer, Question
from providers.bench import Benches, Call, Standing
from providers.failures import (
    BadRequest,
    CallFailed,
    NotAsked,
    Overloaded,
    Overtaken,
    OwnerNeeded,
    QuotaSpent,
    RateLimited,
    Rejected,
    ServerFailed,
    TooLong,
    Usage,
)
from providers.limits import Limits, Reservation
from providers.model import Completion, Model
from providers.prompt import Prompt
from providers.usual_time import UsualTime
from storage.errors import StorageError

# A vendor that refuses a request outright charges nothing for it; of all other failures nobody knows.
REFUSED_OUTRIGHT = (RateLimited, QuotaSpent, OwnerNeeded, Overloaded, ServerFailed, BadRequest, TooLong)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens, which is millionths of a dollar for one."""

    input: Decimal
    output: Decimal

    def micro_usd(self, tokens_in: int, tokens_out: int) -> int:
        """What a call costs, rounded up."""
        return ceil(self.input * tokens_in + self.output * tokens_out)


class ModelTier:
    """One model as a step of the chain; is itself a Provider."""

    def __init__(  # noqa: PLR0913 - built once, by open_chain, from what it has just opened
        self,
        name: str,
        model: Model,
        *,
        price: Price,
        timeout_s: float,
        limits: Limits,
        benches: Benches,
        now_s: Callable[[], float],
    ) -> None:
        self._name = name
        self._model = model
        self._price = price
        self._timeout_s = timeout_s
        self._limits = limits
        self._benches = benches
        self._now_s = now_s
        self._usual = UsualTime()
        self._under_way: dict[int, float] = {}

    @property
    def name(self) -> str:
        """The tier's name in ``chain``."""
        return self._name

    @property
    def is_paid(self) -> bool:
        """Whether a call costs money."""
        return self._price.input > 0 or self._price.output > 0

    @property
    def usual_s(self) -> float:
        """Seconds after which its silence is unusual."""
        return self._usual.seconds

    @property
    def is_silent(self) -> bool:
        """Whether a call is under way that has taken longer than usual."""
        return any(self._now_s() - started_s > self.usual_s for started_s in self._under_way.values())

    def standing(self) -> Standing:
        """Whether it is benched."""
        return self._benches.standing(self.name)

    def most_usage(self, question: Question) -> Usage:
        """The worst case of one call."""
        prompt = _prompt(question)
        return Usage(prompt.tokens, prompt.answer_tokens, self._most_cost(prompt))

    async def warm(self) -> None:
        """Load the SDK; what fails here fails again, and is told, at the first call."""
        try:
            await self._model.open()
        except CallFailed as error:
            log.warning("tier_not_ready", extra={"tier": self.name, "kind": error.kind})

    async def answer(self, question: Question) -> Answer:
        """The model's answer once the guard has passed it. Raises NotAsked, CallFailed or Rejected."""
        prompt = _prompt(question)
        floor = question.floor
        if floor is None:
            raise ValueError("a model is asked with the rule answer at hand")
        completion, usage = await self._called(prompt, question.deadline_s)
        text = guard.clean(completion.text)
        try:
            facts = guard.check(text, prompt)
            if floor.handoff:
                person_words.check(text)
        except Rejected as error:
            error.usage = usage
            raise
        return replace(floor, text=text, facts=facts, tier=self.name, usage=usage, attempts=())

    async def _called(self, prompt: Prompt, deadline_s: float) -> tuple[Completion, Usage]:
        reservation = self._limits.reserve(
            self.name, tokens=prompt.tokens + prompt.answer_tokens, cost_micro_usd=self._most_cost(prompt)
        )
        try:
            call = self._benches.begin(self.name)
        except NotAsked:
            self._limits.forget(reservation)
            raise
        started_s = self._now_s()
        self._under_way[id(call)] = started_s
        try:
            await self._reserved_durably(reservation)
            completion = await self._model.complete(prompt, min(self._timeout_s, deadline_s - self._now_s()))
        except asyncio.CancelledError:
            self._given_up(reservation, call, self._now_s() - started_s)
            raise
        except CallFailed as error:
            self._failed(reservation, call, error)
            raise
        except NotAsked:
            self._limits.forget(reservation)
            self._benches.dropped(call)
            raise
        finally:
            del self._under_way[id(call)]
        self._usual.took(self._now_s() - started_s)
        usage = self._usage(completion.tokens_in, completion.tokens_out)
        self._settle(reservation, usage)
        self._limits.correct(self.name, completion.readings)
        self._benches.succeeded(call)
        return completion, usage

    async def _reserved_durably(self, reservation: Reservation) -> None:
        try:
            await self._limits.make_durable(reservation)
        except StorageError as error:
            if self.is_paid:
                raise NotAsked("no storage") from error
            log.warning("free_call_not_stored", extra={"tier": self.name})

    def _given_up(self, reservation: Reservation, call: Call, silent_s: float) -> None:
        """The call counts in full: nobody knows what the vendor made of it."""
        self._limits.settle(reservation, tokens=reservation.tokens, cost_micro_usd=reservation.cost_micro_usd)
        if silent_s >= self.usual_s:
            self._benches.failed(call, Overtaken())
        else:
            self._benches.dropped(call)

    def _failed(self, reservation: Reservation, call: Call, error: CallFailed) -> None:
        usage = self._usage(error.usage.tokens_in, error.usage.tokens_out)
        if error.unsent:
            self._limits.forget(reservation)
        elif usage.tokens_in or isinstance(error, REFUSED_OUTRIGHT):
            self._settle(reservation, usage)
        else:
            usage = Usage(reservation.tokens, 0, reservation.cost_micro_usd)
            self._limits.settle(reservation, tokens=reservation.tokens, cost_micro_usd=reservation.cost_micro_usd)
        error.usage = usage
        self._limits.correct(self.name, error.readings)
        self._benches.failed(call, error)
        log.info("call_failed", extra={"tier": self.name, "kind": error.kind, "detail": error.detail})

    def _settle(self, reservation: Reservation, usage: Usage) -> None:
        tokens = usage.tokens_in + usage.tokens_out
        self._limits.settle(reservation, tokens=tokens, cost_micro_usd=usage.cost_micro_usd)

    def _usage(self, tokens_in: int, tokens_out: int) -> Usage:
        return Usage(tokens_in, tokens_out, self._price.micro_usd(tokens_in, tokens_out))

    def _most_cost(self, prompt: Prompt) -> int:
        return self._price.micro_usd(prompt.most_tokens, prompt.answer_tokens)


def _prompt(question: Question) -> Prompt:
    if question.prompt is None:
        raise ValueError("a model is asked with a prompt")
    return question.prompt
