"""TelegramOptions: what the Telegram channel is opened with, with the defaults of a real day.

Refuses to show the token, in a log or anywhere else.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from handlers.backoff import Patience
from handlers.channels import Alarm, nobody
from handlers.pace import PaceLimits
from handlers.telegram_menu import Introduction
from handlers.telegram_typing import TypingTimes
from handlers.telegram_webhook import WebhookPlace
from shop.menu import Menu

# What is the matter, as alarms name it.
ANOTHER_RECEIVER, TOKEN_REFUSED = "another receiver", "token refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramOptions:
    """``webhook`` None means polling; ``base_url`` is what stands before `/bot<token>`, None for Telegram's own.

    ``introductions`` stand under the language code of a customer's app, "" for all others. ``menu`` gives the buttons
    as the templates have them now, ``draw`` the PNG that a part names; ``has_thumbs`` as in telegram_menu.rows_under.
    ``alarm`` hears what only the owner can mend: the channel, and what is the matter. ``poll_s``: how long, in seconds,
    Telegram may wait for the first update.
    """

    token: str = field(repr=False)
    base_url: str | None = None
    webhook: WebhookPlace | None = None
    owner_ids: tuple[int, ...] = ()
    menu: Callable[[], Menu] | None = None
    introductions: Mapping[str, Introduction] = field(default_factory=dict)
    draw: Callable[[str], Awaitable[bytes]] | None = None
    has_thumbs: bool = False
    alarm: Alarm = nobody
    pace: PaceLimits = field(default_factory=PaceLimits)
    patience: Patience = field(default_factory=Patience)
    poll_s: int = 25
    typing: TypingTimes = field(default_factory=TypingTimes)
    random: Callable[[], float] = random.random

    @property
    def bot_id(self) -> str:
        """The bot's number, which its token begins with; never the secret part."""
        number, colon, _ = self.token.partition(":")
        return number if colon and number.isdigit() else ""
