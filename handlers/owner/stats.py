"""Stats: which tier answered how often, how fast and at what cost, over some days.

Days begin at midnight in the shop's time zone. Money is US dollars, durations are milliseconds.
Refuses to show a customer's words; a chat that waits for a person is named by its address alone.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.talk import handoff
from providers import ledger
from providers.answer import usd_text

LATEST_CALLS = 5
TOP_INTENTS = 5


def collect(connection: sqlite3.Connection, now_ms: int, days: int, timezone: str) -> dict[str, Any]:
    """The figures of the last ``days`` days, today included; plain values, ready for JSON."""
    zone = ZoneInfo(timezone)
    midnight = datetime.fromtimestamp(now_ms / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    from_ms = int((midnight - timedelta(days=days - 1)).timestamp() * 1000)
    answers = ledger.answers(connection, from_ms, now_ms + 1)
    attempts = ledger.attempts(connection, from_ms, now_ms + 1)
    waiting, calls = handoff.waiting(connection, LATEST_CALLS)
    return {
        "days": days,
        "since": datetime.fromtimestamp(from_ms / 1000, zone).isoformat(),
        "answers": len(answers),
        "cost_usd": usd_text(sum(answer.cost_micro_usd for answer in answers)),
        "latency_ms": _latencies([answer.latency_ms for answer in answers]),
        "tiers": _tiers(answers, attempts),
        "languages": dict(Counter(answer.language for answer in answers).most_common()),
        "intents": dict(Counter(answer.intent for answer in answers if answer.intent).most_common(TOP_INTENTS)),
        "not_understood": sum(answer.intent == "unclear" for answer in answers),
        "handoffs": sum(answer.handoff for answer in answers),
        "waiting_for_a_person": waiting,
        "latest_calls": [
            {
                "chat": call.chat,
                "intent": call.intent,
                "called_at": datetime.fromtimestamp(call.called_at_ms / 1000, zone).isoformat(timespec="seconds"),
            }
            for call in calls
        ],
    }


def _latencies(values: Sequence[int]) -> dict[str, int | None]:
    ordered = sorted(values)
    return {"p50": _percentile(ordered, 50), "p95": _percentile(ordered, 95)}


def _percentile(ordered: Sequence[int], percent: int) -> int | None:
    """The nearest-rank percentile; None of nothing."""
    if not ordered:
        return None
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, rank - 1)]


def _tiers(answers: Sequence[ledger.AnswerRow], attempts: Sequence[ledger.AttemptSum]) -> list[dict[str, Any]]:
    names = list(dict.fromkeys([*(answer.tier for answer in answers), *(attempt.tier for attempt in attempts)]))
    return [_tier(name, answers, attempts) for name in names]


def _tier(name: str, answers: Sequence[ledger.AnswerRow], attempts: Sequence[ledger.AttemptSum]) -> dict[str, Any]:
    own = [answer for answer in answers if answer.tier == name]
    sums = [attempt for attempt in attempts if attempt.tier == name]
    missed = [each for each in sums if each.outcome not in ("answered", "hit")]
    return {
        "tier": name,
        "answered": len(own),
        "share_percent": round(100 * len(own) / len(answers), 1) if answers else 0.0,
        "latency_ms": _latencies([answer.latency_ms for answer in own]),
        "other_outcomes": {
            f"{each.outcome}: {each.reason}" if each.reason else each.outcome: each.count for each in missed
        },
        "tokens_in": sum(each.tokens_in for each in sums),
        "tokens_out": sum(each.tokens_out for each in sums),
        "cost_usd": usd_text(sum(each.cost_micro_usd for each in sums)),
    }


def as_text(figures: dict[str, Any]) -> str:
    """The figures as the owner reads them."""
    span = "Today" if figures["days"] == 1 else f"Last {figures['days']} days"
    lines = [f"{span}: {figures['answers']} answers, cost ${figures['cost_usd']}"]
    if not figures["answers"]:
        return lines[0]
    latency = figures["latency_ms"]
    lines.append(f"Time to answer: half within {latency['p50']} ms, 95 % within {latency['p95']} ms")
    lines += [f"  {_tier_line(tier)}" for tier in figures["tiers"]]
    lines.append("Languages: " + ", ".join(f"{name} {count}" for name, count in figures["languages"].items()))
    lines.append("Asked most: " + ", ".join(f"{name} {count}" for name, count in figures["intents"].items()))
    lines.append(f"Not understood: {figures['not_understood']}. Calls for a person: {figures['handoffs']}.")
    if figures["waiting_for_a_person"]:
        lines.append(f"Waiting for a person: {figures['waiting_for_a_person']}")
        lines += [f"  {call['chat']} ({call['intent']}, {call['called_at']})" for call in figures["latest_calls"]]
    return "\n".join(lines)


def _tier_line(tier: dict[str, Any]) -> str:
    latency = tier["latency_ms"]
    text = f"{tier['tier']}: {tier['answered']} ({tier['share_percent']} %)"
    if latency["p50"] is not None:
        text += f", half within {latency['p50']} ms"
    if tier["tokens_in"] or tier["tokens_out"]:
        text += f", tokens {tier['tokens_in']} in, {tier['tokens_out']} out, ${tier['cost_usd']}"
    others = ", ".join(f"{name} {count}" for name, count in tier["other_outcomes"].items())
    return f"{text}; {others}" if others else text
