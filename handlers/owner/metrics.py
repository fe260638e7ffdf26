"""Metrics: what `GET /metrics` answers, in Prometheus' text format.

Counters run over the whole ledger: what was read once is kept as a sum, so that a scrape reads only what is new.
Refuses customers' data: no chat, no word, only names of tiers, states and reasons.
"""

from __future__ import annotations

import asyncio
import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from handlers.owner.stats import Allowed
from handlers.talk import handoff
from providers import bench, ledger, limits
from providers.bench import Standing
from providers.ledger import Entries, Mark
from providers.limits import QuotaRow
from storage.clock import Clock
from storage.reader import Reader

if TYPE_CHECKING:  # loaded by the first scrape
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

MICRO = 1_000_000
CHUNK = 50_000  # rows of the ledger that are read in one go, so that nobody waits long behind them
BUCKETS_MS = (1, 5, 10, 25, 50, 100, 250, 500, 1000, 2000, 4000, 8000)
COUNT_INBOX = """
SELECT state, count(*) FROM inbox WHERE state IN ('new', 'leased', 'answered') GROUP BY state
"""
COUNT_OUTBOX = "SELECT state, count(*) FROM outbox GROUP BY state"
INBOX_STATES = ("new", "leased", "answered")
OUTBOX_STATES = ("ready", "sending", "sent", "unknown", "failed", "expired")


@dataclass(slots=True)
class Totals:
    """Sums over the ledger up to ``mark``. Answers are counted by tier and bucket, the last one beyond all limits."""

    mark: Mark = field(default_factory=Mark)
    buckets: Counter[tuple[str, int]] = field(default_factory=Counter)
    latency_ms: Counter[str] = field(default_factory=Counter)
    handoffs: int = 0
    attempts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    tokens: Counter[tuple[str, str]] = field(default_factory=Counter)
    cost_micro_usd: Counter[str] = field(default_factory=Counter)

    def add(self, entries: Entries) -> None:
        """Take in what was entered next."""
        for answer in entries.answers:
            self.buckets[answer.tier, bisect_left(BUCKETS_MS, answer.latency_ms)] += answer.count
            self.latency_ms[answer.tier] += answer.latency_ms * answer.count
            self.handoffs += answer.handoffs
        for attempt in entries.attempts:
            self.attempts[attempt.tier, attempt.outcome, attempt.reason] += attempt.count
            self.tokens[attempt.tier, "in"] += attempt.tokens_in
            self.tokens[attempt.tier, "out"] += attempt.tokens_out
            self.cost_micro_usd[attempt.tier] += attempt.cost_micro_usd
        self.mark = entries.mark

    def answers(self, tier: str) -> list[int]:
        """How many answers of a tier each bucket and all below it hold."""
        return list(accumulate(self.buckets[tier, place] for place in range(len(BUCKETS_MS) + 1)))


@dataclass(frozen=True, slots=True)
class Present:
    """How things stand at the moment of a scrape; ``spent`` is that of the day and of the month."""

    inbox: Counter[str]
    outbox: Counter[str]
    waiting: int
    benches: dict[str, Standing]
    quota: list[QuotaRow]
    spent: tuple[int, int]


