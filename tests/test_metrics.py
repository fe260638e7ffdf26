"""Metrics: sums that only grow, the present as it is, and no customer in them.

Refuses to compare text: what comes out is read by Prometheus' own parser.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from handlers.delivery.mailbox import Mailbox
from handlers.owner.metrics import Metrics
from handlers.talk import handoff
from providers import bench_state, ledger, limit_rows
from providers.answer import Attempt
from providers.bench_state import BenchState
from providers.ledger import Mark
from providers.limits import Reservation
from providers.moment import Moment
from storage.database import Database
from tests.delivery_peers import HandClock, message, reply
from tests.owner_peers import ALLOWED, INDIA, MINUTE_MS, NOON_MS, answered, enter, failed, opened

Samples = dict[tuple[str, ...], float]


@asynccontextmanager
async def metrics_of(folder: Path) -> AsyncIterator[tuple[Database, Metrics]]:
    """The metrics of a shop at noon."""
    async with opened(folder) as database:
        yield database, Metrics(database, ALLOWED, timezone=INDIA, clock=HandClock(NOON_MS))


async def scraped(metrics: Metrics) -> Samples:
    """Every sample under its name and the values of its labels, in the order of their names."""
    body, content_type = await metrics.scrape()
    assert content_type.startswith("text/plain; version=")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


async def test_counters_run_over_the_whole_ledger(tmp_path: Path) -> None:
    """Answers by tier, attempts by outcome and reason, tokens, cost and calls for a person."""
    async with metrics_of(tmp_path) as (database, metrics):
        for _ in range(2):
            await enter(database, failed("groq", "timeout"), answered("claude", 1500))
        await enter(database, Attempt(tier="cache", outcome="hit"), at_ms=0)
        found = await scraped(metrics)
    assert found["shop_answers_total", "claude"] == 2
    assert found["shop_answers_total", "cache"] == 1
    assert found["shop_attempts_total", "failed", "timeout", "groq"] == 2
    assert found["shop_attempts_total", "answered", "", "claude"] == 2
    assert found["shop_tokens_total", "in", "claude"] == 600
    assert found["shop_tokens_total", "out", "claude"] == 120
    assert found["shop_cost_usd_total", "claude"] == 0.003
    assert found["shop_calls_for_a_person_total",] == 0


async def test_counters_never_fall(tmp_path: Path) -> None:
    """A scrape adds what is new to what was read before, also after old rows were deleted."""
    async with metrics_of(tmp_path) as (database, metrics):
        await enter(database, answered("groq"))
        first = await scraped(metrics)
        assert await scraped(metrics) == first
        await database.write(lambda c: c.execute("DELETE FROM ledger_answers"), name="purge")
        await enter(database, answered("groq"))
        second = await scraped(metrics)
    counters = [name for name in first if name[0].endswith(("_total", "_bucket", "_count", "_sum"))]
    assert counters
    assert all(second[name] >= first[name] for name in counters)
    assert second["shop_answers_total", "groq"] == 2


async def test_scrapes_at_once_count_once(tmp_path: Path) -> None:
    """Two that ask at the same time see the same sums."""
    async with metrics_of(tmp_path) as (database, metrics):
        await enter(database, answered("groq"))
        both = await asyncio.gather(scraped(metrics), scraped(metrics))
    assert [found["shop_answers_total", "groq"] for found in both] == [1, 1]


async def test_the_ledger_is_read_in_pieces(tmp_path: Path) -> None:
    """Pieces of one row add up to the whole, and gaps in the numbers are passed over."""
    async with opened(tmp_path) as database:
        for number in range(6):
            await enter(database, failed("groq", "timeout"), answered("claude", number), latency_ms=number % 2)
        await database.write(lambda c: c.execute("DELETE FROM ledger_answers WHERE id IN (2, 3)"), name="purge")
        whole = await database.read(lambda connection: ledger.following(connection, Mark(), 100))
        assert whole.mark == Mark(6, 12)
        mark, answers, cost = Mark(), 0, 0
        while True:
            piece = await database.read(lambda connection, mark=mark: ledger.following(connection, mark, 1))  # type: ignore[misc]
            if piece.mark == mark:
                break
            mark = piece.mark
            answers += sum(each.count for each in piece.answers)
            cost += sum(each.cost_micro_usd for each in piece.attempts)
    assert mark == whole.mark
    assert answers == sum(each.count for each in whole.answers) == 4
    assert cost == sum(each.cost_micro_usd for each in whole.attempts) == 0 + 3 + 4 + 5


async def test_latency_is_a_histogram(tmp_path: Path) -> None:
    """A bucket holds what took as long or shorter; the last holds all."""
    async with metrics_of(tmp_path) as (database, metrics):
        for latency_ms in (0, 1, 2, 500, 501, 60_000):
            await enter(database, answered("groq"), latency_ms=latency_ms)
        found = await scraped(metrics)
    wanted = {"0.001": 2, "0.005": 3, "0.25": 3, "0.5": 4, "1.0": 5, "8.0": 5, "+Inf": 6}
    assert {limit: found["shop_answer_seconds_bucket", limit, "groq"] for limit in wanted} == wanted
    assert found["shop_answer_seconds_count", "groq"] == 6
    assert found["shop_answer_seconds_sum", "groq"] == 61.004


async def test_the_mailbox_as_it_stands(tmp_path: Path) -> None:
    """Open messages and parts by state, all states named, and the chats that wait for a person."""
    async with metrics_of(tmp_path) as (database, metrics):
        mailbox = Mailbox(database)
        await mailbox.accept_many([message("one"), message("two"), message("three", chat="telegram:2")])
        claim = await mailbox.claim(["telegram"], NOON_MS)
        assert claim is not None
        await database.write(mailbox.answer(claim, reply("yes"), ["yes", "no"], NOON_MS), name="answer")
        await database.write(lambda c: handoff.call_owner(c, handoff.Call("telegram:2", NOON_MS, "human")), name="call")
        found = await scraped(metrics)
    assert [found["shop_inbox_open", state] for state in ("new", "leased", "answered")] == [2, 0, 1]
    states = ("ready", "sending", "sent", "unknown", "failed", "expired")
    assert [found["shop_outbox_parts", state] for state in states] == [2, 0, 0, 0, 0, 0]
    assert found["shop_waiting_for_a_person",] == 1


async def test_tiers_quotas_and_money_as_they_stand(tmp_path: Path) -> None:
    """Who is left alone and why, what is left of each window, and what is spent of the caps."""
    now = Moment(NOON_MS, NOON_MS)
    benched, paused = BenchState().benched("rate limit", MINUTE_MS, now), BenchState(paused=True)
    async with metrics_of(tmp_path) as (database, metrics):
        before = await scraped(metrics)
        await database.write(
            bench_state.store("groq", benched, now),
            bench_state.store("claude", paused, now),
            limit_rows.insert(Reservation(1, "groq", "2025-11-25", 700, 250_000)),
            name="state",
        )
        found = await scraped(metrics)
    assert [before["shop_tier_available", tier] for tier in ("groq", "claude")] == [1, 1]
    assert [found["shop_tier_available", tier] for tier in ("groq", "claude")] == [0, 0]
    assert found["shop_tier_benched", "rate limit", "groq"] == 1
    assert found["shop_tier_benched", "by the owner", "claude"] == 1
    assert found["shop_quota_left", "groq", "requests_per_minute"] == 29
    assert found["shop_quota_left", "groq", "tokens_per_day"] == 99_300
    assert found["shop_quota_limit", "groq", "tokens_per_day"] == 100_000
    assert [found["shop_budget_spent_usd", span] for span in ("day", "month")] == [0.25, 0.25]
    assert [found["shop_budget_cap_usd", span] for span in ("day", "month")] == [1, 30]


async def test_no_customer_is_in_the_metrics(tmp_path: Path) -> None:
    """Neither a chat nor a word."""
    async with metrics_of(tmp_path) as (database, metrics):
        await enter(database, answered("groq"))
        await Mailbox(database).accept(message("secret words", chat="whatsapp:+919812345678"))
        await database.write(
            lambda c: handoff.call_owner(c, handoff.Call("telegram:4711", NOON_MS, "human")), name="call"
        )
        body, _ = await metrics.scrape()
    assert not any(word in body for word in (b"secret", b"4711", b"9198", b"telegram", b"whatsapp"))
