"""The relay: order, failover, silence, the paid tier, probes, rejections and the deadline."""

from __future__ import annotations

import asyncio
import time

import pytest

from providers.answer import Attempt
from providers.bench import Standing
from providers.failures import Blocked, KeyRefused, NotAsked, ProviderError, RateLimited, Rejected
from providers.relay import Relay
from tests.chain_peers import PAID, asked, fails, free, paid, relayed, says, silent, told

BACK_FROM_OUTAGE = Standing("probe", "overloaded")
BACK_FROM_LIMIT = Standing("probe", "rate limit")


async def test_the_first_tier_that_answers_is_the_only_one_asked() -> None:
    """A healthy first tier leaves the others alone."""
    second = free("gemini", says("second"))
    answer, attempts, _ = await relayed(free("groq", says("first")), second)
    assert answer is not None
    assert (answer.text, answer.tier, second.calls) == ("first", "groq", 0)
    assert told(attempts) == [("groq", "answered", "")]


@pytest.mark.parametrize("error", [RateLimited(retry_after_s=30), KeyRefused(), Blocked(), NotAsked("no room")])
async def test_a_failure_hands_on_within_ten_milliseconds(error: ProviderError) -> None:
    """Whatever a tier fails with, the next one is asked at once; a Retry-After is nobody's waiting time."""
    answer, attempts, took_s = await relayed(free("groq", fails(error)), free("gemini", says("second")))
    assert answer is not None
    assert answer.tier == "gemini"
    assert took_s < 0.01
    outcome = "skipped" if isinstance(error, NotAsked) else "failed"
    assert told(attempts) == [("groq", outcome, error.reason), ("gemini", "answered", "")]


async def test_a_mistake_of_ours_hands_on_too(caplog: pytest.LogCaptureFixture) -> None:
    """An error that nobody foresaw costs its tier, is logged, and the next one answers."""

    async def broken(_: object) -> str:
        raise KeyError("choices")

    answer, attempts, _ = await relayed(free("groq", broken), free("gemini", says("second")))
    assert answer is not None
    assert told(attempts)[0] == ("groq", "failed", "unforeseen")
    assert "tier_failed" in caplog.text


async def test_silence_starts_the_next_free_tier_beside_it() -> None:
    """After its usual time a silent tier gets company; who answers first wins, the other is given up."""
    answer, attempts, took_s = await relayed(free("groq", silent), free("gemini", says("second")))
    assert answer is not None
    assert answer.tier == "gemini"
    assert 0.045 < took_s < 0.15
    assert told(attempts) == [("groq", "failed", "overtaken"), ("gemini", "answered", "")]


async def test_the_slow_first_tier_may_still_win() -> None:
    """A tier that was slow, and is done before the one beside it, has its answer sent."""
    answer, attempts, _ = await relayed(free("groq", says("slow", 0.08)), free("gemini", silent))
    assert answer is not None
    assert answer.tier == "groq"
    assert told(attempts) == [("gemini", "failed", "overtaken"), ("groq", "answered", "")]


async def test_the_paid_tier_waits_for_a_silent_free_one_until_the_deadline_needs_it() -> None:
    """Beside a silent free tier the paid one starts only as late as it can."""
    claude = paid(says("paid"))
    answer, attempts, took_s = await relayed(free("groq", silent), claude, deadline_s=0.6)
    assert answer is not None
    assert answer.tier == "claude"
    assert 0.4 < took_s < 0.58
    assert told(attempts) == [("groq", "failed", "overtaken"), ("claude", "answered", "")]


async def test_the_paid_tier_is_not_asked_while_a_free_one_works() -> None:
    """A free answer within the deadline costs nothing, however slow."""
    claude = paid(says("paid"))
    answer, _, _ = await relayed(free("groq", says("free", 0.3)), claude)
    assert answer is not None
    assert (answer.tier, claude.calls) == ("groq", 0)


async def test_after_a_failure_the_paid_tier_is_asked_at_once() -> None:
    """Where no free tier is left the paid one answers without delay."""
    answer, _, took_s = await relayed(free("groq", fails()), free("gemini", fails()), paid(says("paid")))
    assert answer is not None
    assert answer.tier == "claude"
    assert took_s < 0.02


async def test_all_silent_ends_at_the_deadline() -> None:
    """When nobody says anything the relay gives up in time, and every tier's worst case is in the trail."""
    answer, attempts, took_s = await relayed(free("groq", silent), free("gemini", silent), paid(silent), deadline_s=0.4)
    assert answer is None
    assert took_s < 0.45
    assert told(attempts) == [(name, "failed", "deadline") for name in ("groq", "gemini", "claude")]
    assert attempts[-1].cost_micro_usd == PAID.cost_micro_usd


async def test_a_benched_tier_is_passed_over() -> None:
    """A tier on the bench is not called, and the trail says why."""
    benched = free("groq", says("first"), Standing("benched", "rate limit", 99))
    answer, attempts, _ = await relayed(benched, free("gemini", says("second")))
    assert answer is not None
    assert (answer.tier, benched.calls) == ("gemini", 0)
    assert told(attempts)[0] == ("groq", "skipped", "benched: rate limit")


@pytest.mark.parametrize("state", [BACK_FROM_OUTAGE, BACK_FROM_LIMIT])
async def test_a_probe_delays_nobody(state: Standing) -> None:
    """A tier that comes back from a bench is tried beside the next one, which answers as fast as ever."""
    probe = free("groq", silent, state)
    answer, attempts, took_s = await relayed(probe, free("gemini", says("second")))
    assert answer is not None
    assert (answer.tier, probe.calls) == ("gemini", 1)
    assert took_s < 0.02
    assert told(attempts) == [("groq", "failed", "overtaken"), ("gemini", "answered", "")]


