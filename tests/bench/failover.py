"""What a broken first tier costs: each vendor as the first, broken in each way, 50 shop questions in a row.

Run by `python -m tests.bench.failover`; about two minutes. Beside each broken run stands the healthy run of the same
chain in the same minute. Refuses to leave the machine: the vendors are played on loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import sys
from functools import partial
from pathlib import Path

import bot
from rehearsal.asking import open_rehearsal
from rehearsal.drill import Played, Scene, Stage, scenes
from settings import Settings, load
from tests.chain_world import limits

FOLDER = Path(__file__).resolve().parent.parent.parent
QUESTIONS = 50
UNLIMITED = {f"BOT__PROVIDERS__{tier}__LIMITS": limits() for tier in ("GROQ", "GEMINI")}


def row(played: Played, healthy: Played) -> str:
    """One line of the table; all times in milliseconds."""
    first_ms, *later_ms = played.latencies_ms
    rest = statistics.median(later_ms) - statistics.median(healthy.latencies_ms[1:])
    return (
        f"{played.scene.tier:<8} {played.scene.trouble:<36} {len(played.answered_by):>7} {played.wasted:>6} "
        f"{first_ms:>6} {max(later_ms):>8} {statistics.median(later_ms):>7.0f} {rest:>+9.1f}"
    )


async def measure(config: Settings, questions: int) -> bool:
    """Print the table; whether every run was as it must be."""
    logging.disable(logging.CRITICAL)
    print("first    broken by                            answers  calls  first  slowest  median  - healthy")
    good = True
    async with Stage.open(config, partial(open_rehearsal, bot.open_shop)) as stage:
        healthy: dict[tuple[str, ...], Played] = {}
        for scene in scenes(config):
            if scene.tier == "all":
                continue
            if scene.chain not in healthy:
                healthy[scene.chain] = await stage.play(Scene("nobody", "healthy", scene.chain, {}), questions)
            found = await stage.play(scene, questions)
            print(row(found, healthy[scene.chain]), *found.faults, flush=True)
            good = good and not found.faults and len(found.answered_by) == questions
    return good


def main() -> int:
    """Measure; 1 where an answer is missing, slow or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="how many in a row (50)")
    arguments = parser.parse_args()
    return 0 if asyncio.run(measure(load(UNLIMITED, FOLDER), arguments.questions)) else 1


if __name__ == "__main__":
    sys.exit(main())
