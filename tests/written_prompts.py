"""Prompts for a customer's message, as the real shop writes them."""

from __future__ import annotations

from typing import Protocol

from providers.answer import Question
from providers.prompt import Prompt, Utterance
from providers.prompt_writer import PromptWriter
from providers.rules import Rules
from shop.slots import Slots
from shop.understanding import Understander


class Written(Protocol):
    """Writes the prompt for a first message, or for one after these turns."""

    def __call__(self, text: str, turns: tuple[Utterance, ...] = ()) -> Prompt: ...


def writing(understander: Understander, rules: Rules, prompts: PromptWriter) -> Written:
    """Writes with these."""

    def written(text: str, turns: tuple[Utterance, ...] = ()) -> Prompt:
        understanding = understander.understand(text, Slots(), 1)
        floor = rules.floor(understanding)
        return prompts.write(Question(text=text, understanding=understanding, deadline_s=0, turns=turns, floor=floor))

    return written
