"""The terminal: a chat in which a person, a script or a pipe writes and reads.

A line is a message; in a pipe each message gets one reply on one line of standard output and nothing else is printed.
Refuses shop logic: it hands messages to the mailbox and shows what comes back.
"""

from __future__ import annotations

import asyncio
import sys
import termios
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import CancelledError
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TextIO

from handlers.delivery.exchange import Exchange
from handlers.delivery.message import Part, Reply, SendRefused

STOP_GRACE_S = 5.0  # how long a message in work may still take once the end is asked for
DIM, PLAIN = "\x1b[2m", "\x1b[0m"


class OutputClosed(Exception):
    """Nobody reads what is printed any more."""


class Terminal:
    """A Channel whose parts are whole replies; ``show`` prints one, or nothing where the caller prints later."""

    def __init__(self, name: str, show: Callable[[Reply], None] = lambda _: None) -> None:
        self.name = name
        self.is_closed = False
        self._show = show

    def split(self, text: str) -> list[str]:
        """A terminal takes any length."""
        return [text]

    def working(self, chat: str) -> AbstractAsyncContextManager[None]:  # noqa: ARG002 - there is one chat here
        """Nothing to show: the answer is there at once or soon."""
        return nullcontext()

    async def send(self, part: Part) -> str | None:
        """Show the reply. Raises SendRefused where nobody reads it any more."""
        try:
            if part.reply is not None:
                self._show(part.reply)
        except (OutputClosed, OSError) as error:
            self.is_closed = True
            raise SendRefused("output closed") from error
        return None


def one_line(text: str) -> str:
    """A reply on one line: line breaks become " / "."""
    return " / ".join(line.strip() for line in text.splitlines() if line.strip())


def show_in_pipe(reply: Reply, out: TextIO) -> None:
    """One line for one reply, at once."""
    emit(one_line(reply.text), out)


def show_on_screen(reply: Reply, out: TextIO) -> None:
    """The reply as it is, and a dim line that tells who answered and how fast."""
    owner = " · a person is called" if reply.handoff else ""
    emit(f"{reply.text}\n{DIM}{reply.tier} · {reply.latency_ms} ms{owner}{PLAIN}\n", out)


def emit(text: str, out: TextIO) -> None:
    """Print a line at once. Raises OutputClosed where it cannot be written."""
    try:
        print(text, file=out, flush=True)
    except OSError as error:
        raise OutputClosed(str(error)) from error


@dataclass(slots=True)
class InputThread:
    """Lines that ``read`` gives, in a thread of their own so that a signal can end the program meanwhile.

    ``read`` blocks and returns a line, or None at the end. With ``one_at_a_time`` the next one is read only after
    ``task_done`` was called for the last.
    """

    read: Callable[[], str | None]
    one_at_a_time: bool = False

    def start(self) -> asyncio.Queue[str | None]:
        """The queue of lines; None is the end."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(maxsize=1)
        arguments = (queue, asyncio.get_running_loop())
        threading.Thread(target=self._run, args=arguments, daemon=True, name="input").start()
        return queue

    def _run(self, queue: asyncio.Queue[str | None], loop: asyncio.AbstractEventLoop) -> None:
        line: str | None = ""
        while line is not None:
            try:
                line = self.read()
            except (EOFError, KeyboardInterrupt, OSError, ValueError):
                line = None
            try:
                asyncio.run_coroutine_threadsafe(queue.put(line), loop).result()
                if self.one_at_a_time and line is not None:
                    asyncio.run_coroutine_threadsafe(queue.join(), loop).result()
            except (RuntimeError, CancelledError):
                return  # the loop has ended, and the program with it


@contextmanager
def screen() -> Iterator[None]:
    """A terminal with history and arrow keys, left at the end as it was found, however that comes."""
    import readline  # noqa: F401, PLC0415 -- importing it gives input() its history and arrow keys

    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def next_line() -> str | None:
    """The next line of standard input, or None at its end."""
    line = sys.stdin.readline() if sys.stdin is not None else ""
    return line.rstrip("\r\n") if line else None


async def chat(exchange: Exchange, terminal: Terminal, lines: InputThread, stop: asyncio.Event, out: TextIO) -> None:
    """Talk until the input ends or ``stop`` is set. Raises OutputClosed where nobody reads the replies."""
    chat_id = f"{terminal.name}:{exchange.fresh_id()[:12]}"
    queue = lines.start()
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            waiting = asyncio.create_task(queue.get())
            await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set() or (line := waiting.result()) is None:
                waiting.cancel()
                return
            if line.strip() or not lines.one_at_a_time:
                reply = await _reply(exchange.say(chat_id, line), stopping)
                if reply is None:
                    return
                if terminal.is_closed:
                    raise OutputClosed("nobody reads it")
                if not reply.text:
                    emit("", out)
            queue.task_done()
    finally:
        stopping.cancel()


async def _reply(saying: Coroutine[Any, Any, Reply], stopping: asyncio.Task[Any]) -> Reply | None:
    """The reply, or None where the end was asked for and it did not come within the grace."""
    task = asyncio.create_task(saying)
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await asyncio.wait({task}, timeout=STOP_GRACE_S)
        return task.result() if task.done() else None
    finally:
        # Nobody waits for it any more; the message is stored and goes on without.
        task.cancel()
