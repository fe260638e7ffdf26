"""OwnerDesk: the owner's side of a conversation: commands and replies that come in, calls for a person that go out.

What an owner says in reply to a notice, or to an answer of ours, is understood by the key of what is replied to.
Refuses to talk with customers: it only says what the owner hears.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from handlers.delivery import sent_parts
from handlers.delivery.message import Message
from handlers.owner import chat_keys, preview, teach, teach_words, unanswered
from handlers.owner.alarms import Alarms
from handlers.owner.commands import Command, OwnerCommands
from handlers.owner.notices import Notice, Notices
from handlers.owner.owners import Owners
from handlers.owner.takeover import Takeover
from handlers.owner.teach import Teaching
from handlers.owner.unanswered import Asked
from handlers.owner.undelivered import Undelivered
from handlers.talk import handoff
from handlers.talk.enquiry import Confirmed
from handlers.talk.handoff import Call
from providers.prompt import Utterance
from storage.database import Step
from storage.reader import Reader

# So many have to ask before the owner is told of a question without looking at the list.
MANY_CUSTOMERS = 3
# What comes of an owner's message that replies to something of the given key; None: it is a message like any other.
Replied = Callable[[Message, str], Awaitable[Command | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerDesk:
    """What the conversation needs of the owner's room.

    ``replied`` carries out replies to other things than chats, by what stands before the first ":" in the key of what
    is replied to.
    """

    database: Reader
    owners: Owners
    commands: OwnerCommands
    notices: Notices
    alarms: Alarms
    takeover: Takeover
    undelivered: Undelivered
    teaching: Teaching
    replied: Mapping[str, Replied] = field(default_factory=dict)

    async def respond(self, message: Message) -> Command | None:
        """The answer to an owner's command or reply; None for a customer's message. Raises StorageError."""
        if not self.owners.is_owner(message.chat):
            return await self.commands.respond(message.chat, message.text)
        await self.undelivered.heard(message.chat)
        key = await sent_parts.key_of(self.database, message)
        command = (
            await self.takeover.command(message, key)
            or await self.teaching.command(message, key)
            or await self.commands.respond(message.chat, message.text)
        )
        if command is not None:
            return command
        about = dict.fromkeys(chat_keys.ABOUT_A_CHAT, self.takeover.replied) | dict(self.replied)
        about |= dict.fromkeys(teach.ABOUT_TEACHING, self.teaching.replied)
        carry_out = about.get(chat_keys.beginning_of(key))
        return None if carry_out is None else await carry_out(message, key)

    def has(self, chat: str) -> bool:
        """Whether a person is to answer what the chat writes."""
        return self.takeover.has(chat)

    def forward(self, message: Message) -> Step[None]:
        """The step that tells a person what the chat wrote."""
        return self.takeover.forward(message)

    def call(self, call: Call, turns: Sequence[Utterance]) -> Step[int]:
        """The step that stores a call and tells the owner of it; ``turns`` are what was said last."""

        def store(connection: sqlite3.Connection) -> int:
            numbered = replace(call, number=handoff.call_owner(connection, call))
            return self.notices.tell(self.alarms.call(numbered, turns), call.called_at_ms)(connection)

        return store

    def enquiry(self, call: Call, confirmed: Confirmed) -> Step[int]:
        """The step that stores the call of a confirmed enquiry and tells the owner all of it."""

        def store(connection: sqlite3.Connection) -> int:
            numbered = replace(call, number=handoff.call_owner(connection, call))
            notice = self.alarms.enquiry(numbered, confirmed.enquiry.number, confirmed.lines)
            return self.notices.tell(notice, call.called_at_ms)(connection)

        return store

    def note(self, asked: Asked, now_ms: int) -> Step[int]:
        """The step that lists a question for the owner, who is told once that many ask it."""

        def store(connection: sqlite3.Connection) -> int:
            noted = unanswered.note(connection, asked, now_ms)
            if noted.is_unwanted or noted.customers != MANY_CUSTOMERS:
                return 0
            text = teach_words.MANY_ASK.format(customers=noted.customers, question=preview.quoted(asked.text))
            return self.notices.tell(Notice(f"{teach.QUESTION}:{noted.id}", text), now_ms)(connection)

        return store

    def take_back(self, asked: Asked) -> Step[None]:
        """The step that takes a customer's bad opinion back."""
        return lambda connection: unanswered.take_back(connection, asked.form, asked.chat)
