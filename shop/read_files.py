"""ReadFiles: what each template file was found to hold, so that an edit of one file reads that one alone.

It keeps the last reading of each name, whatever the folder: copies of a shop are read once.
Refuses to judge: whether the shop can use what a file holds is the loader's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import strict_yaml
from strict_yaml import Document


@dataclass(frozen=True, slots=True)
class ReadFile:
    """``digest`` tells one content from another: a remark in the ``text`` makes no other one."""

    text: str
    document: Document
    digest: bytes


class ReadFiles:
    """The last readings; one for the whole process, since a text means the same to everybody."""

    def __init__(self) -> None:
        self._last: dict[str, ReadFile] = {}

    def read(self, text: str, name: str) -> ReadFile:
        """What ``text`` holds; ``name`` is what messages call its file. Raises YamlMistake."""
        last = self._last.get(name)
        if last is None or last.text != text:
            document = strict_yaml.parse(text, name)
            digest = sha256(f"{name}\0{document.data!r}".encode()).digest()
            last = self._last[name] = ReadFile(text, document, digest)
        return last
