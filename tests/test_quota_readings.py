"""What vendors say of their windows and of waiting: headers, bodies and sentences, and nonsense in all of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers import quota_readings
from providers.failures import QuotaReading
from providers.refusal import Refusal, Violation
from providers.waiting_time import duration_s, retry_after_s

NOON_S = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC).timestamp()
GROQ = {
    "x-ratelimit-limit-requests": "1000",
    "x-ratelimit-remaining-requests": "12",
    "x-ratelimit-reset-requests": "23h42m10.4s",
    "x-ratelimit-limit-tokens": "8000",
    "x-ratelimit-remaining-tokens": "40",
    "x-ratelimit-reset-tokens": "59.7s",
}
ANTHROPIC = {
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "0",
    "anthropic-ratelimit-requests-reset": "2026-11-23T12:00:30Z",
    "anthropic-ratelimit-input-tokens-limit": "50000",
    "anthropic-ratelimit-input-tokens-remaining": "0",
    "anthropic-ratelimit-input-tokens-reset": "2026-11-23T17:30:45+05:30",
    "anthropic-ratelimit-output-tokens-remaining": "900",
    "anthropic-ratelimit-output-tokens-reset": "2026-11-23T13:00:00Z",
}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("442ms", 0.442),
        ("2.25s", 2.25),
        ("7m12.5s", 432.5),
        ("1m26.4s", 86.4),
        ("2h3m", 7380.0),
        ("1d2h0m0s", 93_600.0),
        ("12m", 720.0),
        ("0s", 0.0),
        (" 3s ", 3.0),
        *((nonsense, None) for nonsense in ("", "3", "-3s", "3 s", "s", "1s1m", "soon", "1e3s", "3.s", "infs", None)),
    ],
)
def test_a_duration_is_read_as_seconds(text: str | None, seconds: float | None) -> None:
    """Go's durations are read; what is none is None."""
    assert duration_s(text) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": " 2.5 "}, 2.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": "Mon, 23 Nov 2026 12:01:30 GMT"}, 90.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:59:59 GMT"}, None),
        (ANTHROPIC, 45.0),
        (ANTHROPIC | {"retry-after": "7"}, 7.0),
        (ANTHROPIC | {"anthropic-ratelimit-input-tokens-remaining": "1"}, 30.0),
        (ANTHROPIC | {"anthropic-ratelimit-input-tokens-reset": "noon"}, 30.0),
        ({"anthropic-ratelimit-requests-remaining": "0"}, None),
        (
            {
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2026-11-23T12:00:30",
            },
            None,
        ),
        *(({"retry-after": nonsense}, None) for nonsense in ("-3", "nan", "inf", "9" * 400, "1_0", "later", "")),
        ({}, None),
    ],
)
def test_headers_tell_when_to_come_back(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, milliseconds, a date or the reset of what is used up; nonsense and the past are None."""
    assert retry_after_s(Refusal(status=429), headers, NOON_S) == seconds


def body(*details: object, message: str = "") -> Refusal:
    """A refusal in Google's shape, as read."""
    told = ", ".join(map(str, details)).replace("'", '"')
    return Refusal.read(429, f'{{"error": {{"code": 429, "message": "{message}", "details": [{told}]}}}}')


RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "12.5s"}


def violated(quota_id: str, value: object = "15") -> dict[str, object]:
    """Google's word for a quota that is used up."""
    return {"violations": [{"quotaId": quota_id, "quotaValue": value}]}


