"""Undelivered: what did not arrive and must not be lost: an owner's words to a customer, and what owners were to hear.

Words that came after WhatsApp's 24 hours are kept; of all others the owner is told that they did not arrive. What did
not reach an owner is sent again once that owner is heard. Refuses to leave a customer with a person who hears nothing.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from handlers.delivery.buttons import Buttons
from handlers.delivery.forwarded import reopen_last
from handlers.delivery.message import Part
from handlers.delivery.outbox import revive
from handlers.owner import chat_keys, takeover_words
from handlers.owner.notices import KIND, Notice, Notices
from handlers.talk.holds import Holds
from handlers.talk.kept_replies import KeptReplies
from storage.clock import Clock
from storage.database import Database

# As channels name it: outside the 24 hours; blocked by the customer, or at Twilio.
WINDOW_CLOSED = ("window", "63016")
BLOCKED = ("blocked", "21610", "63014")
# An owner who was not reached for one of these will be once heard again.
MENDED_BY_WRITING = (*WINDOW_CLOSED, *BLOCKED, "63015")
log = logging.getLogger(__name__)
REVIVED_MS = 7 * 24 * 3_600_000


class Undelivered:
    """``wake`` is called when something has become ready to be sent, or to be answered."""

    def __init__(  # noqa: PLR0913 - built once, by the office, from what it has just opened
        self,
        database: Database,
        notices: Notices,
        clock: Clock,
        *,
        holds: Holds,
        kept: KeptReplies,
        has_template: bool,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._notices = notices
        self._holds = holds
        self._kept = kept
        self._clock = clock
        self._has_template = has_template
        self.wake = wake

    def failed(self, connection: sqlite3.Connection, part: Part, code: str) -> None:
        """Inside the write that settles ``part`` as failed; ``code`` is the channel's word for why."""
        beginning, chat = chat_keys.beginning_of(part.beside.key), chat_keys.chat_in(part.beside.key)
        if beginning != chat_keys.WORDS:
            log.error("owner_not_reached", extra={"outbox_id": part.id, "code": code})
            self._notices.tell_elsewhere(connection, part, self._clock.now_ms())
        if chat is None:
            return
        if beginning == chat_keys.WORDS:
            self._words_failed(connection, part, chat, code)
        hold = self._holds.of(chat)
        if beginning == chat_keys.SAID and hold is not None and hold.owner == part.chat:
            self._give_back(connection, chat, takeover_words.UNREACHED)

    async def heard(self, owner_chat: str) -> None:
        """An owner wrote: what did not reach them is sent now. Raises StorageError."""
        since_ms = self._clock.now_ms() - REVIVED_MS
        (count,) = await self._database.write(
            lambda connection: revive(connection, owner_chat, KIND, MENDED_BY_WRITING, since_ms), name="revive"
        )
        if count:
            self.wake()

    async def end_overdue(self) -> None:
        """Chats whose persons were silent for too long go back to the bot. Raises StorageError."""
        overdue = self._holds.overdue(self._clock.now_ms())
        if not overdue:
            return

        def give_back(connection: sqlite3.Connection) -> None:
            for chat in overdue:
                self._give_back(connection, chat, takeover_words.OVERDUE)

        await self._database.write(give_back, name="overdue")
        self.wake()

    def _words_failed(self, connection: sqlite3.Connection, part: Part, chat: str, code: str) -> None:
        now_ms, hold = self._clock.now_ms(), self._holds.of(chat)
        text = takeover_words.undelivered(chat, "blocked" if code in BLOCKED else code)
        buttons: Buttons = ()
        if code in WINDOW_CLOSED and not part.beside.template:
            self._kept.keep(connection, chat, "" if hold is None else hold.owner, part.body, now_ms)
            text = takeover_words.kept(chat, has_template=self._has_template)
            buttons = takeover_words.SEND_TEMPLATE if self._has_template else ()
        if code in (*WINDOW_CLOSED, *BLOCKED):
            self._holds.give_back(connection, chat)
        key = chat_keys.key(chat_keys.UNDELIVERED, str(part.inbox_id), chat)
        self._notices.tell(Notice(key, text, buttons), now_ms)(connection)

    def _give_back(self, connection: sqlite3.Connection, chat: str, words: str) -> None:
        """The bot answers again, beginning with what the person left unanswered."""
        hold, now_ms = self._holds.of(chat), self._clock.now_ms()
        if hold is None:
            return
        self._holds.give_back(connection, chat)
        reopen_last(connection, chat, hold.spoke_at_ms, now_ms)
        key = chat_keys.key(chat_keys.UNDELIVERED, f"{hold.number}-{now_ms}", chat)
        notice = Notice(key, words.replace("{chat}", chat), takeover_words.TAKE_OVER)
        self._notices.tell(notice, now_ms, also=(hold.owner,))(connection)
