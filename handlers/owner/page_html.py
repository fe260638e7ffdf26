"""PageHtml: the figures as one HTML document without scripts, for a phone as well as for a desk.

Refuses to trust: every word that comes from settings, tables or vendors is escaped.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from handlers.owner.reasons import plain, troubles
from handlers.owner.stats_brief import answers, dollars, moment, percent, seconds, span

REFRESH_S = 30
STYLE = """
:root { color-scheme: light }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 16px/1.45 system-ui, sans-serif; color: #1f2933 }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1.15rem; margin: 1.6rem 0 .5rem }
p { margin: .3rem 0 } .faint { color: #62707d } .alert { color: #a33b00; font-weight: 600 }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .6rem; margin: 1rem 0 }
dl div { background: #f3f5f7; border-radius: .5rem; padding: .6rem .8rem }
dt { color: #62707d; font-size: .85rem } dd { margin: 0; font-size: 1.25rem; overflow-wrap: anywhere }
img { width: 100%; height: auto; border: 1px solid #dfe4ea; border-radius: .5rem }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid #dfe4ea; vertical-align: top }
th { font-weight: 600; color: #62707d; font-size: .85rem } .n { text-align: right; white-space: nowrap }
td:first-child { overflow-wrap: anywhere }
@media (max-width: 30rem) { table { font-size: .82rem } th, td { padding-right: .3rem } th { font-size: .75rem } }
"""
_LENGTH = {"minute": "a minute", "day": "a day"}


def document(title: str, body: str, *, refresh_s: int | None = None) -> str:
    """A whole page; ``title`` is text, ``body`` is HTML."""
    refresh = "" if refresh_s is None else f'<meta http-equiv="refresh" content="{refresh_s}">'
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{refresh}'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )


def figures_page(shop: str, today: Mapping[str, Any], week: Mapping[str, Any], pictures: tuple[bytes, bytes]) -> str:
    """The owner's page: ``pictures`` are PNGs of today and of the week."""
    now = f"{moment(today['now'], '')} ({today['timezone']}), renewed every {REFRESH_S} seconds"
    parts = [
        f'<h1>{escape(shop)}</h1><p class="faint">{escape(now)}</p>',
        _tiles(today, week),
        _waiting(today),
        _left_alone(today),
        _answers(today, pictures[0]),
        _answers(week, pictures[1]),
        _quota(today),
    ]
    return document(f"{shop}: {answers(today['answers'])} today", "".join(parts), refresh_s=REFRESH_S)


def _tiles(today: Mapping[str, Any], week: Mapping[str, Any]) -> str:
    budget, cache, latency = today["budget"], today["cache"], today["latency_ms"]
    tiles = {
        "Answers today": f"{today['answers']:,}",
        "Last 7 days": f"{week['answers']:,}",
        "Half within": seconds(latency["p50"]),
        "95 % within": seconds(latency["p95"]),
        "Paid today": f"{dollars(budget['day_spent_usd'])} of {dollars(budget['day_usd'])}",
        "Paid this month": f"{dollars(budget['month_spent_usd'])} of {dollars(budget['month_usd'])}",
        "Ready answers": f"{percent(cache['hit_percent'])} of {cache['hits'] + cache['misses']:,}",
        "Not understood": f"{today['not_understood']:,}",
        "Calls for a person": f"{today['handoffs']:,}",
    }
    boxes = (f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in tiles.items())
    return f"<dl>{''.join(boxes)}</dl>"


def _waiting(figures: Mapping[str, Any]) -> str:
    count = figures["waiting_for_a_person"]
    if not count:
        return "<h2>Waiting for a person</h2><p>Nobody.</p>"
    rows = [
        (call["chat"], call["intent"], moment(call["called_at"], figures["now"])) for call in figures["latest_calls"]
    ]
    return f'<h2 class="alert">Waiting for a person: {count:,}</h2>{_table(("Chat", "About", "Since"), rows)}'


def _left_alone(figures: Mapping[str, Any]) -> str:
    if not figures["benches"]:
        return "<h2>Left alone now</h2><p>No tier.</p>"
    rows = [(each["tier"], plain(each["reason"]), moment(each["until"], figures["now"])) for each in figures["benches"]]
    return f'<h2 class="alert">Left alone now</h2>{_table(("Tier", "Why", "Until"), rows)}'


def _answers(figures: Mapping[str, Any], png: bytes) -> str:
    """Picture and table of the figures' days."""
    days, source = span(figures["days"]), base64.b64encode(png).decode()
    image = f'<img alt="{escape(days)}: answers by tier" src="data:image/png;base64,{source}">'
    return f"<h2>{escape(days)}</h2>{image}{_tiers(figures)}"


def _tiers(figures: Mapping[str, Any]) -> str:
    rows, lines = [], []
    for tier in figures["tiers"]:
        answered, latency = f"{tier['answered']:,}", tier["latency_ms"]
        times = (seconds(latency["p50"]), seconds(latency["p95"]))
        rows.append((tier["tier"], answered, percent(tier["share_percent"]), *times, dollars(tier["cost_usd"])))
        troubled = ", ".join(f"{name} {count:,}" for name, count in troubles(tier["other_outcomes"]).items())
        if troubled:
            lines.append(f"<p>Trouble at {escape(tier['tier'])}: {escape(troubled)}</p>")
    heads = ("Tier", "Answers", "Share", "Half in", "95 % in", "Cost")
    return _table(heads, rows, numbers=range(1, 6)) + "".join(lines) if rows else ""


def _quota(figures: Mapping[str, Any]) -> str:
    rows = []
    for each in figures["quota"]:
        unit, _, length = each["window"].partition("_per_")
        more_at = "-" if each["more_at"] is None else moment(each["more_at"], figures["now"])
        rows.append((each["tier"], f"{unit} {_LENGTH[length]}", f"{each['left']:,}", f"{each['limit']:,}", more_at))
    table = _table(("Tier", "Quota", "Left", "Of", "More at"), rows, numbers=range(2, 4))
    return f"<h2>Free quotas</h2>{table if rows else '<p>None is set.</p>'}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], numbers: range = range(0)) -> str:
    """A table of text; columns in ``numbers`` stand to the right."""

    def cells(tag: str, row: Iterable[str]) -> str:
        return "".join(
            f"<{tag}{' class=n' if column in numbers else ''}>{escape(text)}</{tag}>" for column, text in enumerate(row)
        )

    lines = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{cells("th", heads)}</tr></thead><tbody>{lines}</tbody></table></div>'
