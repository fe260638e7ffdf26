"""TwilioFaults: what can go wrong with a call of Twilio's REST API.

    TwilioFault
    ├── Declined      Twilio answered, and did not do it; handlers/twilio_codes.py says what to do
    ├── NotConnected  nothing left this machine
    └── Unclear       nobody knows whether the call was carried out

Refuses to carry a number, a key or a text: messages are codes, or the name of what failed.
"""

from __future__ import annotations


class TwilioFault(Exception):
    """A call failed; the message says how, fit for a log."""


class Declined(TwilioFault):
    """HTTP ``status`` of 400 or more; ``code`` is Twilio's own, "" where the answer holds none.

    ``retry_after_s`` is what the answer asks for, in seconds; None where it asks for nothing.
    """

    def __init__(self, status: int, code: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(f"HTTP {status}, code {code or 'none'}")
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s


class NotConnected(TwilioFault):
    """Surely not carried out: no connection could be made."""


class Unclear(TwilioFault):
    """Perhaps carried out: the answer is missing, broken, or a failure on Twilio's side."""
