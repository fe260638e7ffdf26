"""TwilioFaults: how the played Twilio says no, and what happens to which call instead of an answer.

Refuses to be silent about a script that is never reached: ``left`` tells what was not played.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

from rehearsal.line_trouble import LineTrouble

# In place of an address, whoever it is for: the typing indicator, and the list of what was taken.
TYPING, LISTING = "Typing.json", "listing"


class Refusal(Exception):
    """An answer of 400 or more, in Twilio's shape; ``code`` None leaves an answer without one."""

    def __init__(self, status: int, code: int | None, words: str = "", retry_after: str | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.code = code
        self.headers = {} if retry_after is None else {"Retry-After": retry_after}

    @property
    def body(self) -> dict[str, Any]:
        """The answer as JSON."""
        if self.code is None:
            return {"message": str(self), "status": self.status}
        more_info = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": str(self), "more_info": more_info, "status": self.status}


def too_fast(retry_after: str | None = None) -> Refusal:
    """429: too many calls at once."""
    return Refusal(429, 20429, "Too Many Requests", retry_after)


def unauthorized() -> Refusal:
    """401: the account's keys do not fit."""
    return Refusal(401, 20003, "Authenticate")


class TwilioFaults:
    """What goes wrong next, by the address that a message goes to."""

    def __init__(self) -> None:
        self._planned: defaultdict[str, deque[Refusal | LineTrouble]] = defaultdict(deque)

    def plan(self, address: str, *faults: Refusal | LineTrouble) -> None:
        """The next calls for ``address`` (`whatsapp:+91...`, TYPING or LISTING) meet these, one each."""
        self._planned[address].extend(faults)

    def take(self, address: str) -> Refusal | LineTrouble | None:
        """What this call meets, used up by it."""
        planned = self._planned[address]
        return planned.popleft() if planned else None

    @property
    def left(self) -> int:
        """How many planned faults no call has met."""
        return sum(map(len, self._planned.values()))
