"""Files that did not change are not read again, and nobody is told what a file held before."""

from __future__ import annotations

import pytest

from shop.read_files import ReadFiles
from strict_yaml import YamlMistake

TEXT = "price: 40\n"


def test_a_text_is_read_once() -> None:
    """The same text under the same name is the same reading; another text or another name makes another one."""
    files = ReadFiles()
    first = files.read(TEXT, "mug.yaml")
    assert files.read("".join(TEXT), "mug.yaml") is first
    assert files.read("price: 41\n", "mug.yaml").document.data == {"price": "41"}
    assert files.read(TEXT, "pen.yaml").document.where(["price"]) == "pen.yaml line 1"
    assert files.read(TEXT, "mug.yaml").document.data == {"price": "40"}


def test_a_remark_makes_no_other_content() -> None:
    """The digest follows what is held, and under which name; the lines follow the text."""
    files = ReadFiles()
    first, remarked = files.read(TEXT, "mug.yaml"), files.read(f"# cheap\n{TEXT}", "mug.yaml")
    assert remarked.digest == first.digest
    assert remarked.document.where(["price"]) == "mug.yaml line 2"
    assert files.read(TEXT, "pen.yaml").digest != first.digest


def test_a_broken_text_is_told_each_time() -> None:
    """A mistake is no reading: it is found again, and what stood there before is still known."""
    files = ReadFiles()
    first = files.read(TEXT, "mug.yaml")
    for _ in range(2):
        with pytest.raises(YamlMistake):
            files.read("price: [\n", "mug.yaml")
    assert files.read(TEXT, "mug.yaml") is first
