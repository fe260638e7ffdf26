"""A process that stores answers, one after another, and kills itself: the child process of test_stored_answers.py.

    python -m tests.mortal_answers DATABASE POINT NUMBER

Refuses to clean up after itself.
"""

import asyncio
import sys
from pathlib import Path

from providers.stored_answers import MIGRATIONS, StoredAnswers
from storage.database import Database
from tests.cache_peers import SAID
from tests.limit_peers import PartedClock
from tests.mortal_delivery import Killer


async def run(path: Path, killer: Killer) -> None:
    """Ten answers; each is written before the next one comes."""
    async with (
        Database.open(path, MIGRATIONS, on_commit=killer) as database,
        StoredAnswers.open(database, PartedClock()) as stored,
    ):
        for number in range(10):
            stored.keep(f"{number}", SAID)
            await database.write(name="settled")


if __name__ == "__main__":
    path, point, number = sys.argv[1:]
    asyncio.run(run(Path(path), Killer(point, int(number))))
