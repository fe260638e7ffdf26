"""TwilioWire: the calls of Twilio's REST API that the shop needs: Twilio's SDK over one HTTP session.

Loaded only when the channel opens. Every failure leaves as a TwilioFault.
Refuses to wait without end, to try again by itself, and to log, as the SDK's own HTTP client does with each address.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Self

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
    encode_basic_auth,
)
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]  # Twilio ships no types
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

if TYPE_CHECKING:  # imported when they are first used
    from twilio.rest.api.v2010.account.message import MessageList  # type: ignore[import-untyped]
    from twilio.rest.messaging.v2.typing_indicator import TypingIndicatorList  # type: ignore[import-untyped]

from handlers.twilio_faults import Declined, NotConnected, TwilioFault, Unclear
from handlers.twilio_taken import TakenMessage
from handlers.whatsapp_options import CHANNEL, WhatsAppOptions

CONNECTIONS = 100
MOST_LISTED = 20
SIDE_TOTAL_S = 5.0  # for calls that may fail without anybody noticing
# Short: a send into a connection that the other side is just giving up would be in doubt.
KEEP_ALIVE_S = 10.0
_NOTHING_SENT = (ClientConnectorError, ClientConnectorCertificateError, ConnectionTimeoutError)
# The SDK would read these from the environment, and rewrite every address.
_NO_REGION = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}


class OneSession(AsyncHttpClient):  # type: ignore[misc]  # Twilio ships no types
    """The SDK's way to the network: one pool of connections, whatever the SDK calls."""

    def __init__(self, session: ClientSession) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=True)
        self._session = session

    async def request(  # noqa: PLR0913, PLR0917 - the SDK's own signature
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 - the session's limits hold
        allow_redirects: bool = False,
    ) -> Response:
        """What was answered, where it is below 400; Declined says the rest, with what the SDK would drop."""
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = encode_basic_auth(*auth)
        async with self._session.request(
            method, uri, params=params, data=data, headers=sent, allow_redirects=allow_redirects
        ) as answer:
            text = await answer.text(errors="replace")
        if answer.status >= 400:
            raise Declined(answer.status, _code_in(text), _seconds(answer.headers.get("Retry-After")))
        return Response(answer.status, text, answer.headers)


class TwilioWire:
    """An open line to Twilio, or to what plays it; each method is one call."""

    def __init__(self, messages: MessageList, typing: TypingIndicatorList, options: WhatsAppOptions) -> None:
        self._messages = messages
        self._typing = typing
        self._always = {"from_": options.sender}
        if options.status_url is not None:
            self._always["status_callback"] = options.status_url

    @classmethod
    @asynccontextmanager
    async def open(cls, options: WhatsAppOptions) -> AsyncIterator[Self]:
        """A line for the account, within the limits of ``options``. Nothing is called yet."""
        connector = TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_S)
        # aiohttp's limit for connecting covers the wait for a free connection: what it ends was surely not sent.
        limits = ClientTimeout(total=options.limits.total_s, connect=options.limits.connect_s)
        async with ClientSession(
            connector=connector, timeout=limits, trust_env=False, cookie_jar=DummyCookieJar()
        ) as session:
            # The SDK imports what it calls when that is first used, which takes long.
            yield cls(*await asyncio.to_thread(_resources, session, options), options)

    async def send_text(self, to: str, text: str) -> str:
        """Send ``text`` from our number to an address such as `whatsapp:+91...`; Twilio's SID of the message."""
        with _told():
            message = await self._messages.create_async(to=to, body=text, **self._always)
        return _sid_of(message)

    async def send_template(self, to: str, content_sid: str, variables: str) -> str:
        """Send an approved template, its places filled by ``variables`` (JSON); Twilio's SID of the message."""
        with _told():
            message = await self._messages.create_async(
                to=to, content_sid=content_sid, content_variables=variables, **self._always
            )
        return _sid_of(message)

    async def taken_for(self, to: str) -> list[TakenMessage]:
        """The last messages of ours that Twilio took for an address, newest first."""
        with _told():
            async with asyncio.timeout(SIDE_TOTAL_S):
                found = await self._messages.list_async(to=to, from_=self._always["from_"], limit=MOST_LISTED)
            return [
                TakenMessage(
                    sid=str(message.sid),
                    body=str(message.body or ""),
                    state=str(message.status),
                    created_at_ms=0 if message.date_created is None else int(message.date_created.timestamp() * 1000),
                )
                for message in found
            ]

    async def show_typing(self, message_sid: str) -> None:
        """The word "typing", and blue ticks, below the customer's message; until the reply, or for 25 seconds."""
        with _told():
            async with asyncio.timeout(SIDE_TOTAL_S):
                await self._typing.create_async(channel=CHANNEL, message_id=message_sid)


def _sid_of(message: Any) -> str:
    if not isinstance(message.sid, str):
        raise Unclear("no SID in what Twilio answered")
    return message.sid


def _resources(session: ClientSession, options: WhatsAppOptions) -> tuple[MessageList, TypingIndicatorList]:
    client = Client(options.account_sid, options.auth_token, http_client=OneSession(session), environment=_NO_REGION)
    if options.base_url is not None:
        client.api.base_url = client.messaging.base_url = options.base_url
    return client.messages, client.messaging.v2.typing_indicator


@contextmanager
def _told() -> Iterator[None]:
    # The chains cut below may show addresses, and with them the account.
    try:
        yield
    except TwilioFault:
        raise
    except _NOTHING_SENT as error:
        raise NotConnected(type(error).__name__) from None
    except Exception as error:  # noqa: BLE001 - whatever it is, the message may have gone
        raise Unclear(type(error).__name__) from None


def _code_in(text: str) -> str:
    """Twilio's code in a JSON answer; "" where there is none."""
    try:
        code = json.loads(text)["code"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return str(code) if isinstance(code, int) else ""


def _seconds(header: str | None) -> float | None:
    """Retry-After in seconds; None where it is missing, 0, a date, or nonsense."""
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None
