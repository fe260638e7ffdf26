"""TelegramIntake: updates as they come, from polling or a webhook, into the mailbox.

When ``take`` has returned, all that is to be answered is committed; only then may Telegram be told so.
Refuses to let one update spoil the others: what cannot be stored alone is logged, counted and left out.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence

from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Message
from handlers.telegram_updates import Heard, Ignored, Membership, UpdateReader
from handlers.unreachable_chats import UnreachableChats
from storage.clock import Clock
from storage.errors import StorageError

log = logging.getLogger(__name__)


class TelegramIntake:
    """``wake`` is told when something was stored, ``release`` the id and the words of each pressed button.

    ``ignored`` counts why updates were left alone.
    """

    def __init__(  # noqa: PLR0913 - built once, by the channel, from what it was given
        self,
        mailbox: Mailbox,
        unreachable: UnreachableChats,
        clock: Clock,
        bot_id: str,
        *,
        wake: Callable[[], None],
        release: Callable[[str, str], None],
    ) -> None:
        self.ignored: Counter[str] = Counter()
        self._mailbox = mailbox
        self._unreachable = unreachable
        self._clock = clock
        self._reader = UpdateReader(bot_id, clock)
        self._wake = wake
        self._release = release

    async def take(self, updates: Sequence[object]) -> None:
        """Store what updates bring. Raises StorageError where the disk failed; then all are to be brought again."""
        heard: list[Heard] = []
        for update in updates:
            incoming = self._reader.read(update)
            if isinstance(incoming, Heard):
                await self._unreachable.lift(incoming.message.chat)
                heard.append(incoming)
            elif isinstance(incoming, Membership):
                await self._note(incoming)
            else:
                self._ignore(incoming)
        if not heard:
            return
        await self._store([each.message for each in heard])
        self._wake()
        for each in heard:
            if each.button_id is not None:
                self._release(each.button_id, each.message.text)

    async def _note(self, membership: Membership) -> None:
        if membership.is_blocked:
            await self._unreachable.mark(membership.chat, self._clock.now_ms())
        else:
            await self._unreachable.lift(membership.chat)

    def _ignore(self, ignored: Ignored) -> None:
        self.ignored[ignored.reason] += 1
        log.info("update_ignored", extra={"reason": ignored.reason})

    async def _store(self, messages: list[Message]) -> None:
        try:
            await self._mailbox.accept_many(messages)
        except StorageError:
            raise
        except Exception:
            log.exception("batch_not_stored")
            for message in messages:
                await self._store_alone(message)

    async def _store_alone(self, message: Message) -> None:
        try:
            await self._mailbox.accept(message)
        except StorageError:
            raise
        except Exception:
            log.exception("update_skipped", extra={"update_id": message.external_id})
            self.ignored["not storable"] += 1
