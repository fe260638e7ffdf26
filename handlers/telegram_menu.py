"""TelegramMenu: what Telegram shows around the conversation: buttons, the list of commands, the bot's description.

Refuses words of its own: all of it stands in templates/menu.yaml, and what a button says can always be typed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handlers.delivery.buttons import Buttons
from handlers.delivery.message import Reply
from handlers.talk.doubts import BAD, GOOD
from handlers.talk.service_words import COMMAND, WITH_MENU
from providers import cache, rules
from shop.local_text import LANGUAGES, Language
from shop.menu import Menu

BUTTONS_A_ROW = 2
# What these tiers say the owner wrote.
OURS = (COMMAND, cache.NAME, rules.NAME)
# The language code of a customer's app, "" for all others, and which of ours it gets. No app is set to Hinglish.
APP_LANGUAGES: dict[str, Language] = {"": "en", "hi": "hi"}
Rows = Buttons


def rows_under(reply: Reply, menu: Menu, *, has_thumbs: bool = False) -> Rows:
    """The buttons that belong under a reply, row by row, as pairs of label and words; none under most replies.

    With ``has_thumbs`` two thumbs stand under what a model worded: whether it helped, only the customer knows.
    """
    if has_thumbs and reply.text and not reply.handoff and reply.tier not in OURS:
        return (tuple((thumb, thumb) for thumb in (GOOD, BAD)),)
    if WITH_MENU.isdisjoint(reply.intents) or reply.handoff:
        return ()
    language = next((known for known in LANGUAGES if known == reply.language), LANGUAGES[0])
    pairs = tuple((button.label.in_(language), button.says.in_(language)) for button in menu.buttons)
    return tuple(pairs[first : first + BUTTONS_A_ROW] for first in range(0, len(pairs), BUTTONS_A_ROW))


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """How the bot introduces itself to apps in one language: ``commands`` by name, each with its explanation."""

    commands: Mapping[str, str]
    owner_commands: Mapping[str, str] = field(default_factory=dict)
    description: str
    short_description: str


def introductions(menu: Menu, owner_commands: Iterable[tuple[str, str]] = ()) -> dict[str, Introduction]:
    """The introduction for each language code; the owner sees ``owner_commands`` (name, explanation) as well."""
    return {
        code: Introduction(
            commands={name: text.in_(language) for name, text in menu.commands.items()},
            owner_commands=dict(owner_commands),
            description=menu.description.in_(language),
            short_description=menu.short_description.in_(language),
        )
        for code, language in APP_LANGUAGES.items()
    }
