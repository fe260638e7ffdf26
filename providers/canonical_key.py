"""CanonicalKey: the one name under which the answer to a question is stored, for everybody who asks the same.

Two questions share it only where text, understanding, language of the reply, catalogue and prompt say the same.
Refuses a key to whatever belongs to one customer or one moment (shareable.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from providers.answer import Question
from providers.canonical_form import canonical_form
from providers.canonical_words import CanonicalWords
from providers.prompt_writer import PROMPT_VERSION
from providers.same_words import SAME_WORDS_VERSION
from providers.shareable import Shareable
from shop.catalogue import Catalogue
from shop.understanding import Understanding


class CanonicalKey:
    """Keys for one version of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._version = (catalogue.version, PROMPT_VERSION, SAME_WORDS_VERSION)
        self._words = CanonicalWords(catalogue)
        self._shareable = Shareable(catalogue)

    def of(self, question: Question) -> str | None:
        """64 hexadecimal digits, or None where the answer may be nobody else's."""
        entities = question.understanding.entities
        if entities is None or not self._shareable.may_share(question):
            return None
        form = canonical_form(self._words.read(entities), self._words.things)
        if len(form) == 1:
            return None
        said = repr((*self._version, _answered_from(question.understanding), form))
        return hashlib.sha256(said.encode()).hexdigest()


def _answered_from(understanding: Understanding) -> tuple[object, ...]:
    """All that an answer depends on, but for the "how" that the form tells already."""
    topics = tuple(replace(topic, asks_how=False) for topic in understanding.topics)
    return replace(understanding, topics=topics).answered_from
