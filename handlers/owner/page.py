"""OwnerPage: what `GET /` answers: the figures behind a password, and how to set one where there is none.

The password is ADMIN_TOKEN, by HTTP Basic with any user name.
Refuses figures to whoever does not know it, scripts, and to be kept or framed anywhere.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from handlers.owner import stats_picture
from handlers.owner.page_html import document, figures_page
from handlers.owner.stats import StatsReader
from storage.clock import Clock

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
CHALLENGE = {"WWW-Authenticate": 'Basic realm="owner", charset="UTF-8"'}
WEEK = 7
CLOSED = document(
    "The owner's page",
    "<h1>The owner's page is closed</h1><p>To open it, set <code>ADMIN_TOKEN</code> in the environment or in "
    "<code>.env</code> to a long password of your own and restart the bot. Then enter it here; the user name does not "
    "matter.</p><p>A good one: <code>python3 -c 'import secrets; print(secrets.token_urlsafe(24))'</code></p>",
)
REFUSED = document("The owner's page", "<h1>The password is ADMIN_TOKEN</h1><p>Any user name will do.</p>")


class Page(NamedTuple):
    """An HTTP response."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class OwnerPage:
    """The page of the shop whose name ``shop`` gives; ``token`` None means that none is set."""

    def __init__(self, stats: StatsReader, clock: Clock, *, shop: Callable[[], str], token: str | None) -> None:
        self._stats = stats
        self._clock = clock
        self._shop = shop
        self._token = token or None

    async def page(self, headers: Mapping[str, str]) -> Page:
        """The answer to a request with these headers, whose names may be in any case. Raises StorageError."""
        if self._token is None:
            return _page(HTTPStatus.OK, CLOSED)
        given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
        if not _is_token(given, self._token):
            return _page(HTTPStatus.UNAUTHORIZED, REFUSED, CHALLENGE)
        now_ms = self._clock.now_ms()
        today, week = await self._stats.figures(now_ms, 1), await self._stats.figures(now_ms, WEEK)
        html = await asyncio.to_thread(
            lambda: figures_page(self._shop(), today, week, (stats_picture.draw(today), stats_picture.draw(week)))
        )
        return _page(HTTPStatus.OK, html)


def _page(status: int, html: str, more: Mapping[str, str] | None = None) -> Page:
    return Page(status, html.encode(), {**HEADERS, **(more or {})})


def _is_token(authorization: str, token: str) -> bool:
    """Whether the header holds the token; takes the same time for every wrong one."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        _, colon, password = base64.b64decode(credentials.strip(), validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return False
    # Digests have one length, whatever was sent.
    digests = (hashlib.sha256(word).digest() for word in (password, token.encode()))
    return bool(colon) and hmac.compare_digest(*digests)
