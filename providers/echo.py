"""Echo: words running that an answer shares with another text.

It reads texts that plain_text.fold has folded. Refuses to count names: everybody has to repeat those.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

RUN = 6
_WORD = re.compile(r"[^\W_\u0900-\u097f]+|[\u0900-\u0963\u0966-\u097f]+")


def words(text: str, names: Collection[str] = ()) -> list[str]:
    """The words of a folded text, without names and numbers."""
    return [word for word in _WORD.findall(text) if word not in names and not word.isdecimal()]


def shared_runs(said: Sequence[str], source: Sequence[str]) -> set[tuple[str, ...]]:
    """The runs of RUN words that stand in both."""
    return runs(said) & runs(source)


def runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Every run of RUN words."""
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
