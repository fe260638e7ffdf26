"""The whole chain against vendors on loopback: windows, money, equal questions, silence, recovery."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path

import pytest

from providers import limits as limits_room
from rehearsal.questions import english
from rehearsal.vendor import Fault, always
from rehearsal.vendor_replies import Sent, recorded, said
from rehearsal.vendor_request import Asked
from tests.chain_world import ChainWorld, limits, opened_world

GROQ_ALONE = '["groq"]'
UNLIMITED = {f"BOT__PROVIDERS__{tier}__LIMITS": limits() for tier in ("GROQ", "GEMINI")}


def questions(world: ChainWorld, count: int) -> list[str]:
    """So many different questions."""
    return list(islice(english(world.opened.shop.catalogue), count))


async def test_forty_at_once_at_ten_a_minute_make_ten_calls(tmp_path: Path) -> None:
    """The window is used to the full and never passed; the other thirty customers have an answer all the same."""
    windows = limits(requests_per_minute=10)
    async with opened_world(tmp_path, BOT__CHAIN=GROQ_ALONE, BOT__PROVIDERS__GROQ__LIMITS=windows) as world:
        replies = await asyncio.gather(*(world.ask(text) for text in questions(world, 40)))
        assert len(world.vendors["groq"].asked) == 10
        assert sorted(reply.tier for reply in replies) == ["groq"] * 10 + ["rules"] * 30


async def test_a_window_of_tokens_is_used_up_and_not_passed(tmp_path: Path) -> None:
    """Asked one after another, the vendor counts all but one reservation of the window's tokens, and no more."""
    windows = limits(tokens_per_minute=32_000)
    async with opened_world(tmp_path, BOT__CHAIN=GROQ_ALONE, BOT__PROVIDERS__GROQ__LIMITS=windows) as world:
        used = 0

        async def counting(asked: Asked) -> Sent:
            nonlocal used
            used += asked.tokens_in + 60
            return said("groq", "Wipe them with a dry cloth.", asked.tokens_in, 60)

        world.vendors["groq"].play = counting
        for text in questions(world, 180):
            await world.ask_chain(text)
        assert 32_000 * 0.95 <= used <= 32_000


async def test_racing_calls_never_pass_the_cap(tmp_path: Path) -> None:
    """Of 400 paid calls at once only as many go out as the day's money covers in the worst case."""
    async with opened_world(tmp_path, BOT__CHAIN='["claude"]', BOT__BUDGET__DAY_USD="0.004") as world:
        texts = questions(world, 100) * 4
        await asyncio.gather(*(world.ask_chain(text, stands_alone=False) for text in texts))
        asked = world.vendors["claude"].asked
        worst = sum(each.prompt_bytes // 10 + (each.most_tokens_out or 0) // 2 for each in asked)
        assert 2 <= len(asked) < 20
        assert worst <= 4_000
        now_ms = world.opened.clock.now_ms()
        windows = await world.opened.database.read(lambda found: limits_room.spent(found, now_ms, "Asia/Kolkata"))
        assert windows[0] <= 4_000


async def test_twenty_equal_questions_at_once_make_one_call(tmp_path: Path) -> None:
    """Whoever asks what is being asked already shares the answer, and one who leaves takes it from nobody."""
    async with opened_world(tmp_path, BOT__CHAIN=GROQ_ALONE) as world:
        groq = world.vendors["groq"]
        oblige = groq.play

        async def slow(asked: Asked) -> Sent | Fault:
            await asyncio.sleep(0.1)
            return await oblige(asked)

        groq.play = slow
        asking = [asyncio.create_task(world.ask_chain("how do i clean marble coasters")) for _ in range(20)]
        await asyncio.sleep(0.05)
        asking.pop(0).cancel()
        answers = await asyncio.gather(*asking)
        assert len(groq.asked) == 1
        assert {answer.tier for answer in answers} == {"groq"}
        assert len({answer.text for answer in answers}) == 1


async def test_a_repeat_is_answered_from_the_cache(tmp_path: Path) -> None:
    """What a model said passes the guard once and is then ready for everybody who asks the same."""
    async with opened_world(tmp_path, BOT__CHAIN=GROQ_ALONE) as world:
        first = await world.ask("how do i clean marble coasters")
        again = await world.ask("How do I clean marble coasters?")
        assert (first.tier, again.tier, again.text) == ("groq", "cache", first.text)
        assert len(world.vendors["groq"].asked) == 1


async def test_an_invented_price_reaches_nobody(tmp_path: Path) -> None:
    """A model that invents is overruled: by the next tier once, and after that by the rules."""
    async with opened_world(tmp_path) as world:
        for tier, wire in (("groq", "groq"), ("gemini", "gemini")):
            world.vendors[tier].play = always(said(wire, "Special offer: only ₹10 each!"))  # type: ignore[arg-type]
        reply = await world.ask("how do i clean marble coasters")
        assert reply.tier == "rules"
        assert [(each.tier, each.outcome) for each in reply.attempts[1:]] == [
            *(("groq", "rejected"), ("gemini", "rejected"), ("rules", "answered"))
        ]
        assert not world.vendors["claude"].asked


async def test_a_silent_vendor_costs_one_customer_a_second(tmp_path: Path) -> None:
    """The first customer waits the usual time for the next tier, all others nothing."""
    async with opened_world(tmp_path) as world:
        world.vendors["groq"].play = always(Fault.SILENT)
        first, *later = [await world.ask(text) for text in questions(world, 6)]
        assert (first.tier, {reply.tier for reply in later}) == ("gemini", {"gemini"})
        assert 900 <= first.latency_ms <= 1_600
        assert max(reply.latency_ms for reply in later) < 300
        assert len(world.vendors["groq"].asked) == 1


@pytest.mark.parametrize("case", ["rate429", "e500"])
async def test_a_vendor_that_is_well_again_is_asked_again(tmp_path: Path, case: str) -> None:
    """After its bench one call tries beside the next tier, and from its success on the first tier answers."""
    async with opened_world(tmp_path, **UNLIMITED) as world:
        groq = world.vendors["groq"]
        oblige = groq.play
        answer = recorded("groq", case)
        groq.play = always(Sent(answer.status, answer.body, {"retry-after": "1"}))
        texts = iter(questions(world, 60))
        assert (await world.ask(next(texts))).tier == "gemini"
        groq.play = oblige
        tiers = []
        for _ in range(40):
            tiers.append((await world.ask(next(texts))).tier)
            await asyncio.sleep(0.1)
        assert tiers[0] == "gemini"
        assert tiers[-1] == "groq"


async def test_what_a_vendor_gets_holds_nothing_of_the_customer(tmp_path: Path) -> None:
    """Phone numbers, mail addresses and card numbers are masked before any vendor sees them."""
    async with opened_world(tmp_path, BOT__CHAIN=GROQ_ALONE) as world:
        await world.ask("how do i clean marble coasters, tell me at 98123 45678 or asha@example.com")
        (asked,) = world.vendors["groq"].asked
        assert "98123" not in str(asked.body)
        assert "asha@" not in str(asked.body)
        assert "marble" in asked.text
