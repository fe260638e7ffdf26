"""TelegramFaults: what can go wrong with a call of the Bot API, told by what it means for us.

    TelegramFault
    ├── TokenRefused     401 or 404: Telegram does not know the token
    ├── AnotherReceiver  409: another program polls with this token, or a webhook is set
    ├── TooFast          429: again after ``seconds``
    ├── Blocked          403: the customer blocked the bot or is gone
    ├── Refused          400: Telegram will never take this
    ├── NotConnected     nothing left this machine
    └── Unclear          nobody knows whether the call was carried out

Refuses to carry the token: messages are Telegram's own words or the name of what failed.
"""

from __future__ import annotations


class TelegramFault(Exception):
    """A call failed; the message says how, fit for a log."""


class TokenRefused(TelegramFault):
    """Telegram does not know the token (or, once it was accepted, the method)."""


class AnotherReceiver(TelegramFault):
    """Updates go somewhere else: to another program that polls, or to a webhook."""


class TooFast(TelegramFault):
    """Surely not carried out; may be tried again after ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds


class Blocked(TelegramFault):
    """Surely not carried out: the customer does not want it, or is no more."""


class Refused(TelegramFault):
    """Surely not carried out, and never will be."""


class NotConnected(TelegramFault):
    """Surely not carried out: no connection could be made."""


class Unclear(TelegramFault):
    """Perhaps carried out: the answer is missing, broken, or a failure on Telegram's side."""


class TelegramNotStarted(Exception):
    """The channel cannot start; the message says what the owner does about it."""
