"""Takeover: a person has a customer's chat: takes it, answers in it, gives it back; and hears what is written there.

    reply with words    they go to the customer, and the chat is the owner's from then on
    /take, /release     or the buttons below what is told about a chat; /done also closes a call that nobody took
    /waiting            who waits for a person
    /template           the approved template, which asks a customer of WhatsApp to write again

Refuses to send words that it cannot account for: they are on their way, kept, or the owner is told that they are not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any

from handlers.delivery.buttons import Buttons
from handlers.delivery.message import Beside, Message
from handlers.delivery.outgoing import Outgoing, channel_of
from handlers.owner import chat_keys, takeover_words, waiting_list
from handlers.owner.commands import Command
from handlers.owner.notices import Notice, Notices
from handlers.service_window import ServiceWindow
from handlers.talk import handoff, memory
from handlers.talk.consent import Consent
from handlers.talk.holds import Holds
from handlers.talk.kept_replies import KeptReplies
from providers.prompt import Utterance
from storage.clock import Clock
from storage.database import Database, Step

WHATSAPP = "whatsapp"
KIND = "owner"
LONGEST_NUMBER = 15


@dataclass(frozen=True, slots=True)
class Said:
    """A command of an owner's: what stands behind its name, and the chat that it replies about."""

    message: Message
    argument: str
    about: str | None


