"""TelegramMethods: what each method of the Bot API does in the played Telegram, with the refusals of the real one.

Refuses what Telegram refuses: empty and endless texts, strangers' chats, buttons that say too much, late answers.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from rehearsal.telegram_call import TelegramCall
from rehearsal.telegram_customer import Shown, TelegramCustomer
from rehearsal.telegram_faults import Refusal, bad_request, blocked
from rehearsal.telegram_queue import Hook, TelegramQueue, is_possible

MOST_UNITS, MOST_CAPTION_UNITS = 4096, 1024
MOST_BUTTON_BYTES, MOST_BUTTONS = 64, 100
MOST_COMMANDS, MOST_EXPLANATION = 100, 256
MOST_DESCRIPTION, MOST_SHORT_DESCRIPTION = 512, 120
ACTIONS = frozenset("typing upload_photo upload_document choose_sticker find_location record_voice".split())
PICTURES = (b"\x89PNG", b"\xff\xd8")
Method = Callable[[TelegramCall], Awaitable[Any]]


@dataclass(slots=True)
class Profile:
    """What the bot has set about itself: by (scope, language code), and by language code."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    short_description: dict[str, str] = field(default_factory=dict)


class TelegramMethods:
    """The Bot API of one bot; ``knows_drafts`` is false for an older Telegram, ``button_is_late`` after a long wait."""

    def __init__(self, bot: dict[str, Any], queue: TelegramQueue, customers: dict[int, TelegramCustomer]) -> None:
        self.profile = Profile()
        self.knows_drafts = True
        self.button_is_late = False
        self._bot = bot
        self._queue = queue
        self._customers = customers
        self._methods: dict[str, Method] = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._get_webhook_info,
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
            "sendchataction": self._send_chat_action,
            "sendmessagedraft": self._send_message_draft,
            "answercallbackquery": self._answer_callback_query,
            "setmycommands": self._set_my_commands,
            "setmydescription": partial(self._describe, "description", MOST_DESCRIPTION),
            "setmyshortdescription": partial(self._describe, "short_description", MOST_SHORT_DESCRIPTION),
        }

    async def carry_out(self, call: TelegramCall) -> Any:
        """The result of a call. Raises Refusal."""
        method = self._methods.get(call.method.lower())
        if method is None:
            raise Refusal(404, "Not Found")
        return await method(call)

    async def _get_me(self, _call: TelegramCall) -> Any:
        return {**self._bot, "can_join_groups": True, "can_read_all_group_messages": False}

    async def _get_updates(self, call: TelegramCall) -> Any:
        allowed = call.data("allowed_updates")
        if allowed is not None:
            self._queue.allowed = frozenset(allowed)
        return await self._queue.poll(call.number("offset"), call.number("limit", 100), call.number("timeout"))

    async def _set_webhook(self, call: TelegramCall) -> Any:
        url, secret = call.text("url"), call.text("secret_token") or None
        if not url:
            return await self._delete_webhook(call)
        if not is_possible(url):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        self._queue.allowed = frozenset(call.data("allowed_updates", []))
        if call.flag("drop_pending_updates"):
            self._queue.pending.clear()
        self._queue.set_hook(Hook(url=url, secret=secret, connections=call.number("max_connections", 40)))
        return True

    async def _delete_webhook(self, call: TelegramCall) -> Any:
        self._queue.delete_hook(drop_pending=call.flag("drop_pending_updates"))
        return True

    async def _get_webhook_info(self, _call: TelegramCall) -> Any:
        hook = self._queue.hook
        info: dict[str, Any] = {
            "url": "" if hook is None else hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue.pending),
        }
        if hook is not None and hook.last_error is not None:
            info |= {"last_error_date": int(time.time()), "last_error_message": hook.last_error}
        return info

    async def _send_message(self, call: TelegramCall) -> Any:
        customer = self._reachable(call)
        text = call.text("text").strip()
        if not text:
            raise bad_request("message text is empty")
        if _units(text) > MOST_UNITS:
            raise bad_request("message is too long")
        return self._sent(customer, customer.show(text, buttons=_buttons(call)))

    async def _send_photo(self, call: TelegramCall) -> Any:
        customer = self._reachable(call)
        caption, photo = call.text("caption"), call.files.get("photo", b"")
        if not photo.startswith(PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        if _units(caption) > MOST_CAPTION_UNITS:
            raise bad_request("message caption is too long")
        return self._sent(customer, customer.show(caption, photo=photo))

    async def _send_chat_action(self, call: TelegramCall) -> Any:
        customer = self._reachable(call)
        if call.text("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        customer.notice(lambda each: each.typing_at_s.append(call.at_s))
        return True

    async def _send_message_draft(self, call: TelegramCall) -> Any:
        if not self.knows_drafts:
            raise Refusal(404, "Not Found")
        customer, draft_id = self._reachable(call), call.number("draft_id")
        if draft_id == 0:
            raise bad_request("DRAFT_ID_INVALID")
        customer.notice(lambda each: each.drafts.append((draft_id, call.text("text"))))
        return True

    async def _answer_callback_query(self, call: TelegramCall) -> Any:
        press_id = call.text("callback_query_id")
        for customer in self._customers.values():
            if press_id in customer.presses and not self.button_is_late:
                customer.presses[press_id] = True
                customer.notice(lambda _: None)
                return True
        raise bad_request("query is too old and response timeout expired or query ID is invalid")

    async def _set_my_commands(self, call: TelegramCall) -> Any:
        commands, scope = call.data("commands", []), call.data("scope") or {"type": "default"}
        if "chat_id" in scope and int(scope["chat_id"]) not in self._customers:
            raise bad_request("chat not found")
        if len(commands) > MOST_COMMANDS:
            raise bad_request("too many commands specified")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= MOST_EXPLANATION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        key = json.dumps(scope, sort_keys=True) if "chat_id" in scope else scope["type"]
        self.profile.commands[key, call.text("language_code")] = commands
        return True

    async def _describe(self, name: str, most: int, call: TelegramCall) -> Any:
        text = call.text(name)
        if len(text) > most:
            raise bad_request(f"{name} is too long")
        getattr(self.profile, name)[call.text("language_code")] = text
        return True

    def _reachable(self, call: TelegramCall) -> TelegramCustomer:
        customer = self._customers.get(call.chat_id or 0)
        if customer is None:
            raise bad_request("chat not found")
        if not customer.has_written:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        if customer.has_blocked:
            raise blocked()
        return customer

    def _sent(self, customer: TelegramCustomer, shown: Shown) -> dict[str, Any]:
        message = {"message_id": shown.message_id, "date": int(time.time()), "chat": customer.chat, "from": self._bot}
        if shown.photo is None:
            return {**message, "text": shown.text}
        size = {"file_id": "p1", "file_unique_id": "p1", "width": 1, "height": 1, "file_size": len(shown.photo)}
        return {**message, "photo": [size], "caption": shown.text}


def _buttons(call: TelegramCall) -> tuple[tuple[str, str], ...]:
    """The buttons below a message. Raises Refusal (400)."""
    rows = (call.data("reply_markup") or {}).get("inline_keyboard", [])
    buttons = tuple((button["text"], button.get("callback_data", "")) for row in rows for button in row)
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for label, data in buttons:
        if not label or not 1 <= len(data.encode()) <= MOST_BUTTON_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    return buttons


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
