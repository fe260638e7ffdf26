"""Live: the channels to real customers that have their keys, opened for one run.

Refuses to open a channel by halves: a missing key leaves its channel out, a wrong one ends the start with words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from handlers import routes, telegram_menu
from handlers.channels import Ground
from handlers.delivery.message import Channel
from handlers.opened import OpenShop
from handlers.owner.commands import COMMANDS as OWNER_COMMANDS
from handlers.owner.metrics import Metrics
from handlers.owner.page import OwnerPage
from handlers.pace import NO_PACE, PaceLimits
from handlers.telegram import Telegram
from handlers.telegram_options import TelegramOptions
from handlers.telegram_webhook import WebhookPlace
from handlers.twilio_account import TwilioAccount, account_of
from handlers.twilio_signature import TwilioSignature
from handlers.unreachable_chats import UnreachableChats
from handlers.web import PortTaken, Route, serving
from handlers.whatsapp import WhatsApp
from handlers.whatsapp_inbound import Report
from handlers.whatsapp_options import PACE, WhatsAppOptions
from handlers.whatsapp_webhook import WhatsAppWebhook
from settings import Settings
from shop.catalogue import Catalogue
from storage.database import Database
from storage.errors import StorageError


class LiveChannels:
    """Telegram and WhatsApp, as far as the settings hold their keys; ``connected`` says what is, once it receives."""

    def __init__(self, config: Settings) -> None:
        self._config = config
        self._account = account_of(config.keys)
        self.telegram: Telegram | None = None
        self.whatsapp: WhatsApp | None = None
        self.connected: list[str] = []

    @property
    def names(self) -> Sequence[str]:
        """The channels that have their keys."""
        telegram = ["telegram"] if self._config.keys.telegram_bot_token is not None else []
        return [*telegram, *(["whatsapp"] if self._account is not None else [])]

    @asynccontextmanager
    async def open(self, ground: Ground) -> AsyncIterator[Sequence[Channel]]:
        """The channels, able to send. Raises TelegramNotStarted."""
        async with AsyncExitStack() as stack:
            unreachable = await UnreachableChats.load(ground.database)
            if (options := self._telegram_options(ground)) is not None:
                telegram = await stack.enter_async_context(Telegram.open(options, unreachable, ground.clock))
                ground.shops.follow(lambda catalogue: telegram.introduce(_introductions(catalogue)))
                self.telegram = telegram
            if self._account is not None:
                outbound = self._whatsapp_options(self._account, ground)
                self.whatsapp = await stack.enter_async_context(
                    WhatsApp.open(outbound, unreachable, ground.clock, ground.database)
                )
            yield [channel for channel in (self.telegram, self.whatsapp) if channel is not None]

    @asynccontextmanager
    async def receiving(self, opened: OpenShop) -> AsyncIterator[None]:
        """Messages come in until the end of the block. Raises TelegramNotStarted, PortTaken."""
        web = self._config.web
        async with AsyncExitStack() as stack:
            try:
                address = await stack.enter_async_context(serving(self._routes(opened), web.host, web.port))
                self.connected.append(f"Web: {address}/ is the owner's page; also /healthz, /readyz, /metrics.")
            except PortTaken as error:
                if self._needs_web:
                    raise
                self.connected.append(f"{error} Until then there is no owner's page; the channels go on.")
            if self.whatsapp is not None:
                self.connected.append(_whatsapp_line(web.public_url))
            if self.telegram is not None:
                await stack.enter_async_context(self.telegram.receiving(opened.mailbox, opened.worker.wake))
                self.connected.append(f"Telegram: listening ({self._config.telegram.mode}).")
            yield

    @property
    def _needs_web(self) -> bool:
        return self.whatsapp is not None or self._has_webhook

    @property
    def _has_webhook(self) -> bool:
        return self.telegram is not None and self._config.telegram.mode == "webhook"

    def _routes(self, opened: OpenShop) -> list[Route]:
        config, office = self._config, opened.office
        token = config.keys.admin_token
        page = OwnerPage(
            *(office.stats, opened.clock),
            shop=lambda: opened.shop.catalogue.shop.name.en,
            token=None if token is None else token.get_secret_value(),
        )
        metrics = Metrics(opened.database, office.allowed, timezone=office.timezone, clock=opened.clock)
        found = routes.of_owner(page, metrics, lambda: can_accept(opened.database))
        if self.telegram is not None and self._has_webhook:
            found += routes.of_telegram(self.telegram)
        if self.whatsapp is not None and self._account is not None:
            found += routes.of_whatsapp(self._webhook(self.whatsapp, self._account, opened))
        return found

    def _webhook(self, whatsapp: WhatsApp, account: TwilioAccount, opened: OpenShop) -> WhatsAppWebhook:
        async def reported(report: Report) -> None:
            await whatsapp.statuses.report(report.sid, report.state, report.code, report.chat, opened.clock.now_ms())

        return WhatsAppWebhook(
            account,
            TwilioSignature(self._config.web.public_url, account.auth_token),
            opened.mailbox,
            opened.clock,
            heard=whatsapp.heard,
            reported=reported,
            wake=opened.worker.wake,
            alarm=opened.office.events.alarm,
        )

    def _whatsapp_options(self, account: TwilioAccount, ground: Ground) -> WhatsAppOptions:
        config = self._config
        return WhatsAppOptions(
            account_sid=account.sid,
            auth_token=account.auth_token,
            our_number=account.number,
            base_url=config.twilio.base_url,
            public_url=config.web.public_url,
            pace=PACE if config.twilio.pace else NO_PACE,
            alarm=ground.alarm,
            failures=ground.mailbox.outbox.failures,
            template_variables=config.twilio.template_variables,
        )

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
            menu=lambda: ground.shops.now.catalogue.menu,
            introductions=_introductions(ground.shops.now.catalogue),
            draw=ground.draw,
            has_thumbs=config.telegram.thumbs,
            alarm=ground.alarm,
            pace=PaceLimits() if config.telegram.pace else NO_PACE,
        )


def _introductions(catalogue: Catalogue) -> dict[str, telegram_menu.Introduction]:
    return telegram_menu.introductions(catalogue.menu, OWNER_COMMANDS)


async def can_accept(database: Database) -> bool:
    """Whether the database takes writes now."""
    try:
        await database.write(name="ready")
    except StorageError:
        return False
    return True


def _whatsapp_line(public_url: str | None) -> str:
    if public_url is None:
        return "WhatsApp: can send; to receive, set web.public_url to how the internet reaches the web server."
    return f"WhatsApp: listening at {public_url}{routes.WHATSAPP_PATH}."
