"""Routes: what the web server serves, put together from whoever answers it.

Refuses to serve what nobody asked for: a channel that is not open, or not by webhook, has no route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from handlers.owner.metrics import Metrics
from handlers.owner.page import OwnerPage
from handlers.telegram import Telegram
from handlers.telegram_webhook import PATH as TELEGRAM_PATH
from handlers.web import Route, WebRequest, WebResponse
from handlers.whatsapp_options import STATUS_PATH
from handlers.whatsapp_webhook import WhatsAppWebhook

WHATSAPP_PATH = "/whatsapp"


def of_telegram(telegram: Telegram) -> list[Route]:
    """Where Telegram posts updates."""

    async def post(request: WebRequest) -> WebResponse:
        return WebResponse(await telegram.accept_webhook(request.headers, request.body))

    return [Route("POST", TELEGRAM_PATH, post)]


def of_whatsapp(webhook: WhatsAppWebhook) -> list[Route]:
    """Where Twilio posts messages and reports."""
    return [Route("POST", WHATSAPP_PATH, webhook.message), Route("POST", STATUS_PATH, webhook.status)]


def of_owner(page: OwnerPage, metrics: Metrics, is_ready: Callable[[], Awaitable[bool]]) -> list[Route]:
    """The owner's page, figures for a monitor, and whether the bot lives and can accept messages."""

    async def show(request: WebRequest) -> WebResponse:
        shown = await page.page(request.headers)
        return WebResponse(shown.status, shown.body, headers=shown.headers)

    async def scrape(_: WebRequest) -> WebResponse:
        body, content_type = await metrics.scrape()
        return WebResponse(body=body, content_type=content_type)

    async def lives(_: WebRequest) -> WebResponse:
        return WebResponse(body=b"ok\n")

    async def ready(_: WebRequest) -> WebResponse:
        if await is_ready():
            return WebResponse(body=b"ready\n")
        return WebResponse(HTTPStatus.SERVICE_UNAVAILABLE, b"not ready\n")

    return [
        Route("GET", "/", show),
        Route("GET", "/metrics", scrape),
        Route("GET", "/healthz", lives),
        Route("GET", "/readyz", ready),
    ]
