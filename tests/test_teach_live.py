"""The owner teaches, as people meet it: the real process with a Telegram on loopback and templates of its own."""

from __future__ import annotations

import signal
from pathlib import Path

from rehearsal.telegram import TelegramServer
from tests.takeover_peers import read
from tests.test_live_telegram import answer, running

OWNER = 99


async def test_a_full_round_in_hinglish(tmp_path: Path, telegram: TelegramServer, templates_copy: Path) -> None:
    """Asked twice, listed, answered by a reply, previewed, saved, found in another spelling, and taken back."""
    environment = {"BOT__TEMPLATES__PATH": str(templates_copy), "BOT__OWNER__TELEGRAM_IDS": f"[{OWNER}]"}
    async with running(tmp_path, telegram, **environment) as live:
        await live.says("Telegram: listening")
        asha, meena, ravi = (telegram.customer(number) for number in (77, 78, OWNER))
        unknown = await answer(asha, "kya aap plantable seed card dete ho")
        await answer(meena, "plantable seed card dete ho kya bhaiya")
        listed = await answer(ravi, "/unanswered")
        assert '"plantable seed card dete ho kya bhaiya": 2 times by 2 customers, Hinglish' in listed
        number = next(line for line in listed.splitlines() if "plantable" in line).partition(".")[0]
        ravi.replies(ravi.shown[-1], f"{number} Ji haan, plantable seed card ₹37 se milte hain.")
        preview = await read(ravi, "Whoever asks this")
        assert "₹37 stands in none of your files" in preview.text
        assert [label for label, _ in preview.buttons] == ["Save", "Discard"]
        ravi.presses_button("Save")
        await read(ravi, "Saved, and in effect")
        said = await answer(asha, "Plantabel seed cards dete ho kya ji?")
        assert said == "Ji haan, plantable seed card ₹37 se milte hain."
        assert "Plantabel" not in (templates_copy / "pinned.yaml").read_text(encoding="utf-8")
        assert "plantable seed card dete" in (templates_copy / "pinned.yaml").read_text(encoding="utf-8")
        assert "plantable" not in await answer(ravi, "/unanswered")
        assert "Taken back" in await answer(ravi, "/undo")
        assert await answer(meena, "kya aap plantable seed card dete ho") == unknown
        assert "plantable" in await answer(ravi, "/unanswered")
        assert await live.ends(signal.SIGTERM) == 0
