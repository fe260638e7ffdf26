"""What comes in and what goes out: Message, Reply, and the Channel that carries both.

A Message is a customer's text as a channel delivered it; a Reply is what the shop says to it. Neither knows how it
is stored (mailbox.py) nor on which wire it travels (handlers/telegram.py and its siblings).
Refuses to interpret text: that is the conversation's work.
"""

from __future__ import annotations

import json
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from handlers.delivery.buttons import Buttons
from providers.answer import Answer, Attempt, Fact, usd_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a customer.

    ``channel`` is the name of the Channel that brought it and takes its reply; ``chat`` ("channel:address") is whose
    conversation it belongs to. The two differ only where the command line speaks for a chat of another channel.
    ``external_id`` (the channel's id) and ``message_key`` (what stays the same should ids restart) each drop repeats
    within one ``channel`` and ``bot_id``. ``position`` orders a chat's messages; None means in order of receipt.
    ``received_at_ms`` is milliseconds since 1970 in UTC. ``reply_to`` is the channel's id of the message of ours that
    it replies to, or whose button was pressed; "" for none (sent_parts.key_of tells what that one was about).
    ``language_code`` is what the customer's app is set to, such as "hi"; "" where the channel does not tell.
    """

    channel: str
    external_id: str
    chat: str
    text: str
    received_at_ms: int
    bot_id: str = ""
    message_key: str = ""
    position: int | None = None
    kind: str = "text"
    reply_to: str = ""
    language_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Answer):
    """What the shop answers to one Message: the chain's Answer on its way to the customer.

    ``language`` is that of the reply (en, hinglish or hi); ``handoff`` is true where the message calls the owner;
    ``latency_ms`` runs from the message stored to the reply stored.
    """

    latency_ms: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The reply in the shape that `ask --json` prints."""
        return {
            "text": self.text,
            "tier": self.tier,
            "intents": list(self.intents),
            "language": self.language,
            "handoff": self.handoff,
            "facts": [asdict(fact) for fact in self.facts],
            "cost_usd": usd_text(self.cost_micro_usd),
            "latency_ms": self.latency_ms,
            "attempts": [attempt.as_dict() for attempt in self.attempts],
        }

    def to_json(self) -> str:
        """One line, ASCII only, so that it survives any terminal's encoding."""
        return json.dumps(self.as_dict())

    @classmethod
    def from_json(cls, text: str) -> Reply:
        """The reply that ``to_json`` wrote."""
        data = json.loads(text)
        return cls(
            text=data["text"],
            tier=data["tier"],
            intents=tuple(data["intents"]),
            language=data["language"],
            handoff=data["handoff"],
            facts=tuple(Fact(**fact) for fact in data["facts"]),
            attempts=tuple(Attempt.from_dict(attempt) for attempt in data["attempts"]),
            latency_ms=data["latency_ms"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What goes along with a reply's words, where a channel can show it.

    ``picture`` names what stands above the first part, ``buttons`` stand below the last one. ``key`` says what the
    words are about, so that a message that replies to any of their parts is understood; "" for nothing. ``template``
    is the channel's id of an approved template that is sent in place of the words; "" for none.
    """

    picture: str = ""
    buttons: Buttons = ()
    key: str = ""
    template: str = ""

    def at(self, number: int, last: int) -> Beside:
        """What goes along with part ``number``, counted from one, where ``last`` is the last one's."""
        return replace(
            self, picture=self.picture if number == 1 else "", buttons=self.buttons if number == last else ()
        )


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One piece of a reply on its way out: a row of the outbox.

    ``token`` guards every change of the row; ``maybe_duplicate`` is true where an earlier try may have arrived.
    ``beside`` is what goes along with this part.
    """

    id: int
    inbox_id: int
    number: int
    channel: str
    chat: str
    body: str
    token: int
    tries: int = 0
    maybe_duplicate: bool = False
    beside: Beside = NOTHING_BESIDE
    reply: Reply | None = field(default=None, compare=False)


class SendRefused(Exception):
    """The channel surely did not take the part and never will; ``code`` says why in the channel's own terms."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SendLater(Exception):
    """The channel surely did not take the part; it may be tried again after ``seconds``, for this chat alone."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class Channel(Protocol):
    """One way to customers. Knows its wire and its limits, no shop logic."""

    @property
    def name(self) -> str:
        """The name that stands in Message.channel."""
        ...

    def split(self, text: str) -> list[str]:
        """The text in parts that the channel accepts, in order; no part is empty."""
        ...

    def working(self, chat: str) -> AbstractAsyncContextManager[None]:
        """Entered around the work on an answer, so that a customer who waits can be shown so; never fails."""
        ...

    async def send(self, part: Part) -> str | None:
        """Hand one part over; returns the channel's id for it.

        Raises SendRefused or SendLater where the channel surely did not take it; any other exception means that
        nobody knows, and the part is reconciled.
        """
        ...
