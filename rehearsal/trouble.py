"""Trouble: every way in which a vendor of models fails its callers, under a name that an owner understands.

Refuses to invent failures: each one is a recorded reply or a fault of the connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from rehearsal.vendor import Fault
from rehearsal.vendor_replies import WIRES, Sent, Wire, recorded

Sort = Literal["refused", "unusable", "silent"]
# A tier is left alone after one failure, but after an answer that is no reply only at the third in a row.
CALLS_BEFORE_BENCH: dict[Sort, int] = {"refused": 1, "silent": 1, "unusable": 3}
NAMES: dict[str, tuple[str, Sort]] = {
    "auth": ("key is wrong", "refused"),
    "forbidden": ("key is not allowed", "refused"),
    "rate429": ("rate limit", "refused"),
    "quota_day": ("daily quota is spent", "refused"),
    "billing402": ("no credit", "refused"),
    "overload": ("overloaded", "refused"),
    "e500": ("server error", "refused"),
    "e498": ("capacity or gateway timeout", "refused"),
    "html502": ("bad gateway page", "refused"),
    "notfound": ("model not found", "refused"),
    "decom": ("model retired", "refused"),
    "redirect": ("redirected elsewhere", "refused"),
    "badjson": ("broken JSON", "refused"),
    "wrongshape": ("JSON of another shape", "refused"),
    "html200": ("login page instead of JSON", "refused"),
    "badreq": ("request not accepted", "unusable"),
    "ctxlen": ("prompt too long", "unusable"),
    "toolarge": ("request too large", "unusable"),
    "blocked": ("answer blocked", "unusable"),
    "safety": ("answer stopped by a safety filter", "unusable"),
    "empty": ("no answer inside", "unusable"),
    "emptytext": ("empty text", "unusable"),
    "nulltext": ("no text, or cut off", "unusable"),
}


class Refused(Enum):
    """Nobody listens at the vendor's address."""

    REFUSED = "the connection is refused"


FAULTS: tuple[tuple[Fault | Refused, Sort], ...] = (
    (Refused.REFUSED, "refused"),
    (Fault.RESET, "refused"),
    (Fault.CUT, "refused"),
    (Fault.SILENT, "silent"),
    (Fault.DRIP, "silent"),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One failure on one wire; ``does`` is what the vendor does to each request."""

    name: str
    wire: Wire
    sort: Sort
    does: Sent | Fault | Refused

    @property
    def most_calls(self) -> int:
        """How many calls a chain may waste on it."""
        return CALLS_BEFORE_BENCH[self.sort]


def troubles(wire: Wire) -> tuple[Trouble, ...]:
    """All that may go wrong on a wire, once each."""
    found = [Trouble(name, wire, sort, recorded(wire, case)) for case, (name, sort) in NAMES.items()]
    # Where a vendor knows no such case, a normal answer was recorded under its name.
    normal = recorded(wire, "ok").body
    found = [trouble for trouble in found if not (isinstance(trouble.does, Sent) and trouble.does.body == normal)]
    return (*found, *(Trouble(fault.value, wire, sort, fault) for fault, sort in FAULTS))


def everywhere(name: str) -> dict[Wire, Trouble]:
    """One failure on all wires at once. Raises StopIteration for a name that nobody knows."""
    return {wire: next(trouble for trouble in troubles(wire) if trouble.name == name) for wire in WIRES}
