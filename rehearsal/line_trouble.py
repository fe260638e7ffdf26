"""LineTrouble: what may happen to a call to a played channel instead of an answer.

Refuses to be an answer: how a channel says no is its own, see telegram_faults.py and twilio_faults.py.
"""

from __future__ import annotations

from enum import Enum


class LineTrouble(Enum):
    """What may happen to a connection instead of an answer."""

    SILENCE = "accepted, not carried out, and nothing sent"
    CUT = "not carried out, and the connection closed"
    CUT_AFTERWARDS = "carried out, and the connection closed before the answer"
    GARBAGE = "carried out, and an answer that is no JSON"
    NONSENSE = "carried out, and an answer of another shape"
