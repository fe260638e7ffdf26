"""What stands at both ends of the delivery in its tests: a clock to be moved, a channel and a responder that remember.

Refuses to know the database: it only sees what the worker hands over.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field

from handlers.delivery.message import Message, Part, Reply
from handlers.delivery.responder import Answered
from storage.database import Step


@dataclass
class HandClock:
    """Time that moves only by ``advance``; both readings move together."""

    ms: int = 1_700_000_000_000

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC."""
        return self.ms

    def monotonic_ms(self) -> int:
        """The same reading: it never goes back here."""
        return self.ms

    def advance(self, ms: int) -> None:
        """Let ``ms`` milliseconds pass."""
        self.ms += ms


@dataclass
class RecordingChannel:
    """Keeps what it was given; ``outcomes`` are raised one a call, None lets the part through."""

    name: str = "telegram"
    outcomes: deque[BaseException | None] = field(default_factory=deque)
    taken: list[Part] = field(default_factory=list)
    worked_for: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    on_the_wire: asyncio.Event = field(default_factory=asyncio.Event)
    took: asyncio.Event = field(default_factory=asyncio.Event)

    def split(self, text: str) -> list[str]:
        """One part a line."""
        return text.split("\n")

    def working(self, chat: str) -> AbstractAsyncContextManager[None]:
        """Remembered, nothing shown."""
        self.worked_for.append(chat)
        return nullcontext()

    async def send(self, part: Part) -> str | None:
        """Take the part, or do what ``outcomes`` says next."""
        self.on_the_wire.set()
        if self.gate is not None:
            await self.gate.wait()
        outcome = self.outcomes.popleft() if self.outcomes else None
        if outcome is not None:
            raise outcome
        self.taken.append(part)
        self.took.set()
        return f"wire-{part.id}"

    async def took_one(self) -> None:
        """Wait until one more part was taken."""
        self.took.clear()
        await self.took.wait()

    @property
    def bodies(self) -> list[str]:
        """The texts taken, in order."""
        return [part.body for part in self.taken]


@dataclass
class EchoResponder:
    """Answers "re: TEXT"; ``before`` is called first and may raise, ``steps`` come along with each answer."""

    before: Callable[[Message], None] | None = None
    steps: tuple[Step[object], ...] = ()
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    merges: tuple[str, ...] = ()

    def together(self, message: Message, following: Sequence[str]) -> int:
        """All of them on a channel that ``merges`` says."""
        return len(following) if message.channel in self.merges else 0

    async def respond(self, message: Message) -> Answered:
        """The usual way; waits for the gate of the message's chat where there is one."""
        self.seen.append(message.text)
        if message.chat in self.gates:
            await self.gates[message.chat].wait()
        if self.before is not None:
            self.before(message)
        return Answered(reply(f"re: {message.text}"), self.steps)

    def last_resort(self, message: Message) -> Answered:
        """The answer that cannot fail."""
        return Answered(reply(f"sorry: {message.text}"))

    def bare_words(self, message: Message) -> Reply:
        """Words without a promise."""
        return reply(f"menu: {message.text}")


def reply(text: str) -> Reply:
    """A reply of the rules."""
    return Reply(text=text, tier="rules", intents=("greeting",), language="en")


def message(text: str, *, chat: str = "telegram:1", channel: str = "telegram", position: int | None = None) -> Message:
    """A customer's message whose ids follow from its chat and text."""
    return Message(
        channel=channel,
        external_id=f"{chat}/{text}",
        chat=chat,
        text=text,
        received_at_ms=1_700_000_000_000,
        position=position,
    )
