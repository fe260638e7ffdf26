"""CanonicalKey: the one name under which the answer to a question is stored, for everybody who asks the same.

Two questions share it only where text, understanding, language of the reply, catalogue and prompt say the same.
Refuses a key to whatever belongs to one customer or one moment (shareable.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from operator import attrgetter

from providers.answer import Question
from providers.canonical_form import canonical_form
from providers.canonical_words import CanonicalWords
from providers.prompt_rules import PROMPT_VERSION
from providers.same_words import SAME_WORDS_VERSION
from providers.shareable import Shareable
from shop.catalogue import Catalogue
from shop.topic import Topic
from shop.understanding import Understanding

_ALL_BUT_HOW = attrgetter(*(field.name for field in fields(Topic) if field.name != "asks_how"))


class CanonicalKey:
    """Keys for one version of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._version = repr((catalogue.version, PROMPT_VERSION, SAME_WORDS_VERSION))
        self._words = CanonicalWords(catalogue)
        self._shareable = Shareable(catalogue)

    def of(self, question: Question) -> str | None:
        """64 hexadecimal digits, or None where the answer may be nobody else's."""
        entities = question.understanding.entities
        if entities is None or not self._shareable.may_share(question):
            return None
        words = self._words.read(entities)
        form = canonical_form(words, self._words.things, is_english=question.understanding.language == "en")
        if len(form) == 1:
            return None
        said = f"{self._version}{(*_answered_from(question.understanding), form)}"
        return hashlib.sha256(said.encode()).hexdigest()


def _answered_from(understanding: Understanding) -> tuple[object, ...]:
    """All that an answer depends on, but for the "how" that the form tells already."""
    return (*map(_ALL_BUT_HOW, understanding.topics), *understanding.answered_from[1:])
