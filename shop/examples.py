"""Examples: what customers say, by intent; read only when an index of them is to be made.

They are most of what the templates hold, and no answer needs them. Refuses to change: another folder has others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256

Texts = Mapping[str, Sequence[str]]


class Examples:
    """``digest`` tells one content from another; ``load`` returns the examples of each intent and is called once."""

    def __init__(self, digest: str, load: Callable[[], Texts]) -> None:
        self.digest = digest
        self._load = load

    @cached_property
    def by_intent(self) -> Texts:
        """The examples of each intent, in the order of the files' names."""
        return self._load()


def digest_of(texts: Texts) -> str:
    """A digest of all examples and whose they are."""
    return sha256(repr([(intent, *examples) for intent, examples in texts.items()]).encode()).hexdigest()[:16]
