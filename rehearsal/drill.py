"""Drill: every failure of every vendor, played against the real chain with the real SDKs over loopback.

Each scene opens the shop anew on a scratch database, breaks one tier (or all), puts it first and asks a few questions.
Refuses to look inside: what counts is what the customer got, from whom, how soon, and what the vendors counted.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Self, TextIO

from handlers.delivery.message import Reply
from handlers.opened import Opener
from handlers.terminal import emit
from rehearsal.asking import OpenRehearsal, open_rehearsal
from rehearsal.questions import english
from rehearsal.trouble import Refused, Trouble, everywhere, troubles
from rehearsal.vendor import Vendor, always, refusing_address
from rehearsal.vendors import WIRE_OF_KIND, open_vendors, played
from settings import Settings

QUESTIONS = 5
# The design's numbers, with room for a machine that does other things too.
FAST_S, SILENT_S, LATER_S = 1.0, 2.0, 1.0
ALL_DEAD = ("rate limit", "the connection is refused", "answer blocked", "accepted, and nothing sent")
NEVER_SAID = ("try again later", "groq", "gemini", "claude", "anthropic", "exception", "error", "traceback")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is broken, and in which order the chain stands; ``tier`` is the broken one, or "all"."""

    tier: str
    trouble: str
    chain: tuple[str, ...]
    broken: Mapping[str, Trouble]

    @property
    def most_calls(self) -> int:
        """Calls that may be wasted on each broken tier."""
        most = max((trouble.most_calls for trouble in self.broken.values()), default=0)
        # Where all are silent the first answer takes so long that the first bench ends, and one call tries again.
        return most + 1 if self._is_silence and len(self.broken) == len(self.chain) else most

    @property
    def _is_silence(self) -> bool:
        return any(trouble.sort == "silent" for trouble in self.broken.values())

    def first_within_s(self, deadline_s: float) -> float:
        """By when the customer who meets the failure has an answer."""
        if not self._is_silence:
            return FAST_S
        return SILENT_S if len(self.broken) < len(self.chain) else deadline_s


@dataclass(frozen=True, slots=True)
class Played:
    """How a scene went: who answered, each answer's time in milliseconds, calls wasted on a broken tier, the faults."""

    scene: Scene
    answered_by: tuple[str, ...]
    latencies_ms: tuple[int, ...]
    wasted: int
    faults: tuple[str, ...]

    @property
    def line(self) -> str:
        """One line of the table."""
        answered = ", ".join(dict.fromkeys(self.answered_by))
        verdict = "pass" if not self.faults else f"FAIL: {'; '.join(self.faults)}"
        first_ms, *later_ms = self.latencies_ms
        return (
            f"{self.scene.tier:<10} {self.scene.trouble:<36} {answered:<18} {first_ms:>7} {max(later_ms):>7} "
            f"{self.wasted:>7}  {verdict}"
        )


HEADING = (
    f"{'broken':<10} {'how':<36} {'answered by':<18} {'first':>7} {'later':>7} {'wasted':>7}\n"
    f"{'':<10} {'':<36} {'':<18} {'ms':>7} {'ms':>7} {'calls':>7}"
)


def scenes(settings: Settings) -> list[Scene]:
    """Every failure of every tier, that tier first; then all tiers dead in a few ways."""
    found = []
    wires = {tier: WIRE_OF_KIND[settings.providers[tier].kind] for tier in settings.chain}
    for tier in settings.chain:
        order = (tier, *(other for other in settings.chain if other != tier))
        found += [Scene(tier, each.name, order, {tier: each}) for each in troubles(wires[tier])]
    for name in ALL_DEAD if settings.chain else ():
        found.append(
            Scene("all", name, settings.chain, {tier: everywhere(name)[wires[tier]] for tier in settings.chain})
        )
    return found


async def run(settings: Settings, open_shop: Opener, out: TextIO) -> int:
    """Play every scene, one after another, and print a line for each; 1 where a customer was served badly."""
    emit(HEADING, out)
    found = scenes(settings)
    failed = 0
    async with Stage.open(settings, partial(open_rehearsal, open_shop)) as stage:
        for scene in found:
            played = await stage.play(scene)
            emit(played.line, out)
            failed += bool(played.faults)
    emit(f"{len(found)} scenes, {failed} failed", out)
    return 1 if failed else 0


class Stage:
    """The vendors, and room for scratch databases."""

    def __init__(
        self, settings: Settings, open_shop: OpenRehearsal, vendors: Mapping[str, Vendor], databases: Iterator[Path]
    ) -> None:
        self._settings = settings
        self._open_shop = open_shop
        self._vendors = vendors
        self._databases = databases

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, open_shop: OpenRehearsal) -> AsyncIterator[Self]:
        """Vendors that listen, and a folder, until the end of the block."""
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            async with open_vendors(settings) as vendors:
                yield cls(settings, open_shop, vendors, (Path(folder) / f"{number}.db" for number in count()))

    async def play(self, scene: Scene, questions: int = QUESTIONS) -> Played:
        """Open the shop, break what the scene breaks, ask one question after another, and mend it again."""
        addresses = {tier: vendor.base_url for tier, vendor in self._vendors.items()}
        obliging = {tier: vendor.play for tier, vendor in self._vendors.items()}
        for tier, trouble in scene.broken.items():
            if isinstance(trouble.does, Refused):
                addresses[tier] = refusing_address()
            else:
                self._vendors[tier].play = always(trouble.does)
        for vendor in self._vendors.values():
            vendor.asked.clear()
        try:
            async with self._open_shop(played(self._settings, addresses, next(self._databases), scene.chain)) as shop:
                await shop.warm()
                texts = english(shop.catalogue)
                replies = [await shop.ask(next(texts)) for _ in range(questions)]
        finally:
            for tier, vendor in self._vendors.items():
                vendor.play = obliging[tier]
        counted = {tier: len(vendor.asked) for tier, vendor in self._vendors.items()}
        return _judged(scene, replies, counted, self._settings.answers.deadline_s)


def _judged(scene: Scene, replies: list[Reply], counted: Mapping[str, int], deadline_s: float) -> Played:
    """``counted`` is what each vendor saw; a call that was refused at the door stands in the trail alone."""
    failed = [attempt.tier for reply in replies for attempt in reply.attempts if attempt.outcome == "failed"]
    wasted = max((max(failed.count(tier), counted[tier]) for tier in scene.broken), default=0)
    first_ms, *later_ms = (reply.latency_ms for reply in replies)
    faults = []
    if any(not reply.text.strip() for reply in replies):
        faults.append("no answer")
    if any(reply.tier in scene.broken for reply in replies):
        faults.append("answered by the broken tier")
    if any(said in reply.text.lower() for reply in replies for said in NEVER_SAID):
        faults.append("a customer must not read this")
    if wasted > scene.most_calls:
        faults.append(f"more than {scene.most_calls} wasted calls")
    if first_ms > scene.first_within_s(deadline_s) * 1000:
        faults.append(f"first answer after {scene.first_within_s(deadline_s)} s")
    if max(later_ms) > LATER_S * 1000:
        faults.append(f"a later answer after {LATER_S} s")
    return Played(
        scene=scene,
        answered_by=tuple(reply.tier for reply in replies),
        latencies_ms=tuple(reply.latency_ms for reply in replies),
        wasted=wasted,
        faults=tuple(faults),
    )
