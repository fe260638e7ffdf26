"""The guard: what models really write passes where the facts say it, and is stopped where they do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from providers import guard
from providers.answer import Question
from providers.failures import Rejected
from providers.prompt import Prompt
from providers.prompt_writer import PromptWriter
from providers.rules import Rules
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.understanding import Understander

Ask = Callable[[str], Prompt]


class Given(NamedTuple):
    """A model's answer to a customer's message, and why the guard stops it; an empty reason lets it pass."""

    asked: str
    text: str
    reason: str


GIVEN = [
    Given(**json.loads(line))
    for line in Path(__file__).with_name("guard_answers.jsonl").read_text(encoding="utf-8").splitlines()
]
GOOD, BAD = [given for given in GIVEN if not given.reason], [given for given in GIVEN if given.reason]


@pytest.fixture(scope="module")
def ask(catalogue: Catalogue) -> Ask:
    """Writes the prompt for a customer's first message, once for each."""
    understander, rules, writer = Understander(catalogue), Rules(catalogue), PromptWriter(catalogue)
    written: dict[str, Prompt] = {}

    def prompt(text: str) -> Prompt:
        if text not in written:
            understanding = understander.understand(text, Slots(), 1)
            floor = rules.floor(understanding)
            written[text] = writer.write(
                Question(text=text, understanding=understanding, deadline_s=0, stands_alone=True, floor=floor)
            )
        return written[text]

    return prompt


@pytest.mark.parametrize("given", GOOD, ids=lambda given: given.text[:40])
def test_a_good_answer_passes(ask: Ask, given: Given) -> None:
    """An answer that keeps to the facts, in its own words, reaches the customer."""
    guard.check(guard.clean(given.text), ask(given.asked))


@pytest.mark.parametrize("given", BAD, ids=lambda given: given.text[:40])
def test_a_bad_answer_is_stopped(ask: Ask, given: Given) -> None:
    """An answer that says what the facts do not is stopped, and the reason says which kind it was."""
    with pytest.raises(Rejected) as raised:
        guard.check(guard.clean(given.text), ask(given.asked))
    assert raised.value.reason == given.reason
