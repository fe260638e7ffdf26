"""OwnerDesk: the owner's side of a conversation: commands and replies that come in, calls for a person that go out.

What an owner says in reply to a notice, or to an answer of ours, is understood by the key of what is replied to.
Refuses to talk with customers: it only says what the owner hears.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.delivery import sent_parts
from handlers.delivery.message import Message
from handlers.owner.alarms import Alarms
from handlers.owner.commands import Command, OwnerCommands
from handlers.owner.notices import Notices
from handlers.owner.owners import Owners
from handlers.talk.handoff import Call
from providers.prompt import Utterance
from storage.database import Step
from storage.reader import Reader

# What comes of an owner's message that replies to something of the given key; None: it is a message like any other.
Replied = Callable[[Message, str], Awaitable[Command | None]]


@dataclass(frozen=True, slots=True)
class OwnerDesk:
    """What the conversation needs of the owner's room.

    ``replied`` carries out replies, by what stands before the first ":" in the key of what is replied to.
    """

    database: Reader
    owners: Owners
    commands: OwnerCommands
    notices: Notices
    alarms: Alarms
    replied: Mapping[str, Replied] = field(default_factory=dict)

    async def respond(self, message: Message) -> Command | None:
        """The answer to an owner's command or reply; None for a customer's message. Raises StorageError."""
        command = await self.commands.respond(message.chat, message.text)
        if command is not None or not self.owners.is_owner(message.chat):
            return command
        key = await sent_parts.key_of(self.database, message)
        carry_out = self.replied.get(key.partition(":")[0])
        return None if carry_out is None else await carry_out(message, key)

    def call(self, call: Call, turns: Sequence[Utterance]) -> Step[int]:
        """The step that tells the owner of a customer who needs a person; ``turns`` are what was said last."""
        return self.notices.tell(self.alarms.call(call.chat, call.intent, turns, call.called_at_ms), call.called_at_ms)
