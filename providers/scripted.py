"""Scripted: a function as a Provider, for tests, measurements and the forecast.

Refuses to be more than it is: no model, no window, no bench; whether it may be asked is set by whoever plays with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from providers.answer import Answer, Question
from providers.bench import Standing
from providers.failures import NO_USAGE, Usage

Say = Callable[[Question], Awaitable[str]]
READY = Standing("ready")


class Scripted:
    """A tier that says what ``say`` returns, and fails with what it raises; ``state`` may be changed at any time."""

    def __init__(  # noqa: PLR0913 - each is one thing that the relay looks at
        self,
        name: str,
        say: Say,
        *,
        is_paid: bool = False,
        usual_s: float = 1.0,
        most: Usage = NO_USAGE,
        state: Standing = READY,
    ) -> None:
        self._name, self._is_paid = name, is_paid
        self._say = say
        self._most = most
        self.usual_s = usual_s
        self.state = state
        self.is_silent = False
        self.calls = 0

    @property
    def name(self) -> str:
        """The tier's name in the chain."""
        return self._name

    @property
    def is_paid(self) -> bool:
        """Whether it counts as paid."""
        return self._is_paid

    def standing(self) -> Standing:
        """What ``state`` says."""
        return self.state

    def most_usage(self, question: Question) -> Usage:  # noqa: ARG002 - the same for every question
        """What was given as the most."""
        return self._most

    async def warm(self) -> None:
        """Nothing to load."""

    async def answer(self, question: Question) -> Answer:
        """The function's text in place of the floor's."""
        self.calls += 1
        text = await self._say(question)
        if question.floor is None:
            raise ValueError("the chain works out the floor first")
        return replace(question.floor, text=text, tier=self.name)
