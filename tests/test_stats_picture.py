"""The picture of the figures, and the counts over time behind it.

Refuses to compare bytes with a stored file: it looks at colours and sizes, as an eye would.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from handlers.owner import stats_picture
from handlers.owner.pictures import Pictures, stats_name
from handlers.owner.stats import StatsReader
from handlers.owner.stats_picture import BOTTOM, COLOURS, LEFT, RIGHT, TOP, WIDTH, draw, keys
from tests.owner_peers import ALLOWED, DAY_MS, HOUR_MS, INDIA, NOON_MS, answered, enter, opened


def figures(counts: list[dict[str, int]], days: int = 7) -> dict[str, Any]:
    """Figures whose spans hold these counts by tier."""
    names = list(dict.fromkeys(name for each in counts for name in each))
    total = sum(sum(each.values()) for each in counts) or 1
    sums = {name: sum(each.get(name, 0) for each in counts) for name in names}
    return {
        "days": days,
        "answers": sum(sums.values()),
        "cost_usd": "0.001234",
        "since": "2025-11-19T00:00:00+05:30",
        "now": "2025-11-25T12:00:00+05:30",
        "timezone": INDIA,
        "over_time": [
            {"since": f"2025-11-{19 + place % 7}T00:00:00+05:30", "tiers": each} for place, each in enumerate(counts)
        ],
        "tiers": [
            {"tier": name, "answered": count, "share_percent": 100 * count / total, "cost_usd": "0.000000"}
            for name, count in sums.items()
        ],
    }


def drawn(shown: dict[str, Any]) -> Image.Image:
    """The picture, opened."""
    picture = Image.open(io.BytesIO(draw(shown)))
    assert picture.format == "PNG"
    return picture.convert("RGB")


def near(pixel: Any, colour: str) -> bool:
    """Whether a pixel looks like a colour: the picture has a palette of its own."""
    wanted = bytes.fromhex(colour[1:])
    return all(abs(one - other) <= 12 for one, other in zip(pixel, wanted, strict=True))


def heights(picture: Image.Image, bars: int, tier: str) -> list[int]:
    """How many pixels of a tier's colour each bar has, along its middle."""
    slot = (RIGHT - LEFT) / bars
    middles = [round(LEFT + (place + 0.5) * slot) for place in range(bars)]
    return [sum(near(picture.getpixel((x, y)), COLOURS[tier]) for y in range(TOP, BOTTOM)) for x in middles]


def test_bars_stand_for_the_counts() -> None:
    """Each tier's piece is as high as its count, in its colour, and the tiers stand on each other."""
    counts = [{"cache": 10, "groq": 20}, {"cache": 40}, {}, {"groq": 5}, {}, {}, {"cache": 20, "groq": 30}]
    picture = drawn(figures(counts))
    one = (BOTTOM - TOP) / 50
    for tier in ("cache", "groq"):
        wanted = [each.get(tier, 0) * one for each in counts]
        assert all(abs(got - right) <= 3 for got, right in zip(heights(picture, 7, tier), wanted, strict=True))
    below, above = BOTTOM - round(5 * one), BOTTOM - round(20 * one)
    middle = round(LEFT + (RIGHT - LEFT) / 14)
    assert near(picture.getpixel((middle, below)), COLOURS["cache"])
    assert near(picture.getpixel((middle, above)), COLOURS["groq"])


def test_the_same_figures_give_the_same_picture() -> None:
    """Nothing else goes into it."""
    counts = [{"rules": 3, "claude": 1}] * 7
    assert draw(figures(counts)) == draw(figures(counts))
    assert draw(figures(counts)) != draw(figures([{"rules": 3, "claude": 2}] * 7))


@pytest.mark.parametrize("spans", [1, 7, 24, 31])
@pytest.mark.parametrize("most", [0, 1, 7, 1_234_567])
def test_any_counts_can_be_drawn(spans: int, most: int) -> None:
    """Nothing, few and very many, over an hour's bars as well as a month's: large enough for a phone, small to send."""
    counts = [{"groq": most} if most else {}] * spans
    png = draw(figures(counts, days=1 if spans == 24 else spans))
    width, height = Image.open(io.BytesIO(png)).size
    assert width == WIDTH
    assert height >= 450
    assert len(png) < 60_000


