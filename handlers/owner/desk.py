"""OwnerDesk: the owner's side of a conversation: commands that come in, calls for a person that go out.

Refuses to talk with customers: it only says what the owner hears.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.owner.alarms import Alarms
from handlers.owner.commands import Command, OwnerCommands
from handlers.owner.notices import Notices
from handlers.talk.enquiry import Confirmed
from handlers.talk.handoff import Call
from providers.prompt import Utterance
from storage.database import Step


@dataclass(frozen=True, slots=True)
class OwnerDesk:
    """What the conversation needs of the owner's room."""

    commands: OwnerCommands
    notices: Notices
    alarms: Alarms

    async def respond(self, chat: str, text: str) -> Command | None:
        """The answer to an owner's command; None for a customer's message. Raises StorageError."""
        return await self.commands.respond(chat, text)

    def call(self, call: Call, turns: Sequence[Utterance]) -> Step[int]:
        """The step that tells the owner of a customer who needs a person; ``turns`` are what was said last."""
        return self.notices.tell(self.alarms.call(call.chat, call.intent, turns, call.called_at_ms), call.called_at_ms)

    def enquiry(self, call: Call, confirmed: Confirmed) -> Step[int]:
        """The step that tells the owner of a confirmed enquiry."""
        notice = self.alarms.enquiry(call.chat, confirmed.enquiry.number, confirmed.lines)
        return self.notices.tell(notice, call.called_at_ms)
