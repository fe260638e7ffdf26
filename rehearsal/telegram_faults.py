"""TelegramFaults: how the played Telegram says no, and what may happen to a call instead of an answer.

Refuses to be silent about a script that is never reached: ``left`` tells what was not played.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rehearsal.line_trouble import LineTrouble


class Refusal(Exception):
    """An answer other than 200, in Telegram's words."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """The answer as JSON."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad_request(reason: str) -> Refusal:
    """400: what was asked for cannot be."""
    return Refusal(400, f"Bad Request: {reason}")


def too_fast(seconds: int) -> Refusal:
    """429: again after ``seconds``."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", seconds)


def blocked() -> Refusal:
    """403: the customer blocked the bot."""
    return Refusal(403, "Forbidden: bot was blocked by the user")


@dataclass(slots=True)
class _Planned:
    method: str
    fault: Refusal | LineTrouble
    chat_id: int | None
    times: int


class FaultScript:
    """What goes wrong next, by method and chat."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def plan(self, method: str, fault: Refusal | LineTrouble, *, chat_id: int | None = None, times: int = 1) -> None:
        """The next ``times`` calls of ``method`` (to ``chat_id``, or to anybody) meet ``fault``."""
        self._planned.append(_Planned(method.lower(), fault, chat_id, times))

    def take(self, method: str, chat_id: int | None) -> Refusal | LineTrouble | None:
        """What this call meets, used up by it."""
        for planned in self._planned:
            if planned.times > 0 and planned.method == method.lower() and planned.chat_id in (None, chat_id):
                planned.times -= 1
                return planned.fault
        return None

    @property
    def left(self) -> int:
        """How many planned faults no call has met."""
        return sum(planned.times for planned in self._planned)
