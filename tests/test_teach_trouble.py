"""What may go wrong while an answer is saved: another owner, a hand edit, a kill, a disk. Nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop import loader
from tests.teach_peers import OWNER, PARTNER, TeachingShop, teaching_shop

QUESTION, OTHER = "kya aap plantable seed card dete ho", "do you have falconry lessons"
BY_HAND = """\
# mine
pinned:
  # about stalls
  - questions: [do you come to school stalls]
    answer: Please call us.
"""


async def drafted(shop: TeachingShop) -> None:
    """Two questions wait, and an answer to the first is looked at as number 1."""
    await shop.say("ask:1", QUESTION)
    await shop.say("ask:2", OTHER)
    assert "Save it?" in await shop.hears("/answer 1 Yes.")


async def test_two_owners_answer_the_same_question(tmp_path: Path, templates_copy: Path) -> None:
    """The second to save is shown what stands there by then, and replaces it only by saving once more."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await drafted(shop)
        await shop.hears("/answer 1 No.", PARTNER)
        assert "in effect" in await shop.hears("/save 1")
        told = await shop.hears("/save 2", PARTNER)
        assert told.startswith('Somebody has answered this meanwhile, with "Yes."')
        assert (await shop.say("ask:3", QUESTION)).text == "Yes."
        assert "in effect" in await shop.hears("yes", PARTNER)
        assert (await shop.say("ask:3", QUESTION)).text == "No."
        await shop.hears("/undo")
        assert (await shop.say("ask:3", QUESTION)).text == "Yes."


async def test_a_kill_before_the_reply_is_stored_saves_once(tmp_path: Path, templates_copy: Path) -> None:
    """The same message comes again after the restart: the answer stands once, and the owner is told so."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await drafted(shop)
        assert await shop.unstored("/save 1") is not None
        before = shop.pinned
    async with teaching_shop(tmp_path, templates_copy) as shop:
        again = await shop.unstored("/save 1")
        assert again is not None
        assert "in effect" in again.text
        assert shop.pinned == before
        assert "falconry" in await shop.hears("/unanswered")
        assert "plantable" not in await shop.hears("/unanswered")


async def test_a_kill_before_the_reply_is_stored_takes_back_once(tmp_path: Path, templates_copy: Path) -> None:
    """The same /undo, come again, takes back no second answer; another one does."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await drafted(shop)
        await shop.hears("/save 1")
        await shop.teach(2, "Not yet.")
        for _ in range(2):
            told = await shop.unstored("/undo", number="7")
            assert told is not None
            assert '"Not yet."' in told.text
        assert (await shop.say("ask:3", QUESTION)).text == "Yes."
        told = await shop.unstored("/undo", number="8")
        assert told is not None
        assert '"Yes."' in told.text
        assert "questions" not in shop.pinned.partition("pinned:")[2]


async def test_what_was_written_by_hand_stays(tmp_path: Path, templates_copy: Path) -> None:
    """Comments and answers that the owner typed meanwhile stand as they were, before and after /undo."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await drafted(shop)
        (templates_copy / "pinned.yaml").write_text(BY_HAND, encoding="utf-8")
        assert "in effect" in await shop.hears("yes")
        assert shop.pinned.startswith(BY_HAND)
        assert (await shop.say("ask:3", "do you come to school stalls?")).text == "Please call us."
        assert "Taken back" in await shop.hears("/undo")
        assert shop.pinned == BY_HAND
        assert "nothing to take back" in await shop.hears("/undo")


async def test_a_hand_edit_to_the_same_question_is_seen_first(tmp_path: Path, templates_copy: Path) -> None:
    """An answer that was typed into the file after the preview is not overwritten unseen."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await drafted(shop)
        by_hand = f"pinned:\n  - questions: [{QUESTION}]\n    answer: By hand.\n"
        (templates_copy / "pinned.yaml").write_text(by_hand, encoding="utf-8")
        assert '"By hand."' in await shop.hears("yes")
        assert shop.pinned == by_hand


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("pinned.yaml", "pinned:\n  - questions: [a\n", "pinned.yaml line"),
        ("pinned.yaml", "pinned: yes\n", "every answer needs its questions"),
        ("pinned.yaml", "pinned:\n  - questions: [x y z]\n", 'needs "pinned.1.answer"'),
        ("menu.yaml", "help: 1\n", "menu.yaml line"),
    ],
)
async def test_a_file_that_is_broken_by_hand_is_left_alone(
    tmp_path: Path, templates_copy: Path, file: str, text: str, told: str
) -> None:
    """The owner reads which file and line; nothing is written, and the preview can be saved once it is mended."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await drafted(shop)
        path = templates_copy / file
        before = path.read_text(encoding="utf-8") if path.exists() else None
        path.write_text(text, encoding="utf-8")
        heard = await shop.hears("yes")
        assert told in heard
        assert "try once more" in heard
        assert path.read_text(encoding="utf-8") == text
        assert (templates_copy / "pinned.yaml").exists() == (file == "pinned.yaml")
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
        assert "in effect" in await shop.hears("/save 1")


@pytest.mark.parametrize("is_full", [True, False])
async def test_a_file_that_cannot_be_written(tmp_path: Path, templates_copy: Path, *, is_full: bool) -> None:
    """A full disk, or a folder in the way: plain words, the old file whole, nothing left behind, saved later."""
    beside = templates_copy / ".pinned.yaml.tmp"
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await drafted(shop)
        await shop.hears("/save 1")
        before = shop.pinned
        await shop.hears("/answer 2 Not yet.")
        if is_full:
            beside.symlink_to("/dev/full")
        else:
            beside.mkdir()
        heard = await shop.hears("/save 2")
        assert "pinned.yaml cannot be written" in heard
        assert "Nothing has changed" in heard
        assert shop.pinned == before
        if not is_full:
            beside.rmdir()
        assert not beside.is_symlink()
        assert "in effect" in await shop.hears("/save 2", OWNER)


async def test_flow_style_is_written_anew_with_a_copy_of_the_old(tmp_path: Path, templates_copy: Path) -> None:
    """A list in brackets cannot be added to in place: it is written line by line, and its comments stand in a copy."""
    old = "# top\npinned: [{questions: [do you come to school stalls], # inside\n  answer: Please call us.}]\n"
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await drafted(shop)
        (templates_copy / "pinned.yaml").write_text(old, encoding="utf-8")
        assert "in effect" in await shop.hears("yes")
        assert shop.pinned.startswith("# top\npinned:\n  - questions:\n      - do you come to school stalls\n")
        assert (templates_copy / "pinned.yaml.bak").read_text(encoding="utf-8") == old
    assert len(loader.load(templates_copy).pinned) == len(loader.load(Path("templates")).pinned) + 2
