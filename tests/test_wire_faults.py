"""Every way in which a vendor fails its callers, on every wire: what it becomes, how soon, and what is left."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import socket
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count, product
from typing import Any

import httpx
import httpx2
import pytest
import pytest_asyncio

from providers import vendor_errors
from providers.failures import (
    BadRequest,
    CallFailed,
    CreditSpent,
    Garbled,
    KeyRefused,
    ModelRetired,
    Overloaded,
    QuotaReading,
    RateLimited,
    ServerFailed,
    TimedOut,
    TooLong,
    Unreachable,
    Usage,
)
from providers.http_client import http_client
from rehearsal.vendor import Fault, always, refusing_address
from rehearsal.vendor_replies import CASES, Sent, recorded, said
from rehearsal.vendor_request import Asked
from tests.wire_peers import EXPECTED, PROMPT, TIMEOUT_S, WIRES, Kind, Wired, built, failure, wired

pytestmark = pytest.mark.asyncio(loop_scope="module")
ROWS = [
    pytest.param(kind, case, kinds[("groq", "gemini", "claude", "compatible").index(kind) % 3], id=f"{kind}-{case}")
    for kind, (case, kinds) in product(WIRES, EXPECTED.items())
]
PLAIN = re.compile(r"[\w. ]{1,80}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def peers() -> AsyncIterator[dict[str, Wired]]:
    """Every wire with its vendor, the same clients through all tests of this file.

    Each has answered once: the first call loads its SDK, which on a busy machine outlasts the short times tested here.
    """
    async with AsyncExitStack() as stack:
        wires = {kind: await stack.enter_async_context(wired(kind)) for kind in WIRES}
        for kind, it in wires.items():
            it.vendor.play = always(said(WIRES[kind][0], "Hello!"))
            assert (await it.model.complete(PROMPT, 30)).text == "Hello!"
        yield wires


async def test_every_recorded_case_has_its_row() -> None:
    """No case that somebody recorded is left without an expected outcome."""
    assert set(EXPECTED) == set(CASES)


@pytest.mark.parametrize("kind", WIRES)
async def test_a_body_that_is_no_answer_is_not_read_to_its_end(peers: dict[str, Wired], kind: str) -> None:
    """A good answer with a megabyte beside it, and a packed one that nobody asked for, are garbled."""
    it, wire = peers[kind], WIRES[kind][0]
    good = said(wire, "Hello!").body
    packed = gzip.compress(json.dumps(good).encode())
    for garbage in (Sent(200, {**good, "more": "x" * 1_000_000}), Sent(200, packed, {"content-encoding": "gzip"})):
        it.vendor.play = always(garbage)
        assert type(await failure(it.model)) is Garbled
    it.vendor.play = always(said(wire, "Hello!"))
    assert (await it.model.complete(PROMPT, TIMEOUT_S)).text == "Hello!"
    assert it.vendor.asked[-1].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(("kind", "case", "expected"), ROWS)
async def test_a_recorded_case_becomes_its_failure(
    peers: dict[str, Wired], kind: str, case: str, expected: Kind
) -> None:
    """Each case on each wire is the failure that the chain must act on, and the same client serves the next call."""
    it, wire = peers[kind], WIRES[kind][0]
    it.vendor.play = always(recorded(wire, case))
    asked_before = len(it.vendor.asked)
    if expected is None:
        completion = await it.model.complete(PROMPT, TIMEOUT_S)
        assert (completion.text, completion.tokens_in) == ("Hello!", 31)
    else:
        error = await failure(it.model)
        assert type(error) is expected
        assert PLAIN.fullmatch(error.detail)
        assert not error.unsent
        if case in ("blocked", "safety", "empty", "emptytext", "nulltext"):
            assert error.usage.tokens_in == 31
        else:
            assert error.usage == Usage()
    assert len(it.vendor.asked) == asked_before + 1
    it.vendor.play = always(said(wire, "Still here."))
    assert (await it.model.complete(PROMPT, TIMEOUT_S)).text == "Still here."


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(Fault.RESET, Unreachable), (Fault.CUT, Unreachable), (Fault.SILENT, TimedOut), (Fault.DRIP, TimedOut)],
)
async def test_a_broken_connection_is_an_outage(
    peers: dict[str, Wired], fault: Fault, expected: type[CallFailed]
) -> None:
    """Reset and cut connections fail at once, silence and single bytes when the call's time is over, and not later."""
    for it in peers.values():
        it.vendor.play = always(fault)
    started_s = time.monotonic()
    errors = await asyncio.gather(*(failure(it.model, timeout_s=0.45) for it in peers.values()))
    took_s = time.monotonic() - started_s
    assert [(type(error), error.unsent) for error in errors] == [(expected, False)] * len(peers)
    assert took_s < 0.4 if expected is Unreachable else 0.44 < took_s < 0.8
    for kind, it in peers.items():
        it.vendor.play = always(said(WIRES[kind][0], "Still here."))
        assert (await it.model.complete(PROMPT, TIMEOUT_S)).text == "Still here."


