"""TwilioCodes: what to do about each of Twilio's error codes, whether a call or a delivery report brings it.

The sources are Twilio's error dictionary (www.twilio.com/docs/api/errors/CODE) and its page of WhatsApp's own codes
(www.twilio.com/docs/whatsapp/api/error-code-mapping). Refuses to guess about Twilio's own failures: with 5xx the
message may have gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

UNAUTHORIZED, TOO_MANY_REQUESTS, SERVER_FAILURE = 401, 429, 500
KEY_REFUSED = "20003"
WINDOW_CLOSED = "63016"
KEY_AGAIN_S = 60.0
LOOP_GUARD_S = 30.0
DAY_FULL_AGAIN_S = 3600.0


class Outcome(Enum):
    """What became of a message."""

    LATER = "surely not taken, and may be sent again"
    REFUSED = "surely not taken, and never will be"
    UNKNOWN = "nobody knows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``again_s``: seconds to wait, where Twilio does not say how long; None leaves it to a growing pause.

    ``alarm``: what the owner is told, "" for nothing. ``unreachable``: the customer takes nothing until heard again.
    """

    outcome: Outcome
    again_s: float | None = None
    alarm: str = ""
    unreachable: bool = False


_TOO_FAST = Verdict(outcome=Outcome.LATER)
_REFUSED = Verdict(outcome=Outcome.REFUSED)
_UNREACHABLE = Verdict(outcome=Outcome.REFUSED, unreachable=True)
_KEY_REFUSED = Verdict(outcome=Outcome.LATER, again_s=KEY_AGAIN_S, alarm=KEY_REFUSED)


def _alarming(code: str) -> Verdict:
    return Verdict(outcome=Outcome.REFUSED, alarm=code)


_VERDICTS = {
    # Too many calls at once: "Requests that receive 429 responses aren't processed and are safe to retry".
    "20429": _TOO_FAST,
    # The sender's own rate, or WhatsApp's 1015, 429 and 471.
    "63018": _TOO_FAST,
    # More than 30 replies between two numbers within 30 s: Twilio fails what follows for 30 s.
    "14107": Verdict(outcome=Outcome.LATER, again_s=LOOP_GUARD_S),
    # The account's messages of a rolling day are used up (trial: 50).
    "63038": Verdict(outcome=Outcome.LATER, again_s=DAY_FULL_AGAIN_S, alarm="63038"),
    # Keys that do not fit: kept, so that nothing is lost while the owner mends them.
    KEY_REFUSED: _KEY_REFUSED,
    # Free text later than 24 hours after the customer's last message (WhatsApp's 470).
    WINDOW_CLOSED: _alarming(WINDOW_CLOSED),
    # The customer wrote STOP to Twilio / blocked the shop.
    "21610": _UNREACHABLE,
    "63014": _UNREACHABLE,
    # No such recipient: at the channel / at WhatsApp (1026, 1002) / a wrong number / not one for messages.
    "63003": _REFUSED,
    "63024": _REFUSED,
    "21211": _REFUSED,
    "21614": _REFUSED,
    # Against the channel's policy (WhatsApp's 1008 and 1009).
    "63013": _REFUSED,
    # More than 1,600 characters.
    "21617": _REFUSED,
    # The sandbox was not joined by this customer, or longer than three days ago.
    "63015": _alarming("63015"),
    # Not a sender of ours: unknown at the channel / no valid number / none given / not able to / not in this account.
    "63007": _alarming("63007"),
    "21212": _alarming("21212"),
    "21603": _alarming("21603"),
    "21606": _alarming("21606"),
    "21659": _alarming("21659"),
}


def verdict_of_report(code: str) -> Verdict:
    """What a delivery report's ``code`` means: its message is lost, whatever the outcome says about a next one."""
    return _VERDICTS.get(code, _REFUSED)


def verdict_of_answer(status: int, code: str) -> Verdict:
    """What an HTTP answer of ``status`` (400 or more) with ``code`` ("" for none) means for the message."""
    if status >= SERVER_FAILURE:
        return Verdict(outcome=Outcome.UNKNOWN)
    if code in _VERDICTS:
        return _VERDICTS[code]
    if status == TOO_MANY_REQUESTS:
        return _TOO_FAST
    return _KEY_REFUSED if status == UNAUTHORIZED else _REFUSED
