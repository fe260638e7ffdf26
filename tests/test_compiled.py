"""What is worked out from the templates is kept beside them, and never matters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shop import compiled

MADE = {"rows": [1, 2], "places": {"पेन": b"\x01\x00"}}


class Work:
    """Counts how often it was done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, Any]:
        self.times += 1
        return MADE


def test_it_is_worked_out_once_for_a_version(tmp_path: Path) -> None:
    """Another version is worked out anew and takes the place of the first."""
    work = Work()
    assert [compiled.kept(tmp_path, "phrases", "one", work) for _ in range(2)] == [MADE, MADE]
    assert work.times == 1
    compiled.kept(tmp_path, "phrases", "two", work)
    assert work.times == 2
    assert [path.name.split("-")[1] for path in tmp_path.iterdir()] == ["two"]


@pytest.mark.parametrize("damage", [b"", b"no marshal", b"\xe9\x01"])
def test_a_damaged_file_is_worked_out_anew(tmp_path: Path, damage: bytes) -> None:
    """Cut short, overwritten, or holding something else."""
    work = Work()
    compiled.kept(tmp_path, "phrases", "one", work)
    next(tmp_path.iterdir()).write_bytes(damage)
    assert compiled.kept(tmp_path, "phrases", "one", work) == MADE
    assert work.times == 2


def test_a_folder_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    in_its_place = tmp_path / "taken"
    in_its_place.write_text("a file")
    assert compiled.kept(in_its_place, "phrases", "one", Work()) == MADE


def test_what_fails_is_not_kept(tmp_path: Path) -> None:
    """The next one tries again."""

    def fails() -> dict[str, Any]:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        compiled.kept(tmp_path, "phrases", "one", fails)
    assert compiled.kept(tmp_path, "phrases", "one", Work()) == MADE


def test_only_what_is_new_is_worked_out(tmp_path: Path) -> None:
    """An edit of one example costs one reading; what nobody wants any more goes."""
    done: list[str] = []

    def read(text: str) -> list[str]:
        done.append(text)
        return text.split()

    compiled.kept_for(tmp_path, "readings", "one", ["a b", "c"], read)
    found = compiled.kept_for(tmp_path, "readings", "one", ["c", "d"], read)
    assert (done, found) == (["a b", "c", "d"], {"c": ["c"], "d": ["d"]})
    compiled.kept_for(tmp_path, "readings", "one", ["a b"], read)
    assert done == ["a b", "c", "d", "a b"]
