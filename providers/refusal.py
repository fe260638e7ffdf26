"""Refusal: an HTTP answer that is no success, its body read alike from every vendor.

Refuses to judge: what it means for the chain is decided in vendor_errors. Its ``message`` may hold a customer's words
and is for searching alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,60}")


@dataclass(frozen=True, slots=True)
class Violation:
    """A quota of Google's that is used up: its id, and how much it is, where told."""

    quota_id: str
    limit: int | None

    @property
    def is_daily(self) -> bool:
        """Whether it is a quota of the day."""
        return "PerDay" in self.quota_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """``codes`` are the vendor's own machine words, the most telling first; ``retry_delay`` is Google's, as text."""

    status: int
    codes: tuple[str, ...] = ()
    message: str = ""
    violations: tuple[Violation, ...] = ()
    retry_delay: str | None = None

    @classmethod
    def read(cls, status: int, text: str) -> Refusal:
        """From the status and the body as it came; a body of another shape only has less to say."""
        error = _error_of(text)
        details = [each for each in _list(error.get("details")) if isinstance(each, Mapping)]
        told = (error.get("code"), *(each.get("reason") for each in details), error.get("status"), error.get("type"))
        return cls(
            status=status,
            codes=tuple(each for each in told if isinstance(each, str) and _CODE.fullmatch(each)),
            message=_text(error.get("message")),
            violations=tuple(_violations(details)),
            retry_delay=next((_text(each["retryDelay"]) for each in details if each.get("retryDelay")), None),
        )

    @property
    def detail(self) -> str:
        """Status and code: what a log may hold."""
        return " ".join((str(self.status), *self.codes[:1]))


def _error_of(text: str) -> Mapping[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(body, list) and body:
        body = body[0]
    error = body.get("error", body) if isinstance(body, Mapping) else body
    if isinstance(error, str):
        return {"message": error}
    return error if isinstance(error, Mapping) else {}


def _violations(details: Sequence[Mapping[str, Any]]) -> Iterator[Violation]:
    for each in details:
        for violation in _list(each.get("violations")):
            if isinstance(violation, Mapping) and violation.get("quotaId"):
                told = _text(violation.get("quotaValue"))
                yield Violation(_text(violation["quotaId"]), int(told) if told.isascii() and told.isdigit() else None)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
