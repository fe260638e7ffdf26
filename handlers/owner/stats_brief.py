"""StatsBrief: the figures for a phone's screen, short enough to stand under a picture.

Refuses to grow past MOST_CHARACTERS, whatever the figures hold: what matters least is left out first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from handlers.owner.reasons import plain, troubles

MOST_CHARACTERS = 1000
MOST_TROUBLES = 3
MOST_WAITING = 3
_SPAN = {"minute": "a minute", "day": "today"}


def brief(figures: Mapping[str, Any], week: Mapping[str, Any] | None = None) -> str:
    """The figures as the owner reads them on a phone; ``week`` are those of the last 7 days, for a line beside today's.

    Paragraphs in the order of their worth, as many as fit.
    """
    paragraphs = [
        _heading(figures, week),
        _waiting(figures),
        _tiers(figures),
        _money(figures),
        benches(figures),
        _troubles(figures),
        quotas(figures),
    ]
    text = ""
    for paragraph in filter(None, paragraphs):
        longer = f"{text}\n\n{paragraph}" if text else paragraph
        if len(longer) <= MOST_CHARACTERS:
            text = longer
    return text


def dollars(amount: str) -> str:
    """A sum as an owner reads it: cents, and hundredths of a cent below one cent ("0.001234" -> "$0.0012")."""
    value = Decimal(amount)
    return f"${value:.4f}" if 0 < value < Decimal("0.01") else f"${value:.2f}"


def answers(count: int) -> str:
    """A number of answers in words."""
    return "1 answer" if count == 1 else f"{count:,} answers"


def seconds(ms: int | None) -> str:
    """A duration in tenths of a second; "-" where there is none."""
    return "-" if ms is None else f"{ms / 1000:.1f} s"


def moment(at: str | None, today: str) -> str:
    """A moment of the figures as people say it: the time alone where it lies on the day of ``today``.

    None is the end of a pause.
    """
    if at is None:
        return "you resume it"
    when = datetime.fromisoformat(at)
    return f"{when:%H:%M}" if at[:10] == today[:10] else f"{when:%d %b %H:%M}"


def percent(share: float) -> str:
    """A share without decimals; what is there but less than half a percent is no nought."""
    return "<1 %" if 0 < share < 0.5 else f"{share:.0f} %"


def benches(figures: Mapping[str, Any]) -> str:
    """Who is left alone, why and until when; nothing where nobody is."""
    return "\n".join(
        f"Left alone: {each['tier']} until {moment(each['until'], figures['now'])} ({plain(each['reason'])})"
        for each in figures["benches"]
    )


def quotas(figures: Mapping[str, Any]) -> str:
    """What is left of each vendor's free quota, a line a tier."""
    lines = []
    for tier in dict.fromkeys(each["tier"] for each in figures["quota"]):
        left = [_quota(each) for each in figures["quota"] if each["tier"] == tier]
        lines.append(f"Left at {tier}: {', '.join(left)}")
    return "\n".join(lines)


def span(days: int) -> str:
    """How a number of days is called."""
    return "Today" if days == 1 else f"Last {days} days"


def _heading(figures: Mapping[str, Any], week: Mapping[str, Any] | None) -> str:
    latency, cache = figures["latency_ms"], figures["cache"]
    lines = [f"{span(figures['days'])}: {answers(figures['answers'])}, {dollars(figures['cost_usd'])}"]
    if figures["answers"]:
        lines.append(f"Half within {seconds(latency['p50'])}, 95 % within {seconds(latency['p95'])}")
        lookups, share = cache["hits"] + cache["misses"], percent(cache["hit_percent"])
        lines.append(f"Ready answers: {cache['hits']:,} of {lookups:,} ({share})")
        lines.append(f"Not understood: {figures['not_understood']:,}. Calls for a person: {figures['handoffs']:,}.")
    if figures["to_teach"]:
        lines.append(f"To teach: {figures['to_teach']:,}, see /unanswered")
    if week is not None:
        lines.append(f"Last 7 days: {answers(week['answers'])}, {dollars(week['cost_usd'])}")
    return "\n".join(lines)


def _waiting(figures: Mapping[str, Any]) -> str:
    if not figures["waiting_for_a_person"]:
        return ""
    calls = [
        f"  {call['chat']} since {moment(call['called_at'], figures['now'])} ({call['intent']})"
        for call in figures["latest_calls"][:MOST_WAITING]
    ]
    return "\n".join([f"Waiting for a person: {figures['waiting_for_a_person']}", *calls])


def _tiers(figures: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{tier['tier']}: {tier['answered']:,} ({percent(tier['share_percent'])})"
        + (f", {dollars(tier['cost_usd'])}" if Decimal(tier["cost_usd"]) else "")
        for tier in figures["tiers"]
    )


def _money(figures: Mapping[str, Any]) -> str:
    budget = figures["budget"]
    said = (f"{dollars(budget[f'{each}_spent_usd'])} of {dollars(budget[f'{each}_usd'])}" for each in ("day", "month"))
    return "Paid today: {}; this month: {}".format(*said)


def _troubles(figures: Mapping[str, Any]) -> str:
    lines = []
    for tier in figures["tiers"]:
        worst = list(troubles(tier["other_outcomes"]).items())[:MOST_TROUBLES]
        if worst:
            lines.append(f"Trouble at {tier['tier']}: " + ", ".join(f"{name} {count:,}" for name, count in worst))
    return "\n".join(lines)


def _quota(row: Mapping[str, Any]) -> str:
    unit, _, length = row["window"].partition("_per_")
    return f"{row['left']:,} of {row['limit']:,} {unit} {_SPAN[length]}"
