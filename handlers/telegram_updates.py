"""TelegramUpdates: one update as Telegram sends it becomes a Message, or a reason why nothing is to be answered.

Total over every kind there is or will be: whatever the JSON holds, reading it gives one of the outcomes below.
Refuses to answer in groups and channels, to bots, and to late edits: all are left alone on purpose.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers.delivery.message import Message
from storage.clock import Clock

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
# Of all marks on a message these two say whether it helped.
THUMBS = ("👎", "👍")
# Kinds that Telegram would send only if they were asked for; named here so that they are told from unknown ones.
LEFT_ALONE = frozenset(
    """channel_post edited_channel_post business_connection business_message edited_business_message
    deleted_business_messages message_reaction_count inline_query chosen_inline_result shipping_query
    pre_checkout_query purchased_paid_media poll poll_answer chat_member chat_join_request chat_boost removed_chat_boost
    managed_bot guest_message stopped_message_generation""".split()
)
# What a message may hold instead of text, in the order of looking: an animation brings a document along, a venue a
# location. The value is Message.kind.
KINDS = {
    "sticker": "sticker",
    "photo": "photo",
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "animation",
    "document": "document",
    "contact": "contact",
    "venue": "location",
    "location": "location",
    "poll": "poll",
    "dice": "dice",
    "story": "other",
    "checklist": "other",
    "paid_media": "other",
    "game": "other",
}
NAMED_BY = {"sticker": ("emoji",), "venue": ("title", "address")}
EDIT_WINDOW_S = 60  # so soon after the message an edit is a correction, not history
MOST_CODE = 35  # characters of a language code (BCP 47)
BIGGEST_ID = 2**52  # Telegram's own limit for ids
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Heard:
    """A customer said something; ``button_id`` is the pressed button that Telegram waits to have acknowledged."""

    message: Message
    button_id: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A customer blocked the bot, or let it in again."""

    chat: str
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing is to be answered; ``reason`` is one of a few fixed phrases, fit to be counted."""

    reason: str


Incoming = Heard | Membership | Ignored


def chat_name(chat_id: int) -> str:
    """How the rest of the shop names a Telegram chat."""
    return f"{CHANNEL}:{chat_id}"


def chat_id_of(chat: str) -> int | None:
    """The number behind ``chat_name``; None where it is no Telegram chat."""
    channel, _, number = chat.partition(":")
    is_number = channel == CHANNEL and number.isascii() and number.isdigit() and len(number) <= len(str(BIGGEST_ID))
    return int(number) if is_number else None


def update_id_of(update: object) -> int | None:
    """The update's number; None where it has none that could be used."""
    return _id(_field(update, "update_id"))


