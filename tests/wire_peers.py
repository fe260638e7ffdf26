"""What tests of the wires play with: each wire with its vendor on loopback, and what each recorded case becomes.

Refuses to guess: a call that was to fail and answered is a failed test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from providers.claude import Claude
from providers.compatible import Compatible
from providers.failures import (
    BadRequest,
    Blocked,
    CallFailed,
    CreditSpent,
    CutOff,
    Empty,
    Garbled,
    KeyRefused,
    ModelRetired,
    Overloaded,
    QuotaSpent,
    RateLimited,
    ServerFailed,
    TimedOut,
    TooLong,
)
from providers.gemini import Gemini
from providers.groq import Groq
from providers.prompt import Prompt, Utterance
from providers.sdk_model import SdkModel
from rehearsal.vendor import Vendor
from rehearsal.vendor_replies import Wire

TIMEOUT_S = 5.0
PROMPT = Prompt(
    instructions="You help customers of a shop.",
    turns=(Utterance("customer", "namaste"), Utterance("shop", "Namaste!")),
    text="marble coaster saaf kaise karein? स्वच्छ",
    language="hinglish",
    answer_tokens=120,
)
Build = Callable[[str, str, str | None], SdkModel[Any]]
# Each wire by the name of its kind: which vendor it speaks to, and with which model.
WIRES: dict[str, tuple[Wire, Build, str]] = {
    "groq": ("groq", Groq, "openai/gpt-oss-20b"),
    "gemini": ("gemini", Gemini, "gemini-3.5-flash-lite"),
    "claude": ("anthropic", Claude, "claude-haiku-5-5"),
    "compatible": ("groq", Compatible, "llama-4"),
}

Kind = type[CallFailed] | None
# What each recorded case becomes on groq, gemini and claude; None is a good answer. A compatible server is as groq.
EXPECTED: dict[str, tuple[Kind, Kind, Kind]] = {
    "ok": (None, None, None),
    "auth": (KeyRefused, KeyRefused, KeyRefused),
    "forbidden": (KeyRefused, KeyRefused, KeyRefused),
    "rate429": (RateLimited, RateLimited, RateLimited),
    "quota_day": (QuotaSpent, QuotaSpent, CreditSpent),
    "billing402": (CreditSpent, CreditSpent, CreditSpent),
    "overload": (Overloaded, Overloaded, Overloaded),
    "e500": (ServerFailed, ServerFailed, ServerFailed),
    "e498": (Overloaded, ServerFailed, TimedOut),
    "badreq": (BadRequest, BadRequest, BadRequest),
    "notfound": (ModelRetired, ModelRetired, ModelRetired),
    "decom": (ModelRetired, ModelRetired, ModelRetired),
    "ctxlen": (TooLong, TooLong, TooLong),
    "toolarge": (TooLong, TooLong, TooLong),
    "blocked": (Blocked, Blocked, Blocked),
    "safety": (None, Blocked, None),
    "empty": (Empty, Empty, Empty),
    "emptytext": (Empty, Empty, Empty),
    "nulltext": (Empty, CutOff, CutOff),
    "badjson": (Garbled, Garbled, Garbled),
    "wrongshape": (Garbled, Garbled, Garbled),
    "html200": (Garbled, Garbled, Garbled),
    "html502": (ServerFailed, ServerFailed, ServerFailed),
    "redirect": (Garbled, Garbled, Garbled),
}


@dataclass(frozen=True, slots=True)
class Wired:
    """A wire and the vendor that it speaks to."""

    vendor: Vendor
    model: SdkModel[Any]


def built(kind: str, base_url: str | None, key: str = "test-key", model: str = "") -> SdkModel[Any]:
    """A wire that nobody has opened yet."""
    _, build, usual_model = WIRES[kind]
    return build(key, model or usual_model, base_url)


@asynccontextmanager
async def wired(kind: str, key: str = "test-key", model: str = "") -> AsyncIterator[Wired]:
    """A wire and its vendor, closed at the end."""
    async with Vendor.open(WIRES[kind][0]) as vendor:
        opened = built(kind, vendor.base_url, key, model)
        try:
            yield Wired(vendor, opened)
        finally:
            await opened.close()


async def failure(model: SdkModel[Any], timeout_s: float = TIMEOUT_S) -> CallFailed:
    """How a call fails."""
    with pytest.raises(CallFailed) as raised:
        await model.complete(PROMPT, timeout_s)
    return raised.value
