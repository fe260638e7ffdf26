"""Doubts: which questions a turn shows to be unanswered or badly answered, as the steps that note them for the owner.

Nobody understood it; the customer says "that's not what I asked", or 👎; the customer asks the same once more.
Refuses to note what is nobody's question (courtesies, abuse, spam), what belongs to one customer (numbers, addresses),
and what means nothing without the turn before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.delivery import card_numbers, sent_parts
from handlers.delivery.message import Message
from handlers.owner.desk import OwnerDesk
from handlers.owner.unanswered import Asked, Reason
from handlers.talk.current_shop import Shop
from handlers.talk.memory import Remembered
from providers import rules
from providers.answer import Answer
from providers.masking import mask
from providers.prompt import Utterance
from shop.language import words_of
from shop.slots import Slots
from shop.topic_items import QUOTING
from shop.understanding import Understanding
from storage.database import Step
from storage.reader import Reader

GOOD, BAD = "👍", "👎"
# A thumb on these says nothing: it is the press of a button below an answer, or a mark on it.
SILENT_KINDS = ("button", "reaction")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")

MOST_CHARACTERS = 250
NOBODYS = frozenset(
    "abuse spam injection crisis opt_out privacy greeting thanks ack goodbye smalltalk praise language".split()
)
# "Mera naam Asha hai".
HIS_NAME = frozenset({"i", "name"})
NEVER_SAID = frozenset({"abuse", "spam", "injection", "crisis"})
LEAST_IN_COMMON = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a thumb came to: ``text`` is what is said to it ("" for nothing), ``steps`` are stored with it."""

    text: str
    language: str
    steps: tuple[Step[Any], ...] = ()
    is_bad: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """A customer's turn with its answer, and what was said ``before`` it."""

    chat: str
    text: str
    understanding: Understanding
    answer: Answer
    before: Remembered


class Doubts:
    """Judges turns with the shop of that turn; what is noted goes to the owner's ``desk``."""

    def __init__(self, database: Reader, desk: OwnerDesk) -> None:
        self._database = database
        self._desk = desk

    async def verdict(self, message: Message, before: Remembered, shop: Shop, now_ms: int) -> Verdict | None:
        """What comes of a message that is nothing but a thumb; None for every other one. Raises StorageError."""
        thumb = _SKIN.sub("", message.text).strip()
        is_silent = message.kind in SILENT_KINDS
        if thumb not in (BAD, BAD * 2, BAD * 3) and not (thumb == GOOD and is_silent):
            return None
        asked = await sent_parts.asked_before(self._database, message) or _last_question(before.turns)
        language = before.slots.language_wish or before.slots.language or "en"
        noted = _asked(message.chat, asked, "said no", shop, now_ms) if asked else None
        if thumb == GOOD:
            steps = () if noted is None else (self._desk.take_back(noted),)
            return Verdict("", language, steps, is_bad=False)
        said = "" if message.kind == "reaction" else shop.catalogue.wording.not_helpful.in_(language)
        return Verdict(said, language, () if noted is None else (self._desk.note(noted, now_ms),))

    def noted(self, turn: Judged, shop: Shop, now_ms: int) -> list[Step[Any]]:
        """The steps that note what an answered turn shows: at most one."""
        chat, answer = turn.chat, turn.answer
        earlier = [said.text for said in turn.before.turns if said.said_by == "customer"]
        asked: Asked | None = None
        if _says_no(turn, shop):
            asked = _asked(chat, earlier[-1], "said no", shop, now_ms) if earlier else None
        elif answer.tier == rules.NAME and _is_not_understood(turn, shop):
            asked = _asked(chat, turn.text, "not understood", shop, now_ms)
        elif not answer.handoff and _asks_again(turn, earlier, shop):
            asked = _asked(chat, turn.text, "asked again", shop, now_ms)
        return [] if asked is None else [self._desk.note(asked, now_ms)]


def _is_not_understood(turn: Judged, shop: Shop) -> bool:
    """Whether the rules answered what nobody understood: they asked back, or went by the few words that they knew."""
    intents, entities = {topic.intent for topic in turn.understanding.topics}, turn.understanding.entities
    if intents == {"unclear"}:
        return True
    if turn.answer.handoff or entities is None or not intents.isdisjoint(QUOTING):
        return False
    return shop.understander.is_guess(turn.text, entities)


def _says_no(turn: Judged, shop: Shop) -> bool:
    """Whether a message finds the last answer wrong; a bare "no" does where that answer asked nothing."""
    entities, said = turn.understanding.entities, turn.before.turns[-1:]
    if entities is None:
        return False
    asks_nothing = turn.before.slots.asked is None and all("?" not in last.text for last in said)
    return shop.understander.rejects(entities) or (set(entities.meanings) == {"not"} and asks_nothing)


def _asks_again(turn: Judged, earlier: Sequence[str], shop: Shop) -> bool:
    """Whether a message asks nearly what the chat asked before; figures are asked for again for many reasons."""
    if all(topic.intent in QUOTING for topic in turn.understanding.topics):
        return False
    words, content = set(words_of(turn.text)), shop.understander.pinned.content
    for other in earlier:
        others = set(words_of(other))
        # Counting words comes first: reading what they ask takes its time.
        is_near = len(words & others) >= LEAST_IN_COMMON * len(words | others)
        if is_near and content(turn.text).is_like(content(other)):
            return True
    return False


def _asked(chat: str, text: str, reason: Reason, shop: Shop, now_ms: int) -> Asked | None:
    """The question of ``text``, where it is one that an answer could be taught to."""
    text = " ".join(text.split())
    if len(text) > MOST_CHARACTERS or text.startswith("/") or card_numbers.MASK in text or mask(text) != text:
        return None
    understander = shop.understander
    alone = understander.understand(text, Slots(), now_ms)
    said = set(understander.meanings(text))
    if NOBODYS & {topic.intent for topic in alone.topics} or NEVER_SAID & said or said >= HIS_NAME:
        return None
    if understander.leans_back(text):
        return None
    content = understander.pinned.content(text)
    if not any(len(word) > 2 and word[0].isalpha() for word in content.words):
        return None
    return Asked(
        form=json.dumps(content.form, default=str, ensure_ascii=False),
        chat=chat,
        text=text,
        language=alone.language,
        reason=reason,
        is_disliked=alone.pinned is not None,
    )


def _last_question(turns: Sequence[Utterance]) -> str:
    return next((turn.text for turn in reversed(turns) if turn.said_by == "customer"), "")
