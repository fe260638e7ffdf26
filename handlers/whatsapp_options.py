"""WhatsAppOptions: what the WhatsApp channel is opened with, with the defaults of a real day.

Refuses to show the auth token, in a log or anywhere else.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.backoff import Patience
from handlers.channels import Alarm, nobody
from handlers.delivery.outbox import Failures
from handlers.pace import PaceLimits

CHANNEL = "whatsapp"
STATUS_PATH = "/whatsapp/status"
# What WhatsApp lets one sender send. A chat's messages keep their order by themselves, without a gap.
PACE = PaceLimits(chat_gap_s=0, all_gap_s=1 / 80)
PATIENCE = Patience(first_pause_s=1.0, longest_pause_s=60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLimits:
    """Seconds: ``connect_s`` for a connection, the wait for a free one included; ``total_s`` for the whole call."""

    connect_s: float = 3.0
    total_s: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppOptions:
    """``our_number`` with or without `whatsapp:`; ``base_url`` stands for all of Twilio's hosts, None for them.

    ``public_url`` is how Twilio reaches this server; None: nobody hears what becomes of a message. ``alarm`` hears
    what only the owner can mend: the channel, and Twilio's code. ``patience`` is for 429 without a time.
    ``typing_after_s``: how long a customer waits, in seconds, until shown that an answer is on its way.
    ``failures`` is told of messages with a key that Twilio took and lost, ``template_variables`` fill templates.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    our_number: str
    base_url: str | None = None
    public_url: str | None = None
    pace: PaceLimits = PACE
    alarm: Alarm = nobody
    limits: CallLimits = CallLimits()
    patience: Patience = PATIENCE
    random: Callable[[], float] = random.random
    typing_after_s: float = 0.5
    failures: Failures | None = None
    template_variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        """Our number as Twilio addresses it."""
        return f"{CHANNEL}:{self.our_number.removeprefix(f'{CHANNEL}:')}"

    @property
    def status_url(self) -> str | None:
        """Where Twilio posts what becomes of a message."""
        return None if self.public_url is None else f"{self.public_url.rstrip('/')}{STATUS_PATH}"