class Metrics:
    """The figures of a shop in ``timezone`` with what is ``allowed`` to its tiers."""

    def __init__(self, database: Reader, allowed: Allowed, *, timezone: str, clock: Clock) -> None:
        self._database = database
        self._allowed = allowed
        self._timezone = timezone
        self._clock = clock
        self._totals = Totals()
        self._scraping = asyncio.Lock()

    async def scrape(self) -> tuple[bytes, str]:
        """The body and its Content-Type. Raises StorageError."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # noqa: PLC0415 - see top

        async with self._scraping:
            await self._read_ledger()
            present = await self._database.read(self._present)
            registry = CollectorRegistry(auto_describe=False)
            registry.register(_Scrape(self._totals, present, self._allowed))
            return generate_latest(registry), CONTENT_TYPE_LATEST

    async def _read_ledger(self) -> None:
        while True:
            mark = self._totals.mark
            entries = await self._database.read(partial(ledger.following, mark=mark, most=CHUNK))
            if entries.mark == mark:
                return
            self._totals.add(entries)

    def _present(self, connection: sqlite3.Connection) -> Present:
        now_ms = self._clock.now_ms()
        waiting, _ = handoff.waiting(connection, 0)
        return Present(
            Counter(dict(connection.execute(COUNT_INBOX).fetchall())),
            Counter(dict(connection.execute(COUNT_OUTBOX).fetchall())),
            waiting,
            bench.benches(connection, now_ms),
            limits.quota(connection, self._allowed.tiers, now_ms),
            limits.spent(connection, now_ms, self._timezone),
        )


class _Scrape:
    """One scrape's values as Prometheus wants them."""

    def __init__(self, totals: Totals, present: Present, allowed: Allowed) -> None:
        self._totals = totals
        self._present = present
        self._allowed = allowed

    def collect(self) -> Iterator[Metric]:
        """All families."""
        yield from self._ledger()
        yield self._latency()
        yield from self._mail()
        yield from self._tiers()
        yield from self._money()

    def _ledger(self) -> Iterator[Metric]:
        totals = self._totals
        answered = [((tier,), totals.answers(tier)[-1]) for tier in totals.latency_ms]
        yield _counter("answers", "Answers by the tier that gave them.", ("tier",), answered)
        labels = ("tier", "outcome", "reason")
        yield _counter("attempts", "Tiers asked, by what came of it.", labels, totals.attempts.items())
        yield _counter("tokens", "Tokens by direction.", ("tier", "direction"), totals.tokens.items())
        cost = [((tier,), micro_usd / MICRO) for tier, micro_usd in totals.cost_micro_usd.items()]
        yield _counter("cost_usd", "Cost of calls in US dollars.", ("tier",), cost)
        yield _counter("calls_for_a_person", "Answers that called the owner.", (), [((), totals.handoffs)])

    def _latency(self) -> Metric:
        from prometheus_client.core import HistogramMetricFamily  # noqa: PLC0415 - see top

        text = "Seconds from a message stored to its reply stored."
        family = HistogramMetricFamily("shop_answer_seconds", text, labels=["tier"])
        names = [*(str(limit / 1000) for limit in BUCKETS_MS), "+Inf"]
        for tier, latency_ms in self._totals.latency_ms.items():
            buckets = [(name, float(count)) for name, count in zip(names, self._totals.answers(tier), strict=True)]
            family.add_metric([tier], buckets, sum_value=latency_ms / 1000)
        return family

    def _mail(self) -> Iterator[Metric]:
        present = self._present
        inbox = [((state,), present.inbox[state]) for state in INBOX_STATES]
        yield _gauge("inbox_open", "Messages that are not wholly answered, by state.", ("state",), inbox)
        outbox = [((state,), present.outbox[state]) for state in OUTBOX_STATES]
        yield _gauge("outbox_parts", "Parts of replies that are kept, by state.", ("state",), outbox)
        yield _gauge("waiting_for_a_person", "Chats that wait for a person.", (), [((), present.waiting)])

    def _tiers(self) -> Iterator[Metric]:
        ready = Standing("ready")
        standings = {tier: self._present.benches.get(tier, ready) for tier in self._allowed.tiers}
        asked = [((tier,), each.status not in ("benched", "paused")) for tier, each in standings.items()]
        yield _gauge("tier_available", "1 where a tier may be asked, 0 where it is left alone.", ("tier",), asked)
        benched = [((tier, each.reason), 1) for tier, each in standings.items() if each.status in ("benched", "paused")]
        yield _gauge("tier_benched", "Tiers that are left alone, and why.", ("tier", "reason"), benched)
        rows = [((row.tier, row.window), row) for row in self._present.quota]
        labels = ("tier", "window")
        yield _gauge("quota_left", "What is left of a vendor's quota.", labels, [(at, row.left) for at, row in rows])
        yield _gauge("quota_limit", "A vendor's quota.", labels, [(at, row.limit) for at, row in rows])

    def _money(self) -> Iterator[Metric]:
        caps, (day, month) = self._allowed.caps, self._present.spent
        spent = [(("day",), day / MICRO), (("month",), month / MICRO)]
        yield _gauge("budget_spent_usd", "Spent or reserved of the shop's money, in US dollars.", ("span",), spent)
        most = [(("day",), caps.day_micro_usd / MICRO), (("month",), caps.month_micro_usd / MICRO)]
        yield _gauge("budget_cap_usd", "The hard caps, in US dollars.", ("span",), most)


Values = Iterable[tuple[tuple[str, ...], float]]


def _counter(name: str, text: str, labels: tuple[str, ...], values: Values) -> Metric:
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415 - see top

    return _filled(CounterMetricFamily(f"shop_{name}", text, labels=labels), values)


def _gauge(name: str, text: str, labels: tuple[str, ...], values: Values) -> Metric:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - see top

    return _filled(GaugeMetricFamily(f"shop_{name}", text, labels=labels), values)


def _filled(family: CounterMetricFamily | GaugeMetricFamily, values: Values) -> Metric:
    for labels, value in values:
        family.add_metric(labels, value)
    return family
