"""Stats: which tier answered how often, how fast and at what cost, over some days.

Days begin at midnight in the shop's time zone. Money is US dollars, durations are milliseconds.
Refuses to show a customer's words; a chat that waits for a person is named by its address alone.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from handlers.owner import unanswered
from handlers.talk import handoff
from providers import bench, ledger, limits
from providers.answer import usd_text
from providers.limits import Caps, TierLimits
from providers.moment import day_end_ms
from storage.reader import Reader

CACHE, RULES, COMMAND = "cache", "rules", "command"
LATEST_CALLS = 5
TOP_INTENTS = 5
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be used: each tier's windows, and the money."""

    tiers: Mapping[str, TierLimits]
    caps: Caps


class StatsReader:
    """The figures of a shop in ``timezone``, for whoever shows them beside the running bot."""

    def __init__(self, database: Reader, timezone: str, allowed: Allowed) -> None:
        self._database = database
        self._timezone = timezone
        self._allowed = allowed

    async def figures(self, now_ms: int, days: int) -> dict[str, Any]:
        """What ``collect`` gives. Raises StorageError."""
        return await self._database.read(
            lambda connection: collect(connection, now_ms, days, self._timezone, self._allowed)
        )


def collect(connection: sqlite3.Connection, now_ms: int, days: int, timezone: str, allowed: Allowed) -> dict[str, Any]:
    """The figures of the last ``days`` days, today included; plain values, ready for JSON."""
    zone = ZoneInfo(timezone)
    edges = _edges(now_ms, days, zone)
    from_ms = edges[0]
    answers = ledger.answers(connection, from_ms, now_ms + 1)
    attempts = ledger.attempts(connection, from_ms, now_ms + 1)
    waiting, calls = handoff.waiting(connection, LATEST_CALLS)
    return {
        "days": days,
        "since": datetime.fromtimestamp(from_ms / 1000, zone).isoformat(),
        "now": _moment(now_ms, zone),
        "timezone": timezone,
        "answers": len(answers),
        "cost_usd": usd_text(sum(answer.cost_micro_usd for answer in answers)),
        "latency_ms": _latencies([answer.latency_ms for answer in answers]),
        "tiers": _tiers(answers, attempts, list(allowed.tiers)),
        "over_time": _over_time(answers, edges, zone),
        "cache": _cache(attempts),
        "benches": _benches(connection, now_ms, zone),
        "quota": _quota(connection, now_ms, zone, allowed.tiers),
        "budget": _budget(connection, now_ms, timezone, allowed.caps),
        "languages": dict(Counter(answer.language for answer in answers).most_common()),
        "intents": dict(Counter(answer.intent for answer in answers if answer.intent).most_common(TOP_INTENTS)),
        "not_understood": sum(answer.intent == "unclear" for answer in answers),
        "to_teach": unanswered.count_open(connection, now_ms),
        "handoffs": sum(answer.handoff for answer in answers),
        "waiting_for_a_person": waiting,
        "latest_calls": [
            {
                "chat": call.chat,
                "intent": call.intent,
                "called_at": _moment(call.called_at_ms, zone),
            }
            for call in calls
        ],
    }


def _edges(now_ms: int, days: int, zone: ZoneInfo) -> list[int]:
    """Where each hour of a single day begins, or each of several days; the last edge is the end of today."""
    midnight = datetime.fromtimestamp(now_ms / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    # Midnights are worked out on the calendar: a day may have 23 or 25 hours.
    begins = [int((midnight - timedelta(days=ago)).timestamp() * 1000) for ago in reversed(range(days))]
    end_ms = day_end_ms(now_ms, zone)
    return [*(begins if days > 1 else range(begins[0], end_ms, HOUR_MS)), end_ms]


def _over_time(answers: Sequence[ledger.AnswerRow], edges: Sequence[int], zone: ZoneInfo) -> list[dict[str, Any]]:
    """How often each tier answered from each edge to the next."""
    counts: list[Counter[str]] = [Counter() for _ in pairwise(edges)]
    for answer in answers:
        counts[bisect_right(edges, answer.at_ms) - 1][answer.tier] += 1
    return [
        {"since": _moment(since_ms, zone), "tiers": dict(count)} for since_ms, count in zip(edges, counts, strict=False)
    ]


def _latencies(values: Sequence[int]) -> dict[str, int | None]:
    ordered = sorted(values)
    return {"p50": _percentile(ordered, 50), "p95": _percentile(ordered, 95)}


def _percentile(ordered: Sequence[int], percent: int) -> int | None:
    """The nearest-rank percentile; None of nothing."""
    if not ordered:
        return None
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, rank - 1)]


def _tiers(
    answers: Sequence[ledger.AnswerRow], attempts: Sequence[ledger.AttemptSum], chain: Sequence[str]
) -> list[dict[str, Any]]:
    """Each tier that was asked, in the order of the chain; those that left it come after it."""
    names = {answer.tier for answer in answers} | {attempt.tier for attempt in attempts}
    order = dict.fromkeys([CACHE, *chain, *sorted(names - {RULES, COMMAND}), RULES, COMMAND])
    return [_tier(name, answers, attempts) for name in order if name in names]


def _tier(name: str, answers: Sequence[ledger.AnswerRow], attempts: Sequence[ledger.AttemptSum]) -> dict[str, Any]:
    own = [answer for answer in answers if answer.tier == name]
    sums = [attempt for attempt in attempts if attempt.tier == name]
    missed = [each for each in sums if each.outcome not in ("answered", "hit")]
    return {
        "tier": name,
        "answered": len(own),
        "share_percent": _percent(len(own), len(answers)),
        "latency_ms": _latencies([answer.latency_ms for answer in own]),
        "other_outcomes": {_outcome(each): each.count for each in missed},
        "tokens_in": sum(each.tokens_in for each in sums),
        "tokens_out": sum(each.tokens_out for each in sums),
        "cost_usd": usd_text(sum(each.cost_micro_usd for each in sums)),
    }


