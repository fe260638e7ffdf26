"""Vendor: a vendor of models on loopback, speaking its wire format over real sockets, with every fault it may have.

What it does is a function from the request to an answer or a fault, and may be changed at any time.
Refuses a request that the real vendor would refuse outright: an unknown path, no key, no model.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import Enum
from typing import Any, Self

from aiohttp import web

from rehearsal.loopback import serving
from rehearsal.vendor_replies import Sent, Wire, recorded, said
from rehearsal.vendor_request import Asked

PATHS: dict[Wire, tuple[str, ...]] = {
    "groq": ("/openai/v1/chat/completions", "/v1/chat/completions"),
    "gemini": ("/v1/models/", "/v1beta/models/"),
    "anthropic": ("/v1/messages",),
}
KEY_HEADERS: dict[Wire, tuple[str, ...]] = {
    "groq": ("authorization",),
    "gemini": ("x-goog-api-key",),
    "anthropic": ("authorization", "x-api-key"),
}
DRIP_S = 0.3
LONGEST_BODY = 2**22


class Fault(Enum):
    """What may happen to a connection instead of an answer."""

    RESET = "the connection is reset"
    CUT = "half an answer, then the end"
    SILENT = "accepted, and nothing sent"
    DRIP = "one byte at a time"


Play = Callable[[Asked], Awaitable[Sent | Fault]]


def always(answer: Sent | Fault) -> Play:
    """The same answer to everything."""

    async def play(_: Asked) -> Sent | Fault:
        return answer

    return play


class Vendor:
    """One vendor; ``asked`` is every request that arrived, oldest first."""

    def __init__(self, wire: Wire, play: Play | None = None) -> None:
        self.wire = wire
        self.base_url = ""
        self.asked: list[Asked] = []
        self.play = play or always(said(wire, "Hello!"))

    @classmethod
    @asynccontextmanager
    async def open(cls, wire: Wire, play: Play | None = None) -> AsyncIterator[Self]:
        """A vendor that listens on a free port of loopback until the end of the block."""
        vendor = cls(wire, play)
        app = web.Application(client_max_size=LONGEST_BODY)
        app.router.add_route("*", "/{path:.*}", vendor._serve)
        async with serving(app) as vendor.base_url:
            yield vendor

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if not request.path.startswith(PATHS[self.wire]):
            return _response(recorded(self.wire, "notfound"))
        if not any(request.headers.get(name) for name in KEY_HEADERS[self.wire]) and not request.path.startswith(
            "/v1/chat"
        ):
            return _response(recorded(self.wire, "auth"))
        body = await request.json()
        asked = Asked(self.wire, request.path, dict(request.headers), body, time.monotonic())
        self.asked.append(asked)
        answer = await self.play(asked)
        if isinstance(answer, Fault):
            return await _suffered(request, answer, self.wire)
        return _response(answer)


def _response(sent: Sent) -> web.Response:
    body = sent.body if isinstance(sent.body, str | bytes) else json.dumps(sent.body)
    headers: dict[str, Any] = {"content-type": "application/json", **sent.headers}
    return web.Response(status=sent.status, body=body, headers=headers)


async def _suffered(request: web.Request, fault: Fault, wire: Wire) -> web.StreamResponse:
    """The fault happens; returns where it comes to an end by itself."""
    if fault is Fault.RESET:
        if request.transport is not None:
            _reset(request.transport)
        return web.Response()
    if fault is Fault.SILENT:
        await asyncio.Event().wait()
    body = json.dumps(said(wire, "Hello!").body).encode()
    response = web.StreamResponse(headers={"content-type": "application/json", "content-length": str(len(body))})
    await response.prepare(request)
    if fault is Fault.CUT:
        await response.write(body[: len(body) // 2])
        if request.transport is not None:
            request.transport.close()
        return response
    for byte in body:
        await response.write(bytes([byte]))
        await asyncio.sleep(DRIP_S)
    return response


def _reset(transport: asyncio.Transport) -> None:
    """Close with RST instead of FIN: no lingering, nothing flushed."""
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    transport.abort()


def refusing_address() -> str:
    """A loopback address where nobody listens: its port was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
