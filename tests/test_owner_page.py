"""The owner's page: who sees it, what it says, and what it cannot be made to do.

Refuses a browser: the HTML is parsed. The page was looked at in one, with its headers, when it was made.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest

from handlers.owner.page import HEADERS, OwnerPage
from handlers.owner.stats import Allowed, StatsReader
from handlers.talk import handoff
from providers import bench_state
from providers.answer import Attempt
from providers.bench_state import BenchState
from providers.moment import Moment
from storage.database import Database
from tests.delivery_peers import HandClock
from tests.owner_peers import ALLOWED, DAY_MS, INDIA, MINUTE_MS, NOON_MS, answered, enter, failed, opened

TOKEN = "test-token:with-colon"  # noqa: S105 - no secret, a test's own
NOW = Moment(NOON_MS, NOON_MS)
EVIL = "<script>alert('x')</script>&\""


class Parsed(HTMLParser):
    """Tags with their attributes, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep words, without those of the style sheet."""
        if self.tags and self.tags[-1][0] != "style":
            self.words.append(data)


def basic(password: str, user: str = "owner") -> dict[str, str]:
    """The header that a browser sends."""
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


@asynccontextmanager
async def page_of(
    folder: Path, token: str | None = TOKEN, shop: str = "Chaubara Gifts", allowed: Allowed = ALLOWED
) -> AsyncIterator[tuple[Database, OwnerPage]]:
    """The page of a shop at noon."""
    async with opened(folder) as database:
        stats = StatsReader(database, INDIA, allowed)
        yield database, OwnerPage(stats, HandClock(NOON_MS), shop=lambda: shop, token=token)


@pytest.mark.parametrize("token", [None, ""])
async def test_without_a_token_the_page_tells_how_to_set_one(tmp_path: Path, token: str | None) -> None:
    """And not one figure, whatever is sent along."""
    async with page_of(tmp_path, token) as (database, page):
        await enter(database, answered("groq"))
        for headers in ({}, basic("")):
            status, body, sent = await page.page(headers)
            assert (status, sent["Cache-Control"]) == (200, "no-store")
            assert b"ADMIN_TOKEN" in body
            assert b"groq" not in body
            assert b"answer" not in body


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("wrong"),
        basic(""),
        basic(TOKEN[:-1]),
        basic(f"{TOKEN}x"),
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic कोड"},
        {"Authorization": f"Basic {base64.b64encode(TOKEN.encode()).decode()}"},
        {"Authorization": f"Bearer {TOKEN}"},
        {"Authorization": TOKEN},
        {"Authorization": f"Basic {'QUFB' * 100_000}"},
        {"Cookie": basic(TOKEN)["Authorization"]},
    ],
)
async def test_nobody_sees_figures_without_the_token(tmp_path: Path, headers: dict[str, str]) -> None:
    """A wrong, cut, broken or missing password gets a browser's question for one."""
    async with page_of(tmp_path) as (_, page):
        status, body, sent = await page.page(headers)
    assert status == 401
    assert sent["WWW-Authenticate"].startswith("Basic ")
    assert not {tag for tag, _ in Parsed(body.decode()).tags} & {"table", "img", "dl"}


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("user", ["", "owner", "anybody"])
async def test_the_token_opens_the_page(tmp_path: Path, name: str, user: str) -> None:
    """With any user name, and the header in any case."""
    async with page_of(tmp_path) as (_, page):
        assert (await page.page({name: basic(TOKEN, user)["Authorization"]})).status == 200


async def test_the_page_shows_what_stats_show(tmp_path: Path) -> None:
    """Figures of today and the week, tiers, troubles, benches, quotas, who waits, and two pictures."""
    async with page_of(tmp_path) as (database, page):
        await enter(database, failed("groq", "timeout"), answered("claude", 2_000_000))
        await enter(database, answered("rules"), at_ms=NOON_MS - DAY_MS)
        await database.write(
            lambda c: handoff.call_owner(c, handoff.Call("telegram:99", NOON_MS, "human")), name="call"
        )
        benched = BenchState().benched("overloaded", MINUTE_MS, NOW)
        await database.write(bench_state.store("groq", benched, NOW), name="bench")
        _, body, _ = await page.page(basic(TOKEN))
    parsed = Parsed(body.decode())
    text = " ".join(parsed.words)
    assert "Answers today 1 Last 7 days 2 " in text
    assert "Waiting for a person: 1" in text
    assert "telegram:99 human 12:00" in text
    assert "groq vendor overloaded 12:01" in text
    assert "claude 1 100 % 0.4 s 0.4 s $2.00" in text
    assert "Trouble at groq: too slow 1" in text
    assert "groq requests a minute 30 30 -" in text
    pictures = [attributes["src"] or "" for tag, attributes in parsed.tags if tag == "img"]
    assert len(pictures) == 2
    assert all(
        base64.b64decode(each.removeprefix("data:image/png;base64,")).startswith(b"\x89PNG") for each in pictures
    )


async def test_the_page_asks_for_nothing_else(tmp_path: Path) -> None:
    """No script, no form, no link, no address: only itself again after half a minute; nobody may keep or frame it."""
    async with page_of(tmp_path) as (_, page):
        _, body, sent = await page.page(basic(TOKEN))
    parsed = Parsed(body.decode())
    assert not {tag for tag, _ in parsed.tags} & {"script", "form", "iframe", "object", "link", "a", "base"}
    assert all((attributes.get("src") or "data:").startswith("data:") for _, attributes in parsed.tags)
    assert not any(name.startswith("on") for _, attributes in parsed.tags for name in attributes)
    assert ("meta", {"http-equiv": "refresh", "content": "30"}) in parsed.tags
    assert b"http:" not in body
    assert b"https:" not in body
    policy = sent["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'; ")
    assert policy.endswith("frame-ancestors 'none'")
    assert sent == HEADERS


async def test_every_word_is_escaped(tmp_path: Path) -> None:
    """A shop's name, a tier, a reason, an intent and a chat that look like HTML stay words."""
    allowed = Allowed({EVIL: ALLOWED.tiers["groq"]}, ALLOWED.caps)
    async with page_of(tmp_path, shop=EVIL, allowed=allowed) as (database, page):
        await enter(database, Attempt(tier=EVIL, outcome="failed", reason=EVIL), answered(EVIL))
        await database.write(lambda c: handoff.call_owner(c, handoff.Call(EVIL, NOON_MS, EVIL)), name="call")
        benched = BenchState().benched(EVIL, MINUTE_MS, NOW)
        await database.write(bench_state.store(EVIL, benched, NOW), name="bench")
        _, body, _ = await page.page(basic(TOKEN))
    assert b"<script" not in body
    # The shop in title and heading; a call's chat and intent; a bench's tier and reason; today's tier, and its trouble
    # with the reason; the same of the week; two quotas.
    assert "".join(Parsed(body.decode()).words).count(EVIL) == 2 + 2 + 2 + 3 + 3 + 2
