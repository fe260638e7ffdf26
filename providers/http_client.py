"""HttpClient: the HTTP client that an SDK is given in place of its own, alike for httpx and httpx2.

Refuses the environment (proxies, certificates) and redirects: a key goes to the address it was meant for, or nowhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

# A whole answer takes some kilobytes; what is packed could become of any size.
MOST_BODY_BYTES = 512 * 1024
CONNECT_S = 2.0
# More than the 64 chats that are answered side by side: a call that was given up may still be closing its connection.
MOST_CONNECTIONS, KEPT_CONNECTIONS, KEPT_S = 256, 64, 30.0


def http_client(package: Any) -> Any:
    """An AsyncClient of ``package``, which is httpx or httpx2, as imported by who needs it."""
    limits = package.Limits(
        max_connections=MOST_CONNECTIONS, max_keepalive_connections=KEPT_CONNECTIONS, keepalive_expiry=KEPT_S
    )

    class Bounded(package.AsyncByteStream):  # type: ignore[misc]  # a base of whichever package it is
        """The body of a response, which ends in an error where it grows too long."""

        def __init__(self, body: Any) -> None:
            self._body = body

        async def __aiter__(self) -> AsyncIterator[bytes]:
            received = 0
            async for piece in self._body:
                received += len(piece)
                if received > MOST_BODY_BYTES:
                    raise package.DecodingError("more than an answer")
                yield piece

        async def aclose(self) -> None:
            await self._body.aclose()

    async def bound(response: Any) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise package.DecodingError("packed, though nobody asked for it")
        response.stream = Bounded(response.stream)

    return package.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        limits=limits,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"request": [_limit_connecting], "response": [bound]},
    )


async def _limit_connecting(request: Any) -> None:
    """A vendor that is there takes a connection at once; how long it may think is the call's own limit."""
    timeouts = request.extensions["timeout"]
    timeouts["connect"] = min(CONNECT_S, timeouts["read"])
