"""The guard: what models really write passes where the facts say it, and is stopped where they do not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from providers import guard
from providers.answer import Question
from providers.failures import Rejected
from providers.prompt import Prompt
from providers.prompt_writer import PromptWriter
from providers.rules import Rules
from rehearsal.questions import all_languages
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.understanding import Understander
from tests.bench.prompts import QUESTIONS as PROMPT_QUESTIONS

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
def ask(understander: Understander, rules: Rules, prompts: PromptWriter) -> Ask:
    """Writes the prompt for a customer's first message, once for each."""
    written: dict[str, Prompt] = {}

    def prompt(text: str) -> Prompt:
        if text not in written:
            understanding = understander.understand(text, Slots(), 1)
            floor = rules.floor(understanding)
            written[text] = prompts.write(
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


def test_an_answer_tells_which_facts_it_used(ask: Ask) -> None:
    """Each amount, percentage and count of days comes back as a plain number, in the order of the text."""
    text = "100 wooden coasters at ₹82 come to ₹8,200; with 5% GST and ₹250 delivery ₹8,860. Ready in 7-10 days."
    facts = guard.check(text, ask("price of 100 wooden coasters and is cod available"))
    values = [fact.value for fact in facts]
    assert values == ["100", "82.00", "8200.00", "5", "250.00", "8860.00", "7", "10"]


def test_the_budget_is_no_price(ask: Ask) -> None:
    """What the customer would like to pay may be named as a budget, never as what a thing costs."""
    prompt = ask("gifts under 200 for 50 people for diwali")
    assert guard.check("Within ₹200 a piece there is a lot to choose from.", prompt)
    with pytest.raises(Rejected, match="amount"):
        guard.check("They are ₹200 a piece.", prompt)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("**₹82** each", "₹82 each"),
        ("## Price\n* one\n* two", "Price\n- one\n- two"),
        ("`wooden` *coaster*", "wooden coaster"),
        ("See [our site](www.chaubara.example)", "See our site www.chaubara.example"),
        ("<think>the customer wants</think>\nHello!", "Hello!"),
        ("```text\nHello\n```", "Hello"),
        ('"Hello there!"', "Hello there!"),
        ("Reply: Hello", "Hello"),
        ("₹\u00a082\u200b each", "₹ 82 each"),
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_marks_of_a_format_are_cleaned_off(raw: str, shown: str) -> None:
    """A chat shows plain text: Markdown, thoughts and invisible letters go, words stay."""
    assert guard.clean(raw) == shown


@pytest.mark.parametrize(
    "piece", ["1 ", "₹", "a.", "no ", "one ", "free ", "9-", "x@", "mon-", "\u0915 ", "**", "<think>"]
)
def test_a_long_text_takes_no_longer_than_a_long_text(ask: Ask, piece: str) -> None:
    """No text makes the guard go round in circles: the longest one allowed is judged in milliseconds."""
    text, prompt = (piece * guard.MOST_CHARACTERS)[: guard.MOST_CHARACTERS], ask("cod available?")
    took_s = []
    for _ in range(3):  # the quickest counts: a collection of garbage in between is no fault of the guard
        started_s = time.process_time()  # this process's own work, whatever else the machine does
        with suppress(Rejected):
            guard.check(guard.clean(text), prompt)
        took_s.append(time.process_time() - started_s)
    assert min(took_s) < 0.2


def test_the_shops_own_answers_pass(
    catalogue: Catalogue, understander: Understander, rules: Rules, prompts: PromptWriter
) -> None:
    """A model that copies the rule answer word for word says nothing that the guard would stop, in any language."""
    checked = 0
    for text in (*PROMPT_QUESTIONS, *all_languages(catalogue)):
        understanding = understander.understand(text, Slots(), 1)
        floor = rules.floor(understanding)
        prompt = prompts.write(Question(text=text, understanding=understanding, deadline_s=0, floor=floor))
        # Of a long list the model reads eight prices, and may say no more.
        if "- also: " not in prompt.facts_text:
            guard.check(floor.text, prompt)
            checked += 1
    assert checked > 200