@pytest.mark.parametrize("kind", WIRES)
async def test_what_never_reached_the_vendor_counts_for_nothing(peers: dict[str, Wired], kind: str) -> None:
    """Nobody at the address, or nobody who speaks TLS there: the request was not sent."""
    for address in (refusing_address(), peers[kind].vendor.base_url.replace("http:", "https:")):
        model = built(kind, address)
        error = await failure(model)
        assert (type(error), error.unsent) == (Unreachable, True)
        await model.close()


@pytest.mark.parametrize("kind", WIRES)
async def test_the_caller_may_give_up(peers: dict[str, Wired], kind: str) -> None:
    """Being given up is no timeout: the cancellation goes through."""
    it = peers[kind]
    it.vendor.play = always(Fault.SILENT)
    call = asyncio.create_task(it.model.complete(PROMPT, TIMEOUT_S))
    await asyncio.sleep(0.05)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


@pytest.mark.parametrize("kind", ["groq", "gemini", "claude"])
async def test_calls_that_were_given_up_leave_no_connection_behind(peers: dict[str, Wired], kind: str) -> None:
    """However many calls were cancelled, 64 at once find their connections."""
    it = peers[kind]
    for _ in range(5):
        arrived, all_arrived = count(1), asyncio.Event()

        async def silent(_: Asked, arrived: count[int] = arrived, all_arrived: asyncio.Event = all_arrived) -> Fault:
            if next(arrived) == 64:
                all_arrived.set()
            return Fault.SILENT

        it.vendor.play = silent
        calls = [asyncio.create_task(it.model.complete(PROMPT, TIMEOUT_S)) for _ in range(64)]
        await all_arrived.wait()
        for call in calls:
            call.cancel()
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in ended)
    it.vendor.play = always(said(WIRES[kind][0], "Still here."))
    answers = await asyncio.gather(*(it.model.complete(PROMPT, TIMEOUT_S) for _ in range(64)))
    assert {answer.text for answer in answers} == {"Still here."}


@pytest.mark.parametrize("kind", WIRES)
async def test_a_failure_is_handed_on_at_once(peers: dict[str, Wired], kind: str) -> None:
    """Whatever the vendor says of waiting, the caller hears of it within milliseconds."""
    it = peers[kind]
    it.vendor.play = always(recorded(WIRES[kind][0], "rate429"))
    took_ms = []
    for _ in range(15):
        started_s = time.monotonic()
        await failure(it.model)
        took_ms.append((time.monotonic() - started_s) * 1000)
    assert statistics.median(took_ms) < 25


@pytest.mark.parametrize(
    ("kind", "case", "retry_after_s", "reading"),
    [
        ("groq", "rate429", 3.0, QuotaReading(window="tokens_per_minute", limit=8000, remaining=100, resets_in_s=3.0)),
        (
            "groq",
            "quota_day",
            692.0,
            QuotaReading(window="tokens_per_day", limit=200_000, remaining=100, resets_in_s=692),
        ),
        (
            "compatible",
            "rate429",
            3,
            QuotaReading(window="tokens_per_minute", limit=8000, remaining=100, resets_in_s=3),
        ),
        (
            "gemini",
            "rate429",
            12.5,
            QuotaReading(window="requests_per_minute", limit=15, remaining=0, resets_in_s=12.5),
        ),
        ("gemini", "quota_day", None, QuotaReading(window="requests_per_day", limit=500, remaining=0)),
        ("claude", "rate429", 7.0, QuotaReading(window="requests_per_minute", limit=50, remaining=49)),
        ("groq", "empty", None, QuotaReading(window="requests_per_day", limit=1000, remaining=999, resets_in_s=86.4)),
    ],
)
async def test_a_failure_tells_of_waiting_and_windows(
    peers: dict[str, Wired], kind: str, case: str, retry_after_s: float | None, reading: QuotaReading
) -> None:
    """When to come back and what is left goes with the failure, from headers and from bodies."""
    it = peers[kind]
    it.vendor.play = always(recorded(WIRES[kind][0], case))
    error = await failure(it.model)
    assert error.retry_after_s == retry_after_s
    assert reading in error.readings


async def test_a_good_answer_tells_of_windows(peers: dict[str, Wired]) -> None:
    """Headers of a good answer are readings too, at the vendors whose headers are known."""
    windows = {}
    for kind, it in peers.items():
        it.vendor.play = always(recorded(WIRES[kind][0], "ok"))
        readings = (await it.model.complete(PROMPT, TIMEOUT_S)).readings
        windows[kind] = {each.window: each.remaining for each in readings}
    assert windows == {
        "groq": {"requests_per_day": 999, "tokens_per_minute": 7941},
        "gemini": {},
        "claude": {"requests_per_minute": 49},
        "compatible": {},
    }


