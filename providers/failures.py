"""Failures: every way in which a tier gives no usable answer, told apart by what the chain must do next.

    ProviderError             the next tier is asked
    ├── CacheMiss             no answer was ready
    ├── NotAsked              no call was made: benched, no room in a window, no money left, no time left
    ├── CallFailed            a call was made
    │   ├── RateLimited       too many for now               bench until the vendor's reset
    │   ├── QuotaSpent        the day's free quota is used   bench until the vendor's day ends
    │   ├── OwnerNeeded       only the owner can mend it     long bench, alarm
    │   │   ├── KeyRefused
    │   │   ├── CreditSpent
    │   │   ├── ModelRetired
    │   │   └── NotInstalled
    │   ├── Outage            the vendor is in trouble       bench of 2 s, doubling
    │   │   ├── Overloaded
    │   │   ├── ServerFailed
    │   │   ├── TimedOut
    │   │   ├── Unreachable   refused, reset, cut
    │   │   ├── Garbled       no JSON, HTML, another shape
    │   │   └── Overtaken     silent for so long that another tier answered first
    │   └── Unusable          this one answer is no reply    bench only after three in a row
    │       ├── BadRequest
    │       ├── TooLong
    │       ├── Blocked
    │       ├── Empty
    │       └── CutOff
    └── Rejected              the guard did not let it pass  never a bench

Refuses to hold a customer's words or a vendor's sentence: a reason is one of a few plain names, fit for statistics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

WindowName = Literal["requests_per_minute", "requests_per_day", "tokens_per_minute", "tokens_per_day"]


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call took: tokens, and millionths of a US dollar."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost_micro_usd: int = 0


NO_USAGE = Usage()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaReading:
    """What a vendor says of one of its windows; None where it does not say."""

    window: WindowName
    limit: int | None = None
    remaining: int | None = None
    resets_in_s: float | None = None


class ProviderError(Exception):
    """The tier gave no usable answer; ``reason`` says why in plain words, ``usage`` what was spent all the same."""

    kind: ClassVar[str] = "failed"

    def __init__(self, reason: str = "", usage: Usage = NO_USAGE) -> None:
        self.reason = reason or self.kind
        super().__init__(self.reason)
        self.usage = usage


class CacheMiss(ProviderError):
    """No answer is ready."""


class NotAsked(ProviderError):
    """The tier was passed over without a call; the reason says why."""


class CallFailed(ProviderError):
    """A call was made and gave nothing usable.

    ``retry_after_s`` is what the vendor asks for, in seconds. ``readings`` correct the windows. ``unsent`` is true
    where the request cannot have reached the vendor, so that it counts for nothing. ``detail`` is for logs and
    `check` alone: the vendor's status and code, never a customer's words.
    """

    def __init__(
        self,
        detail: str = "",
        *,
        usage: Usage = NO_USAGE,
        retry_after_s: float | None = None,
        readings: tuple[QuotaReading, ...] = (),
        unsent: bool = False,
    ) -> None:
        super().__init__(usage=usage)
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.readings = readings
        self.unsent = unsent


class RateLimited(CallFailed):
    """Too many requests or tokens for now."""

    kind = "rate limit"


class QuotaSpent(CallFailed):
    """The free quota of the vendor's day is used."""

    kind = "daily quota"


class OwnerNeeded(CallFailed):
    """It will fail until the owner changes something."""


class KeyRefused(OwnerNeeded):
    """The key is wrong, revoked or not allowed this."""

    kind = "key refused"


class CreditSpent(OwnerNeeded):
    """The account has no credit."""

    kind = "credit spent"


class ModelRetired(OwnerNeeded):
    """The model does not exist, or no longer."""

    kind = "model retired"


class NotInstalled(OwnerNeeded):
    """The vendor's SDK is not there."""

    kind = "not installed"


class Outage(CallFailed):
    """The vendor, or the way to it, is in trouble."""


class Overloaded(Outage):
    """The vendor has more work than it can do."""

    kind = "overloaded"


class ServerFailed(Outage):
    """The vendor's server failed."""

    kind = "server error"


class TimedOut(Outage):
    """No whole answer within the tier's time."""

    kind = "timeout"


class Unreachable(Outage):
    """The connection was refused, reset or cut."""

    kind = "unreachable"


class Garbled(Outage):
    """What came is no answer of this vendor: broken JSON, HTML, another shape."""

    kind = "bad response"


class Overtaken(Outage):
    """Another tier, started beside this one, answered first."""

    kind = "overtaken"


class Unusable(CallFailed):
    """The vendor works, and this answer is no reply."""


class BadRequest(Unusable):
    """The vendor does not accept the request."""

    kind = "bad request"


class TooLong(Unusable):
    """The request is larger than the model takes."""

    kind = "too long"


class Blocked(Unusable):
    """The vendor's filter stopped the answer."""

    kind = "blocked"


class Empty(Unusable):
    """An answer without text."""

    kind = "empty"


class CutOff(Unusable):
    """An answer that ends in its middle."""

    kind = "cut off"


class Rejected(ProviderError):
    """The guard found something in the answer that is not in this turn's facts."""

    kind = "rejected"
