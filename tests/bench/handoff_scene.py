"""A hand-off across channels: a customer on WhatsApp, the owner on Telegram, the running bot between them.

    python -m tests.bench.transcripts handoff

Refuses to leave the machine: both worlds are played on loopback.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.telegram_customer import Shown
from tests.live_whatsapp import ASHA
from tests.takeover_peers import TwoChannels, two_channels

CUSTOMER, OWNER = "Asha (WhatsApp)", "Ravi (Telegram)"


@dataclass(slots=True)
class HandoffScene:
    """``lines`` are pairs of who spoke to whom, and what."""

    shop: TwoChannels
    lines: list[tuple[str, str]] = field(default_factory=list)

    async def asha(self, text: str) -> None:
        """Asha writes and reads the bot's answer."""
        self.lines += [(CUSTOMER, text), (f"bot to {CUSTOMER}", await self.shop.whatsapp.answer(text))]

    async def asha_unanswered(self, text: str, expected: str) -> Shown:
        """Asha writes while a person has the chat; the person reads it."""
        self.lines.append((CUSTOMER, text))
        await self.shop.asha_says(text)
        return await self.ravi_reads(expected)

    async def ravi_reads(self, expected: str) -> Shown:
        """What the bot tells the owner, with its buttons."""
        shown = await self.shop.owner_reads(expected)
        buttons = " ".join(f"[{label}]" for label, _ in shown.buttons)
        self.lines.append((f"bot to {OWNER}", f"{shown.text}\n{buttons}".rstrip()))
        return shown

    async def ravi_replies(self, shown: Shown, text: str) -> None:
        """The owner replies to a message; Asha reads the words."""
        self.lines.append((f"{OWNER}, in reply", text))
        self.shop.ravi.replies(shown, text)
        self.lines.append((f"arrives at {CUSTOMER}", await self.shop.asha_reads(text)))

    async def ravi_presses(self, label: str, expected: str) -> None:
        """The owner presses a button and reads what came of it."""
        self.lines.append((f"{OWNER}, presses", label))
        self.shop.ravi.presses_button(label)
        await self.ravi_reads(expected)


async def handoff(scene: HandoffScene) -> None:
    """From the call for a person to the bot's answering again."""
    scene.shop.ravi.says("/help")
    await scene.shop.owner_reads("/waiting")
    await scene.asha("mere 40 marble coasters toote hue aaye hain")
    notice = await scene.ravi_reads("complains")
    await scene.asha("aapki dukaan kab tak khuli hai?")
    await scene.ravi_replies(notice, "Asha ji, Ravi bol raha hoon. Photo bhej dijiye, naye piece kal nikal jayenge.")
    await scene.ravi_reads("you have this chat")
    forwarded = await scene.asha_unanswered("theek hai, photo bhejti hoon. 40 ke 40 milenge?", "40 ke 40 milenge?")
    await scene.ravi_replies(forwarded, "Haan ji, poore 40.")
    await scene.ravi_presses("Give back to the bot", f"The bot answers whatsapp:{ASHA} again")
    await scene.asha("aur 50 wooden coaster ka rate kya hai?")


async def played(folder: Path) -> list[tuple[str, str]]:
    """The lines of the scene. Raises TimeoutError where somebody does not answer."""
    async with two_channels(folder) as shop, shop.running() as live:
        scene = HandoffScene(shop)
        await handoff(scene)
        await live.ends(signal.SIGTERM)
        return scene.lines
