"""The menu that customers on WhatsApp pick from by a number, and the lists that follow it, through the whole shop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import bot
from handlers.channels import OneChannel
from handlers.delivery.message import Message
from handlers.opened import OpenShop
from handlers.terminal import Terminal
from settings import load

FOLDER = Path(__file__).resolve().parent.parent
CHAT = "whatsapp:+919812345678"
MENUS = {"hi": "1. Coasters", "नमस्ते": "1. कोस्टर", "namaste ji, kaise ho": "1. Coasters"}


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[OpenShop]:
    """The real shop on a database of this test."""
    config = load({"BOT__STORAGE__PATH": str(folder / "bot.db")}, FOLDER)
    async with bot.open_shop(config, OneChannel(Terminal("ask"))) as shop:
        yield shop


async def said(folder: Path, *texts: str) -> list[str]:
    """The replies to a conversation on WhatsApp."""
    async with opened(folder) as shop:
        return [(await shop.exchange("ask").say(CHAT, text)).text for text in texts]


@pytest.mark.parametrize("greeting", MENUS)
async def test_a_number_from_the_list_behind_the_menu_picks_the_product(tmp_path: Path, greeting: str) -> None:
    """The menu, its first entry, the second product of the list, a quantity: a quote, in three languages."""
    menu, listed, _, quote = await said(tmp_path, greeting, "1", "2", "50")
    assert MENUS[greeting] in menu
    assert "\n2. " in listed
    assert "₹110 = ₹5,500" in quote


async def test_a_number_from_the_whole_price_list(tmp_path: Path) -> None:
    """It means the product in that line, not the menu's entry of that number, and not so many pieces."""
    _, listed, _, quote = await said(tmp_path, "hi", "3", "2", "100")
    assert "\n2. brass diyas" in listed
    assert "100 brass diyas" in quote


async def test_start_greets_with_the_menu(tmp_path: Path) -> None:
    """Whoever comes back after STOP sees what may be asked, and picks from it."""
    *_, welcome, listed = await said(tmp_path, "STOP", "START", "1")
    assert "1. Coasters" in welcome
    assert "\n1. acrylic coasters" in listed


@pytest.mark.parametrize(("code", "words"), [("hi", "नमस्ते"), ("hi-IN", "नमस्ते"), ("en", "Hello"), ("", "Hello")])
async def test_the_first_greeting_speaks_the_language_of_the_app(tmp_path: Path, code: str, words: str) -> None:
    """Until the customer has written, the app's language is all that is known."""
    async with opened(tmp_path) as shop:
        message = Message(
            channel="ask", external_id="1", chat="telegram:7", text="/start", received_at_ms=0, language_code=code
        )
        row_id = await shop.mailbox.accept(message)
        await shop.worker.idle()
        reply = await shop.mailbox.reply(row_id or 0)
    assert reply is not None
    assert reply.text.startswith(words)
