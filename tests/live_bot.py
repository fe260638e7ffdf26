"""The running bot as a process of its own: started, listened to on standard error, ended by signals.

Refuses to leave a process behind.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent


class LiveBot:
    """A `bot.py run`; ``lines`` is what it said on standard error so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[str] = []
        self._news = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    async def says(self, words: str, within_s: float = 15.0) -> str:
        """The line on standard error that holds these words. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while not (found := [line for line in self.lines if words in line]):
                self._news.clear()
                await self._news.wait()
        return found[0]

    async def ends(self, how: signal.Signals) -> int:
        """Send a signal and wait for the end; the return code."""
        if self._process.returncode is None:
            self._process.send_signal(how)
        code = await self._process.wait()
        await self._listening
        return code

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.lines.append(line.decode())
            self._news.set()


@asynccontextmanager
async def running_bot(folder: Path, **environment: str) -> AsyncIterator[LiveBot]:
    """The bot with this environment and a database in ``folder``; killed at the end where it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "bot.py", "run"),
        cwd=FOLDER,
        env={"PATH": os.environ.get("PATH", ""), "BOT__STORAGE__PATH": str(folder / "bot.db"), **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    live = LiveBot(process)
    try:
        yield live
    finally:
        await live.ends(signal.SIGKILL)
