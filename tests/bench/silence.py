"""300 customers at once while the first vendor hangs: who waits for it, and is each chat's order kept?

Run by `python -m tests.bench.silence`; some seconds. WhatsApp's webhooks in, REST out, the bot a process of its own;
the same burst once with Groq well and once with Groq silent, Gemini well in both. Refuses to leave the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.model_voice import obliging
from rehearsal.questions import english
from rehearsal.vendor import Fault, Play, Vendor, always
from shop import loader
from tests.bench.live import in_milliseconds
from tests.chain_world import FOLDER, limits
from tests.live_bot import running_bot
from tests.live_whatsapp import Line, line

QUOTE = "100 wooden coasters price"
WITHIN_S = 60.0


@dataclass
class Burst:
    """Customers who write at once, and their times in seconds."""

    there: Line
    questions: Iterator[str]
    acknowledged_s: list[float] = field(default_factory=list)
    answered_s: list[float] = field(default_factory=list)

    async def post(self, address: str, text: str) -> None:
        """A message in."""
        asked_s = time.monotonic()
        await self.there.webhooks.says(address, text)
        self.acknowledged_s.append(time.monotonic() - asked_s)

    async def talk(self, number: int) -> bool:
        """A question for the models, and when it is answered a price; whether the answers came in order."""
        address, asked_s = f"+9198{number:08}", time.monotonic()
        await self.post(address, next(self.questions))
        await self.there.rest.sent_to(f"whatsapp:{address}", 1, within_s=WITHIN_S)
        self.answered_s.append(time.monotonic() - asked_s)
        await self.post(address, QUOTE)
        texts = await self.there.rest.sent_to(f"whatsapp:{address}", 2, within_s=WITHIN_S)
        return ["₹8,200" in text for text in texts] == [False, True]


async def measure(name: str, play: Play, customers: int) -> bool:
    """One burst with Groq as ``play`` has it; whether every chat's order was kept."""
    questions = itertools.cycle(english(loader.load(FOLDER / "templates")))
    async with (
        Vendor.open("groq", play) as groq,
        Vendor.open("gemini", obliging("gemini")) as gemini,
        line() as there,
    ):
        vendors = {
            "GROQ_API_KEY": "test-key",
            "GEMINI_API_KEY": "test-key",
            "BOT__PROVIDERS__GROQ__BASE_URL": groq.base_url,
            "BOT__PROVIDERS__GEMINI__BASE_URL": gemini.base_url,
            "BOT__PROVIDERS__GEMINI__LIMITS": limits(),
        }
        burst = Burst(there, questions)
        with tempfile.TemporaryDirectory(prefix="silence-") as folder:
            async with running_bot(Path(folder), **there.environment, **vendors) as live:
                await live.says("WhatsApp: listening")
                kept = await asyncio.gather(*(burst.talk(number) for number in range(1, customers + 1)))
                await live.ends(signal.SIGTERM)
    print(f"{name}: {customers} customers at once, {len(groq.asked)} calls to Groq, {len(gemini.asked)} to Gemini")
    print(f"  first answer {in_milliseconds(burst.answered_s)}, the slowest {max(burst.answered_s):.2f} s")
    print(f"  webhook acknowledged {in_milliseconds(burst.acknowledged_s)}; chats out of order: {kept.count(False)}")
    return all(kept)


def main() -> int:
    """Measure well and silent; 1 where a chat's order was not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=300, help="who write at once (300)")
    customers = parser.parse_args().customers
    results = [
        asyncio.run(measure(name, play, customers))
        for name, play in (("Groq well", obliging("groq")), ("Groq silent", always(Fault.SILENT)))
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
