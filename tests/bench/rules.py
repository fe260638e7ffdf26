"""How long a rule answer takes in process: understanding and floor, with the real templates.

    python -m tests.bench.rules

Refuses to be a test: it measures and prints, and fails nothing.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from providers.rules import Rules
from shop import loader
from shop.slots import Slots
from shop.understanding import Understander

FOLDER = Path(__file__).resolve().parent.parent.parent
ROUNDS = 100
MESSAGES = (
    "hi",
    "What is the price of 100 wooden coasters?",
    "aur 200 ka?",
    "which wood do you use",
    "100 लकड़ी के कोस्टर और 50 मग का दाम बताइए",
    "do you do engraving on steel bottles and how many days will it take to deliver to pune",
    "mujhe diwali ke liye 60 logon ke gift chahiye 500 ke andar, kya milega?",
    "wodden coster ka rate kya hai",
    "asdf qwerty zxcv",
    "Dear team, please quote 250 ceramic mugs with logo and 100 diaries. Is GST extra? What is the lead time? Thanks",
)


def main() -> None:
    """Print median and p99 over all messages, and the slowest message."""
    catalogue = loader.load(FOLDER / "templates")
    understander, rules = Understander(catalogue), Rules(catalogue)
    slots = understander.understand("100 marble coasters", Slots(), 0).slots
    times_ms: list[float] = []
    slowest: dict[str, float] = {}
    for _ in range(ROUNDS):
        for text in MESSAGES:
            started = time.perf_counter()
            rules.floor(understander.understand(text, slots, 0))
            took_ms = (time.perf_counter() - started) * 1000
            times_ms.append(took_ms)
            slowest[text] = max(slowest.get(text, 0.0), took_ms)
    times_ms.sort()
    print(f"{len(times_ms)} answers: median {statistics.median(times_ms):.2f} ms", end=", ")
    print(f"p99 {times_ms[int(len(times_ms) * 0.99)]:.2f} ms, slowest {times_ms[-1]:.2f} ms")
    print("slowest message:", max(slowest, key=lambda text: slowest[text]))


if __name__ == "__main__":
    main()
