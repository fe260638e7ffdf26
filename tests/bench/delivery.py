"""How many messages a second go the whole durable way: accept, claim, answer, sending, sent.

Run by `python -m tests.bench.delivery [MESSAGES]`. Refuses to measure wording or wires: both ends are trivial.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from handlers.delivery.mailbox import MIGRATIONS, Mailbox
from handlers.delivery.message import Message, Part
from handlers.delivery.worker import Worker
from storage.clock import SystemClock
from storage.database import Database
from tests.delivery_peers import EchoResponder, RecordingChannel

CHATS_SIDE_BY_SIDE = (1, 20, 100)
MESSAGES = 4000
COUNT_SENT = """
SELECT COUNT(*) FROM outbox JOIN inbox ON inbox.id = inbox_id WHERE outbox.state = 'sent' AND inbox.state = 'closed'
"""


class TimedChannel(RecordingChannel):
    """Wakes the customer who waits for the part, so that each chat has one message on its way."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[str, asyncio.Event] = {}

    async def send(self, part: Part) -> str | None:
        """Take it and tell the customer."""
        self.waiting[part.chat].set()
        return "wire"


async def customer(chat: str, messages: int, shop: tuple[Mailbox, Worker, TimedChannel], times_ms: list[float]) -> None:
    """One customer: writes, waits for the answer, writes again."""
    mailbox, worker, channel = shop
    for number in range(messages):
        channel.waiting[chat] = asyncio.Event()
        started = time.perf_counter()
        received_at_ms = time.time_ns() // 1_000_000
        await mailbox.accept(
            Message(
                channel=channel.name,
                external_id=f"{chat}/{number}",
                chat=chat,
                text="100 wooden coasters price",
                received_at_ms=received_at_ms,
            )
        )
        worker.wake()
        await channel.waiting[chat].wait()
        times_ms.append((time.perf_counter() - started) * 1000)


async def measure(path: Path, chats: int, messages: int) -> str:
    """One line: rate, and the time from accepting a message to handing its reply to the channel."""
    channel = TimedChannel()
    times_ms: list[float] = []
    async with Database.open(path, MIGRATIONS) as database:
        mailbox = Mailbox(database)
        async with Worker(database, mailbox, EchoResponder(), {channel.name: channel}, SystemClock()) as worker:
            started = time.perf_counter()
            shop = (mailbox, worker, channel)
            await asyncio.gather(*(customer(f"telegram:{n}", messages // chats, shop, times_ms) for n in range(chats)))
            await worker.idle()
            rate = len(times_ms) / (time.perf_counter() - started)
        sent = await database.read(lambda connection: connection.execute(COUNT_SENT).fetchone())
    if sent != (len(times_ms),):
        raise RuntimeError(f"{len(times_ms)} messages were answered, but {sent[0]} are stored as sent")
    percentiles = statistics.quantiles(times_ms, n=100)
    return f"{chats:>4} chats: {rate:>6.0f} messages/s, p50 {percentiles[49]:.1f} ms, p99 {percentiles[98]:.1f} ms"


def main() -> None:
    """Print one line for each number of chats."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    with tempfile.TemporaryDirectory() as folder:
        for chats in CHATS_SIDE_BY_SIDE:
            print(asyncio.run(measure(Path(folder) / f"{chats}.db", chats, messages)))


if __name__ == "__main__":
    main()
