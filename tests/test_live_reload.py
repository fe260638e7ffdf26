"""The owner edits while the real process serves customers: what they read, what the owner reads, and nobody is lost."""

from __future__ import annotations

import asyncio
import shutil
import signal
import time
from pathlib import Path

from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import TelegramCustomer
from tests.bot_process import BotProcess
from tests.live_bot import running_bot
from tests.outbox_watch import until

TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback
WITHIN_S = 2.0
OLD_WORDS, NEW_WORDS = '\ndescription:\n  en: "', '\ndescription:\n  en: "Lovely gifts. '


async def answer(customer: TelegramCustomer, text: str) -> str:
    """What the bot says to a text."""
    before = len(customer.shown)
    customer.says(text)
    return (await customer.reads(before + 1))[before].text


async def answered_so(customer: TelegramCustomer, text: str, words: str) -> float:
    """The seconds until a question, asked over and over, is answered with these words."""
    began_s = time.monotonic()
    while words not in await answer(customer, text):
        assert time.monotonic() - began_s < 10 * WITHIN_S
        await asyncio.sleep(0.05)
    return time.monotonic() - began_s


async def test_the_owner_edits_while_customers_write(
    tmp_path: Path, templates_copy: Path, telegram: TelegramServer
) -> None:
    """Prices, buttons and the bot's description follow within 2 s; a slip is told, nothing changes, mended is told."""
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BOT__TELEGRAM__BASE_URL": telegram.base_url,
        "BOT__TELEGRAM__PACE": "false",
        "BOT__OWNER__TELEGRAM_IDS": "[99]",
        "BOT__TEMPLATES__PATH": str(templates_copy),
    }
    pen, menu = templates_copy / "products/metal-pen.yaml", templates_copy / "menu.yaml"
    text = pen.read_text(encoding="utf-8")
    async with running_bot(tmp_path, **environment) as live:
        await live.says("Telegram: listening")
        asha, owner = telegram.customer(77), telegram.customer(99, first_name="Ravi")
        await answer(owner, "/start")
        assert "₹5,500" in await answer(asha, "price of 100 metal pens")
        pen.write_text(text.replace("  100: 55", "  100: 54"), encoding="utf-8")
        assert await answered_so(asha, "price of 100 metal pens", "₹5,400") < WITHIN_S
        pen.write_text(text.replace("moq: 100", "moq: 1,00"), encoding="utf-8")
        told = (await owner.reads(2))[1]
        assert 'products/metal-pen.yaml line 8: moq "1,00" is not a whole number; write 100' in told.text
        assert "₹5,400" in await answer(asha, "price of 100 metal pens")
        pen.write_text(text.replace("  100: 55", "  100: 53"), encoding="utf-8")
        assert await answered_so(asha, "price of 100 metal pens", "₹5,300") < WITHIN_S
        assert "can be used again" in (await owner.reads(3))[2].text
        words = menu.read_text(encoding="utf-8").replace("Price list", "Rates").replace(OLD_WORDS, NEW_WORDS)
        menu.write_text(words, encoding="utf-8")
        await until(lambda: button_labels(asha), lambda labels: "Rates" in labels)
        await until(lambda: descriptions(telegram), lambda told: told[""].startswith("Lovely gifts. "))
        assert await live.ends(signal.SIGTERM) == 0


async def descriptions(telegram: TelegramServer) -> dict[str, str]:
    """How the bot describes itself on Telegram, by the language of the app."""
    return dict(telegram.methods.profile.description)


def test_a_chat_on_the_terminal_follows(tmp_path: Path, templates_copy: Path) -> None:
    """A chat that goes on while a price changes quotes the new one, and its pipe holds replies alone."""
    pen = templates_copy / "products/metal-pen.yaml"
    chat = BotProcess(tmp_path, BOT__TEMPLATES__PATH=str(templates_copy)).start("chat")
    assert chat.stdin is not None
    assert chat.stdout is not None
    try:
        said = ""
        for price in ("₹5,500", "₹5,400"):
            until_s = time.monotonic() + 10 * WITHIN_S
            while price not in said:
                assert time.monotonic() < until_s
                chat.stdin.write(b"price of 100 metal pens\n")
                chat.stdin.flush()
                said = chat.stdout.readline().decode()
                assert said.startswith("Here is your quote: / 100 metal pens x")
            pen.write_text(pen.read_text(encoding="utf-8").replace("  100: 55", "  100: 54"), encoding="utf-8")
    finally:
        rest, _ = chat.communicate(b"", timeout=20)
    assert rest == b""


async def button_labels(customer: TelegramCustomer) -> list[str]:
    """The buttons under a greeting."""
    await answer(customer, "hello")
    return [label for label, _ in customer.shown[-1].buttons]


async def test_nobody_is_lost_while_the_folder_is_torn_up(
    tmp_path: Path, templates_copy: Path, telegram: TelegramServer
) -> None:
    """Files written, halved, moved away and put back all the while: each of 60 messages gets its one quote."""
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BOT__TELEGRAM__BASE_URL": telegram.base_url,
        "BOT__TELEGRAM__PACE": "false",
        "BOT__TEMPLATES__PATH": str(templates_copy),
    }
    pen = templates_copy / "products/metal-pen.yaml"
    text = pen.read_text(encoding="utf-8")
    async with running_bot(tmp_path, **environment) as live:
        await live.says("Telegram: listening")
        customers = [telegram.customer(number) for number in range(70, 80)]
        for turn in range(6):
            for customer in customers:
                customer.says("price of 100 metal pens")
            match turn % 3:
                case 0:
                    pen.write_text(text.replace("  100: 55", f"  100: {54 - turn}"), encoding="utf-8")
                case 1:
                    pen.write_text(text[:400], encoding="utf-8")
                case 2:
                    shutil.move(templates_copy / "intents", tmp_path / "away")
                    await asyncio.sleep(0.3)
                    shutil.move(tmp_path / "away", templates_copy / "intents")
            await asyncio.sleep(0.5)
        for customer in customers:
            shown = await customer.reads(6)
            assert all("100 metal pens x ₹" in part.text for part in shown)
        pen.write_text(text.replace("  100: 55", "  100: 51"), encoding="utf-8")
        assert await answered_so(customers[0], "price of 100 metal pens", "₹5,100") < WITHIN_S
        assert not [line for line in live.lines if "Traceback" in line]
        assert await live.ends(signal.SIGTERM) == 0
        assert [len(customer.shown) for customer in customers[1:]] == [6] * 9
