"""WaitingTime: how long a vendor asks to be left alone, whichever of its ways it chose to say so; always in seconds.

Refuses to guess: what is no time, or lies in the past by our clock, is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite

from providers.refusal import Refusal

# Go's way of writing a duration, such as 1m26.4s or 442ms.
_DURATION = re.compile(
    r"(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m(?!s))?"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)s)?(?:(?P<milliseconds>\d+(?:\.\d+)?)ms)?"
)
_UNITS_S = {"days": 86_400.0, "hours": 3_600.0, "minutes": 60.0, "seconds": 1.0, "milliseconds": 0.001}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TRY_AGAIN = re.compile(r"(?:try again|retry) in ([0-9][0-9.dhms]*)", re.IGNORECASE)
_ANTHROPIC_WINDOWS = ("requests", "tokens", "input-tokens", "output-tokens")


def duration_s(text: str | None) -> float | None:
    """The seconds of a duration such as ``7m12.5s``; None for anything else."""
    match = _DURATION.fullmatch(text.strip()) if text else None
    if match is None or not any(match.groups()):
        return None
    return _sane(sum(float(match[unit] or 0) * seconds for unit, seconds in _UNITS_S.items()))


def retry_after_s(refusal: Refusal, headers: Mapping[str, str], wall_s: float) -> float | None:
    """What the vendor asks for; ``wall_s`` is our clock, in seconds since 1970. ``headers`` are in lower case.

    At Gemini a day's quota comes with a delay of some seconds, which is not when the day ends: that one is left out.
    """
    told_ms = _number(headers.get("retry-after-ms"))
    if told_ms is not None:
        return told_ms / 1000
    header = headers.get("retry-after")
    told_s = _number(header)
    if told_s is None and header:
        told_s = _until_http_date_s(header, wall_s)
    if told_s is None and not any(each.is_daily for each in refusal.violations):
        told_s = duration_s(refusal.retry_delay)
        match = _TRY_AGAIN.search(refusal.message)
        if told_s is None and match:
            told_s = duration_s(match[1].rstrip("."))
    return _until_anthropic_reset_s(headers, wall_s) if told_s is None else told_s


def _number(text: str | None) -> float | None:
    return _sane(float(text)) if text and _NUMBER.fullmatch(text.strip()) else None


def _sane(seconds: float) -> float | None:
    return seconds if isfinite(seconds) else None


def _until_http_date_s(text: str, wall_s: float) -> float | None:
    try:
        left_s = parsedate_to_datetime(text).timestamp() - wall_s
    except (ValueError, TypeError, OverflowError):
        return None
    return left_s if left_s > 0 else None


def _until_anthropic_reset_s(headers: Mapping[str, str], wall_s: float) -> float | None:
    """The last reset among the windows that have nothing left."""
    left_s = []
    for window in _ANTHROPIC_WINDOWS:
        name = f"anthropic-ratelimit-{window}"
        if headers.get(f"{name}-remaining") == "0":
            left_s.append(_until_timestamp_s(headers.get(f"{name}-reset", ""), wall_s))
    return max((seconds for seconds in left_s if seconds is not None), default=None)


def _until_timestamp_s(text: str, wall_s: float) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    left_s = moment.timestamp() - wall_s if moment.tzinfo is not None else 0.0
    return left_s if left_s > 0 else None
