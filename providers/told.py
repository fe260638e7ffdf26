"""Told: the facts of a prompt as text that an answer can be compared with, each form worked out where it is needed.

Refuses to look at the rules of a prompt: only what stands under its facts is told.
"""

from __future__ import annotations

import re
from functools import cached_property

from providers.contacts import contacts
from providers.figures import Figure, figures
from providers.plain_text import fold
from providers.prompt import Prompt

# The number of a list's line counts nothing.
_LIST_NUMBER = re.compile(r"^[ \t]*\(?\d{1,2}[.)][ \t]+", re.MULTILINE)


class Told:
    """The facts of one prompt; ``nouns`` are words for the shop's goods that small numbers in words count."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt
        self.nouns: frozenset[str] = prompt.knowledge.nouns if prompt.knowledge else frozenset()

    @cached_property
    def folded(self) -> str:
        """Folded, as they stand."""
        return fold(self._prompt.facts_text)

    @cached_property
    def text(self) -> str:
        """Folded, without contacts."""
        return contacts(without_list_numbers(self.folded)).rest

    def figures(self) -> list[Figure]:
        """Every figure in them."""
        return figures(self.text, self.nouns)

    @cached_property
    def asked(self) -> list[Figure]:
        """The figures that the customer named."""
        return figures(without_list_numbers(fold(self._prompt.text)))

    @property
    def has_quote(self) -> bool:
        """Whether they hold a quote that was asked for."""
        return bool(self._prompt.say_together)


def without_list_numbers(text: str) -> str:
    """A folded text without the numbers of its list's lines."""
    return _LIST_NUMBER.sub("", text)
