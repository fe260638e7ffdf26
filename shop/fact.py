"""A Fact: one number or text that may be said this turn, with its name.

Refuses to hold anything that code did not take from the owner's templates or compute from them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """``value`` is plain: "11210.00" for money in rupees, "18" for a percentage, "7" for a count of days."""

    name: str
    value: str
