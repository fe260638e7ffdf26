"""The owner's folder: which files count, which lie in the wrong place, drafts, and answers pinned in a second file.

Refuses the real folder: each test edits a copy.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from shop import loader
from shop.slots import Slots
from shop.template_folder import TemplateFolder
from shop.understanding import Understander
from tests.slip import mistakes_of

TAUGHT = """\
pinned:
  - questions: [do you engrave horoscopes]
    answer: {en: "No, sorry.", hinglish: "Nahi ji.", hi: "जी नहीं।"}
"""


@pytest.mark.parametrize(
    "name",
    [
        *("products/.metal-pen.yaml.swp", "products/metal-pen.yaml~", "products/#metal-pen.yaml#", "products/4913"),
        *("products/metal-pen.yaml.bak", "products/metal-pen.yaml.tmp", "products/sedA1b2C3", "intents/Thumbs.db"),
        *("products/metal-pen.yaml___jb_tmp___", "products/.DS_Store", "intents/.goutputstream-X1", ".hidden.yaml"),
        *("README.txt", "shop.yaml~", "logo.png"),
    ],
)
def test_what_editors_leave_behind_does_not_count(templates_to_mend: Path, name: str) -> None:
    """A backup or a temporary file is neither read nor told, and changes nothing that is watched."""
    folder, path = TemplateFolder(templates_to_mend), templates_to_mend / name
    before = folder.snapshot()
    path.write_text("half a fi", encoding="utf-8")
    try:
        assert loader.load(templates_to_mend).products
        if name not in ("README.txt", "logo.png"):
            assert folder.snapshot() == before
    finally:
        path.unlink()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("products/mug.yml", "products/mug.yml: is not read; name it mug.yaml"),
        ("products/mug.yaml.txt", "products/mug.yaml.txt: is not read; name it mug.yaml"),
        ("products/mug", "products/mug: is not read; name it mug.yaml"),
        ("products/mug.jpg", "products/mug.jpg: is not read; move it out of products/, where every file is"),
        ("products/mugs/mug.yaml", "products/mugs: is a folder, and what lies in it is not read; move its files into"),
        ("product/mug.yaml", "product/: this folder is not read; did you mean products/?"),
        ("old/mug.yaml", "old/: this folder is not read; files are read from products/ and intents/"),
        ("mug.yaml", "mug.yaml: is not read here; move a product into products/, an intent into intents/"),
        ("word.yaml", "word.yaml: is not read here; did you mean words.yaml?"),
        ("Shop.yml", "Shop.yml: is not read; name it shop.yaml"),
    ],
)
def test_a_file_in_the_wrong_place_is_told(templates_to_mend: Path, name: str, told: str) -> None:
    """What the owner may have meant to be read, and is not, is told with where it belongs."""
    path = templates_to_mend / name
    made = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    path.write_text("id: mug\n", encoding="utf-8")
    try:
        (mistake,) = mistakes_of(templates_to_mend)
        assert mistake.startswith(told)
    finally:
        path.unlink()
        if made:
            path.parent.rmdir()


def test_a_snapshot_tells_every_kind_of_change(templates_copy: Path) -> None:
    """Writing, renaming over, adding, removing, a right: each makes another snapshot, and looking makes none."""
    folder, path = TemplateFolder(templates_copy), templates_copy / "products/metal-pen.yaml"
    seen = [folder.snapshot()]
    assert folder.snapshot() == seen[0]
    path.write_text(path.read_text(encoding="utf-8") + "#", encoding="utf-8")
    seen.append(folder.snapshot())
    same = path.stat()
    other = templates_copy / "products/.new"
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(same.st_atime_ns, same.st_mtime_ns))
    other.replace(path)
    seen.append(folder.snapshot())
    path.chmod(0o600)
    seen.append(folder.snapshot())
    path.unlink()
    seen.append(folder.snapshot())
    path.symlink_to("nowhere")
    seen.append(folder.snapshot())
    assert len(set(seen)) == len(seen)


def test_a_folder_that_is_not_there_has_a_snapshot(tmp_path: Path) -> None:
    """A folder that vanished is another state of it, not a crash."""
    folder = TemplateFolder(tmp_path / "templates")
    gone = folder.snapshot()
    (tmp_path / "templates").mkdir()
    assert folder.snapshot() != gone
    assert mistakes_of(tmp_path / "none")[0].startswith("shop.yaml: ")


def test_a_draft_is_no_part_of_the_shop(templates_copy: Path) -> None:
    """A product's file that says `draft: yes` is not sold, whatever it lacks; without that line it must be whole."""
    version = loader.load(templates_copy).version
    path = templates_copy / "products/lamp.yaml"
    path.write_text("id: lamp\ndraft: yes\nprices:\n\t- what\n", encoding="utf-8")
    catalogue = loader.load(templates_copy)
    assert "lamp" not in catalogue.products
    assert catalogue.version == version
    path.write_text("id: lamp\ndraft: no\n", encoding="utf-8")
    assert all(mistake.startswith("products/lamp.yaml line 1: needs") for mistake in mistakes_of(templates_copy))


