"""WebConnection: one connection to the web server, which has to send a request's headers within a time limit.

aiohttp, which reads the requests, gives a started request as long as an idle connection. Loaded when the server starts.
Refuses to say which versions run here, and to log what could not be read: it may hold anything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import ERROR

SERVER = "gift-shop-bot"
BODY_UNTIL_S = web.RequestKey("body_until_s", float)  # on the loop's clock
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_TOO_SLOW = (
    f"HTTP/1.1 408 Request Timeout\r\nServer: {SERVER}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
)


class WebConnection(asyncio.Protocol):
    """Hands everything on to ``inner``; hangs up where a request that was begun has no headers ``within_s`` later."""

    def __init__(self, inner: asyncio.Protocol, within_s: float) -> None:
        self._inner = inner
        self._within_s = within_s
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._in_request = False

    def begin(self) -> float:
        """The headers are there; the time on the loop's clock until which the body has to be."""
        deadline, self._deadline, self._in_request = self._deadline, None, True
        if deadline is None:
            return asyncio.get_running_loop().time() + self._within_s
        deadline.cancel()
        return deadline.when()

    def end(self) -> None:
        """The request is answered: what comes now begins another one."""
        self._in_request = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """From asyncio."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(f"no stream of bytes: {transport!r}")
        self._transport = transport
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """From asyncio."""
        if not self._in_request and self._deadline is None:
            self._deadline = asyncio.get_running_loop().call_later(self._within_s, self._hang_up)
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """From asyncio."""
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """From asyncio."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """From asyncio."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """From asyncio."""
        self._inner.resume_writing()

    def _hang_up(self) -> None:
        if self._transport is not None:
            self._transport.write(_TOO_SLOW)
            self._transport.close()


class _Unreadable(web.BaseRequest):
    """What came instead of a request: aiohttp makes one of ``ERROR``, and calls the hook before it writes headers.

    tests/test_web.py pins this.
    """

    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        response.headers["Server"] = SERVER


def nameless(server: web.Server | None) -> web.Server:
    """The same server, whose answer to bytes that are no HTTP names no versions either."""
    if server is None:
        raise ValueError("the runner is not set up")
    usual = server.request_factory

    def make(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        if message is not ERROR:
            return usual(message, payload, protocol, writer, task)
        return _Unreadable(message, payload, protocol, writer, task, asyncio.get_running_loop())

    server.request_factory = make
    return server


def quiet_log() -> logging.Logger:
    """Where aiohttp logs: a request that it could not read is named, without its bytes."""
    log = logging.getLogger(__name__)
    log.addFilter(_without_bytes)  # adding the same one again changes nothing
    return log


def _without_bytes(record: logging.LogRecord) -> bool:
    if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError):
        record.msg, record.args, record.exc_info = "request_unreadable", (), None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


@web.middleware
async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tells the connection where a request begins and ends, and the request until when its body has to be there."""
    connection = None if request.transport is None else request.transport.get_protocol()
    if not isinstance(connection, WebConnection):
        raise ConnectionResetError("the other side has hung up")
    request[BODY_UNTIL_S] = connection.begin()
    try:
        return await handler(request)
    finally:
        connection.end()


async def name_the_server(_request: web.Request, response: web.StreamResponse) -> None:
    """Which versions run here is nobody's business."""
    response.headers["Server"] = SERVER