def google(status: int, message: str, word: str = "INVALID_ARGUMENT", *details: object) -> Sent:
    """A refusal in Google's shape."""
    return Sent(status, {"error": {"code": status, "message": message, "status": word, "details": details}})


@pytest.mark.parametrize(
    ("kind", "sent", "expected", "detail"),
    [
        (
            *("gemini", google(400, "User location is not supported for the API use.", "FAILED_PRECONDITION")),
            *(KeyRefused, "400 FAILED_PRECONDITION"),
        ),
        (
            *("gemini", google(400, "Please enable billing on project 7.", "FAILED_PRECONDITION")),
            *(CreditSpent, "400 FAILED_PRECONDITION"),
        ),
        (
            *("gemini", google(429, "Quota exceeded, limit: 0, model: pro", "RESOURCE_EXHAUSTED")),
            *(CreditSpent, "429 RESOURCE_EXHAUSTED"),
        ),
        ("gemini", google(504, "late", "DEADLINE_EXCEEDED"), TimedOut, "504 DEADLINE_EXCEEDED"),
        ("gemini", Sent(503, "<html>busy</html>"), Overloaded, "503"),
        ("groq", Sent(408, ""), TimedOut, "408"),
        ("groq", Sent(422, {"error": {"message": "care tips", "type": "invalid"}}), BadRequest, "422 invalid"),
        ("groq", Sent(400, {"error": {"message": "x", "code": "blocked_api_access"}}), CreditSpent, None),
        ("groq", Sent(429, {"error": {"message": "x", "code": "insufficient_quota"}}), CreditSpent, None),
        ("groq", Sent(400, {"error": {"message": "x", "code": "care tips"}}), BadRequest, "400"),
        ("compatible", Sent(404, {"detail": "Not Found"}), ModelRetired, "404"),
        ("compatible", Sent(400, {"object": "error", "message": "maximum context length is 9"}), TooLong, "400"),
        ("compatible", Sent(400, {"error": "no such thing"}), BadRequest, "400"),
        ("compatible", Sent(500, {"error": None}), ServerFailed, "500"),
        ("compatible", Sent(429, [{"error": {"message": "slow", "status": "BUSY"}}]), RateLimited, "429 BUSY"),
        ("compatible", Sent(429, "[" * 100_000), RateLimited, "429"),
        ("claude", Sent(429, {"error": {"type": "rate_limit_error", "message": None}}), RateLimited, None),
        (
            *("claude", Sent(400, {"error": {"message": "You have reached your specified API usage limits."}})),
            *(CreditSpent, "400"),
        ),
        ("claude", Sent(204, ""), Garbled, "no JSON"),
    ],
)
async def test_other_refusals_are_told_apart(
    peers: dict[str, Wired], kind: str, sent: Sent, expected: type[CallFailed], detail: str | None
) -> None:
    """Accounts that may not, quotas of nothing, servers of other makes: each is the failure that fits it."""
    peers[kind].vendor.play = always(sent)
    error = await failure(peers[kind].model)
    assert type(error) is expected
    assert detail in (None, error.detail)


@pytest.mark.parametrize("package", [httpx, httpx2])
async def test_connecting_has_a_short_limit_of_its_own(package: Any) -> None:
    """A call that may think for long still connects within two seconds; a shorter call within its own time."""
    async with http_client(package) as client:
        [limit] = client.event_hooks["request"]
        connect = []
        for timeout_s in (8.0, 0.5):
            request = client.build_request("POST", "http://127.0.0.1/", timeout=timeout_s)
            await limit(request)
            connect.append(request.extensions["timeout"]["connect"])
        assert connect == [2.0, 0.5]


@pytest.mark.parametrize(
    ("error", "cause", "expected", "unsent"),
    [
        (httpx.ConnectError("x"), socket.gaierror(-2, "x"), Unreachable, True),
        (httpx2.ConnectTimeout("x"), None, TimedOut, True),
        (httpx2.PoolTimeout("x"), None, TimedOut, True),
        (httpx.ReadTimeout("x"), None, TimedOut, False),
        (httpx.WriteError("x"), BrokenPipeError(), Unreachable, False),
        (httpx.DecodingError("x"), None, Garbled, False),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "x"), None, Garbled, False),
    ],
)
async def test_an_error_of_the_connection_is_known_by_its_sort(
    error: Exception, cause: Exception | None, expected: type[CallFailed], unsent: bool
) -> None:
    """An HTTP client's own errors say whether the request can have reached the vendor."""
    error.__cause__ = cause
    told = vendor_errors.failure(error, lambda _: (), 0.0)
    assert (type(told), told.unsent) == (expected, unsent)


async def test_a_failure_behind_another_is_not_taken_for_it() -> None:
    """What failed before, at another vendor, does not colour what fails now."""
    error = httpx.ReadError("this one")
    error.__context__ = httpx.ConnectError("another vendor")
    assert not vendor_errors.failure(error, lambda _: (), 0.0).unsent