@pytest.mark.parametrize(
    ("refusal", "seconds"),
    [
        (body(RETRY), 12.5),
        (body(violated("GenerateRequestsPerMinutePerProjectPerModel-FreeTier"), RETRY), 12.5),
        (body(violated("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), RETRY), None),
        (body(violated("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), message="Please retry in 40s."), None),
        (body(message="Please retry in 12.5s."), 12.5),
        (body(message="Please try again in 7m12.5s."), 432.5),
        (body(message="Please try again in 442ms. Visit us"), 0.442),
        (body(message="Please try again in a while"), None),
        (body({"retryDelay": 7}), None),
        (body({"retryDelay": "-7s"}), None),
    ],
)
def test_a_body_tells_when_to_come_back(refusal: Refusal, seconds: float | None) -> None:
    """Google's delay and a sentence are read, but not where a day's quota is used: that delay is not the day's end."""
    assert retry_after_s(refusal, {}, NOON_S) == seconds


def test_a_header_goes_before_a_body() -> None:
    """Where both tell, the header is meant for machines."""
    assert retry_after_s(body(RETRY), {"retry-after": "3"}, NOON_S) == 3


def test_groq_counts_requests_by_day_and_tokens_by_minute() -> None:
    """Groq's headers name no window; its requests are the day's, its tokens the minute's."""
    assert quota_readings.groq(GROQ) == (
        QuotaReading(window="requests_per_day", limit=1000, remaining=12, resets_in_s=85_330.4),
        QuotaReading(window="tokens_per_minute", limit=8000, remaining=40, resets_in_s=59.7),
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, ()),
        ({"x-ratelimit-reset-tokens": "3s"}, ()),
        ({"x-ratelimit-remaining-tokens": "many", "x-ratelimit-limit-tokens": "8e3"}, ()),
        ({"x-ratelimit-remaining-tokens": "-7"}, (QuotaReading(window="tokens_per_minute", remaining=0),)),
        (
            {"x-ratelimit-remaining-tokens": "7", "x-ratelimit-reset-tokens": "soon"},
            (QuotaReading(window="tokens_per_minute", remaining=7),),
        ),
    ],
)
def test_nonsense_in_headers_is_no_reading(headers: dict[str, str], expected: tuple[QuotaReading, ...]) -> None:
    """What is no count is left out, less than nothing is nothing, and a reset that is none lasts the whole window."""
    assert quota_readings.groq(headers) == expected


def test_anthropic_counts_requests_by_minute_and_its_tokens_are_left_out() -> None:
    """Input and output tokens have quotas of their own there, and ours is of their sum."""
    expected = QuotaReading(window="requests_per_minute", limit=50, remaining=0)
    assert quota_readings.anthropic(ANTHROPIC) == (expected,)
    assert quota_readings.anthropic({}) == ()


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (
            body(violated("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "15")),
            QuotaReading(window="requests_per_minute", limit=15, remaining=0),
        ),
        (
            body(violated("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "500")),
            QuotaReading(window="requests_per_day", limit=500, remaining=0),
        ),
        (
            body(violated("GenerateContentInputTokensPerModelPerMinute-FreeTier", "250000")),
            QuotaReading(window="tokens_per_minute", limit=250_000, remaining=0),
        ),
        (
            body(violated("GenerateContentInputTokensPerModelPerDay-FreeTier", 7)),
            QuotaReading(window="tokens_per_day", remaining=0),
        ),
        (body(violated("SomethingPerHour")), None),
        (body(violated(""), {"violations": "x"}, {"violations": ["x"]}, "7"), None),
        (
            body(message="on tokens per day (TPD): Limit 200000, Used 199900, Requested 400. Please try again in 3m."),
            QuotaReading(window="tokens_per_day", limit=200_000, remaining=100),
        ),
        (
            body(message="on requests per minute (RPM): Limit 30, Used 31, Requested 1."),
            QuotaReading(window="requests_per_minute", limit=30, remaining=0),
        ),
        (
            body(message="on tokens per min (TPM): Limit 8000, Requested 9000"),
            QuotaReading(window="tokens_per_minute", limit=8000),
        ),
        (body(message="on audio seconds per hour (ASH): Limit 7200, Used 7000"), None),
    ],
)
def test_a_refusal_tells_which_window_is_used_up(refusal: Refusal, expected: QuotaReading | None) -> None:
    """The window, its limit and what is left are read from details or sentence, for as long as we are to wait."""
    assert quota_readings.of_refusal(refusal, None) == (() if expected is None else (expected,))
    for_now = () if expected is None else (replace(expected, resets_in_s=12.5),)
    assert quota_readings.of_refusal(refusal, 12.5) == for_now


def test_of_two_readings_the_stricter_is_kept() -> None:
    """One window read twice leaves the least that was told, for the longest time that was told."""
    readings = (
        QuotaReading(window="tokens_per_minute", limit=8000, remaining=7941, resets_in_s=0.4),
        QuotaReading(window="requests_per_day", remaining=9, resets_in_s=3.0),
        QuotaReading(window="tokens_per_minute", remaining=100, resets_in_s=None),
        QuotaReading(window="requests_per_day", limit=10, resets_in_s=7.0),
    )
    assert quota_readings.strictest(readings) == (
        QuotaReading(window="tokens_per_minute", limit=8000, remaining=100, resets_in_s=None),
        QuotaReading(window="requests_per_day", limit=10, remaining=9, resets_in_s=7.0),
    )


def test_a_quota_of_the_day_is_known_by_its_id() -> None:
    """Google names the day in the quota's id."""
    assert [Violation(name, None).is_daily for name in ("RequestsPerDayPerModel", "RequestsPerMinute")] == [True, False]


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3)
FIELDS = ("code", "message", "status", "type", "details", "violations", "reason", "retryDelay", "quotaId", "error")
OBJECTS = st.recursive(
    JSON, lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner | st.lists(inner, max_size=2)), max_leaves=8
)


@given(told=OBJECTS, header=st.text(max_size=12), wall_s=st.floats(0, 4e9))
def test_no_body_and_no_header_is_too_odd(told: object, header: str, wall_s: float) -> None:
    """Whatever stands in a body or a header, reading it raises nothing and tells no time that cannot be."""
    refusal = Refusal.read(429, json.dumps({"error": told}))
    seconds = retry_after_s(refusal, {"retry-after": header, "retry-after-ms": header}, wall_s)
    assert seconds is None or 0 <= seconds < float("inf")
    readings = quota_readings.of_refusal(refusal, seconds)
    assert all(reading.remaining is None or reading.remaining >= 0 for reading in readings)
