"""Live: the channels to real customers that have their keys, opened for one run.

Refuses to open a channel by halves: a missing key leaves its channel out, a wrong one ends the start with words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from handlers import telegram_menu
from handlers.channels import Ground
from handlers.delivery.message import Channel
from handlers.opened import OpenShop
from handlers.owner.commands import COMMANDS as OWNER_COMMANDS
from handlers.telegram import Telegram
from handlers.telegram_options import TelegramOptions
from handlers.telegram_pace import NO_PACE, PaceLimits
from handlers.telegram_webhook import WebhookPlace
from handlers.unreachable_chats import UnreachableChats
from settings import Settings


class LiveChannels:
    """Telegram and WhatsApp, as far as the settings hold their keys; ``connected`` says what is, once it receives."""

    def __init__(self, config: Settings) -> None:
        self._config = config
        self.telegram: Telegram | None = None
        self.connected: list[str] = []

    @property
    def names(self) -> Sequence[str]:
        """The channels that have their keys."""
        return ("telegram",) if self._config.keys.telegram_bot_token is not None else ()

    @asynccontextmanager
    async def open(self, ground: Ground) -> AsyncIterator[Sequence[Channel]]:
        """The channels, able to send. Raises TelegramNotStarted."""
        async with AsyncExitStack() as stack:
            unreachable = await UnreachableChats.load(ground.database)
            if (options := self._telegram_options(ground)) is not None:
                self.telegram = await stack.enter_async_context(Telegram.open(options, unreachable, ground.clock))
            yield [channel for channel in (self.telegram,) if channel is not None]

    @asynccontextmanager
    async def receiving(self, opened: OpenShop) -> AsyncIterator[None]:
        """Messages come in until the end of the block. Raises TelegramNotStarted."""
        async with AsyncExitStack() as stack:
            if self.telegram is not None:
                await stack.enter_async_context(self.telegram.receiving(opened.mailbox, opened.worker.wake))
                self.connected.append(f"Telegram: listening ({self._config.telegram.mode}).")
            yield

    def _telegram_options(self, ground: Ground) -> TelegramOptions | None:
        config, keys = self._config, self._config.keys
        if keys.telegram_bot_token is None:
            return None
        secret = keys.telegram_webhook_secret
        webhook = None
        if config.telegram.mode == "webhook":
            webhook = WebhookPlace.checked(config.web.public_url, None if secret is None else secret.get_secret_value())
        return TelegramOptions(
            token=keys.telegram_bot_token.get_secret_value(),
            base_url=config.telegram.base_url,
            webhook=webhook,
            owner_ids=config.owner.telegram_ids,
            menu=lambda: ground.catalogue.menu,
            introductions=telegram_menu.introductions(ground.catalogue.menu, OWNER_COMMANDS),
            draw=ground.draw,
            alarm=ground.alarm,
            pace=PaceLimits() if config.telegram.pace else NO_PACE,
        )