def _outcome(attempt: ledger.AttemptSum) -> str:
    """What became of attempts, with the reason; a rejection's reason says itself that it is one."""
    reason = attempt.reason.removeprefix(f"{attempt.outcome}: ")
    return f"{attempt.outcome}: {reason}" if reason else attempt.outcome


def _cache(attempts: Sequence[ledger.AttemptSum]) -> dict[str, Any]:
    """How many questions found an answer ready."""
    asked = [each for each in attempts if each.tier == CACHE and each.outcome in ("hit", "miss")]
    hits = sum(each.count for each in asked if each.outcome == "hit")
    lookups = sum(each.count for each in asked)
    return {"hits": hits, "misses": lookups - hits, "hit_percent": _percent(hits, lookups)}


def _benches(connection: sqlite3.Connection, now_ms: int, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Who is left alone now, why and until when."""
    return [
        {"tier": tier, "status": standing.status, "reason": standing.reason, "until": _moment(standing.until_ms, zone)}
        for tier, standing in bench.benches(connection, now_ms).items()
        if standing.status in ("benched", "paused")
    ]


def _quota(
    connection: sqlite3.Connection, now_ms: int, zone: ZoneInfo, tiers: Mapping[str, TierLimits]
) -> list[dict[str, Any]]:
    """What is left of each vendor's quota."""
    return [
        {
            "tier": row.tier,
            "window": row.window,
            "limit": row.limit,
            "used": row.used,
            "left": row.left,
            "more_at": _moment(row.more_at_ms, zone),
        }
        for row in limits.quota(connection, tiers, now_ms)
    ]


def _budget(connection: sqlite3.Connection, now_ms: int, timezone: str, caps: Caps) -> dict[str, str]:
    """What is spent of the money, reservations of calls under way included."""
    day, month = limits.spent(connection, now_ms, timezone)
    return {
        "day_spent_usd": usd_text(day),
        "day_usd": usd_text(caps.day_micro_usd),
        "month_spent_usd": usd_text(month),
        "month_usd": usd_text(caps.month_micro_usd),
    }


def _moment(at_ms: int | None, zone: ZoneInfo) -> str | None:
    return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, zone).isoformat(timespec="seconds")


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def as_text(figures: dict[str, Any]) -> str:
    """The figures as the owner reads them."""
    span = "Today" if figures["days"] == 1 else f"Last {figures['days']} days"
    lines = [f"{span}: {figures['answers']} answers, cost ${figures['cost_usd']}"]
    if not figures["answers"]:
        return "\n".join([*lines, *_state_lines(figures)])
    latency = figures["latency_ms"]
    lines.append(f"Time to answer: half within {latency['p50']} ms, 95 % within {latency['p95']} ms")
    lines += [f"  {_tier_line(tier)}" for tier in figures["tiers"]]
    cache = figures["cache"]
    lines.append(
        f"Answers that were ready: {cache['hits']} of {cache['hits'] + cache['misses']} ({cache['hit_percent']} %)"
    )
    lines.append("Languages: " + ", ".join(f"{name} {count}" for name, count in figures["languages"].items()))
    lines.append("Asked most: " + ", ".join(f"{name} {count}" for name, count in figures["intents"].items()))
    lines.append(f"Not understood: {figures['not_understood']}. Calls for a person: {figures['handoffs']}.")
    if figures["to_teach"]:
        lines.append(f"Questions to teach (/unanswered): {figures['to_teach']}")
    if figures["waiting_for_a_person"]:
        lines.append(f"Waiting for a person: {figures['waiting_for_a_person']}")
        lines += [f"  {call['chat']} ({call['intent']}, {call['called_at']})" for call in figures["latest_calls"]]
    return "\n".join([*lines, *_state_lines(figures)])


def _state_lines(figures: dict[str, Any]) -> list[str]:
    """How things stand now: money, benches, quotas."""
    budget = figures["budget"]
    today, month = ((budget[f"{span}_spent_usd"], budget[f"{span}_usd"]) for span in ("day", "month"))
    lines = [f"Paid today: ${today[0]} of ${today[1]}; this month: ${month[0]} of ${month[1]}"]
    for each in figures["benches"]:
        until = f" until {each['until']}" if each["until"] else ""
        lines.append(f"Left alone: {each['tier']} ({each['reason'] or each['status']}){until}")
    for tier in dict.fromkeys(each["tier"] for each in figures["quota"]):
        left = [each for each in figures["quota"] if each["tier"] == tier]
        said = ", ".join(f"{each['left']} of {each['limit']} {each['window'].replace('_', ' ')}" for each in left)
        lines.append(f"Left at {tier}: {said}")
    return lines


def _tier_line(tier: dict[str, Any]) -> str:
    latency = tier["latency_ms"]
    text = f"{tier['tier']}: {tier['answered']} ({tier['share_percent']} %)"
    if latency["p50"] is not None:
        text += f", half within {latency['p50']} ms"
    if tier["tokens_in"] or tier["tokens_out"]:
        text += f", tokens {tier['tokens_in']} in, {tier['tokens_out']} out, ${tier['cost_usd']}"
    others = ", ".join(f"{name} {count}" for name, count in tier["other_outcomes"].items())
    return f"{text}; {others}" if others else text
