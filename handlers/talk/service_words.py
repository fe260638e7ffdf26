"""ServiceWords: what is said around the conversation: customers' commands, typed menus, words for what cannot be read.

Refuses to understand questions: whatever is not a command, a picked number or an unreadable message goes its usual way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.delivery.message import Message
from providers.answer import Answer
from providers.prompt import Utterance
from providers.rules import Rules
from shop.catalogue import Catalogue
from shop.local_text import LANGUAGES, Language
from shop.menu import ReceivedKind
from shop.slots import Slots
from shop.topic import Topic
from shop.understanding import Understanding

COMMAND = "command"
# What channels call things, and which of the shop's words fit them; whatever else they bring is "other".
RECEIVED: dict[str, ReceivedKind] = {
    "photo": "photo",
    "image": "photo",
    "voice": "voice",
    "audio": "voice",
    "video": "document",
    "document": "document",
    "location": "location",
    "contact": "contact",
}
# Replies that end with the menu, where a channel has no buttons to show it.
WITH_MENU = frozenset({"greeting", "unclear"})


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """The words of one catalogue; ``typed_menus`` names the channels whose customers pick by typing a number."""

    catalogue: Catalogue
    rules: Rules
    typed_menus: frozenset[str]

    def answer(self, message: Message, before: Slots) -> Answer | None:
        """The answer to a command or to what cannot be read; None where the message is to be understood."""
        language = before.language_wish or before.language or _of_app(message.language_code)
        if message.text.startswith("/"):
            return self._command(message.text.split(maxsplit=1)[0].lower(), language)
        if message.text.strip() or message.kind == "text":
            return None
        text = self.catalogue.menu.received[RECEIVED.get(message.kind, "other")].in_(language)
        return Answer(text=text, tier=COMMAND, intents=("unclear",), language=language)

    def words(self, message: Message, turns: tuple[Utterance, ...]) -> str:
        """What the message says: the words behind a number, where the last reply offered numbers."""
        if not turns or turns[-1].said_by != "shop" or not self._has_typed_menu(message.chat):
            return message.text
        for language in LANGUAGES:
            if turns[-1].text.endswith(self.catalogue.menu.numbered(language)):
                return self.catalogue.menu.picked(message.text, language) or message.text
        return message.text

    def with_menu(self, answer: Answer, chat: str) -> Answer:
        """The answer, with the menu to be typed under a greeting and under a question that was not understood."""
        menu = self.catalogue.menu.numbered(_language(answer))
        if not menu or answer.handoff or WITH_MENU.isdisjoint(answer.intents) or not self._has_typed_menu(chat):
            return answer
        return replace(answer, text=f"{answer.text}\n\n{menu}")

    def _command(self, name: str, language: Language) -> Answer:
        if name != "/start":
            menu = self.rules.menu(language)
            text = f"{self.catalogue.menu.help.in_(language)}\n{menu.text}"
            return replace(menu, text=text, tier=COMMAND, intents=("greeting",))
        greeting = Understanding(topics=(Topic(intent="greeting"),), slots=Slots(), language=language)
        return replace(self.rules.floor(greeting), tier=COMMAND)

    def _has_typed_menu(self, chat: str) -> bool:
        return chat.partition(":")[0] in self.typed_menus


def _of_app(language_code: str) -> Language:
    """The language of a customer's app, where it is one of ours; no app is set to Hinglish."""
    return "hi" if language_code.partition("-")[0].lower() == "hi" else "en"


def _language(answer: Answer) -> Language:
    return next(language for language in LANGUAGES if language == answer.language)
