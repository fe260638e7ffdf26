"""TelegramCustomer: somebody with a phone: writes to the bot, presses buttons, reads what comes.

Refuses to read minds: what was read is exactly what the bot sent over the wire.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from rehearsal.telegram_queue import TelegramQueue

SOON_S = 1  # how long after its message an edit usually comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message of the bot on the customer's phone; ``buttons`` are pairs of label and data, row after row.

    ``at_s`` is the moment on the monotonic clock, in seconds.
    """

    message_id: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    photo: bytes | None = None
    at_s: float = 0.0


@dataclass(slots=True)
class Counters:
    """Numbers that are unique within one played Telegram."""

    messages: count[int] = field(default_factory=lambda: count(1))
    presses: count[int] = field(default_factory=lambda: count(1))


class TelegramCustomer:
    """One private chat. ``shown`` is what the bot sent, oldest first; ``typing_at_s`` when it said it was typing."""

    def __init__(self, chat_id: int, first_name: str, language_code: str, queue: TelegramQueue, ids: Counters) -> None:
        self.chat_id = chat_id
        self.first_name = first_name
        self.language_code = language_code
        self.has_written = False
        self.has_blocked = False
        self.shown: list[Shown] = []
        self.typing_at_s: list[float] = []
        self.drafts: list[tuple[int, str]] = []
        self.presses: dict[str, bool] = {}
        self._queue = queue
        self._ids = ids
        self._news = asyncio.Event()

    @property
    def chat(self) -> dict[str, Any]:
        """The chat as Telegram writes it."""
        return {"id": self.chat_id, "type": "private", "first_name": self.first_name}

    @property
    def user(self) -> dict[str, Any]:
        """The person as Telegram writes it."""
        return {
            "id": self.chat_id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def says(self, text: str) -> int:
        """Write a message; its id."""
        return self.sends(text=text)

    def sends(self, **content: Any) -> int:
        """Send anything that a message may hold, such as ``photo=[...], caption="this one"``; its id."""
        message = self._message(next(self._ids.messages), **content)
        self._queue.add({"message": message})
        return int(message["message_id"])

    def replies(self, shown: Shown, text: str) -> int:
        """Reply to one of the bot's messages; the reply's id."""
        return self.sends(text=text, reply_to_message=self._shown_again(shown))

    def marks(self, shown: Shown, *emojis: str) -> None:
        """Put marks on one of the bot's messages, or take them off with none."""
        marks = [{"type": "emoji", "emoji": emoji} for emoji in emojis]
        change = {"chat": self.chat, "message_id": shown.message_id, "user": self.user, "date": int(time.time())}
        self._queue.add({"message_reaction": {**change, "old_reaction": [], "new_reaction": marks}})

    def edits(self, message_id: int, text: str, after_s: int = SOON_S) -> None:
        """Change a message ``after_s`` seconds after it was sent."""
        message = self._message(message_id, text=text)
        self._queue.add({"edited_message": {**message, "edit_date": message["date"] + after_s}})

    def presses_button(self, label: str) -> str:
        """Press the newest button of that label; the id of the press. Raises LookupError where there is none."""
        for shown in reversed(self.shown):
            for name, data in shown.buttons:
                if name == label:
                    return self._press(shown, data)
        raise LookupError(f'no button "{label}"')

    def blocks(self) -> None:
        """Block the bot."""
        self.has_blocked = True
        self._member("member", "kicked")

    def unblocks(self) -> None:
        """Let the bot in again."""
        self.has_blocked = False
        self._member("kicked", "member")

    async def reads(self, messages: int = 1, within_s: float = 5.0) -> list[Shown]:
        """All that was shown, once there are so many ``messages``. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while len(self.shown) < messages:
                await self._news.wait()
        return list(self.shown)

    @property
    def texts(self) -> list[str]:
        """The texts shown, oldest first."""
        return [shown.text for shown in self.shown]

    def show(self, text: str, **content: Any) -> Shown:
        """The bot's message arrives."""
        shown = Shown(message_id=next(self._ids.messages), text=text, at_s=time.monotonic(), **content)
        self.shown.append(shown)
        self._tell()
        return shown

    def notice(self, note: Callable[[TelegramCustomer], None]) -> None:
        """Something else arrives: the word "typing", a draft."""
        note(self)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _message(self, message_id: int, **content: Any) -> dict[str, Any]:
        self.has_written = True
        return {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": self.chat,
            "from": self.user,
            **content,
        }

    def _press(self, shown: Shown, data: str) -> str:
        press_id = str(next(self._ids.presses))
        self.presses[press_id] = False
        message = self._shown_again(shown)
        press = {"id": press_id, "from": self.user, "chat_instance": "1", "message": message, "data": data}
        self._queue.add({"callback_query": press})
        return press_id

    def _shown_again(self, shown: Shown) -> dict[str, Any]:
        return {"message_id": shown.message_id, "date": int(time.time()), "chat": self.chat, "text": shown.text}

    def _member(self, before: str, after: str) -> None:
        bot = {"id": 1, "is_bot": True, "first_name": "Bot"}
        change: dict[str, Any] = {"chat": self.chat, "from": self.user, "date": int(time.time())}
        change["old_chat_member"] = {"status": before, "user": bot, "until_date": 0}
        change["new_chat_member"] = {"status": after, "user": bot, "until_date": 0}
        self._queue.add({"my_chat_member": change})
