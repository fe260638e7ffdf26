"""Relay: the models of the chain for one question: in their order, and beside each other where one is silent.

A failure hands on at once. Silence past a tier's usual time starts the next free tier beside it, a paid one only when
the deadline needs it. The first good answer wins; who is overtaken is given up.
Refuses to wait for a tier that comes back from a bench: it is tried beside the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from providers.answer import Answer, Attempt, Question
from providers.failures import QuotaSpent, RateLimited
from providers.run import Run
from providers.tier import Tier

# So long before the earliest moment at which another tier joins: loading an SDK takes up to a second.
WARM_AFTER_S = 0.4
# Less than this share of its usual time, and a tier cannot be expected to answer.
LEAST_SHARE_OF_USUAL = 0.3
# How many usual times before the deadline the paid tier joins at the latest.
PAID_LEAD = 2.0
# A vendor that said when to come back has most likely not died meanwhile.
ENDED_BY_TIME = (RateLimited.kind, QuotaSpent.kind)


class Relay:
    """Asks the tiers. A probe outlives its question, since its verdict is wanted; ``close`` ends it."""

    def __init__(self, tiers: Sequence[Tier], now_s: Callable[[], float]) -> None:
        self._tiers = tuple(tiers)
        self._now_s = now_s
        self._loose: set[asyncio.Task[Answer | None] | asyncio.Task[None]] = set()

    async def answer(self, question: Question, attempts: list[Attempt]) -> Answer | None:
        """The first good answer, or None; ``attempts`` grows by every tier that was asked or passed over."""
        leg = _Leg(self._tiers, question, self._now_s)
        warming = asyncio.get_running_loop().call_later(WARM_AFTER_S, self._warm_beside)
        try:
            return await leg.answer()
        finally:
            warming.cancel()
            attempts += leg.attempts()
            for run in leg.under_way():
                self._loose.add(run.task)
                run.task.add_done_callback(self._loose.discard)
                if not run.is_probe:
                    run.task.cancel()

    async def warm(self) -> None:
        """Get every tier ready, in their order."""
        for tier in self._tiers:
            await tier.warm()

    def _warm_beside(self) -> None:
        """Silence begins: whoever may have to step in gets ready."""
        warming = asyncio.create_task(self.warm(), name="warm up")
        self._loose.add(warming)
        warming.add_done_callback(self._loose.discard)

    async def close(self) -> None:
        """Give up the probes that are still under way."""
        for task in self._loose:
            task.cancel()
        await asyncio.gather(*self._loose, return_exceptions=True)


class _Leg:
    """The race for one question."""

    def __init__(self, tiers: Sequence[Tier], question: Question, now_s: Callable[[], float]) -> None:
        self._left = list(tiers)
        self._question = question
        self._now_s = now_s
        self._trail: list[Callable[[], Attempt]] = []
        self._runs: list[Run] = []
        self._is_over = False

    async def answer(self) -> Answer | None:
        self._start_next()
        while (under_way := self.under_way()) and not self._is_over:
            left_s = self._question.deadline_s - self._now_s()
            if left_s <= 0:
                return None
            next_s = self._next_start_s()
            timeout_s = left_s if next_s is None else min(left_s, max(0.0, next_s - self._now_s()))
            done, _ = await asyncio.wait(
                [run.task for run in under_way], timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
            )
            answer = next((answer for task in done if (answer := task.result()) is not None), None)
            if answer is not None:
                return answer
            self._go_on(timed_out=not done)
        return None

    def under_way(self) -> list[Run]:
        """The runs that have not come to an end."""
        return [run for run in self._runs if not run.task.done()]

    def attempts(self) -> list[Attempt]:
        """What became of each tier, in the order of their asking, the one that answered last."""
        return sorted((attempt() for attempt in self._trail), key=lambda attempt: attempt.outcome == "answered")

    def _serving(self) -> list[Run]:
        return [run for run in self.under_way() if not run.is_probe]

    def _go_on(self, *, timed_out: bool) -> None:
        serving = self._serving()
        if self._is_last_try():
            # One answer was thrown away already: nobody waits for a silent tier on top of that.
            self._is_over = all(run.silent_at_s <= self._now_s() for run in serving)
        elif timed_out or not serving or all(run.silent_at_s <= self._now_s() for run in serving):
            self._start_next()

    def _was_one_more_asked(self) -> bool:
        """Whether a tier has been asked besides one whose answer the guard rejected: there is no third try."""
        asked = [run for run in self._runs if not run.was_passed_over]
        return any(run.was_rejected for run in asked[:-1])

    def _is_last_try(self) -> bool:
        """Whether an answer was rejected and no further tier may be asked."""
        is_rejected = any(run.was_rejected for run in self._runs)
        return is_rejected and (not self._left or self._was_one_more_asked())

    def _next_start_s(self) -> float | None:
        """When the next tier joins, or nobody is waited for any more, if all stay silent; None for never."""
        serving = self._serving()
        if not serving:
            return None
        silent_s = max(run.silent_at_s for run in serving)
        if self._is_last_try():
            return silent_s
        if not self._left:
            return None
        following = self._left[0]
        if following.is_paid:
            return max(silent_s, self._question.deadline_s - PAID_LEAD * following.usual_s)
        return silent_s

    def _start_next(self) -> None:
        """Start the next tier that may be asked, and before it those that come back from a bench, beside it."""
        while self._left:
            tier = self._left[0]
            if self._serving() and tier.is_paid and not self._deadline_needs(tier):
                return
            self._left.pop(0)
            reason, is_probe = self._obstacle(tier)
            if reason:
                self._skip(tier, reason)
                continue
            self._start(tier, is_probe=is_probe)
            if not is_probe:
                return
        if not self._serving():
            self._rely_on_probes()

    def _rely_on_probes(self) -> None:
        """Nobody else is left: wait for a tier whose bench ended by time, for no other."""
        probes = self.under_way()
        for run in probes:
            run.is_probe = run.tier.standing().reason not in ENDED_BY_TIME
        self._is_over = all(run.is_probe for run in probes)

    def _deadline_needs(self, paid: Tier) -> bool:
        return self._question.deadline_s - self._now_s() <= PAID_LEAD * paid.usual_s

    def _obstacle(self, tier: Tier) -> tuple[str, bool]:
        """Why the tier cannot be asked now, if so; and whether asking it is a probe."""
        standing = tier.standing()
        if standing.status not in ("ready", "probe"):
            return f"{standing.status}: {standing.reason}", False
        if self._question.deadline_s - self._now_s() < LEAST_SHARE_OF_USUAL * tier.usual_s:
            return "no time left", False
        if tier.is_silent and any(self._could_serve(other) for other in self._left):
            return "silent", False
        return "", standing.status == "probe"

    def _could_serve(self, tier: Tier) -> bool:
        return not tier.is_paid and not tier.is_silent and tier.standing().status == "ready"

    def _skip(self, tier: Tier, reason: str) -> None:
        self._trail.append(lambda: Attempt(tier=tier.name, outcome="skipped", reason=reason))

    def _start(self, tier: Tier, *, is_probe: bool) -> None:
        run = Run(tier, self._question, self._now_s, is_probe=is_probe)
        self._runs.append(run)
        self._trail.append(partial(self._attempt, run))

    def _attempt(self, run: Run) -> Attempt:
        return run.attempt("deadline" if self._now_s() >= self._question.deadline_s else "overtaken")
