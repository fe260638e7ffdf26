"""TerminalSession: the chat on this terminal or over a pipe, from its start to the end of the input or SIGTERM.

Refuses to print anything but replies on standard output.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import nullcontext
from functools import partial

from handlers import terminal
from handlers.channels import OneChannel
from handlers.opened import Opener
from handlers.terminal import InputThread, Terminal, emit, next_line, screen, show_in_pipe, show_on_screen
from settings import Settings

PROMPT = "you> "


async def run(config: Settings, open_shop: Opener) -> int:
    """Talk; 0 at the end. Raises OutputClosed where nobody reads the replies, and what ``open_shop`` raises."""
    interactive = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    show = show_on_screen if interactive else show_in_pipe
    channel = Terminal("terminal", partial(show, out=sys.stdout))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_shop(config, OneChannel(channel)) as opened:
        with screen() if interactive else nullcontext():
            if interactive:
                emit(f"{opened.shop.catalogue.shop.name.en}: write a message, Ctrl-D ends.\n", sys.stdout)
            await opened.shop.chain.warm()
            lines = InputThread(partial(input, PROMPT) if interactive else next_line, one_at_a_time=interactive)
            async with opened.reloader.watching(partial(emit, out=sys.stderr)):
                await terminal.chat(opened.exchange("terminal"), channel, lines, stop, sys.stdout)
    return 0
