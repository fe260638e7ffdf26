"""Tier: a step of the chain between the cache and the rules, as the relay sees it.

Refuses to know vendors: whatever answers questions, may be benched and may cost money is a Tier.
"""

from __future__ import annotations

from typing import Protocol

from providers.answer import Provider, Question
from providers.bench import Standing
from providers.failures import Usage


class Tier(Provider, Protocol):
    """A Provider that says beforehand whether it may be asked, how long it mostly takes and whether it costs."""

    @property
    def is_paid(self) -> bool:
        """Whether a call costs money."""
        ...

    @property
    def usual_s(self) -> float:
        """Seconds after which its silence is unusual."""
        ...

    @property
    def is_silent(self) -> bool:
        """Whether a call is under way that has taken longer than usual."""
        ...

    def standing(self) -> Standing:
        """Whether it may be asked now, and if not, why and until when."""
        ...

    def most_usage(self, question: Question) -> Usage:
        """The most that asking this takes; what a call that was given up counts as."""
        ...

    async def warm(self) -> None:
        """Get ready to be asked soon, such as by loading an SDK; never raises, may do nothing."""
        ...
