"""VendorErrors: the one place where what a vendor or its SDK throws becomes a failure of our tree.

Status and the vendor's own codes decide; its sentences only where it gives nothing else.
Refuses to let a sentence through: what remains of an answer is its status and its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from providers import quota_readings, waiting_time
from providers.failures import (
    BadRequest,
    CallFailed,
    CreditSpent,
    Garbled,
    KeyRefused,
    ModelRetired,
    Overloaded,
    QuotaSpent,
    RateLimited,
    ServerFailed,
    TimedOut,
    TooLong,
    Unreachable,
)
from providers.quota_readings import HeaderReadings
from providers.refusal import Refusal

_KIND_OF_CODE: dict[str, type[CallFailed]] = {
    "context_length_exceeded": TooLong,
    "exceed_context_size_error": TooLong,
    "request_too_large": TooLong,
    "model_decommissioned": ModelRetired,
    "model_not_found": ModelRetired,
    "not_found_error": ModelRetired,
    "billing_error": CreditSpent,
    "billing_disabled": CreditSpent,
    "billing_not_active": CreditSpent,
    "blocked_api_access": CreditSpent,  # Groq: the organisation's own spending limit
    "insufficient_quota": CreditSpent,
    "api_key_invalid": KeyRefused,
    "authentication_error": KeyRefused,
    "invalid_api_key": KeyRefused,
    "model_terms_required": KeyRefused,  # Groq: the owner has yet to accept the model's terms
    "organization_restricted": KeyRefused,
    "permission_error": KeyRefused,
    "capacity_exceeded": Overloaded,
    "over_capacity": Overloaded,
    "overloaded_error": Overloaded,
}
_KIND_OF_STATUS: dict[int, type[CallFailed]] = {
    401: KeyRefused,
    402: CreditSpent,
    403: KeyRefused,
    404: ModelRetired,
    408: TimedOut,
    410: ModelRetired,
    413: TooLong,
    429: RateLimited,
    498: Overloaded,
    499: ServerFailed,  # Google: the call was cancelled, and not by us
    503: Overloaded,
    504: TimedOut,
    529: Overloaded,
}
# Sentences, read where the code is one that fits everything.
_TOO_LONG = re.compile(
    r"prompt is too long|token count .{0,40}exceeds|context (?:length|size|window)|reduce the length", re.IGNORECASE
)
# Google names a free quota of nothing where a model is for paying customers alone.
_NO_CREDIT = re.compile(r"credit balance is too low|specified API usage limits|\blimit: 0\b", re.IGNORECASE)
_PER_DAY = re.compile(r"\bper day\b", re.IGNORECASE)
# Names of exceptions in httpx, httpx2, requests and urllib3, which are not imported for this.
_REFUSED = {"ConnectError", "NewConnectionError", "NameResolutionError"}
_SLOW_TO_CONNECT = {"ConnectTimeout", "PoolTimeout"}
_SLOW = {"TimeoutException", "TimeoutError", "Timeout"}
_BROKEN = {"TransportError", "ConnectionError", "ChunkedEncodingError", "OSError"}
MOST_CAUSES = 10


def failure(error: Exception, header_readings: HeaderReadings, wall_s: float) -> CallFailed:
    """The failure that ``error`` of an SDK or its HTTP client stands for; ``wall_s`` is now, in seconds since 1970."""
    status, text, headers = _answer(error)
    if status is None:
        return _without_answer(error)
    return of_answer(Refusal.read(status, text), headers, header_readings, wall_s)


def of_answer(
    refusal: Refusal, headers: Mapping[str, str], header_readings: HeaderReadings, wall_s: float
) -> CallFailed:
    """The failure that a vendor's answer stands for; ``headers`` are in lower case."""
    wait_s = waiting_time.retry_after_s(refusal, headers, wall_s)
    readings = (*header_readings(headers), *quota_readings.of_refusal(refusal, wait_s))
    return _kind(refusal)(refusal.detail, retry_after_s=wait_s, readings=quota_readings.strictest(readings))


def _kind(refusal: Refusal) -> type[CallFailed]:
    codes = [code.lower() for code in refusal.codes]
    for code in codes:
        if code in _KIND_OF_CODE:
            return _KIND_OF_CODE[code]
    if refusal.status in (400, 403, 429) and _NO_CREDIT.search(refusal.message):
        return CreditSpent
    if refusal.status == 400:
        return _kind_of_bad_request(refusal.message, codes)
    if refusal.status == 429 and _is_of_the_day(refusal):
        return QuotaSpent
    return _KIND_OF_STATUS.get(refusal.status) or _kind_of_hundred(refusal.status)


def _kind_of_bad_request(message: str, codes: list[str]) -> type[CallFailed]:
    if _TOO_LONG.search(message):
        return TooLong
    # Google's word for an account that may not do this at all, such as from a country without the free tier.
    if "failed_precondition" in codes:
        return CreditSpent if "billing" in message.lower() else KeyRefused
    return BadRequest


def _is_of_the_day(refusal: Refusal) -> bool:
    return any(each.is_daily for each in refusal.violations) or bool(_PER_DAY.search(refusal.message))


def _kind_of_hundred(status: int) -> type[CallFailed]:
    if status >= 500:
        return ServerFailed
    return BadRequest if status >= 400 else Garbled


def _answer(error: Exception) -> tuple[int | None, str, dict[str, str]]:
    """Status, body and headers of the HTTP answer that all the SDKs keep with their error; no status without one."""
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", None)
    if response is None or not isinstance(status, int):
        return None, "", {}
    return status, response.text, {name.lower(): value for name, value in response.headers.items()}


def _without_answer(error: Exception) -> CallFailed:
    chain = tuple(islice(_behind(error), MOST_CAUSES))
    names = {cls.__name__ for each in chain for cls in type(each).__mro__}
    detail = type(chain[-1]).__name__
    if names & _REFUSED:
        return Unreachable(detail, unsent=True)
    if names & _SLOW:
        return TimedOut(detail, unsent=bool(names & _SLOW_TO_CONNECT))
    if names & _BROKEN:
        return Unreachable(detail)
    return Garbled(detail)


def _behind(error: object) -> Iterator[BaseException]:
    """The error and what caused it; requests and urllib3 keep the cause as a reason or an argument."""
    while isinstance(error, BaseException):
        yield error
        error = error.__cause__ or getattr(error, "reason", None) or next(iter(error.args), None)
