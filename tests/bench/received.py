"""How large a prompt is when it arrives: 100 questions in three languages, counted from the bytes that each vendor got.

Run by `python -m tests.bench.received`; some seconds. A token is four bytes of text, and each message costs four more.
Beside it stands the whole body of the request, JSON and all. Refuses to leave the machine.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.prompts import QUESTIONS
from tests.chain_world import limits, opened_world

MOST_TOKENS = 600
TIERS = ("groq", "gemini", "claude")


async def measure(tier: str) -> bool:
    """Ask everything of one tier alone; whether the average is small enough."""
    environment = {"BOT__CHAIN": json.dumps([tier]), f"BOT__PROVIDERS__{tier.upper()}__LIMITS": limits()}
    with tempfile.TemporaryDirectory(prefix="received-") as folder:
        async with opened_world(Path(folder), **environment) as world:
            for text in QUESTIONS:
                await world.ask_chain(text, stands_alone=False)
            asked = world.vendors[tier].asked
    tokens = [each.tokens_in for each in asked]
    bodies = [len(json.dumps(each.body, ensure_ascii=False).encode()) for each in asked]
    print(
        f"{tier:<8} {len(asked):>8} {statistics.mean(tokens):>8.0f} {max(tokens):>8}"
        f" {statistics.mean(bodies) / 4:>13.0f} {max(bodies) / 4:>8.0f}"
    )
    return statistics.mean(tokens) <= MOST_TOKENS


def main() -> int:
    """Measure all tiers; 1 where an average is too large."""
    print("tier      prompts  average  largest  body/4 average  largest")
    results = [asyncio.run(measure(tier)) for tier in TIERS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
