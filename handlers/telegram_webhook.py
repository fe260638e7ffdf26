"""TelegramWebhook: what the web server hands over from `POST /telegram`, answered with an HTTP status.

Refuses whoever does not know the secret. To who does, a body that cannot be read is "received" all the same: Telegram
would send it again for ever, and hold back all that comes after it.
"""

from __future__ import annotations

import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from handlers.telegram_faults import TelegramNotStarted
from storage.errors import StorageError

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MOST_CONNECTIONS = 40  # at once, from Telegram to us
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPlace:
    """``public_url`` is how the internet reaches the web server; ``secret`` proves that Telegram is calling."""

    public_url: str
    secret: str = field(repr=False)

    @classmethod
    def checked(cls, public_url: str | None, secret: str | None) -> WebhookPlace:
        """The place, where both are there and usable. Raises TelegramNotStarted."""
        if public_url is None:
            raise TelegramNotStarted("telegram.mode is webhook: set web.public_url to how the internet reaches the bot")
        if secret is None or not _SECRET.fullmatch(secret):
            raise TelegramNotStarted(
                "telegram.mode is webhook: set TELEGRAM_WEBHOOK_SECRET to 32 random A-Z a-z 0-9 _ -"
            )
        return cls(public_url=public_url, secret=secret)

    @property
    def url(self) -> str:
        """Where Telegram posts updates."""
        return f"{self.public_url}{PATH}"


class TelegramWebhook:
    """Lets updates in; ``take`` stores them."""

    def __init__(self, secret: str, take: Callable[[Sequence[object]], Awaitable[None]]) -> None:
        self._secret = secret.encode()
        self._take = take

    async def accept(self, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status: 200 stored, known or left alone; 403 wrong secret; 503 not stored, to be sent again."""
        given = next((value for name, value in headers.items() if name.lower() == SECRET_HEADER.lower()), "")
        # As bytes: compare_digest takes no str with a letter beyond ASCII.
        if not hmac.compare_digest(given.encode(errors="surrogatepass"), self._secret):
            return HTTPStatus.FORBIDDEN
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            log.warning("webhook_body_unreadable", extra={"bytes": len(body)})
            return HTTPStatus.OK
        try:
            await self._take([update])
        except StorageError as error:
            log.warning("webhook_not_stored", extra={"reason": str(error)})
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK
