"""Loopback: where the played servers listen: a free port of 127.0.0.1, until the end of a block.

Refuses any other address, and an access log: the paths that vendors use may hold secrets.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

SHUTDOWN_S = 0.1
BACKLOG = 1024


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The base URL at which ``app`` answers; its handlers end when their caller hangs up."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S, handler_cancellation=True)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
