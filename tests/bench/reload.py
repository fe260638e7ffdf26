"""From the owner's edit to its effect: how long until a customer of the running bot is quoted the new price?

Run by `python -m tests.bench.reload`; about half a minute. The bot is a process of its own on a Telegram on loopback;
one customer asks without pause, so that the worst answer while templates are read shows as well.
Refuses to leave the machine, and the real templates alone: a copy is edited. Exit code 1 where an edit took 2 s.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import TelegramCustomer
from tests.chain_world import FOLDER
from tests.live_bot import running_bot
from tests.telegram_peers import TOKEN

LIMIT_S = 2.0
FIRST_PRICE = 55
QUESTION = "price of 100 metal pens"


async def measure(edits: int, seed: int) -> bool:
    """So many edits at odd moments; whether each took effect in time."""
    chance = random.Random(seed)  # noqa: S311 - moments of edits are no secret
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        templates = Path(shutil.copytree(FOLDER / "templates", folder / "templates"))
        environment = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "BOT__TELEGRAM__PACE": "false",
            "BOT__TEMPLATES__PATH": str(templates),
        }
        async with (
            TelegramServer.open(TOKEN) as telegram,
            running_bot(folder, BOT__TELEGRAM__BASE_URL=telegram.base_url, **environment) as live,
        ):
            await live.says("Telegram: listening")
            customer = telegram.customer(77)
            product = templates / "products/metal-pen.yaml"
            text = product.read_text(encoding="utf-8")
            took_s: list[float] = []
            answers_s: list[float] = []
            for number in range(1, edits + 1):
                await asyncio.sleep(chance.uniform(0.0, 1.0))
                price = FIRST_PRICE + number
                product.write_text(text.replace(f"  100: {FIRST_PRICE}", f"  100: {price}"), encoding="utf-8")
                took_s.append(await effect_s(customer, f"100 metal pens x ₹{price} =", answers_s))
    print(f"edit to effect over {edits} edits: median {statistics.median(took_s):.2f} s, worst {max(took_s):.2f} s")
    slow = f"{max(answers_s) * 1000:.0f} ms"
    print(f"{len(answers_s)} answers meanwhile: median {statistics.median(answers_s) * 1000:.0f} ms, slowest {slow}")
    return max(took_s) < LIMIT_S


async def effect_s(customer: TelegramCustomer, words: str, answers_s: list[float]) -> float:
    """Ask until the answer holds the words; the seconds that took, and into ``answers_s`` those of each answer."""
    began_s = time.monotonic()
    while True:
        asked_s, before = time.monotonic(), len(customer.shown)
        customer.says(QUESTION)
        shown = (await customer.reads(before + 1))[before].text
        answers_s.append(time.monotonic() - asked_s)
        if words in shown:
            return time.monotonic() - began_s
        if time.monotonic() - began_s > 5 * LIMIT_S:
            raise TimeoutError(f"never answered with {words}: {shown}")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="How long the owner's edits take to come into effect.")
    parser.add_argument("--edits", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parsed = parser.parse_args()
    return 0 if asyncio.run(measure(parsed.edits, parsed.seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
