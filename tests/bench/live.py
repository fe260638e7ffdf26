"""From a customer's message to the accepted answer, through the running bot: messages a second and times.

Run by `python -m tests.bench.live`; about a minute. The bot is a process of its own, keyless and unpaced; the played
Telegram and Twilio and the load share the machine with it. Refuses to leave the machine, and ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from pathlib import Path

from rehearsal.telegram import TelegramServer
from tests.live_bot import running_bot

TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback
TEXTS = ("100 wooden coasters price", "aur 200 ka?", "how do i clean marble coasters", "gst kitna lagega", "thanks")
WITHIN_S = 120.0


def report(name: str, count: int, seconds: float, times_s: list[float], least: float) -> bool:
    """Print one line; whether the rate is reached."""
    ordered = sorted(times_s)
    p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    rate = count / seconds
    print(f"{name:<10} {count:>6} {rate:>10.0f}/s {p50 * 1000:>8.0f} ms {p99 * 1000:>8.0f} ms   >= {least:.0f}/s")
    return rate >= least


async def telegram(customers: int) -> bool:
    """Each customer writes when the last answer has come."""
    times_s: list[float] = []
    with tempfile.TemporaryDirectory(prefix="live-") as folder:
        async with TelegramServer.open(TOKEN) as server:
            environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT__TELEGRAM__BASE_URL": server.base_url}
            async with running_bot(Path(folder), **environment, BOT__TELEGRAM__PACE="false") as live:
                await live.says("Telegram: listening")

                async def talk(number: int) -> None:
                    customer = server.customer(number)
                    for turn, text in enumerate(TEXTS, start=1):
                        asked_s = time.monotonic()
                        customer.says(text)
                        shown = await customer.reads(turn, within_s=WITHIN_S)
                        times_s.append(shown[-1].at_s - asked_s)

                started_s = time.monotonic()
                await asyncio.gather(*(talk(number) for number in range(1, customers + 1)))
                seconds = time.monotonic() - started_s
                await live.ends(signal.SIGTERM)
    return report("telegram", customers * len(TEXTS), seconds, times_s, 120)


def main() -> int:
    """Measure; 1 where a rate is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200, help="who write side by side (200)")
    arguments = parser.parse_args()
    print("channel  messages        rate       p50         p99   goal")
    return 0 if asyncio.run(telegram(arguments.customers)) else 1


if __name__ == "__main__":
    sys.exit(main())