def test_an_empty_day_says_so() -> None:
    """There are words where bars would be, and no colour of any tier."""
    picture = drawn(figures([{}] * 24, days=1))
    middle = (TOP + BOTTOM) // 2
    assert any(sum(picture.getpixel((x, middle))) < 600 for x in range(LEFT, RIGHT))  # type: ignore[arg-type]
    assert not any(sum(heights(picture, 24, tier)) for tier in COLOURS if tier != "cache")  # grey, as letters are


def test_many_tiers_share_the_last_place_of_the_legend() -> None:
    """Nine entries at the most; what is left over is counted together, and each shown tier has a colour of its own."""
    shown = figures([{f"tier {number}": number for number in range(1, 13)}])
    legend = keys(shown["tiers"])
    assert len(legend) == 9
    assert legend[-1].tiers == ("tier 9", "tier 10", "tier 11", "tier 12")
    assert legend[-1].figures == "42 (54 %)"
    assert drawn(shown).size[0] == WIDTH


def test_the_usual_tiers_keep_their_colours() -> None:
    """Whoever is missing today changes nobody's colour."""
    assert len(set(COLOURS.values())) == len(COLOURS)
    few, all_of_them = (
        {key.name: key.ink for key in keys(figures([dict.fromkeys(names, 1)])["tiers"])}
        for names in (["rules", "claude"], list(COLOURS))
    )
    assert few.items() <= all_of_them.items()
    assert not set(stats_picture.SPARE_COLOURS) & set(COLOURS.values())


async def test_counts_over_time_add_up(tmp_path: Path) -> None:
    """By hour on a single day, by day on several; midnight belongs to the new day."""
    midnight_ms = NOON_MS - 12 * HOUR_MS
    async with opened(tmp_path) as database:
        for at_ms in (midnight_ms - 1, midnight_ms, midnight_ms + HOUR_MS - 1, midnight_ms + HOUR_MS, NOON_MS):
            await enter(database, answered("groq"), at_ms=at_ms)
        reader = StatsReader(database, INDIA, ALLOWED)
        today, week = await reader.figures(NOON_MS, 1), await reader.figures(NOON_MS, 7)
    hours = [each["tiers"].get("groq", 0) for each in today["over_time"]]
    assert hours == [2, 1, *[0] * 10, 1, *[0] * 11]
    assert [each["tiers"] for each in week["over_time"]] == [{}] * 5 + [{"groq": 1}, {"groq": 4}]
    assert (today["answers"], week["answers"]) == (4, 5)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-01", 24)])
async def test_days_of_another_length(tmp_path: Path, day: str, hours: int) -> None:
    """Where clocks change, the day has as many bars as it has hours, and a week begins at its own midnight."""
    zone = ZoneInfo("Europe/Berlin")
    noon_ms = int(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone).timestamp() * 1000)
    async with opened(tmp_path) as database:
        reader = StatsReader(database, zone.key, ALLOWED)
        today, week = await reader.figures(noon_ms, 1), await reader.figures(noon_ms, 7)
    assert len(today["over_time"]) == hours
    assert {each["since"][11:19] for each in week["over_time"]} == {"00:00:00"}


async def test_a_picture_is_drawn_by_its_name(tmp_path: Path) -> None:
    """The name holds the moment: what comes later does not change it."""
    async with opened(tmp_path) as database:
        pictures = Pictures(StatsReader(database, INDIA, ALLOWED))
        await enter(database, answered("groq"))
        name = stats_name(1, NOON_MS)
        png = await pictures.png(name)
        await enter(database, answered("groq"), at_ms=NOON_MS + 1)
        assert await pictures.png(name) == png
        assert await pictures.png(stats_name(1, NOON_MS + DAY_MS)) != png


@pytest.mark.parametrize("name", ["", "stats", "stats:0:1", "stats:100:1", "stats:1:-1", "stats:1:1 ", "../etc/passwd"])
async def test_another_name_has_no_picture(tmp_path: Path, name: str) -> None:
    """It is refused, and nothing is read."""
    async with opened(tmp_path) as database:
        with pytest.raises(ValueError, match="no picture"):
            await Pictures(StatsReader(database, INDIA, ALLOWED)).png(name)
