"""A slip of the owner's: one edit of one template file, and what must be read about it.

Refuses to edit where the text to be replaced is not found: the test would show nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from shop import loader
from shop.loader import CatalogueMistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One edit of one file: ``find`` (a pattern, found once or more) becomes ``put`` at its first place.

    ``at`` is found in the edited file where the mistake stands; None where it is one of the file as a whole.
    """

    file: str
    find: str
    put: str
    at: str | None
    says: tuple[str, ...]

    @contextmanager
    def made(self, folder: Path) -> Iterator[str]:
        """The edit for a while: gives how a message about it must begin, and mends the file."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        try:
            yield self.make(folder)
        finally:
            path.write_text(text, encoding="utf-8")

    def make(self, folder: Path) -> str:
        """Edit the file; returns how a message about it must begin."""
        path = folder / self.file
        text, edits = re.subn(self.find, self.put, path.read_text(encoding="utf-8"), count=1)
        assert edits == 1, f"{self.find} does not stand in {self.file}"
        path.write_text(text, encoding="utf-8")
        if self.at is None:
            return f"{self.file} line "
        found = re.search(self.at, text)
        assert found, f"{self.at} does not stand in the edited {self.file}"
        return f"{self.file} line {text.count(chr(10), 0, found.start()) + 1}: "


def mistakes_of(folder: Path) -> tuple[str, ...]:
    """What the owner reads about a folder that cannot be used."""
    with pytest.raises(CatalogueMistakes) as told:
        loader.load(folder)
    return told.value.mistakes
