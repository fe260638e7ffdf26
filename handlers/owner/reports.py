"""Reports: what check, stats and catalogue print, beside a running bot or without one.

Refuses to write to the database: it is opened read-only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from handlers.owner import check as check_room
from handlers.owner import stats as stats_room
from handlers.terminal import emit
from providers.chain import caps_of, limits_of
from settings import Settings
from shop import loader
from storage.clock import SystemClock
from storage.migrations import Migration
from storage.reader import Reader


async def check(config: Settings, migrations: Sequence[Migration], out: TextIO, *, as_json: bool) -> int:
    """What is right, what is missing and what to do next; 1 if something fails."""
    findings = await check_room.check(config, migrations)
    report = check_room.as_dict(findings)
    emit(json.dumps(report) if as_json else check_room.as_text(findings), out)
    return 0 if report["ok"] else 1


async def stats(config: Settings, migrations: Sequence[Migration], out: TextIO, *, days: int, as_json: bool) -> int:
    """Which tier answered how often, how fast and at what cost. Raises StorageError."""
    timezone = loader.load(config.templates.path).shop.timezone
    allowed = stats_room.Allowed(limits_of(config), caps_of(config))
    async with Reader.open_read_only(config.storage.path, migrations) as reader:
        figures = await reader.read(
            lambda connection: stats_room.collect(connection, SystemClock().now_ms(), days, timezone, allowed)
        )
    emit(json.dumps(figures) if as_json else stats_room.as_text(figures), out)
    return 0


def catalogue(config: Settings, out: TextIO, *, as_json: bool) -> int:
    """What the shop knows. Raises CatalogueMistakes."""
    found = loader.load(config.templates.path)
    if as_json:
        emit(json.dumps(found.as_dict()), out)
        return 0
    for product in found.products.values():
        steps = ", ".join(f"{step}+ {price}" for step, price in product.prices.items())
        emit(f"{product.id}: {steps} INR, GST {product.gst_percent} %, made in {product.make_days} days", out)
    return 0
