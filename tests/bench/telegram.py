"""How many Telegram messages a second go from the customer's phone and back, through real sockets and a real database.

Run by `python -m tests.bench.telegram [MESSAGES]`. The played Telegram runs in the same process and takes its share of
the time. Refuses to measure wording: the answers are echoes; no pace is kept.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import TelegramCustomer
from tests.telegram_peers import TOKEN, open_shop

CHATS_SIDE_BY_SIDE = (1, 20, 100)
MESSAGES = 1000


async def talk(customer: TelegramCustomer, messages: int, times_ms: list[float]) -> None:
    """One customer: writes, waits for the answer, writes again."""
    for number in range(1, messages + 1):
        started = time.perf_counter()
        customer.says("100 wooden coasters price")
        await customer.reads(number, within_s=60)
        times_ms.append((time.perf_counter() - started) * 1000)


async def measure(folder: Path, chats: int, messages: int) -> str:
    """One line: rate, and the time from writing a message to reading its answer."""
    times_ms: list[float] = []
    async with TelegramServer.open(TOKEN) as telegram, open_shop(folder, telegram):
        customers = [telegram.customer(number) for number in range(1, chats + 1)]
        started = time.perf_counter()
        await asyncio.gather(*(talk(customer, messages // chats, times_ms) for customer in customers))
        rate = len(times_ms) / (time.perf_counter() - started)
    percentiles = statistics.quantiles(times_ms, n=100)
    return f"{chats:>4} chats: {rate:>6.0f} messages/s, p50 {percentiles[49]:.1f} ms, p99 {percentiles[98]:.1f} ms"


def main() -> None:
    """Print one line for each number of chats."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    for chats in CHATS_SIDE_BY_SIDE:
        with tempfile.TemporaryDirectory() as folder:
            print(asyncio.run(measure(Path(folder), chats, messages)))


if __name__ == "__main__":
    main()
