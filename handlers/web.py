"""Web: the HTTP server: hands each request to its route, within limits of size and time, and ends without dropping one.

Refuses to know the shop: routes.py says what is served. Nothing of a request is logged but its path.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # loaded when the server starts: the keyless chat needs none
    from aiohttp import web

MOST_BODY_BYTES = 64 * 1024
BODY_WITHIN_S = 10.0
STOP_WITHIN_S = 5.0
IDLE_S = 75.0
BACKLOG = 1024
SERVER = "gift-shop-bot"
TEXT = "text/plain; charset=utf-8"
log = logging.getLogger(__name__)


class PortTaken(Exception):
    """The server cannot listen; the message says to the owner what to change."""


@dataclass(frozen=True, slots=True)
class WebRequest:
    """``headers`` are found whatever their case; ``path`` and ``query`` are as they came, undecoded."""

    headers: Mapping[str, str]
    path: str
    query: str
    body: bytes


@dataclass(frozen=True, slots=True)
class WebResponse:
    """What is sent back."""

    status: int = HTTPStatus.OK
    body: bytes = b""
    content_type: str = TEXT
    headers: Mapping[str, str] = field(default_factory=dict)


Handle = Callable[[WebRequest], Awaitable[WebResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """``handle`` answers ``method`` at ``path``; a GET also answers HEAD."""

    method: str
    path: str
    handle: Handle


@asynccontextmanager
async def serving(routes: Sequence[Route], host: str, port: int) -> AsyncIterator[str]:
    """Listen until the end of the block; the address, with the port that a port of 0 became. Raises PortTaken."""
    from aiohttp import web  # noqa: PLC0415 - see above

    app = web.Application(client_max_size=MOST_BODY_BYTES)
    for route in routes:
        app.router.add_route(route.method, route.path, _answering(route))
        if route.method == "GET":
            app.router.add_route("HEAD", route.path, _answering(route))
    app.on_response_prepare.append(_name_the_server)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN_S, keepalive_timeout=IDLE_S)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port, backlog=BACKLOG).start()
        except OSError as error:
            raise PortTaken(
                f"The web server cannot listen on {host}:{port} ({error.strerror}). "
                "Stop what does, or set web.host and web.port in config.yaml."
            ) from error
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _answering(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    from aiohttp import web  # noqa: PLC0415 - see above

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Content-Encoding", "identity") != "identity":
            return web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            async with asyncio.timeout(BODY_WITHIN_S):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        path, _, query = request.raw_path.partition("?")
        try:
            response = await route.handle(WebRequest(request.headers, path, query, body))
        except Exception:
            log.exception("request_failed", extra={"path": route.path})
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        headers = {"Content-Type": response.content_type, **response.headers}
        return web.Response(status=response.status, body=response.body, headers=headers)

    return answer


async def _name_the_server(_request: Any, response: web.StreamResponse) -> None:
    """Which versions run here is nobody's business."""
    response.headers["Server"] = SERVER
