"""The owner's edits in a shop that is open: what takes effect, what does not, and what the owner hears of it.

Refuses clocks: each look at the folder is called.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from providers.answer import Answer, Question
from tests.reload_peers import PEN, EditedShop, edited_shop

PRICE = r"(?m)^(prices:\n  \d+:) .*$"
PEN_WORD = re.compile(r"(?i)\bpens?\b")
PENS = "price of 100 metal pens"


def unit_price(text: str) -> str:
    """The price of one piece in a quote."""
    return text.split(" x ")[1].partition(" =")[0]


@pytest.mark.parametrize("way", ["write", "rename over", "remove and write"])
async def test_an_edit_takes_effect_however_it_is_written(templates_copy: Path, way: str) -> None:
    """Written in place, renamed over the old file, or written anew: two looks later the new price is quoted."""
    async with edited_shop(templates_copy) as shop:
        path = templates_copy / PEN
        before = path.stat()
        text = path.read_text(encoding="utf-8").replace("  100: 55", "  100: 54")
        assert unit_price((await shop.ask(PENS)).text) == "₹55"
        if way == "rename over":
            other = templates_copy / "products/.pen.new"
            other.write_text(text, encoding="utf-8")
            os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
            other.replace(path)
        else:
            if way == "remove and write":
                path.unlink()
            path.write_text(text, encoding="utf-8")
        await shop.looks(1)
        assert unit_price((await shop.ask(PENS)).text) == "₹55"
        await shop.looks(1)
        assert unit_price((await shop.ask(PENS)).text) == "₹54"
        assert await shop.notices() == []


async def test_a_folder_that_is_being_written_is_not_read(templates_copy: Path) -> None:
    """As long as two looks see different things nothing is read; several files take effect together."""
    async with edited_shop(templates_copy) as shop:
        old = shop.opened.shop
        for price in (54, 53, 52):
            shop.edit(PRICE, rf"\1 {price}")
            shop.edit(r"(?m)^  name: .*$", f"  name: Shop {price}", "shop.yaml")
            await shop.looks(1)
        assert shop.opened.shop is old
        await shop.looks(1)
        assert shop.opened.shop.catalogue.shop.name.en == "Shop 52"
        assert unit_price((await shop.ask(PENS)).text) == "₹52"


async def test_what_did_not_change_is_not_loaded_again(templates_copy: Path) -> None:
    """Looks at a quiet folder, a touched file and a new remark leave the shop as it is."""
    async with edited_shop(templates_copy) as shop:
        old = shop.opened.shop
        await shop.looks(3)
        (templates_copy / PEN).touch()
        await shop.looks(2)
        shop.edit(r"\A", "# a remark\n")
        await shop.looks(2)
        assert shop.opened.shop is old


async def test_new_and_removed_products_follow(templates_copy: Path) -> None:
    """A file more is a product more, a file less is one less, also for a chat that has just spoken of it."""
    async with edited_shop(templates_copy) as shop:
        path = templates_copy / PEN
        text = path.read_text(encoding="utf-8")
        assert "₹55" in (await shop.ask(PENS, "one")).text
        path.unlink()
        await shop.looks()
        assert "metal-pen" not in shop.opened.shop.catalogue.products
        for said in ("and for 200?", "with logo", "2", "is it in stock?", "ok order it", "cheapest one"):
            assert not PEN_WORD.search((await shop.ask(said, "one")).text)
        path.write_text(text, encoding="utf-8")
        await shop.looks()
        assert unit_price((await shop.ask(PENS, "one")).text) == "₹55"


def vanish_into(path: Path) -> Path:
    """Remove a file for something else in its place."""
    path.unlink()
    return path


BROKEN: dict[str, Callable[[Path], object]] = {
    "a mistake in a value": lambda path: path.write_text(f"{path.read_text('utf-8')}\nmoq: lots\n", "utf-8"),
    "half a file": lambda path: path.write_text(path.read_text("utf-8")[:200], "utf-8"),
    "an empty file": lambda path: path.write_bytes(b""),
    "bytes of another encoding": lambda path: path.write_bytes("id: caf\xe9\n".encode("cp1252")),
    "zeros": lambda path: path.write_bytes(b"\0" * 100),
    "a folder in its place": lambda path: vanish_into(path).mkdir(),
    "a link to nowhere": lambda path: vanish_into(path).symlink_to("nowhere"),
    "a link to itself": lambda path: vanish_into(path).symlink_to(path.name),
    "another name": lambda path: path.rename(path.with_suffix(".yml")),
    "no folder at all": lambda path: path.parent.rename(path.parent.with_name("away")),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_edit_keeps_what_was_there(templates_copy: Path, name: str) -> None:
    """Whatever became of the file: the old price is quoted on, and the owner reads where and what, once."""
    async with edited_shop(templates_copy) as shop:
        BROKEN[name](templates_copy / PEN)
        await shop.looks(10)
        assert unit_price((await shop.ask(PENS)).text) == "₹55"
        (notice,) = await shop.notices()
        assert notice.startswith("The last edit of the templates cannot be used, so what was there before goes on.\n- ")
        assert "products" in notice
        assert not any(word in notice for word in ("Traceback", "Errno", "Error:", "codec", "None"))


async def test_a_mistake_is_told_once_and_its_end_too(templates_copy: Path) -> None:
    """Each distinct mistake is one notice, however often it comes back; mended is told; after that it is news again."""
    async with edited_shop(templates_copy) as shop:
        good = (templates_copy / PEN).read_text(encoding="utf-8")
        for moq in ("lots", "few", "lots"):
            shop.edit(r"(?m)^moq: .*$", f"moq: {moq}")
            await shop.looks(8)
        assert ["lots" in notice for notice in await shop.notices()] == [True, False]
        (templates_copy / PEN).write_text(good, encoding="utf-8")
        await shop.looks()
        assert "can be used again" in (await shop.notices())[-1]
        await shop.looks(3)
        shop.edit(r"(?m)^moq: .*$", "moq: lots")
        await shop.looks(8)
        notices = await shop.notices()
        assert (len(notices), "lots" in notices[-1]) == (4, True)


async def test_a_mistake_that_is_gone_at_once_is_not_told(templates_copy: Path) -> None:
    """A file that stood half written for two looks, and then whole, is nobody's news."""
    async with edited_shop(templates_copy) as shop:
        path = templates_copy / PEN
        good = path.read_text(encoding="utf-8")
        path.write_text(good[:300], encoding="utf-8")
        await shop.looks(3)
        path.write_text(good.replace("  100: 55", "  100: 54"), encoding="utf-8")
        await shop.looks(4)
        assert unit_price((await shop.ask(PENS)).text) == "₹54"
        assert await shop.notices() == []


