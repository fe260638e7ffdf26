"""Finding: one thing that `check` looked at, what is the matter and what to do next.

Refuses to be vague: whatever failed names the next step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "off", "failed"]
MARKS: dict[Status, str] = {"ok": "ok  ", "off": "off ", "failed": "FAIL"}


@dataclass(frozen=True, slots=True)
class Finding:
    """``off`` is left out on purpose; ``next_step`` says what to do about it."""

    name: str
    status: Status
    detail: str
    next_step: str = ""
