"""Reasons: what the chain's short reasons mean, in words that a shop's owner understands.

Refuses to hide a reason that it does not know: that one is shown as it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

_PLAIN = {
    "rate limit": "too many calls",
    "daily quota": "free quota of the day used up",
    "key refused": "key refused",
    "credit spent": "no credit left",
    "model retired": "model no longer offered",
    "not installed": "SDK not installed",
    "overloaded": "vendor overloaded",
    "server error": "vendor's server failed",
    "timeout": "too slow",
    "deadline": "too slow",
    "unreachable": "not reached",
    "bad response": "garbled answer",
    "overtaken": "silent, another was faster",
    "bad request": "request not accepted",
    "too long": "question too long",
    "blocked": "stopped by the vendor's filter",
    "empty": "empty answer",
    "cut off": "answer cut off",
    "by the owner": "you paused it",
    "unforeseen": "unforeseen mistake, see the log",
}
REJECTED = "stopped by the guard"
OUT_OF_MONEY = "money cap reached"


def plain(reason: str) -> str:
    """A reason in an owner's words."""
    return _PLAIN.get(reason, reason)


def troubles(other_outcomes: Mapping[str, int]) -> dict[str, int]:
    """What went wrong at a tier and how often, most often first, from its ``other_outcomes`` in the figures.

    Being passed over is no trouble, but for want of money: why a tier was passed over shows at the tier itself. Nor is
    the failure of a call that was shared: it counts where it was made.
    """
    counts: Counter[str] = Counter()
    for name, count in other_outcomes.items():
        outcome, _, reason = name.partition(": ")
        if outcome == "failed" and reason != "shared":
            counts[plain(reason)] += count
        elif outcome == "rejected":
            counts[REJECTED] += count
        elif outcome == "skipped" and reason.startswith("no budget"):
            counts[OUT_OF_MONEY] += count
    return dict(counts.most_common())
