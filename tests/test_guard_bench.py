"""The guard's sets of answers: a few of every kind through the real chain, all of them against the guard alone."""

from __future__ import annotations

import pytest

from providers import guard
from providers.failures import Rejected
from providers.marks import filled
from providers.prompt_writer import PromptWriter
from providers.rules import Rules
from shop.understanding import Understander
from tests.bench.guard import MOST_GOOD_STOPPED, measure
from tests.guard_sets import GOOD, SETS, Given, answers


def one_of_each_kind() -> list[Given]:
    """The first answer of every kind in every set, to different questions, so that one shop is enough."""
    chosen: dict[str, Given] = {}
    for given in (each for name in SETS for each in answers(name)):
        if given.kind not in chosen and given.asked not in {other.asked for other in chosen.values()}:
            chosen[given.kind] = given
    return list(chosen.values())


async def test_a_model_that_gives_in_does_no_harm() -> None:
    """A wrong answer of any kind ends as an attempt, the customer reads the rule answer, and nothing of it is kept."""
    judged = await measure(one_of_each_kind())
    assert len(judged) > 15
    assert not [each for each in judged if each.fault]
    assert {each.given.kind for each in judged if not each.stopped} == {GOOD}


@pytest.mark.parametrize("name", SETS)
def test_no_wrong_answer_passes(understander: Understander, rules: Rules, prompts: PromptWriter, name: str) -> None:
    """Of all the answers of a set every wrong one is stopped, and at most a tenth of the good ones."""
    passed: list[str] = []
    stopped: list[str] = []
    good = 0
    for given in answers(name):
        prompt = prompts.write(given.question(understander, rules, 1))
        good += given.kind == GOOD
        try:
            guard.check(filled(guard.clean(given.text), prompt.marks), prompt)
        except Rejected:
            if given.kind == GOOD:
                stopped.append(given.text)
        else:
            if given.kind != GOOD:
                passed.append(given.text)
    assert not passed
    assert len(stopped) <= MOST_GOOD_STOPPED * good, stopped
