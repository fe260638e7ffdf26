"""Run: one tier being asked for one question, as a task of its own.

Refuses to let an error out: whatever the tier does becomes an outcome, an answer or the reason for none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict

from providers.answer import Answer, Attempt, Outcome, Question
from providers.failures import NO_USAGE, NotAsked, ProviderError, Rejected, Usage
from providers.tier import Tier

log = logging.getLogger(__name__)


class Run:
    """``is_probe``: the tier comes back from a bench, and nobody shall wait for it.

    ``was_rejected``: the guard did not let its answer pass. ``was_passed_over``: no call was made.
    """

    def __init__(self, tier: Tier, question: Question, now_s: Callable[[], float], *, is_probe: bool = False) -> None:
        self.tier = tier
        self.is_probe = is_probe
        self.started_s = now_s()
        self.was_rejected = self.was_passed_over = False
        self._question = question
        self._now_s = now_s
        self._attempt: Attempt | None = None
        self.task = asyncio.create_task(self._ask(), name=f"ask {tier.name}")

    @property
    def silent_at_s(self) -> float:
        """When its silence becomes unusual."""
        return self.started_s + self.tier.usual_s

    def attempt(self, left_because: str) -> Attempt:
        """What became of it; ``left_because`` is the reason should it still be under way."""
        return self._attempt or self._made("failed", left_because, self.tier.most_usage(self._question))

    async def _ask(self) -> Answer | None:
        try:
            answer = await self.tier.answer(self._question)
        except NotAsked as error:
            self.was_passed_over = True
            self._attempt = self._made("skipped", error.reason)
        except Rejected as error:
            self.was_rejected = True
            self._attempt = self._made("rejected", error.reason, error.usage)
        except ProviderError as error:
            self._attempt = self._made("failed", error.reason, error.usage)
        except Exception:
            log.exception("tier_failed", extra={"tier": self.tier.name})
            self._attempt = self._made("failed", "unforeseen")
        else:
            self._attempt = self._made("answered", usage=answer.usage)
            return answer
        return None

    def _made(self, outcome: Outcome, reason: str = "", usage: Usage = NO_USAGE) -> Attempt:
        ms = round((self._now_s() - self.started_s) * 1000, 3)
        return Attempt(tier=self.tier.name, outcome=outcome, reason=reason, ms=ms, **asdict(usage))
