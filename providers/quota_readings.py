"""QuotaReadings: what a vendor's headers and its refusals say of its windows.

A reading may say less than is left, never more: what is not told in plain is left out.
Refuses to read one vendor's headers as another's: the same names mean a day at one and a minute at the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from providers.failures import QuotaReading, WindowName
from providers.refusal import Refusal, Violation
from providers.waiting_time import duration_s

# A vendor's headers, in lower case, as readings.
HeaderReadings = Callable[[Mapping[str, str]], tuple[QuotaReading, ...]]
# Groq's request headers count the day, its token headers the minute.
_GROQ_WINDOWS: dict[str, WindowName] = {"requests": "requests_per_day", "tokens": "tokens_per_minute"}
_SPELLED = re.compile(
    r"on (?P<what>tokens|requests) per (?P<per>min(?:ute)?|day) \([A-Z]{3}\): "
    r"Limit (?P<limit>\d{1,15})(?:, Used (?P<used>\d{1,15}))?"
)
_COUNT = re.compile(r"-?\d{1,15}")


def groq(headers: Mapping[str, str]) -> tuple[QuotaReading, ...]:
    """Groq's x-ratelimit headers; a reset there is when the window is whole again."""
    readings = []
    for suffix, window in _GROQ_WINDOWS.items():
        limit, remaining = (_count(headers.get(f"x-ratelimit-{what}-{suffix}")) for what in ("limit", "remaining"))
        resets_in_s = duration_s(headers.get(f"x-ratelimit-reset-{suffix}"))
        if limit is not None or remaining is not None:
            readings.append(QuotaReading(window=window, limit=limit, remaining=remaining, resets_in_s=resets_in_s))
    return tuple(readings)


def anthropic(headers: Mapping[str, str]) -> tuple[QuotaReading, ...]:
    """Anthropic's request headers, which count the minute.

    Its tokens are counted apart, read and written, so neither figure is one of ours. A reset is told as a moment; by a
    clock of ours that is fast it would come too soon, and a minute is short enough to wait out.
    """
    limit, remaining = (_count(headers.get(f"anthropic-ratelimit-requests-{what}")) for what in ("limit", "remaining"))
    if limit is None and remaining is None:
        return ()
    return (QuotaReading(window="requests_per_minute", limit=limit, remaining=remaining),)


def of_refusal(refusal: Refusal, retry_after_s: float | None) -> tuple[QuotaReading, ...]:
    """What the body of a refusal says, in Google's details or in the sentence of Groq and OpenAI.

    It holds for as long as the vendor asks us to wait: then a call passes again, and our own count goes on.
    """
    found = (*_of_violations(refusal.violations), *_of_sentence(refusal.message))
    return strictest(replace(reading, resets_in_s=retry_after_s) for reading in found)


def strictest(readings: Iterable[QuotaReading]) -> tuple[QuotaReading, ...]:
    """One reading a window: the least that any of them leaves, for the longest time."""
    found: dict[WindowName, QuotaReading] = {}
    for each in readings:
        before = found.get(each.window)
        found[each.window] = each if before is None else _stricter(before, each)
    return tuple(found.values())


def _stricter(one: QuotaReading, other: QuotaReading) -> QuotaReading:
    resets_s = (one.resets_in_s, other.resets_in_s)
    return QuotaReading(
        window=one.window,
        limit=_least(one.limit, other.limit),
        remaining=_least(one.remaining, other.remaining),
        resets_in_s=None if None in resets_s else max(seconds for seconds in resets_s if seconds is not None),
    )


def _least(*counts: int | None) -> int | None:
    return min((count for count in counts if count is not None), default=None)


def _of_violations(violations: Iterable[Violation]) -> Iterator[QuotaReading]:
    for each in violations:
        window = _window("Token" in each.quota_id, each.quota_id)
        if window is not None:
            yield QuotaReading(window=window, limit=each.limit, remaining=0)


def _window(is_of_tokens: bool, per: str) -> WindowName | None:
    if "PerDay" in per:
        return "tokens_per_day" if is_of_tokens else "requests_per_day"
    if "PerMinute" in per:
        return "tokens_per_minute" if is_of_tokens else "requests_per_minute"
    return None


def _of_sentence(message: str) -> Iterator[QuotaReading]:
    for match in _SPELLED.finditer(message):
        limit = int(match["limit"])
        window = _window(match["what"] == "tokens", "PerDay" if match["per"] == "day" else "PerMinute")
        if window is not None:
            remaining = max(0, limit - int(match["used"])) if match["used"] else None
            yield QuotaReading(window=window, limit=limit, remaining=remaining)


def _count(text: str | None) -> int | None:
    return max(0, int(text)) if text and _COUNT.fullmatch(text.strip()) else None
