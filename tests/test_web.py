"""The web server over real sockets: routes, limits, failures and the end."""

from __future__ import annotations

import asyncio
import gzip
import logging
import socket
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from yarl import URL

from handlers.web import MOST_BODY_BYTES, PortTaken, Route, WebRequest, WebResponse, serving

LOCAL = "127.0.0.1"


async def echo(request: WebRequest) -> WebResponse:
    """What came in."""
    return WebResponse(body=b"|".join([request.path.encode(), request.query.encode(), request.body]))


async def broken(_: WebRequest) -> WebResponse:
    """A mistake of ours."""
    raise KeyError("a customer's words")


async def slow(_: WebRequest) -> WebResponse:
    """An answer that takes a moment."""
    await asyncio.sleep(0.3)
    return WebResponse(body=b"done")


ROUTES = [
    Route("POST", "/echo", echo),
    Route("GET", "/read", echo),
    Route("GET", "/broken", broken),
    Route("GET", "/slow", slow),
]


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A browser of sorts."""
    async with aiohttp.ClientSession() as opened:
        yield opened


async def test_a_request_reaches_its_route_as_it_came(session: aiohttp.ClientSession) -> None:
    """Path, raw query and body are handed on undecoded: a signature is over what was sent."""
    async with serving(ROUTES, LOCAL, 0) as address:
        url = f"{address}/echo?a=%20b&a=2"
        async with session.post(URL(url, encoded=True), data=b"x=1&y=") as response:
            assert (response.status, await response.read()) == (200, b"/echo|a=%20b&a=2|x=1&y=")
            assert response.headers["Server"] == "gift-shop-bot"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/read", 200),
        ("HEAD", "/read", 200),
        ("GET", "/nothing", 404),
        ("GET", "/echo", 405),
        ("DELETE", "/read", 405),
        ("GET", "/broken", 500),
    ],
)
async def test_what_is_not_served_is_refused(
    session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, method: str, path: str, status: int
) -> None:
    """An unknown path, a wrong method and a mistake of ours each have their status, and nothing more is told."""
    async with serving(ROUTES, LOCAL, 0) as address, session.request(method, f"{address}{path}") as response:
        assert response.status == status
        assert b"words" not in await response.read()
    assert ("request_failed" in caplog.text) == (status == 500)


async def test_a_large_or_a_packed_body_is_refused(session: aiohttp.ClientSession) -> None:
    """64 KiB are enough for any message; a packed body could be of any size."""
    async with serving(ROUTES, LOCAL, 0) as address:
        async with session.post(f"{address}/echo", data=b"x" * MOST_BODY_BYTES) as response:
            assert response.status == 200
        async with session.post(f"{address}/echo", data=b"x" * (MOST_BODY_BYTES + 1)) as response:
            assert response.status == 413
        packed = {"Content-Encoding": "gzip"}
        async with session.post(f"{address}/echo", data=gzip.compress(b"x" * 10_000_000), headers=packed) as response:
            assert response.status == 415


async def test_what_is_under_way_is_finished_at_the_end(session: aiohttp.ClientSession) -> None:
    """Who was let in has an answer; who comes later is not let in."""
    async with serving(ROUTES, LOCAL, 0) as address:
        asking = asyncio.create_task(session.get(f"{address}/slow"))
        await asyncio.sleep(0.1)
    assert await (await asking).read() == b"done"
    with pytest.raises(aiohttp.ClientConnectorError):
        await session.get(f"{address}/read")


async def test_a_port_that_is_taken_is_told() -> None:
    """The owner reads which port it is and what to set."""
    with socket.socket() as other:
        other.bind((LOCAL, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"{port}.*web\.port"):
            async with serving(ROUTES, LOCAL, port):
                pass


async def said_to(address: str, *pieces: bytes, pause_s: float = 0.0) -> bytes:
    """All that the server answers to bytes sent piece by piece, until it hangs up. Raises TimeoutError."""
    reader, writer = await asyncio.open_connection(LOCAL, int(address.rpartition(":")[2]))
    try:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(pause_s)
        async with asyncio.timeout(3):
            return await reader.read()
    finally:
        writer.close()


HEAD = b"POST /echo HTTP/1.1\r\nHost: bot\r\n"


@pytest.mark.parametrize("pieces", [[HEAD], [b"P", b"O", b"S", b"T"], [HEAD + b"Content-Length: 9\r\n\r\n", b"ab"]])
async def test_a_request_that_does_not_come_to_its_end_is_given_up(pieces: list[bytes]) -> None:
    """Half the headers, a drop at a time, half a body: 408 once the time is over, counted from the first byte."""
    async with serving(ROUTES, LOCAL, 0, request_within_s=0.3) as address:
        started_s = time.monotonic()
        answer = await said_to(address, *pieces, pause_s=0.05)
        assert 0.25 < time.monotonic() - started_s < 2
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"Python" not in answer


async def test_a_connection_may_rest_between_requests() -> None:
    """The time runs while a request comes in: neither while it is answered, nor between two."""
    read, slowly = (f"GET {path} HTTP/1.1\r\nHost: bot\r\n".encode() for path in ("/read", "/slow"))
    async with serving(ROUTES, LOCAL, 0, request_within_s=0.2) as address:
        last = read + b"Connection: close\r\n\r\n"
        answer = await said_to(address, read + b"\r\n", slowly + b"\r\n", slowly + b"\r\n", last, pause_s=0.3)
    assert answer.count(b"200 OK") == 4
    assert b"408" not in answer


async def test_bytes_that_are_no_request_tell_and_leave_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """400 without versions; one line of log without the bytes, which may be anybody's words."""
    caplog.set_level(logging.DEBUG)
    async with serving(ROUTES, LOCAL, 0) as address:
        answers = [
            await said_to(address, HEAD + b"No Header secret\r\n\r\n"),
            await said_to(address, b"secret\r\n\r\n"),
        ]
    for answer in answers:
        assert answer.partition(b"\r\n")[0].endswith(b"400 Bad Request")
        assert b"Server: gift-shop-bot\r\n" in answer
        assert b"aiohttp" not in answer
    assert "request_unreadable" in caplog.text
    assert "secret" not in caplog.text


async def test_who_asks_first_may_send_the_body() -> None:
    """A client that waits for "100 Continue" gets it, and then its answer."""
    head = HEAD + b"Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
    async with serving(ROUTES, LOCAL, 0) as address:
        answer = await said_to(address, head, b"hi", pause_s=0.1)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert answer.endswith(b"/echo||hi")
