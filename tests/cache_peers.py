"""What tests of the cache play with: questions of the real shop as a new chat asks them, and a cache on a real file.

Refuses to share: each cache has a database of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from providers import stored_answers
from providers.answer import Answer, Fact, Question
from providers.cache import Cache, PinnedAnswers
from providers.rules import Rules
from providers.stored_answers import Bounds, StoredAnswers
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.understanding import Understander
from storage.clock import Clock
from storage.database import Database
from tests.limit_peers import PartedClock

SAID = Answer(
    text="Wipe it with a dry cloth.",
    tier="groq",
    intents=("care",),
    language="en",
    facts=(Fact("marble-coaster.moq", "20"), Fact("stated.days", "7")),
)


def half() -> float:
    """A chance that falls in the middle: an hour is an hour."""
    return 0.5


class Customers:
    """Ask what they like, each in a new chat, or in one with ``before``."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.understander = Understander(catalogue)
        self.rules = Rules(catalogue)

    def ask(self, text: str, before: Slots | None = None, deadline_s: float = 8.0) -> Question:
        """The question as the conversation hands it to the chain."""
        slots = before or Slots()
        understanding = self.understander.understand(text, slots, now_ms=1)
        return Question(
            text=text,
            understanding=understanding,
            deadline_s=deadline_s,
            stands_alone=self.understander.stands_alone(text, understanding, slots, now_ms=1),
            floor=self.rules.floor(understanding),
        )


@asynccontextmanager
async def opened(
    path: Path, clock: Clock | None = None, chance: Callable[[], float] = half, bounds: Bounds | None = None
) -> AsyncIterator[tuple[Database, StoredAnswers]]:
    """One life of the stored answers."""
    async with (
        Database.open(path, stored_answers.MIGRATIONS) as database,
        StoredAnswers.open(database, clock or PartedClock(), chance=chance, bounds=bounds) as stored,
    ):
        yield database, stored


@asynccontextmanager
async def opened_cache(path: Path, catalogue: Catalogue, clock: Clock | None = None) -> AsyncIterator[Cache]:
    """One life of the whole cache."""
    async with opened(path, clock) as (_, stored):
        yield Cache(PinnedAnswers(catalogue), stored)