class Takeover:
    """``channels`` are those that are open; ``template`` is Twilio's id of the approved one, "" where there is none."""

    def __init__(  # noqa: PLR0913 - built once, by the office, from what it has just opened
        self,
        database: Database,
        notices: Notices,
        clock: Clock,
        *,
        holds: Holds,
        kept: KeptReplies,
        consent: Consent,
        channels: Collection[str],
        template: str = "",
    ) -> None:
        self._database = database
        self._notices = notices
        self._holds = holds
        self._kept = kept
        self._consent = consent
        self._window = ServiceWindow(database)
        self._clock = clock
        self._channels = channels
        self._template = template
        self._commands: dict[str, Callable[[Said], Awaitable[Command]]] = {
            "/take": self._take,
            "/release": self._release,
            "/done": self._release,
            "/template": self._send_template,
        }

    def has(self, chat: str) -> bool:
        """Whether what the chat writes is for a person: one has it, or waits for it to write again."""
        return self._holds.of(chat) is not None or self._kept.has(chat, self._clock.now_ms())

    async def command(self, message: Message, key: str) -> Command | None:
        """What comes of an owner's command, None for others; ``key`` is what it replies to. Raises StorageError."""
        first, _, argument = message.text.partition(" ")
        name = first.casefold().partition("@")[0]
        if name == "/waiting":
            return await self._database.read(lambda c: waiting_list.shown(c, self._holds, self._clock.now_ms()))
        command = self._commands.get(name)
        return None if command is None else await command(Said(message, argument.strip(), chat_keys.chat_in(key)))

    async def replied(self, message: Message, key: str) -> Command | None:
        """An owner's words in reply to what was told about a chat: they go to that chat. Raises StorageError."""
        chat, text = chat_keys.chat_in(key), message.text.strip()
        if chat is None or text.startswith("/"):
            return None
        if not text:
            return self._told(message, takeover_words.ONLY_WORDS, chat)
        if self._consent.is_stopped(chat):
            return self._told(message, takeover_words.STOPPED, chat)
        if channel_of(chat) not in self._channels:
            return self._told(message, takeover_words.NOT_CONNECTED, chat)
        if not await self._window.is_open(chat, self._clock.now_ms()):
            return self._keep(message, chat, text)
        return self._answer(message, chat, text)

    def forward(self, message: Message) -> Step[None]:
        """The step that tells a customer's message to whoever has the chat, behind what was kept for it."""
        chat, now_ms = message.chat, self._clock.now_ms()
        told = takeover_words.said(chat, message.kind, message.text)
        which = f"{message.channel}-{message.external_id}"
        notice = Notice(chat_keys.key(chat_keys.SAID, which, chat), told, takeover_words.GIVE_BACK, is_whole=True)

        def store(connection: sqlite3.Connection) -> None:
            for reply in self._kept.take(connection, chat, now_ms):
                if reply.owner:
                    self._holds.take(connection, chat, reply.owner, now_ms)
                self._put_words(connection, chat, f"kept:{reply.id}", reply.text, now_ms)
            hold = self._holds.of(chat)
            self._notices.tell(notice, now_ms, also=() if hold is None else (hold.owner,))(connection)

        return store

    def _answer(self, message: Message, chat: str, text: str) -> Command:
        hold, now_ms = self._holds.of(chat), self._clock.now_ms()

        def store(connection: sqlite3.Connection) -> None:
            self._holds.take(connection, chat, message.chat, now_ms)
            self._put_words(connection, chat, _id_of(message), text, now_ms)

        if hold is None or hold.owner != message.chat:
            return self._told(message, self._taken(chat, by_words=True), chat, store, takeover_words.GIVE_BACK)
        if message.kind not in ("text", "edited"):
            return self._told(message, takeover_words.WORDS_ALONE, chat, store)
        # One who is in the middle of a conversation need not read of each message that it was sent.
        return Command("", (store,))

    def _put_words(self, connection: sqlite3.Connection, chat: str, which: str, text: str, now_ms: int) -> None:
        beside = Beside(key=chat_keys.key(chat_keys.WORDS, which, chat))
        words = Outgoing(chat=chat, kind=KIND, external_id=f"{KIND}:{which}", text=text, beside=beside)
        words.put(connection, now_ms)
        memory.say(connection, chat, Utterance("owner", text), now_ms)

    def _keep(self, message: Message, chat: str, text: str) -> Command:
        now_ms, offers = self._clock.now_ms(), bool(self._template)
        return self._told(
            message,
            takeover_words.kept(chat, has_template=offers),
            chat,
            lambda connection: self._kept.keep(connection, chat, message.chat, text, now_ms),
            takeover_words.SEND_TEMPLATE if offers else (),
        )

    async def _take(self, said: Said) -> Command:
        chat = await self._chat(said)
        if chat is None:
            return _which_chat("take")
        now_ms = self._clock.now_ms()

        def store(connection: sqlite3.Connection) -> None:
            self._holds.take(connection, chat, said.message.chat, now_ms)

        return self._told(said.message, self._taken(chat, by_words=False), chat, store, takeover_words.GIVE_BACK)

    async def _release(self, said: Said) -> Command:
        chat = await self._chat(said)
        if chat is None:
            return _which_chat("release")

        def store(connection: sqlite3.Connection) -> None:
            self._holds.give_back(connection, chat)
            handoff.close(connection, chat)

        if self._holds.of(chat) is not None:
            return self._told(said.message, takeover_words.GIVEN_BACK, chat, store)
        waits = await self._database.read(lambda connection: handoff.waits(connection, chat))
        return self._told(said.message, takeover_words.CLOSED if waits else takeover_words.NO_LONGER, chat, store)

    async def _send_template(self, said: Said) -> Command:
        chat = await self._chat(said)
        if chat is None:
            return _which_chat("template")
        if not self._template:
            return self._told(said.message, takeover_words.NO_TEMPLATE, chat)
        if channel_of(chat) != WHATSAPP:
            return self._told(said.message, takeover_words.NOT_BY_TEMPLATE, chat)
        if self._consent.is_stopped(chat):
            return self._told(said.message, takeover_words.STOPPED, chat)
        which, now_ms = f"template:{_id_of(said.message)}", self._clock.now_ms()
        beside = Beside(key=chat_keys.key(chat_keys.WORDS, which, chat), template=self._template)
        outgoing = Outgoing(chat=chat, kind=KIND, external_id=which, text=f"[{self._template}]", beside=beside)
        return self._told(
            said.message, takeover_words.TEMPLATE_SENT, chat, lambda connection: outgoing.put(connection, now_ms)
        )

    async def _chat(self, said: Said) -> str | None:
        """The chat that a command is about: by its number or name, else by what it replies to."""
        first = said.argument.partition(" ")[0].removeprefix("#")
        if not first:
            return said.about
        if first.isascii() and first.isdigit() and len(first) <= LONGEST_NUMBER:
            return await self._database.read(lambda connection: handoff.chat_of(connection, int(first)))
        return first if await self._database.read(lambda connection: memory.is_known(connection, first)) else None

    def _taken(self, chat: str, *, by_words: bool) -> str:
        return takeover_words.taken(chat, self._holds.silent_ms / 60_000, by_words=by_words)

    def _told(
        self, message: Message, text: str, chat: str, step: Step[Any] | None = None, buttons: Buttons = ()
    ) -> Command:
        """What an owner hears about a chat; whoever replies to it speaks to that chat."""
        key = chat_keys.key(chat_keys.COMMANDED, _id_of(message), chat)
        return Command(text.replace("{chat}", chat), () if step is None else (step,), Beside(buttons=buttons, key=key))


def _id_of(message: Message) -> str:
    return f"{message.channel}-{message.bot_id}-{message.external_id}"


def _which_chat(name: str) -> Command:
    return Command(takeover_words.WHICH_CHAT.format(name=name))
