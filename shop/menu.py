"""Menu: templates/menu.yaml, what stands around the conversation: buttons, commands, words for what cannot be read.

Refuses buttons and descriptions that a channel would refuse.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from shop.local_text import LANGUAGES, Language, LocalText, Strict

# Telegram's limits: bytes of what a button says, characters of a command's explanation and of the descriptions.
MOST_SAYS_BYTES, MOST_LABEL, MOST_COMMAND, MOST_DESCRIPTION, MOST_SHORT = 64, 40, 256, 512, 120
ReceivedKind = Literal["photo", "voice", "document", "location", "contact", "other"]
CommandName = Literal["start", "menu", "help"]


class Button(Strict):
    """``label`` is what is shown, ``says`` what it says for the customer."""

    label: LocalText
    says: LocalText

    @model_validator(mode="after")
    def _fits(self) -> Button:
        for language in LANGUAGES:
            if len(self.says.in_(language).encode()) > MOST_SAYS_BYTES:
                raise ValueError(f"says: {language}: longer than {MOST_SAYS_BYTES} bytes (three for a Hindi letter)")
            _no_longer("label", self.label, MOST_LABEL)
        return self


class Menu(Strict):
    """The menu in three languages; at most nine buttons, so that one digit picks one."""

    buttons: Annotated[tuple[Button, ...], Field(max_length=9)]
    typed: LocalText
    help: LocalText
    commands: dict[CommandName, LocalText]
    description: LocalText
    short_description: LocalText
    received: dict[ReceivedKind, LocalText]

    @model_validator(mode="after")
    def _fits(self) -> Menu:
        _no_longer("description", self.description, MOST_DESCRIPTION)
        _no_longer("short_description", self.short_description, MOST_SHORT)
        for name, text in self.commands.items():
            _no_longer(f"commands: {name}", text, MOST_COMMAND)
        missing = [kind for kind in get_args(ReceivedKind) if kind not in self.received]
        if missing:
            raise ValueError(f"received: {', '.join(missing)} has no wording")
        return self

    def numbered(self, language: Language) -> str:
        """The buttons as lines to be typed: a heading, then "1. Coasters" and so on; empty without buttons."""
        lines = (f"{number}. {button.label.in_(language)}" for number, button in enumerate(self.buttons, start=1))
        return "\n".join((self.typed.in_(language), *lines)) if self.buttons else ""

    def picked(self, text: str, language: Language) -> str | None:
        """What the button of a typed number says; None where the text is no such number."""
        digit = text.strip().rstrip(".)")
        if not (digit.isascii() and digit.isdigit() and 1 <= int(digit[:2]) <= len(self.buttons)):
            return None
        return self.buttons[int(digit) - 1].says.in_(language)


def _no_longer(name: str, text: LocalText, most: int) -> None:
    for language in LANGUAGES:
        if len(text.in_(language)) > most:
            raise ValueError(f"{name}: {language}: longer than {most} characters")
