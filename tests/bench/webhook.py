"""How soon Twilio has its 200: signed messages to a real port, each stored and committed before it is acknowledged.

Run by `python -m tests.bench.webhook [REQUESTS]`; some seconds. The customers sit on the same cores as the bot, each on
a connection of its own. Refuses to count what was not stored: every message has its row at the end, or there is no
figure.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from handlers import service_window
from handlers.delivery import mailbox as mailbox_room
from handlers.delivery.mailbox import Mailbox
from handlers.routes import of_whatsapp
from handlers.service_window import ServiceWindow
from handlers.twilio_account import TwilioAccount
from handlers.twilio_signature import TwilioSignature
from handlers.web import serving
from handlers.whatsapp_inbound import Report
from handlers.whatsapp_webhook import WhatsAppWebhook
from rehearsal.twilio_webhooks import TwilioWebhooks
from rehearsal.vendor import refusing_address
from storage.clock import SystemClock
from storage.database import Database

ACCOUNT = TwilioAccount(f"AC{'0' * 32}", "test-token", "+14155238886")
REQUESTS = 2000
CONNECTIONS = (1, 32)
MOST_P99_MS = 200.0
MIGRATIONS = (*mailbox_room.MIGRATIONS, *service_window.MIGRATIONS)
COUNT_STORED = "SELECT COUNT(*), (SELECT COUNT(*) FROM service_window) FROM inbox"


async def customer(twilio: TwilioWebhooks, number: int, messages: int, times_ms: list[float]) -> None:
    """One customer: writes, waits for the acknowledgement, writes again."""
    for message in range(messages):
        started = time.perf_counter()
        posted = await twilio.says(f"+91981234{number:04}", f"{message} wooden coasters price")
        times_ms.append((time.perf_counter() - started) * 1000)
        if posted.status != 200:
            raise RuntimeError(f"a message was answered {posted.status}")


async def acknowledge(path: Path, connections: int, requests: int) -> list[float]:
    """The milliseconds that each of ``requests`` messages waited for its 200."""
    address = refusing_address()  # it is signed, so it is known before the server listens
    port = int(address.rpartition(":")[2])
    times_ms: list[float] = []
    woken: list[None] = []
    async with Database.open(path, MIGRATIONS) as database:
        webhook = WhatsAppWebhook(
            *(ACCOUNT, TwilioSignature(address, ACCOUNT.auth_token), Mailbox(database), SystemClock()),
            heard=ServiceWindow(database).heard,
            reported=_no_reports,
            wake=lambda: woken.append(None),
            alarm=lambda subject, kind: print(f"alarm: {subject}, {kind}"),
        )
        async with (
            serving(of_whatsapp(webhook), "127.0.0.1", port),
            TwilioWebhooks.open(address, ACCOUNT.sid, ACCOUNT.auth_token, ACCOUNT.number) as twilio,
        ):
            each = max(2, requests // connections)
            await asyncio.gather(*(customer(twilio, number, each, times_ms) for number in range(connections)))
        stored = await database.read(lambda connection: connection.execute(COUNT_STORED).fetchone())
    if stored != (len(times_ms), connections) or len(woken) != len(times_ms):
        raise RuntimeError(f"{len(times_ms)} messages were acknowledged, but {stored[0]} are stored")
    return times_ms


async def _no_reports(report: Report) -> None:
    raise RuntimeError(f"nobody sent a report: {report.state}")


async def measure(path: Path, connections: int, requests: int) -> bool:
    """Print a line for so many connections; whether Twilio waited short enough."""
    started = time.perf_counter()
    times_ms = await acknowledge(path, connections, requests)
    rate = len(times_ms) / (time.perf_counter() - started)
    percentiles = statistics.quantiles(times_ms, n=100)
    print(
        f"{connections:>4} connections: {rate:>5.0f} requests/s, p50 {percentiles[49]:.1f} ms,"
        f" p99 {percentiles[98]:.1f} ms, longest {max(times_ms):.1f} ms"
    )
    return percentiles[98] <= MOST_P99_MS


def main() -> int:
    """Print one line for each number of connections; 1 where Twilio waited too long."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    with tempfile.TemporaryDirectory(prefix="webhook-") as folder:
        results = [asyncio.run(measure(Path(folder) / f"{each}.db", each, requests)) for each in CONNECTIONS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
