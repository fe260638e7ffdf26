"""The wire of Google's old SDK, for those who installed it: the same failures as the present one's."""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from providers.failures import CallFailed, TimedOut, Unreachable
from providers.google_generativeai import GoogleGenerativeAI
from providers.model import Completion
from rehearsal.vendor import Fault, Vendor, always, refusing_address
from rehearsal.vendor_replies import recorded, said
from tests.wire_peers import EXPECTED, PROMPT, TIMEOUT_S, Wired, failure

IS_INSTALLED = importlib.util.find_spec("google.generativeai") is not None
installed = pytest.mark.skipif(not IS_INSTALLED, reason="google-generativeai is not installed")
# As by the present SDK; but this one follows a redirect, and where the recorded one points to nobody listens.
OURS = {case: kinds[1] for case, kinds in EXPECTED.items()} | {"redirect": Unreachable}


@asynccontextmanager
async def opened(model: str = "gemini-2.5-flash-lite") -> AsyncIterator[Wired]:
    """The wire and its vendor."""
    async with Vendor.open("gemini") as vendor:
        wire = GoogleGenerativeAI("test-key", model, vendor.base_url)
        try:
            yield Wired(vendor, wire)
        finally:
            await wire.close()


@pytest.mark.skipif(IS_INSTALLED, reason="google-generativeai is installed")
async def test_without_the_package_the_owner_learns_what_to_install() -> None:
    """The package is in no lock but its own: whoever asks for it is told where it stands."""
    error = await failure(GoogleGenerativeAI("test-key", "gemini-2.5-flash-lite", None))
    assert "requirements-google-generativeai.txt" in error.detail
    assert error.unsent


@installed
async def test_a_vendor_receives_instructions_turns_and_cap() -> None:
    """The request is the same as by the present SDK, but that thinking cannot be switched off."""
    async with opened() as it:
        completion = await it.model.complete(PROMPT, TIMEOUT_S)
        [asked] = it.vendor.asked
        assert asked.instructions == PROMPT.instructions
        assert [role for role, _ in asked.turns] == ["user", "assistant", "user"]
        assert (asked.text, asked.most_tokens_out) == (PROMPT.text, 120)
        assert asked.body["generationConfig"]["temperature"] == pytest.approx(0.2)
        assert completion == Completion(text="Hello!", tokens_in=300, tokens_out=60)


@installed
async def test_every_recorded_case_becomes_its_failure() -> None:
    """Each case is the failure that the chain must act on, and the next call is served."""
    async with opened() as it:
        for case, expected in OURS.items():
            it.vendor.play = always(recorded("gemini", case))
            if expected is not None:
                assert type(await failure(it.model)) is expected, case
            it.vendor.play = always(said("gemini", "Still here."))
            assert (await it.model.complete(PROMPT, TIMEOUT_S)).text == "Still here."


@installed
async def test_thoughts_are_paid_though_this_sdk_does_not_tell_them() -> None:
    """The total holds what the SDK leaves out."""
    async with opened() as it:
        it.vendor.play = always(recorded("gemini", "ok"))
        completion = await it.model.complete(PROMPT, TIMEOUT_S)
        assert (completion.tokens_in, completion.tokens_out) == (31, 10)


@installed
@pytest.mark.parametrize(
    ("fault", "expected"),
    [(Fault.RESET, Unreachable), (Fault.CUT, Unreachable), (Fault.SILENT, TimedOut), (Fault.DRIP, TimedOut)],
)
async def test_a_broken_connection_is_an_outage(fault: Fault, expected: type[CallFailed]) -> None:
    """The call's time is total, whatever the SDK's thread still does."""
    async with opened() as it:
        await it.model.open()
        it.vendor.play = always(fault)
        started_s = time.monotonic()
        error = await failure(it.model, timeout_s=0.5)
        assert time.monotonic() - started_s < 0.8
        assert (type(error), error.unsent) == (expected, False)


@installed
async def test_what_never_reached_the_vendor_counts_for_nothing() -> None:
    """Nobody at the address: the request was not sent."""
    model = GoogleGenerativeAI("test-key", "gemini-2.5-flash-lite", refusing_address())
    error = await failure(model)
    assert (type(error), error.unsent) == (Unreachable, True)
    await model.close()


@installed
async def test_many_calls_at_once() -> None:
    """Its calls hold threads of their own, so that dozens run side by side."""
    async with opened() as it:
        answers = await asyncio.gather(*(it.model.complete(PROMPT, TIMEOUT_S) for _ in range(40)))
        assert {answer.text for answer in answers} == {"Hello!"}
