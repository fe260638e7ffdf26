"""CheckChannels: how each channel stands, and who the owner is: what is right, what is missing, what to do next.

Refuses to receive and to send: Telegram is asked who the bot is, Twilio whether the account is there, and the own
webhook gets one signed request that it recognises and does not store.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from handlers.owner import owners
from handlers.owner.finding import Finding
from handlers.telegram_faults import NotConnected, TelegramFault, TelegramNotStarted, TokenRefused
from handlers.telegram_webhook import WebhookPlace
from settings import Settings
from storage.errors import StorageError
from storage.migrations import Migration
from storage.reader import Reader

CALL_TIMEOUT_S = 10.0
log = logging.getLogger(__name__)


async def check_telegram(settings: Settings) -> Finding:
    """Whether Telegram knows the token, and how updates will come."""
    token = settings.keys.telegram_bot_token
    if token is None:
        return Finding(
            "telegram", "off", "no token", "let @BotFather make a bot, and set TELEGRAM_BOT_TOKEN to its token"
        )
    if settings.telegram.mode == "webhook":
        secret = settings.keys.telegram_webhook_secret
        try:
            WebhookPlace.checked(settings.web.public_url, None if secret is None else secret.get_secret_value())
        except TelegramNotStarted as error:
            return Finding("telegram", "failed", "webhook mode is not complete", str(error))
    from handlers.telegram_wire import Wire  # noqa: PLC0415 - it loads Telegram's library

    try:
        async with (
            asyncio.timeout(CALL_TIMEOUT_S),
            Wire.open(token.get_secret_value(), settings.telegram.base_url) as wire,
        ):
            name = await wire.identify()
    except TokenRefused:
        next_step = "copy it again from @BotFather into TELEGRAM_BOT_TOKEN"
        return Finding("telegram", "failed", "Telegram does not know the token", next_step)
    except (NotConnected, TimeoutError):
        where = settings.telegram.base_url or "Telegram"
        return Finding("telegram", "failed", f"{where} cannot be reached", "look whether the network works")
    except TelegramFault as fault:
        return Finding("telegram", "failed", f"Telegram refuses: {fault}", "look at telegram.base_url if it is set")
    return Finding("telegram", "ok", f"@{name} answers; updates come by {settings.telegram.mode}")


async def check_owner(settings: Settings, migrations: Sequence[Migration]) -> Finding:
    """Who gives the owner's commands and hears what needs the owner."""
    chats = [f"telegram:{number}" for number in settings.owner.telegram_ids]
    chats += [f"whatsapp:{settings.owner.whatsapp}"] if settings.owner.whatsapp else []
    try:
        async with Reader.open_read_only(settings.storage.path, migrations) as reader:
            rows = await reader.read(lambda connection: connection.execute(owners.SELECT_OWNERS).fetchall())
        chats += [chat for (chat,) in rows]
    except StorageError:
        # No database yet, or one that cannot be read: the finding on the database tells which.
        log.info("owners_not_read", exc_info=True)
    if chats:
        return Finding("owner", "ok", ", ".join(dict.fromkeys(chats)))
    next_step = "start the bot with a channel and send it the /claim code that it prints, from your own private chat"
    return Finding("owner", "off", "nobody yet", next_step)
