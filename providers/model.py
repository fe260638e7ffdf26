"""Model: one vendor's wire behind one face. A Prompt goes in, a Completion comes out.

Refuses to decide: when to call, how often and at what price is the tier's business, what may be said the guard's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from providers.failures import QuotaReading
from providers.prompt import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A whole answer: text that is not empty, tokens as the vendor counted them, and what it said of its windows."""

    text: str
    tokens_in: int
    tokens_out: int
    readings: tuple[QuotaReading, ...] = ()


class Model(Protocol):
    """One model at one vendor, with one client for life."""

    async def open(self) -> None:
        """Import the SDK (in a thread) and build the client; a second call does nothing. Raises CallFailed."""
        ...

    async def complete(self, prompt: Prompt, timeout_s: float) -> Completion:
        """One call without retries, at most ``timeout_s`` seconds in all. Raises CallFailed."""
        ...

    async def close(self) -> None:
        """Close the client; a second call does nothing."""
        ...
