"""HttpClient: the HTTP client that an SDK is given in place of its own, alike for httpx and httpx2.

Refuses the environment (proxies, certificates) and redirects: a key goes to the address it was meant for, or nowhere.
"""

from __future__ import annotations

from typing import Any

CONNECT_S = 2.0
# More than the 64 chats that are answered side by side: a call that was given up may still be closing its connection.
MOST_CONNECTIONS, KEPT_CONNECTIONS, KEPT_S = 256, 64, 30.0


def http_client(package: Any) -> Any:
    """An AsyncClient of ``package``, which is httpx or httpx2, as imported by who needs it."""
    limits = package.Limits(
        max_connections=MOST_CONNECTIONS, max_keepalive_connections=KEPT_CONNECTIONS, keepalive_expiry=KEPT_S
    )
    return package.AsyncClient(
        trust_env=False, follow_redirects=False, limits=limits, event_hooks={"request": [_limit_connecting]}
    )


async def _limit_connecting(request: Any) -> None:
    """A vendor that is there takes a connection at once; how long it may think is the call's own limit."""
    timeouts = request.extensions["timeout"]
    timeouts["connect"] = min(CONNECT_S, timeouts["read"])