def test_a_shop_without_products_is_told_why(templates_copy: Path) -> None:
    """Drafts alone, a file in the folder's place, no folder: each has its own sentence."""
    products = templates_copy / "products"
    for path in products.iterdir():
        path.write_text("draft: yes\n", encoding="utf-8")
    assert mistakes_of(templates_copy)[0].startswith("products/: holds drafts alone; take the line with draft: yes out")
    products.rename(templates_copy / ".away")
    assert mistakes_of(templates_copy)[0].startswith("products/: is not there; make this folder")
    products.write_text("", encoding="utf-8")
    assert mistakes_of(templates_copy)[0].startswith("products/: cannot be read (")


def test_taught_answers_stand_behind_the_owners_own(templates_copy: Path) -> None:
    """pinned.yaml adds answers, one phrasing each being enough, and makes another version of the catalogue."""
    before = loader.load(templates_copy)
    (templates_copy / "pinned.yaml").write_text(TAUGHT, encoding="utf-8")
    after = loader.load(templates_copy)
    assert after.pinned[: len(before.pinned)] == before.pinned
    assert after.version != before.version
    understood = Understander(after).understand("Do you engrave horoscopes?", Slots(), 0)
    assert understood.pinned == len(before.pinned)
    assert after.pinned[-1].answer.hi == "जी नहीं।"


@pytest.mark.parametrize("text", ["", "# nothing\n", "pinned:\n", "pinned: []\n"])
def test_the_file_of_taught_answers_may_be_empty(templates_to_mend: Path, text: str) -> None:
    """A file from which the last answer was taken back is no mistake."""
    path = templates_to_mend / "pinned.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        assert loader.load(templates_to_mend).pinned
    finally:
        path.unlink()


def test_mistakes_in_taught_answers_name_their_own_file(templates_copy: Path) -> None:
    """An unknown slot, and a question that shop.yaml answers already, are told in pinned.yaml's lines."""
    owners = loader.load(templates_copy).pinned[0].questions[0]
    path = templates_copy / "pinned.yaml"
    path.write_text(TAUGHT.replace("No, sorry.", "Ask <fone>."), encoding="utf-8")
    assert mistakes_of(templates_copy) == ('pinned.yaml line 3: unknown slot "fone"; did you mean "phone"?',)
    path.write_text(TAUGHT.replace("do you engrave horoscopes", owners.upper()), encoding="utf-8")
    (mistake,) = mistakes_of(templates_copy)
    pattern = rf'pinned.yaml line 2: "{re.escape(owners.upper())}" is pinned in shop.yaml line \d+ already; keep one'
    assert re.fullmatch(pattern, mistake)
