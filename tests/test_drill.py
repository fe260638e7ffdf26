"""The drill: every failure has its scene, good service passes, and bad service is found out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

import bot
from handlers.delivery.message import Reply
from providers.answer import Attempt
from rehearsal.asking import open_rehearsal
from rehearsal.drill import Played, Scene, Stage, scenes
from rehearsal.vendor_replies import CASES, WIRES
from settings import Settings
from shop.catalogue import Catalogue
from tests.bot_process import BotProcess
from tests.chain_world import settings

# The whole drill takes a minute: one scene of each sort stands for it here.
SAMPLE = {
    "rate limit",
    "key is wrong",
    "bad gateway page",
    "answer blocked",
    "no text, or cut off",
    "the connection is refused",
    "half an answer, then the end",
}


def test_every_recorded_failure_has_its_scene_on_every_wire() -> None:
    """Three vendors with 28 failures each, less two that only one of them knows, and four ways for all to be dead."""
    found = scenes(settings())
    assert len(CASES) == 24
    assert len(found) == len(WIRES) * (len(CASES) - 1 + 5) - 2 + 4
    assert len({(scene.tier, scene.trouble) for scene in found}) == len(found)
    assert all(scene.chain[0] == scene.tier for scene in found if scene.tier != "all")


@pytest.mark.parametrize("tier", ["groq", "gemini", "claude"])
async def test_the_real_chain_passes(tier: str) -> None:
    """Whichever vendor is the first one, its failures cost one call (three for unusable answers) and no answer."""
    config = settings()
    async with Stage.open(config, partial(open_rehearsal, bot.open_shop)) as stage:
        for scene in scenes(config):
            if scene.tier == tier and scene.trouble in SAMPLE:
                played = await stage.play(scene, questions=4)
                assert not played.faults, played.line
                assert played.wasted == min(scene.most_calls, 4)


@pytest.mark.parametrize(
    ("chain", "environment"),
    [(["mine"], {}), (["groq"], {}), ([], {}), (["groq", "mine"], {"BOT__BUDGET__DAY_USD": "0"})],
)
async def test_any_chain_can_be_drilled(chain: list[str], environment: dict[str, str]) -> None:
    """A chain of one's own, of one tier, of none, and without money: the rules answer where nobody else can."""
    own = (
        '{"kind": "compatible", "base_url": "http://127.0.0.1:9/api", "model": "m", "price": {"input": 0, "output": 0}}'
    )
    config = settings(BOT__CHAIN=str(chain).replace("'", '"'), BOT__PROVIDERS__MINE=own, **environment)
    found = [scene for scene in scenes(config) if scene.trouble in {"rate limit", "empty text"}]
    assert bool(found) == bool(chain)
    async with Stage.open(config, partial(open_rehearsal, bot.open_shop)) as stage:
        assert all([not (await stage.play(scene)).faults for scene in found])


class Careless:
    """A shop that serves badly, in one way."""

    def __init__(self, catalogue: Catalogue, answer: Callable[[], Reply]) -> None:
        self.catalogue = catalogue
        self._answer = answer

    async def warm(self) -> None:
        """Nothing to load."""

    async def ask(self, text: str) -> Reply:
        """The bad answer, to whatever is asked."""
        assert text
        return self._answer()


def reply(text: str = "Wipe them dry.", tier: str = "gemini", latency_ms: int = 5, failed: int = 0) -> Reply:
    """A reply after so many failed calls to Groq."""
    attempts = tuple(Attempt(tier="groq", outcome="failed") for _ in range(failed))
    return Reply(text=text, tier=tier, intents=("care",), language="en", attempts=attempts, latency_ms=latency_ms)


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (reply(text=" "), "no answer"),
        (reply(text="Please try again later."), "a customer must not read this"),
        (reply(text="Groq said: 429"), "a customer must not read this"),
        (reply(tier="groq"), "answered by the broken tier"),
        (reply(latency_ms=1_500), "first answer after 1.0 s; a later answer after 1.0 s"),
        (reply(failed=1), "more than 1 wasted calls"),
    ],
)
async def test_bad_service_is_found_out(catalogue: Catalogue, bad: Reply, fault: str) -> None:
    """An empty, a telling, a slow, a wasteful answer and one of the broken vendor's each fail the scene."""

    @asynccontextmanager
    async def open_careless(_: Settings) -> AsyncIterator[Careless]:
        yield Careless(catalogue, lambda: bad)

    config = settings()
    scene = next(scene for scene in scenes(config) if (scene.tier, scene.trouble) == ("groq", "rate limit"))
    async with Stage.open(config, open_careless) as stage:
        played = await stage.play(scene)
    assert "; ".join(played.faults) == fault
    assert played.line.endswith(f"FAIL: {fault}")


def test_a_scene_without_trouble_wastes_nothing() -> None:
    """The healthy run beside a broken one is a scene too."""
    healthy = Scene("nobody", "healthy", ("groq",), {})
    assert healthy.most_calls == 0
    assert Played(healthy, ("groq", "groq"), (3, 2), 0, ()).line.endswith("pass")


def test_the_command_ends_well_without_any_tier(tmp_path: Path) -> None:
    """`drill` prints its table and its sum, and touches no database of the shop's."""
    ran = BotProcess(tmp_path, BOT__CHAIN="[]").run("drill")
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "0 scenes, 0 failed")
    assert not (tmp_path / "bot.db").exists()
