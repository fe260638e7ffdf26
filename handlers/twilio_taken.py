"""TakenMessage: a message of ours as Twilio lists it.

Refuses to carry more than what tells one from another.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenMessage:
    """``created_at_ms`` is milliseconds since 1970 in UTC, 0 where Twilio does not tell; ``state`` is Twilio's word."""

    sid: str
    body: str
    state: str
    created_at_ms: int

    @property
    def is_lost(self) -> bool:
        """Whether it will never reach its customer."""
        return self.state in ("failed", "undelivered", "canceled")
