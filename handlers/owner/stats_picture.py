"""StatsPicture: which tier answered how often, hour by hour or day by day, as a picture for a phone.

Everything is drawn at twice its size and scaled down, so that edges are smooth.
Refuses to read clocks and databases: the same figures give the same picture.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import cycle
from typing import TYPE_CHECKING, Any

from handlers.owner.stats_brief import answers, dollars, percent, span

if TYPE_CHECKING:  # Pillow is loaded by whoever draws
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

WIDTH, SCALE = 1000, 2
LEFT, RIGHT, TOP, BOTTOM = 74, 976, 112, 440  # of the plot
LEGEND_TOP, LEGEND_COLUMNS, LEGEND_ROW, MOST_IN_LEGEND, MARGIN = 500, 3, 40, 9, 12
MOST_LABELS = 12  # below the bars
MOST_COLOURS = 128  # enough for smooth edges, and a third of the bytes
INK, FAINT, GRID, PAPER = "#1f2933", "#62707d", "#dfe4ea", "#ffffff"
# Told apart by people who see fewer colours too (after Okabe and Ito); what costs money stands out.
COLOURS = {
    "cache": "#9aa5b1",
    "groq": "#009e73",
    "gemini": "#56b4e9",
    "claude": "#d55e00",
    "rules": "#0072b2",
    "command": "#c9b458",
}
SPARE_COLOURS = ("#cc79a7", "#e69f00", "#7b5ea7", "#4d4d4d")


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: the tiers that share a colour, and what is said of them."""

    tiers: tuple[str, ...]
    ink: str
    name: str
    figures: str


def draw(figures: Mapping[str, Any]) -> bytes:
    """A PNG, WIDTH wide and as high as its legend asks; takes about a tenth of a second, so call it in a thread."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - drawing alone needs it

    legend = keys(figures["tiers"])
    height = LEGEND_TOP + LEGEND_ROW * -(-len(legend) // LEGEND_COLUMNS) + MARGIN
    image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), PAPER)
    canvas = _Canvas(ImageDraw.Draw(image), {})
    _draw_title(canvas, figures)
    _draw_bars(canvas, figures, legend)
    _draw_legend(canvas, legend)
    small = image.resize((WIDTH, height), Image.Resampling.LANCZOS).quantize(MOST_COLOURS)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Canvas:
    """Draws in the coordinates of the finished picture."""

    pen: ImageDraw
    fonts: dict[int, FreeTypeFont | ImageFont]

    def text(self, at: tuple[float, float], words: str, size: int, *, anchor: str = "la", ink: str = INK) -> None:
        """Words with their ``anchor`` (as Pillow names it) at a point."""
        self.pen.text(_scaled(at), words, fill=ink, font=self._font(size), anchor=anchor)

    def width(self, words: str, size: int) -> float:
        """How wide the words are."""
        return self.pen.textlength(words, self._font(size)) / SCALE

    def box(self, left_top: tuple[float, float], right_bottom: tuple[float, float], ink: str, radius: int = 0) -> None:
        """A filled box."""
        corners = (*_scaled(left_top), *_scaled(right_bottom))
        self.pen.rounded_rectangle(corners, radius * SCALE, fill=ink)

    def line(self, start: tuple[float, float], end: tuple[float, float], ink: str) -> None:
        """A thin line."""
        self.pen.line((*_scaled(start), *_scaled(end)), fill=ink, width=SCALE)

    def _font(self, size: int) -> FreeTypeFont | ImageFont:
        from PIL import ImageFont  # noqa: PLC0415 - drawing alone needs it

        if size not in self.fonts:
            self.fonts[size] = ImageFont.load_default(size * SCALE)
        return self.fonts[size]


def _scaled(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0] * SCALE), round(point[1] * SCALE)


def keys(tiers: Sequence[Mapping[str, Any]]) -> list[Key]:
    """The legend: the shop's usual tiers always have the same colours, and what does not fit in stands together."""
    spare = cycle(SPARE_COLOURS)
    most = MOST_IN_LEGEND if len(tiers) <= MOST_IN_LEGEND else MOST_IN_LEGEND - 1
    shown = [
        Key((tier["tier"],), COLOURS.get(tier["tier"]) or next(spare), tier["tier"], _words([tier]))
        for tier in tiers[:most]
    ]
    rest = tiers[most:]
    return [*shown, Key(tuple(tier["tier"] for tier in rest), FAINT, "others", _words(rest))] if rest else shown


