"""LiveSession: the bot on its channels, from the first connection to SIGTERM or Ctrl-C.

Refuses to drop anybody at the end: no more messages are let in, and those that are in are answered (open_shop drains).
"""

from __future__ import annotations

import asyncio
import signal
import sys
from functools import partial

from handlers.live import LiveChannels
from handlers.opened import Opener, OpenShop
from handlers.terminal import emit
from settings import Settings


async def run(config: Settings, open_shop: Opener, channels: LiveChannels) -> int:
    """Serve; 0 at the end. Raises what opening a channel raises, with words for the owner."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with open_shop(config, channels) as opened:
        await opened.shop.chain.warm()
        async with channels.receiving(opened), opened.reloader.watching(partial(emit, out=sys.stderr)):
            _tell(opened, channels)
            await stop.wait()
        emit("Stopping: what was received is answered first.", sys.stderr)
    return 0


def _tell(opened: OpenShop, channels: LiveChannels) -> None:
    """What is connected, and how the owner becomes known."""
    lines = list(channels.connected)
    if (code := opened.office.owners.code()) is not None:
        lines.append(f"Nobody owns this shop yet: send /claim {code} to the bot, from your own private chat.")
    emit("\n".join(lines), sys.stderr)
