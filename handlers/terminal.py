"""The terminal: a chat in which a person, a script or a pipe writes and reads.

A line is a message; in a pipe each message gets one reply on one line of standard output and nothing else is printed.
Refuses shop logic: it hands messages to the mailbox and shows what comes back.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Message, Part, Reply
from handlers.delivery.worker import Worker
from storage.clock import Clock

PROMPT = "you> "
DIM, PLAIN = "\x1b[2m", "\x1b[0m"
MAX_TEXT = 8000


class Terminal:
    """A Channel whose parts are whole replies; ``show`` prints one, or nothing where the caller prints later."""

    def __init__(self, name: str, show: Callable[[Reply], None] = lambda _: None) -> None:
        self.name = name
        self._show = show

    def split(self, text: str) -> list[str]:
        """A terminal takes any length."""
        return [text]

    async def send(self, part: Part) -> str | None:
        """Show the reply."""
        if part.reply is not None:
            self._show(part.reply)
        return None


@dataclass(slots=True, kw_only=True)
class Exchange:
    """Message in, reply out, by the same way through the mailbox that every channel takes."""

    channel: str
    mailbox: Mailbox
    worker: Worker
    clock: Clock
    fresh_id: Callable[[], str]

    async def say(self, chat: str, text: str) -> Reply:
        """Store a message, have it answered and return the reply as it was stored."""
        message = Message(
            channel=self.channel,
            external_id=self.fresh_id(),
            chat=chat,
            text=text.replace("\x00", "")[:MAX_TEXT],
            received_at_ms=self.clock.now_ms(),
        )
        inbox_id = await self.mailbox.accept(message)
        if inbox_id is None:
            raise RuntimeError(f"the message id {message.external_id} was used before")
        await self.worker.idle()
        reply = await self.mailbox.reply(inbox_id)
        if reply is None:
            raise RuntimeError("the message is stored and will be answered at the next start")
        return reply


def one_line(text: str) -> str:
    """A reply on one line: line breaks become " / "."""
    return " / ".join(line.strip() for line in text.splitlines() if line.strip())


def show_in_pipe(reply: Reply, out: TextIO) -> None:
    """One line for one reply, at once."""
    print(one_line(reply.text), file=out, flush=True)


def show_on_screen(reply: Reply, out: TextIO) -> None:
    """The reply as it is, and a dim line that tells who answered and how fast."""
    owner = " · a person is called" if reply.handoff else ""
    print(f"{reply.text}\n{DIM}{reply.tier} · {reply.latency_ms} ms{owner}{PLAIN}\n", file=out, flush=True)


@dataclass(slots=True)
class LineReader:
    """Lines from standard input, read in a thread of its own so that a signal can end the program meanwhile."""

    interactive: bool
    source: TextIO = field(default_factory=lambda: sys.stdin)

    async def lines(self) -> asyncio.Queue[str | None]:
        """A queue of lines; None is the end. On a screen the next line is asked for once ``task_done`` is called."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(maxsize=1)
        loop = asyncio.get_running_loop()
        reading = threading.Thread(target=self._read, args=(queue, loop), daemon=True, name="terminal")
        reading.start()
        return queue

    def _read(self, queue: asyncio.Queue[str | None], loop: asyncio.AbstractEventLoop) -> None:
        while True:
            line = self._next()
            try:
                asyncio.run_coroutine_threadsafe(queue.put(line), loop).result()
                if line is None:
                    return
                if self.interactive:
                    asyncio.run_coroutine_threadsafe(queue.join(), loop).result()
            except RuntimeError:
                return  # the loop has ended, and the program with it

    def _next(self) -> str | None:
        if not self.interactive:
            line = self.source.readline()
            return line.rstrip("\r\n") if line else None
        try:
            return input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            return None


async def chat(exchange: Exchange, chat_id: str, reader: LineReader, stop: asyncio.Event, out: TextIO) -> None:
    """Talk until the input ends or ``stop`` is set."""
    queue = await reader.lines()
    stopping = asyncio.create_task(stop.wait())
    try:
        while True:
            waiting = asyncio.create_task(queue.get())
            await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                waiting.cancel()
                return
            line = waiting.result()
            if line is None:
                return
            if line.strip() or not reader.interactive:
                reply = await exchange.say(chat_id, line)
                if not reply.text:
                    print(file=out, flush=True)
            queue.task_done()
    finally:
        stopping.cancel()
