"""How long a rule answer takes in process: understanding and floor, with the real templates.

    python -m tests.bench.rules

Every message of questions.jsonl is asked once a round, in its conversation, and each round begins with a fresh index,
so that nothing is answered from what was worked out before.
Refuses to be a test: it measures and prints, and fails nothing.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from providers.rules import Rules
from shop import loader
from shop.catalogue import Catalogue
from shop.slots import Slots
from shop.understanding import Understander

FOLDER = Path(__file__).resolve().parent.parent.parent
ROUNDS = 10


def measure(catalogue: Catalogue, conversations: list[list[str]]) -> list[tuple[float, str]]:
    """The time of each message in milliseconds, with the message."""
    understander, rules = Understander(catalogue), Rules(catalogue)
    understander.understand("warm up wodden", Slots(), 0)
    times: list[tuple[float, str]] = []
    for turns in conversations:
        slots = Slots()
        for text in turns:
            started_s = time.perf_counter()
            understanding = understander.understand(text, slots, 0)
            rules.floor(understanding)
            times.append(((time.perf_counter() - started_s) * 1000, text))
            slots = understanding.slots
    return times


def main() -> None:
    """Print median and p99 over all messages and rounds, and the slowest message."""
    lines = (FOLDER / "tests" / "bench" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    conversations = [json.loads(line)["turns"] for line in lines]
    catalogue = loader.load(FOLDER / "templates")
    times = sorted(entry for _ in range(ROUNDS) for entry in measure(catalogue, conversations))
    values = [ms for ms, _ in times]
    print(f"{len(values)} answers: median {statistics.median(values):.2f} ms", end=", ")
    print(f"p99 {values[int(len(values) * 0.99)]:.2f} ms, slowest {values[-1]:.2f} ms")
    print("slowest message:", times[-1][1][:100])


if __name__ == "__main__":
    main()
