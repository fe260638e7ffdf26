"""Web: the HTTP server: hands each request to its route, within limits of size and time, and ends without dropping one.

Refuses to know the shop: routes.py says what is served. Nothing of a request is logged but its path.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, closing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded when the server starts: the keyless chat needs none
    from aiohttp import web

MOST_BODY_BYTES = 64 * 1024
REQUEST_WITHIN_S = 10.0  # headers and body together
LINGER_S = 1.0  # for who still sends a body that was refused
STOP_WITHIN_S = 5.0
IDLE_S = 75.0
BACKLOG = 1024
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
async def serving(
    routes: Sequence[Route], host: str, port: int, *, request_within_s: float = REQUEST_WITHIN_S
) -> AsyncIterator[str]:
    """Listen until the end of the block; the address, with the port that a port of 0 became. Raises PortTaken.

    A request that has not come whole within ``request_within_s`` seconds of its first byte gets 408.
    """
    from aiohttp import web  # noqa: PLC0415 - see above

    from handlers.web_connection import WebConnection, name_the_server, nameless, quiet_log, timed  # noqa: PLC0415

    app = web.Application(client_max_size=MOST_BODY_BYTES, middlewares=[timed])
    for route in routes:
        app.router.add_route(route.method, route.path, _answering(route))
        if route.method == "GET":
            app.router.add_route("HEAD", route.path, _answering(route))
    app.on_response_prepare.append(name_the_server)
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=quiet_log(),
        auto_decompress=False,
        shutdown_timeout=STOP_WITHIN_S,
        keepalive_timeout=IDLE_S,
        lingering_time=LINGER_S,
    )
    await runner.setup()
    try:
        server = nameless(runner.server)
        with await _listening(lambda: WebConnection(server(), request_within_s), host, port) as listening:
            yield f"http://{host}:{listening.sockets[0].getsockname()[1]}"
    finally:
        await runner.cleanup()


async def _listening(
    connection: Callable[[], asyncio.BaseProtocol], host: str, port: int
) -> AbstractContextManager[asyncio.Server]:
    try:
        server = await asyncio.get_running_loop().create_server(connection, host, port, backlog=BACKLOG)
    except OSError as error:
        raise PortTaken(
            f"The web server cannot listen on {host}:{port} ({error.strerror}). "
            "Stop what does, or set web.host and web.port in config.yaml."
        ) from error
    # As a context of its own it would wait for open connections, which the runner is to end.
    return closing(server)


def _answering(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    from aiohttp import web  # noqa: PLC0415 - see above

    from handlers.web_connection import BODY_UNTIL_S  # noqa: PLC0415 - see above

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Content-Encoding", "identity") != "identity":
            return web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            async with asyncio.timeout_at(request[BODY_UNTIL_S]):
                body = await request.read()
        except (TimeoutError, ConnectionResetError):
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
