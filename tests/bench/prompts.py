"""How many tokens a prompt takes, over the 100 questions of prompts.txt in three languages.

Run by `python -m tests.bench.prompts`. A token is four bytes, as vendors count English; each message costs four more.
Each question is asked first in a chat and as a follow-up, with four turns before it.
Refuses to call a vendor: only the prompt's own bytes are counted.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from providers.answer import Question
from providers.prompt import Prompt, Utterance
from providers.prompt_writer import PromptWriter
from providers.rules import Rules
from shop import loader
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.understanding import Understander

FOLDER = Path(__file__).resolve().parent.parent.parent
QUESTIONS = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
BYTES_A_TOKEN = 4
TOKENS_A_MESSAGE = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """One question with the prompt it got; ``follows`` is true where turns stood before it."""

    text: str
    follows: bool
    prompt: Prompt

    @property
    def tokens(self) -> int:
        """What a vendor counts, about."""
        return vendor_tokens(self.prompt)


def vendor_tokens(prompt: Prompt) -> int:
    """A vendor's count of a prompt: four bytes a token, and four tokens for each message."""
    texts = (prompt.instructions, prompt.text, *(turn.text for turn in prompt.turns))
    return sum(ceil(len(text.encode()) / BYTES_A_TOKEN) + TOKENS_A_MESSAGE for text in texts)


def measure(catalogue: Catalogue) -> list[Measured]:
    """Every question, first alone and then as a follow-up of the two questions before it."""
    understander, rules, writer = Understander(catalogue), Rules(catalogue), PromptWriter(catalogue)
    result: list[Measured] = []
    before: list[Utterance] = []
    slots = Slots()
    for text in QUESTIONS:
        for turns, known in (((), Slots()), (tuple(before[-4:]), slots)):
            understanding = understander.understand(text, known, 1)
            floor = rules.floor(understanding)
            question = Question(text=text, understanding=understanding, deadline_s=0, turns=turns, floor=floor)
            result.append(Measured(text, bool(turns), writer.write(question)))
        before += [Utterance("customer", text), Utterance("shop", floor.text)]
        slots = understanding.slots
    return result


def main() -> None:
    """Print the average and the largest for each language."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    measured = measure(loader.load(FOLDER / "templates"))
    print(f"{'prompts':>20} {'number':>6} {'average':>8} {'largest':>8}")
    for follows in (False, True):
        for language in ("en", "hinglish", "hi"):
            tokens = [each.tokens for each in measured if each.prompt.language == language and each.follows is follows]
            name = f"{language} {'follow-up' if follows else 'alone'}"
            print(f"{name:>20} {len(tokens):>6} {sum(tokens) / len(tokens):>8.0f} {max(tokens):>8}")
    tokens = [each.tokens for each in measured]
    print(f"{'all':>20} {len(tokens):>6} {sum(tokens) / len(tokens):>8.0f} {max(tokens):>8}")


if __name__ == "__main__":
    main()
