"""TelegramWire: the calls of the Bot API that the shop needs, over python-telegram-bot.

Loaded only when the channel opens. Every failure leaves as a TelegramFault.
Refuses to let the token out: the libraries below log addresses that hold it, so their loggers are shut.
"""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, Self

import httpx
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.constants import ChatAction
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from handlers.telegram_faults import (
    AnotherReceiver,
    Blocked,
    NotConnected,
    Refused,
    TelegramFault,
    TokenRefused,
    TooFast,
    Unclear,
)
from handlers.telegram_menu import Introduction, Rows

TELEGRAM = "https://api.telegram.org"
CONNECTIONS = 128
CONNECT_S, WRITE_S, POOL_S = 5.0, 10.0, 20.0
# A send whose answer is late may have arrived, so patience is worth more than a quick verdict.
READ_S = 30.0
SIDE_READ_S = 5.0  # for calls that may fail without anybody noticing
TOO_FAST_UNTOLD_S = 1.0
_FAULTS: dict[type[TelegramError], type[AnotherReceiver | Blocked | Refused | TokenRefused]] = {
    InvalidToken: TokenRefused,
    EndPointNotFound: TokenRefused,
    Conflict: AnotherReceiver,
    Forbidden: Blocked,
    BadRequest: Refused,
    ChatMigrated: Refused,
}
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class _RawBot(Bot):
    """A Bot that hands out updates as JSON: ``get_updates`` fails as a whole where it cannot parse one of them."""

    async def raw_updates(self, timeout_s: int, **parameters: Any) -> Any:
        data = {"timeout": timeout_s, **parameters}
        return await self._post("getUpdates", data, read_timeout=timeout_s + READ_S)


class Wire:
    """An open line to Telegram, or to what plays it; each method is one call."""

    def __init__(self, bot: _RawBot, token: str) -> None:
        self._bot = bot
        self._token = token

    @classmethod
    @asynccontextmanager
    async def open(cls, token: str, base_url: str | None) -> AsyncIterator[Self]:
        """A line for the bot of ``token``; ``base_url`` is what stands before `/bot<token>`. Nothing is called yet."""
        for library in ("httpx", "httpcore"):
            logging.getLogger(library).setLevel(logging.WARNING)
        # This one prints whole bodies too, with customers' words, and at every level but the last.
        logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's way to be spared its warning about times
        trusted = httpx.create_ssl_context(trust_env=False)  # reading the certificates takes long: once for both
        requests = [_request(connections, trusted) for connections in (1, CONNECTIONS)]
        base = f"{base_url or TELEGRAM}/bot"
        bot = _RawBot(token, base_url=base, get_updates_request=requests[0], request=requests[1])
        try:
            yield cls(bot, token)
        finally:
            for request in requests:
                await request.shutdown()

    async def identify(self) -> str:
        """The bot's name at Telegram, without "@". Raises TokenRefused."""
        with self._told():
            me = await self._bot.get_me(read_timeout=SIDE_READ_S)
        return me.username or me.first_name

    async def updates(self, offset: int | None, timeout_s: int, kinds: Sequence[str], limit: int = 100) -> list[object]:
        """The updates from ``offset`` on, as JSON; waits up to ``timeout_s`` for the first. Confirms all before it."""
        with self._told():
            found = await self._bot.raw_updates(timeout_s, offset=offset, limit=limit, allowed_updates=list(kinds))
        if not isinstance(found, list):
            raise Unclear("getUpdates brought no list")
        return found

    async def receive_by_polling(self) -> None:
        """No webhook from now on; what waits is kept."""
        with self._told():
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def receive_by_webhook(self, url: str, secret: str, kinds: Sequence[str], connections: int) -> None:
        """Have updates posted to ``url``. Raises Refused where Telegram does not like it."""
        with self._told():
            await self._bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=list(kinds),
                max_connections=connections,
                drop_pending_updates=False,
            )

    async def send_text(self, chat_id: int, text: str, rows: Rows = ()) -> str:
        """Send plain text without link previews, with buttons below; Telegram's id of the message."""
        with self._told():
            message = await self._bot.send_message(
                chat_id,
                text,
                reply_markup=_keyboard(rows) if rows else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        return str(message.message_id)

    async def send_photo(self, chat_id: int, png: bytes, caption: str) -> str:
        """Send a picture; Telegram's id of the message."""
        with self._told():
            message = await self._bot.send_photo(chat_id, png, caption=caption or None, filename="picture.png")
        return str(message.message_id)

    async def show_typing(self, chat_id: int) -> None:
        """The word "typing" for five seconds."""
        with self._told():
            await self._bot.send_chat_action(chat_id, ChatAction.TYPING, read_timeout=SIDE_READ_S)

    async def show_thinking(self, chat_id: int, draft_id: int) -> None:
        """An empty draft, until the next message or for thirty seconds."""
        with self._told():
            await self._bot.send_message_draft(chat_id, draft_id, "", read_timeout=SIDE_READ_S)

    async def release_button(self, button_id: str, shown: str = "") -> None:
        """Tell a pressed button that it was heard, with a word ``shown`` for a moment.

        Raises Refused after a few seconds already.
        """
        with self._told():
            await self._bot.answer_callback_query(button_id, text=shown or None, read_timeout=SIDE_READ_S)

    async def introduce(self, introduction: Introduction, language_code: str | None) -> None:
        """Commands and descriptions for customers whose app speaks ``language_code``; None for all others."""
        with self._told():
            await self._bot.set_my_commands(_commands(introduction.commands), language_code=language_code)
            await self._bot.set_my_description(introduction.description, language_code=language_code)
            await self._bot.set_my_short_description(introduction.short_description, language_code=language_code)

    async def introduce_to_owner(self, introduction: Introduction, owner_id: int, language_code: str | None) -> None:
        """All commands in the owner's own chat. Raises Refused until the owner has written to the bot once."""
        commands = _commands({**introduction.commands, **introduction.owner_commands})
        with self._told():
            await self._bot.set_my_commands(commands, BotCommandScopeChat(owner_id), language_code=language_code)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except TelegramError as error:
            # The chain below would show the address, and with it the token.
            raise self._fault(error) from None
        except Exception as error:
            # What the library makes of an answer that it did not expect.
            raise Unclear(f"{type(error).__name__} in what Telegram answered") from error

    def _fault(self, error: TelegramError) -> TelegramFault:
        words = error.message.replace(self._token, "<token>")
        if isinstance(error, RetryAfter):
            return TooFast(_seconds(error.retry_after))
        for kind, fault in _FAULTS.items():
            if isinstance(error, kind):
                return fault(words)
        if isinstance(error.__cause__, _NOTHING_SENT):
            return NotConnected(type(error.__cause__).__name__)
        # With a time of zero the library does not know 429 for what it is.
        return TooFast(TOO_FAST_UNTOLD_S) if words.startswith("Too Many Requests") else Unclear(words)


def _request(connections: int, trusted: ssl.SSLContext) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=READ_S,
        write_timeout=WRITE_S,
        connect_timeout=CONNECT_S,
        pool_timeout=POOL_S,
        httpx_kwargs={"trust_env": False, "verify": trusted},
    )


def _keyboard(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=words) for label, words in row] for row in rows]
    )


def _commands(explained: Mapping[str, str]) -> list[BotCommand]:
    return [BotCommand(name, explanation) for name, explanation in explained.items()]


def _seconds(wait: float | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
