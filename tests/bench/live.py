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
from http import HTTPStatus
from pathlib import Path

from rehearsal.telegram import TelegramServer
from tests.live_bot import running_bot
from tests.live_whatsapp import line

TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback
TEXTS = ("100 wooden coasters price", "aur 200 ka?", "how do i clean marble coasters", "gst kitna lagega", "thanks")
WITHIN_S = 120.0


def report(name: str, count: int, seconds: float, times_s: list[float], least: float) -> bool:
    """Print one line; whether the rate is reached."""
    rate = count / seconds
    print(f"{name:<10} {count:>6} {rate:>6.0f}/s (goal {least:.0f}/s)   answered: {in_milliseconds(times_s)}")
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


async def whatsapp(customers: int) -> bool:
    """Each customer writes when the last answer has come; the acknowledgement of each webhook is timed too."""
    times_s: list[float] = []
    acknowledged_s: list[float] = []
    with tempfile.TemporaryDirectory(prefix="live-") as folder:
        async with line() as there, running_bot(Path(folder), **there.environment) as live:
            await live.says("WhatsApp: listening")

            async def talk(number: int) -> None:
                address = f"+9198{number:08}"
                for turn, text in enumerate(TEXTS, start=1):
                    asked_s = time.monotonic()
                    posted = await there.webhooks.says(address, text)
                    acknowledged_s.append(time.monotonic() - asked_s)
                    if posted.status != HTTPStatus.OK:
                        raise RuntimeError(f"the webhook answered {posted.status}")
                    await there.rest.sent_to(f"whatsapp:{address}", turn, within_s=WITHIN_S)
                    times_s.append(time.monotonic() - asked_s)

            started_s = time.monotonic()
            await asyncio.gather(*(talk(number) for number in range(1, customers + 1)))
            seconds = time.monotonic() - started_s
            await live.ends(signal.SIGTERM)
    print(f"  webhook acknowledged: {in_milliseconds(acknowledged_s)}")
    return report("whatsapp", customers * len(TEXTS), seconds, times_s, 300)


def in_milliseconds(times_s: list[float]) -> str:
    """The median and the 99th percentile of times in seconds."""
    ordered = sorted(times_s)
    p50, p99 = ordered[len(ordered) // 2] * 1000, ordered[len(ordered) * 99 // 100] * 1000
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"


def main() -> int:
    """Measure; 1 where a rate is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200, help="who write side by side (200)")
    arguments = parser.parse_args()
    results = [asyncio.run(measure(arguments.customers)) for measure in (telegram, whatsapp)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