async def test_a_probe_that_is_first_wins() -> None:
    """A tier that is well again answers."""
    answer, _, _ = await relayed(free("groq", says("back"), BACK_FROM_OUTAGE), free("gemini", says("second", 0.2)))
    assert answer is not None
    assert answer.tier == "groq"


async def test_after_a_rejection_nobody_waits_for_a_silent_tier() -> None:
    """Where the one beside a silent tier is rejected, the floor is sent and not the silent one waited for."""
    answer, attempts, took_s = await relayed(
        free("groq", silent), free("gemini", fails(Rejected("unlisted amount"))), deadline_s=2.0
    )
    assert answer is None
    assert took_s < 0.2
    assert told(attempts)[0] == ("groq", "failed", "overtaken")
    assert told(attempts)[1][:2] == ("gemini", "rejected")


async def test_after_a_rejection_a_tier_that_is_not_silent_yet_is_waited_for() -> None:
    """The one more tier has its usual time, and answers."""
    answer, _, _ = await relayed(
        free("groq", fails(Rejected("unlisted amount"))), free("gemini", says("good", 0.03)), deadline_s=2.0
    )
    assert answer is not None
    assert answer.tier == "gemini"


async def test_a_probe_outlives_its_question() -> None:
    """Its verdict is wanted, so the answer of another tier does not end it."""
    heard = asyncio.Event()

    async def late(_: object) -> str:
        await asyncio.sleep(0.05)
        heard.set()
        return "late"

    relay = Relay([free("groq", late, BACK_FROM_OUTAGE), free("gemini", says("second"))], time.monotonic)
    attempts: list[Attempt] = []
    await relay.answer(asked(), attempts)
    assert not heard.is_set()
    await asyncio.wait_for(heard.wait(), 1)
    await relay.close()


async def test_with_only_the_rules_behind_it_a_probe_is_not_waited_for() -> None:
    """After an outage of the last tier the floor is sent at once, and the probe goes on beside it."""
    answer, _, took_s = await relayed(free("groq", says("back", 0.2), BACK_FROM_OUTAGE))
    assert answer is None
    assert took_s < 0.02


async def test_with_only_the_rules_behind_it_a_tier_back_from_a_limit_answers() -> None:
    """A vendor that said when to come back is taken at its word."""
    answer, _, _ = await relayed(free("groq", says("back", 0.01), BACK_FROM_LIMIT))
    assert answer is not None
    assert answer.tier == "groq"


async def test_a_tier_with_a_silent_call_is_passed_over_while_another_free_one_is_well() -> None:
    """Those who come while a call hangs do not queue behind it."""
    hanging = free("groq", silent)
    hanging.is_silent = True
    answer, attempts, took_s = await relayed(hanging, free("gemini", says("second")))
    assert answer is not None
    assert told(attempts)[0] == ("groq", "skipped", "silent")
    assert took_s < 0.02


async def test_a_tier_with_a_silent_call_is_asked_where_only_the_paid_one_is_left() -> None:
    """One slow call does not send everybody to the paid tier."""
    slow = free("groq", says("first", 0.02))
    slow.is_silent = True
    answer, _, _ = await relayed(slow, paid(says("paid")))
    assert answer is not None
    assert answer.tier == "groq"


async def test_after_one_rejection_one_more_tier_is_asked() -> None:
    """The guard's no is answered by one other tier."""
    rejected = Rejected("rejected: unlisted amount")
    answer, attempts, _ = await relayed(free("groq", fails(rejected)), free("gemini", says("second")))
    assert answer is not None
    assert told(attempts) == [("groq", "rejected", "rejected: unlisted amount"), ("gemini", "answered", "")]


@pytest.mark.parametrize("second", [Rejected(), RateLimited()])
async def test_after_one_rejection_there_is_no_third_try(second: ProviderError) -> None:
    """However the one more tier fails, nobody else is asked."""
    claude = paid(says("paid"))
    answer, attempts, _ = await relayed(free("groq", fails(Rejected())), free("gemini", fails(second)), claude)
    assert (answer, claude.calls) == (None, 0)
    assert [attempt.tier for attempt in attempts] == ["groq", "gemini"]


async def test_a_tier_that_was_passed_over_is_no_try() -> None:
    """After a rejection a tier without room does not use up the one more try."""
    tiers = (free("groq", fails(Rejected())), free("gemini", fails(NotAsked("no room"))), paid(says("paid")))
    answer, _, _ = await relayed(*tiers)
    assert answer is not None
    assert answer.tier == "claude"


async def test_too_little_time_left_is_no_call() -> None:
    """A tier that cannot be expected to answer in the rest is passed over."""
    tier = free("groq", says("first"), usual_s=1.0)
    answer, attempts, _ = await relayed(tier, deadline_s=0.1)
    assert (answer, tier.calls) == (None, 0)
    assert told(attempts) == [("groq", "skipped", "no time left")]


async def test_a_caller_who_leaves_ends_the_calls() -> None:
    """A cancelled question leaves no call behind."""
    ended = asyncio.Event()

    async def endless(_: object) -> str:
        try:
            await asyncio.sleep(30)
        finally:
            ended.set()
        return ""

    relay = Relay([free("groq", endless)], time.monotonic)
    task = asyncio.create_task(relay.answer(asked(), []))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(ended.wait(), 1)
    await relay.close()
