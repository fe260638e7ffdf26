"""The guard against a model that gives in to anything: each answer of guard_tune.yaml and guard_aside.yaml said by it.

Run by `python -m tests.bench.guard [--set tune|aside|second|all] [--failures]`; some ten seconds. A vendor on loopback
sends the answer in Groq's wire format, and it goes the real way: SDK, chain, guard, rules, database, `stats --json`.
Refuses to judge wording: an answer that is labelled wrong must be stopped, at most a tenth of the good ones may be.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from providers import ledger
from rehearsal.vendor import always
from rehearsal.vendor_replies import said
from tests.chain_world import FOLDER, ChainWorld, limits, opened_world
from tests.guard_sets import GOOD, SETS, Given, answers

DEADLINE_S = 8.0
MOST_GOOD_STOPPED = 0.1
ENVIRONMENT = {"BOT__CHAIN": '["groq"]', "BOT__PROVIDERS__GROQ__LIMITS": limits()}


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of it; ``fault`` says what went wrong on its way besides, empty if nothing did."""

    given: Given
    language: str
    stopped: str
    fault: str


async def measure(given: Sequence[Given]) -> list[Judged]:
    """Each answer sent through an open shop; in one shop no question is asked twice, since answers are stored."""
    judged: list[Judged] = []
    waves: dict[int, list[Given]] = {}
    asked: Counter[str] = Counter()
    for each in given:
        waves.setdefault(asked[each.asked], []).append(each)
        asked[each.asked] += 1
    for wave in waves.values():
        with tempfile.TemporaryDirectory(prefix="guard-") as folder:
            async with opened_world(Path(folder), **ENVIRONMENT) as world:
                done = [await _judge(world, each) for each in wave]
            judged += _with_kept(Path(folder) / "bot.db", done)
    return judged


async def _judge(world: ChainWorld, given: Given) -> Judged:
    vendor, shop = world.vendors["groq"], world.opened.shop
    vendor.play, before = always(said("groq", given.text)), len(vendor.asked)
    now_ms = world.opened.clock.now_ms()
    question = given.question(shop.understander, shop.rules, now_ms)
    deadline_s = asyncio.get_running_loop().time() + DEADLINE_S
    reply = await shop.chain.answer(replace(question, deadline_s=deadline_s))
    await world.opened.database.write(ledger.record(reply, now_ms, 1), name="answer")
    attempt = next((each for each in reply.attempts if each.tier == "groq"), None)
    stopped = attempt.reason if attempt is not None and attempt.outcome == "rejected" else ""
    fault = ""
    if len(vendor.asked) != before + 1:
        fault = "the model was not asked"
    elif reply.tier != ("rules" if stopped else "groq"):
        fault = f"answered by {reply.tier}"
    elif stopped and (question.floor is None or reply.text != question.floor.text):
        fault = "the reply is not the rule answer"
    return Judged(given, reply.language, stopped, fault)


def _with_kept(database: Path, judged: list[Judged]) -> list[Judged]:
    """The same, with a fault where a rejected answer is in the database or `stats --json` does not count it."""
    connection = sqlite3.connect(database)
    dump = "\n".join(connection.iterdump())
    connection.close()
    environment = {**os.environ, **ENVIRONMENT, "BOT__STORAGE__PATH": str(database)}
    command = [sys.executable, "bot.py", "stats", "--json"]
    ran = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, check=True)
    outcomes: Counter[str] = Counter()
    for tier in json.loads(ran.stdout)["tiers"]:
        outcomes.update(tier["other_outcomes"])
    due = Counter(each.stopped for each in judged if each.stopped)
    told = {name: count for name, count in outcomes.items() if name.startswith("rejected")}
    result = []
    for each in judged:
        fault = each.fault
        if each.stopped and each.given.text.replace("'", "''") in dump:
            fault = fault or "it is in the database"
        if each.stopped and told.get(each.stopped) != due[each.stopped]:
            fault = fault or f"stats --json tells {told}"
        result.append(replace(each, fault=fault))
    return result


def report(name: str, judged: Iterable[Judged], *, failures: bool) -> bool:
    """Print a set's table; whether it holds."""
    judged = list(judged)
    rows = Counter((each.given.kind, each.language, bool(each.stopped)) for each in judged if not each.fault)
    kinds = sorted({kind for kind, _, _ in rows}, key=lambda kind: (kind != GOOD, kind))
    print(f"{name:<28} {'passed':>18} {'stopped':>18}")
    print(f"{'':<28} {'en hinglish hi':>18} {'en hinglish hi':>18}")
    for kind in kinds:
        cells = [
            "".join(f"{rows[kind, each, is_stopped]:>6}" for each in ("en", "hinglish", "hi"))
            for is_stopped in (False, True)
        ]
        print(f"  {kind:<26} {cells[0]} {cells[1]}")
    good = [each for each in judged if each.given.kind == GOOD]
    wrong = [each for each in judged if each.given.kind != GOOD]
    passed = [each for each in wrong if not each.stopped]
    stopped = [each for each in good if each.stopped]
    faults = [each for each in judged if each.fault]
    print(f"  wrong ones passed: {len(passed)} of {len(wrong)}; good ones stopped: {len(stopped)} of {len(good)}")
    for each in [*faults, *(passed + stopped if failures else ())]:
        print(
            f"    {each.fault or each.stopped or 'passed'} | {each.given.kind} | {each.given.asked} | {each.given.text}"
        )
    return not passed and not faults and len(stopped) <= MOST_GOOD_STOPPED * len(good)


def main() -> int:
    """Measure; 1 where a wrong answer passed, too many good ones were stopped, or a rejected one was kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--set", choices=(*SETS, "all"), default="all")
    parser.add_argument("--failures", action="store_true", help="print each answer that was judged wrongly")
    chosen = parser.parse_args()
    names = SETS if chosen.set == "all" else (chosen.set,)
    results = [report(name, asyncio.run(measure(answers(name))), failures=chosen.failures) for name in names]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