def _words(tiers: Sequence[Mapping[str, Any]]) -> str:
    answered, share = sum(tier["answered"] for tier in tiers), sum(tier["share_percent"] for tier in tiers)
    cost = sum(Decimal(tier["cost_usd"]) for tier in tiers)
    return f"{answered:,} ({percent(share)})" + (f" {dollars(str(cost))}" if cost else "")


def _draw_title(canvas: _Canvas, figures: Mapping[str, Any]) -> None:
    since, now = (datetime.fromisoformat(figures[name]) for name in ("since", "now"))
    dates = f"{now:%A, %d %B %Y}" if figures["days"] == 1 else f"{since:%d %b} to {now:%d %b %Y}"
    canvas.text((24, 20), f"{span(figures['days'])}: {answers(figures['answers'])}", 34)
    canvas.text((24, 66), f"{dates}, {figures['timezone']}", 20, ink=FAINT)
    canvas.text((WIDTH - 24, 24), dollars(figures["cost_usd"]), 30, anchor="ra")
    canvas.text((WIDTH - 24, 66), "paid for answers", 20, anchor="ra", ink=FAINT)


def _draw_bars(canvas: _Canvas, figures: Mapping[str, Any], legend: Sequence[Key]) -> None:
    spans = figures["over_time"]
    totals = [sum(each["tiers"].values()) for each in spans]
    top, slot = _axis(canvas, max(totals)), (RIGHT - LEFT) / len(spans)
    is_roomy = canvas.width(f"{max(totals):,}", 20) < slot
    for place, (each, total) in enumerate(zip(spans, totals, strict=True)):
        middle = LEFT + (place + 0.5) * slot
        pieces = [(key.ink, sum(each["tiers"].get(tier, 0) for tier in key.tiers)) for key in legend]
        _draw_bar(canvas, pieces, middle, min(slot * 0.36, 45.0), top)
        if total and is_roomy:
            canvas.text((middle, _y(total, top) - 6), f"{total:,}", 20, anchor="mb")
        if place % -(-len(spans) // MOST_LABELS) == 0:
            canvas.text((middle, BOTTOM + 10), _label(each["since"], figures["days"]), 20, anchor="ma", ink=FAINT)
    if not any(totals):
        canvas.text(((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2), "No answers yet", 30, anchor="mm", ink=FAINT)


def _draw_bar(canvas: _Canvas, pieces: Sequence[tuple[str, int]], middle: float, half: float, top: int) -> None:
    """One bar of ``pieces``, each a colour and a count, from below."""
    below = 0
    for ink, count in pieces:
        if count:
            canvas.box((middle - half, _y(below + count, top)), (middle + half, _y(below, top)), ink)
            below += count


def _axis(canvas: _Canvas, most: int) -> int:
    """The lines behind the bars; returns the count at the upper end."""
    step = _round_step(max(most, 1))
    top = step * -(-max(most, 1) // step)
    for count in range(0, top + 1, step):
        canvas.line((LEFT, _y(count, top)), (RIGHT, _y(count, top)), FAINT if count == 0 else GRID)
        canvas.text((LEFT - 10, _y(count, top)), f"{count:,}", 20, anchor="rm", ink=FAINT)
    return top


def _round_step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, ... that reaches ``most`` in five steps."""
    step = 1
    while step * 5 < most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step


def _y(count: int, top: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * count / top


def _label(since: str, days: int) -> str:
    begin = datetime.fromisoformat(since)
    if days == 1:
        return f"{begin:%H}:00"
    return f"{begin:%a} {begin.day}" if days <= MOST_LABELS else f"{begin.day} {begin:%b}"


def _draw_legend(canvas: _Canvas, legend: Sequence[Key]) -> None:
    width = (WIDTH - 48) / LEGEND_COLUMNS
    for place, key in enumerate(legend):
        row, column = divmod(place, LEGEND_COLUMNS)
        left, top = 24 + column * width, LEGEND_TOP + row * LEGEND_ROW
        canvas.box((left, top), (left + 22, top + 22), key.ink, radius=4)
        name = key.name
        while len(name) > 1 and canvas.width(f"{name} {key.figures}", 22) > width - 44:
            name = f"{name[:-2]}…"
        canvas.text((left + 32, top - 2), f"{name} {key.figures}", 22)
