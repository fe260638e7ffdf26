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


def shares_a_run(said: Sequence[str], source: Sequence[str], allowed: Sequence[str] = ()) -> bool:
    """Whether RUN words in a row stand in both; runs that also stand in ``allowed`` do not count."""
    shared = _runs(said) & _runs(source)
    return bool(shared) and not shared <= _runs(allowed)


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