class UpdateReader:
    """Reads updates sent to the bot ``bot_id``; ``clock`` tells when each was received."""

    def __init__(self, bot_id: str, clock: Clock) -> None:
        self._bot_id = bot_id
        self._clock = clock

    def read(self, update: object) -> Incoming:
        """What one update means. Never raises."""
        update_id = update_id_of(update)
        if not isinstance(update, dict) or update_id is None:
            return Ignored("malformed")
        readers: dict[str, Callable[[int, Any], Incoming]] = {
            "message": self._message,
            "edited_message": self._edit,
            "callback_query": self._button,
            "my_chat_member": self._membership,
            "message_reaction": self._reaction,
        }
        for kind, read in readers.items():
            if kind in update:
                return read(update_id, update[kind])
        return Ignored(next((kind for kind in sorted(LEFT_ALONE) if kind in update), "unknown kind"))

    def _message(self, update_id: int, body: Any) -> Incoming:
        chat_id, message_id = _private_chat(body), _id(_field(body, "message_id"))
        if isinstance(chat_id, Ignored):
            return chat_id
        if message_id is None:
            return Ignored("malformed")
        if _field(_field(body, "from"), "is_bot") is True:
            return Ignored("from a bot")
        said = _said(body)
        if said is None:
            return Ignored("nothing said")
        kind, text = said
        heard = self._heard(update_id, chat_id, kind, text, _wording_key(chat_id, message_id, text))
        language_code = _text(_field(_field(body, "from"), "language_code"))[:MOST_CODE]
        reply_to = _reply_to(_field(body, "reply_to_message"))
        return Heard(replace(heard, reply_to=reply_to, language_code=language_code))

    def _edit(self, update_id: int, body: Any) -> Incoming:
        """A soon edit is one more message; its key lets an edit pass only where the words are new."""
        heard = self._message(update_id, body)
        if not isinstance(heard, Heard):
            return heard
        sent_s, edited_s = _id(_field(body, "date")), _id(_field(body, "edit_date"))
        if sent_s is None or edited_s is None or edited_s - sent_s > EDIT_WINDOW_S:
            return Ignored("late edit")
        message = heard.message
        if message.kind not in ("text", "command") and not _text(_field(body, "caption")):
            return Ignored("edit without words")
        return Heard(replace(message, kind="edited")) if message.kind == "text" else heard

    def _button(self, update_id: int, body: Any) -> Incoming:
        """A pressed button says its words for the customer; the message it hangs on may be long gone."""
        chat_id = _private_chat(_field(body, "message"))
        if isinstance(chat_id, Ignored):
            return chat_id
        button_id, text = _text(_field(body, "id")), _text(_field(body, "data"))
        if not button_id or not text:
            return Ignored("button without words")
        heard = self._heard(update_id, chat_id, "button", text, f"button:{button_id}")
        return Heard(replace(heard, reply_to=_reply_to(_field(body, "message"))), button_id)

    def _reaction(self, update_id: int, body: Any) -> Incoming:
        """A thumb on a message of ours says that thumb in reply to it; other marks, and taking one off, say nothing."""
        chat_id, marks = _private_chat(body), _field(body, "new_reaction")
        if isinstance(chat_id, Ignored):
            return chat_id
        emojis = [_field(mark, "emoji") for mark in marks] if isinstance(marks, list) else []
        thumb = next((thumb for thumb in THUMBS if thumb in emojis), None)
        if thumb is None or not _reply_to(body):
            return Ignored("reaction")
        heard = self._heard(update_id, chat_id, "reaction", thumb, "")
        return Heard(replace(heard, reply_to=_reply_to(body)))

    def _membership(self, _update_id: int, body: Any) -> Incoming:
        chat_id = _private_chat(body)
        if isinstance(chat_id, Ignored):
            return chat_id
        return Membership(chat_name(chat_id), _field(_field(body, "new_chat_member"), "status") == "kicked")

    def _heard(self, update_id: int, chat_id: int, kind: str, text: str, message_key: str) -> Message:
        return Message(
            channel=CHANNEL,
            bot_id=self._bot_id,
            external_id=str(update_id),
            message_key=message_key,
            chat=chat_name(chat_id),
            position=update_id,
            kind=kind,
            text=text,
            received_at_ms=self._clock.now_ms(),
        )


def _private_chat(body: Any) -> int | Ignored:
    """The id of the chat that a message belongs to, where a customer and the bot are alone in it."""
    if _field(body, "business_connection_id") is not None:
        return Ignored("business message")
    chat = _field(body, "chat")
    chat_id, kind = _field(chat, "id"), _field(chat, "type")
    if kind in ("group", "supergroup", "channel"):
        return Ignored("group or channel")
    usable = _id(chat_id)
    return usable if kind == "private" and usable else Ignored("malformed")


def _said(body: Any) -> tuple[str, str] | None:
    """Message.kind and the customer's words; None for what nobody said, such as a pinned message."""
    text = _text(_field(body, "text"))
    if text or "text" in body:
        command = _COMMAND.match(text)
        return ("command", f"/{command[1].lower()}{text[command.end() :]}") if command else ("text", text)
    for field, kind in KINDS.items():
        if field in body:
            return kind, _text(_field(body, "caption")) or _words_of(field, body[field])
    return None


def _words_of(field: str, content: Any) -> str:
    """Words in what is no text: a sticker stands for its emoji, a place has a name and an address."""
    words = (_text(_field(content, name)) for name in NAMED_BY.get(field, ()))
    return ", ".join(word for word in words if word)


def _wording_key(chat_id: int, message_id: int, text: str) -> str:
    """The same for the same words of the same message, whether they come as a message or as its edit."""
    return f"{chat_id}:{message_id}:{zlib.crc32(text.encode('utf-16', 'surrogatepass')):08x}"


def _reply_to(body: Any) -> str:
    """The id of the message that was replied to, as sending gave it; "" where there is none."""
    message_id = _id(_field(body, "message_id"))
    return "" if message_id is None else str(message_id)


def _field(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, dict) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _id(value: Any) -> int | None:
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= BIGGEST_ID
    return value if usable else None