async def test_whoever_wrote_a_file_can_have_it_read_at_once(templates_copy: Path) -> None:
    """No looks needed: in effect when the call returns, or the mistakes; one undone at once is not told."""
    async with edited_shop(templates_copy) as shop:
        pinned = templates_copy / "pinned.yaml"
        taught = "pinned:\n  - questions: [do you engrave horoscopes]\n    answer: No horoscopes, sorry.\n"
        pinned.write_text(taught, encoding="utf-8")
        assert await shop.opened.reloader.reload_now() == ()
        answer = await shop.ask("do you engrave horoscopes?")
        assert (answer.text, answer.tier) == ("No horoscopes, sorry.", "cache")
        pinned.write_text(taught.replace("sorry", "<sory>"), encoding="utf-8")
        (mistake,) = await shop.opened.reloader.reload_now()
        assert mistake.startswith('pinned.yaml line 3: unknown slot "sory"')
        assert shop.opened.reloader.mistakes == (mistake,)
        assert (await shop.ask("do you engrave horoscopes?")).text == "No horoscopes, sorry."
        pinned.unlink()
        assert await shop.opened.reloader.reload_now() == ()
        await shop.looks(4)
        assert await shop.notices() == []


async def test_a_mistake_left_by_whoever_wrote_it_is_told(templates_copy: Path) -> None:
    """What reload_now refused and nobody undid reaches the owner like any broken edit."""
    async with edited_shop(templates_copy) as shop:
        (templates_copy / "pinned.yaml").write_text("pinned: 7\n", encoding="utf-8")
        assert await shop.opened.reloader.reload_now()
        await shop.looks(8)
        assert len(await shop.notices()) == 1


class HeldAnswer:
    """Stands where a chain stood: waits until it is let go, then answers, and knows whether it was closed by then."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.asked, self.go = asyncio.Event(), asyncio.Event()
        self.closed_at_answer: bool | None = None
        self.is_closed = False

    async def answer(self, question: Question) -> Answer:
        """The held answer."""
        self.asked.set()
        await self.go.wait()
        self.closed_at_answer = self.is_closed
        return question.floor or self._answer

    async def aclose(self) -> None:
        """Closed."""
        self.is_closed = True


async def test_a_turn_ends_with_the_shop_that_it_began_with(templates_copy: Path) -> None:
    """An edit during a turn: that turn quotes the old price, the next one the new, and the old chain closes between."""
    async with edited_shop(templates_copy) as shop:
        await hold_a_turn_over_an_edit(shop)


async def hold_a_turn_over_an_edit(shop: EditedShop) -> None:
    """The turn waits in its chain while the edit takes effect."""
    held = HeldAnswer(Answer(text="", tier="rules", intents=(), language="en"))
    now = shop.opened.shop
    await now.chain.aclose()
    shop.opened.shops.change(replace(now, chain=held))  # type: ignore[arg-type]
    asking = asyncio.create_task(shop.ask(PENS))
    await held.asked.wait()
    shop.edit(PRICE, r"\1 54")
    await shop.looks()
    assert shop.opened.shop.catalogue.products["metal-pen"].unit_price(100) == Decimal(54)
    assert not held.is_closed
    held.go.set()
    assert unit_price((await asking).text) == "₹55"
    await asyncio.sleep(0)
    assert (held.closed_at_answer, held.is_closed) == (False, True)
