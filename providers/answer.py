"""What goes through the chain: Question in, Answer out, with one Attempt for every tier that was asked.

The tree of what can go wrong stands in failures.py.
Refuses to know chats and channels: a Question carries all that a tier may use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from providers.failures import NO_USAGE, ProviderError, Usage
from providers.prompt import Prompt, Utterance
from shop.fact import Fact
from shop.understanding import Understanding

__all__ = ["Answer", "Attempt", "Fact", "Outcome", "Provider", "ProviderError", "Question", "usd_text"]

Outcome = Literal["answered", "hit", "miss", "skipped", "failed", "rejected"]


def usd_text(micro_usd: int) -> str:
    """Millionths of a US dollar as text with six decimals: 1234 -> "0.001234"."""
    whole, fraction = divmod(micro_usd, 1_000_000)
    return f"{whole}.{fraction:06d}"


def micro_usd(text: str) -> int:
    """The reverse of ``usd_text``."""
    whole, fraction = text.split(".")
    return int(whole) * 1_000_000 + int(fraction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One tier asked once; ``ms`` is its time in milliseconds, the cost is in millionths of a US dollar."""

    tier: str
    outcome: Outcome
    reason: str = ""
    ms: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micro_usd: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The attempt in the shape that `ask --json` prints."""
        return {
            "tier": self.tier,
            "outcome": self.outcome,
            "reason": self.reason,
            "ms": self.ms,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "cost_usd": usd_text(self.cost_micro_usd),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Attempt:
        """The attempt that ``as_dict`` wrote."""
        rest = {key: value for key, value in data.items() if key != "cost_usd"}
        return cls(**rest, cost_micro_usd=micro_usd(data["cost_usd"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a tier or the chain says. A tier gives its ``usage``; the chain gives the ``attempts`` behind it.

    ``stored_as`` is the key under which the cache may hold it for others, None where it does not.
    """

    text: str
    tier: str
    intents: tuple[str, ...]
    language: str
    handoff: bool = False
    facts: tuple[Fact, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    usage: Usage = NO_USAGE
    stored_as: str | None = field(default=None, compare=False)

    @property
    def cost_micro_usd(self) -> int:
        """What all attempts cost together, in millionths of a US dollar."""
        return sum(attempt.cost_micro_usd for attempt in self.attempts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that a tier may use: the customer's words, what the shop understood, and the time left.

    ``deadline_s`` is seconds on the chain's monotonic clock at which the customer must have an answer.
    ``turns`` were said before, oldest first; none where the question ``stands_alone``: then everybody who asks it may
    have the same answer. ``floor`` is the rule answer where it is already worked out, ``prompt`` what the models get.
    """

    text: str
    understanding: Understanding
    deadline_s: float
    turns: tuple[Utterance, ...] = ()
    stands_alone: bool = False
    floor: Answer | None = None
    prompt: Prompt | None = None


class Provider(Protocol):
    """A tier, or the whole chain: a Question goes in, an Answer comes out."""

    @property
    def name(self) -> str:
        """The tier's name as it stands in ``chain``."""
        ...

    async def answer(self, question: Question) -> Answer:
        """An answer, or ProviderError."""
        ...
