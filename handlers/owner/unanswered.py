"""Unanswered: the questions that customers got no answer to, or a bad one, each once, however many asked it.

A question keeps its number; what nobody has asked for six weeks goes, and of too many those that the fewest ask.
Refuses to know who asked: a chat is kept only so that it counts once, and is shown to nobody.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from storage.migrations import Migration

TABLES = """
CREATE TABLE unanswered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    form TEXT NOT NULL UNIQUE,
    last_at_ms INTEGER NOT NULL,
    is_unwanted INTEGER NOT NULL DEFAULT 0 CHECK (is_unwanted IN (0, 1)),
    is_disliked INTEGER NOT NULL DEFAULT 0 CHECK (is_disliked IN (0, 1))
) STRICT;
CREATE TABLE unanswered_askings (
    question_id INTEGER NOT NULL REFERENCES unanswered (id) ON DELETE CASCADE,
    chat TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    reason TEXT NOT NULL,
    times INTEGER NOT NULL DEFAULT 1,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (question_id, chat)
) STRICT;
CREATE INDEX unanswered_askings_of_chat ON unanswered_askings (chat, question_id);
"""
MIGRATIONS = (Migration("owner-004-unanswered", TABLES),)

# Why a question is here: nobody understood it, the customer said that the answer was wrong, or asked once more.
Reason = Literal["not understood", "said no", "asked again"]

MOST_QUESTIONS = 200
MOST_CHATS = 50  # of which one question remembers; the others are counted with the last of them
LIFETIME_MS = 42 * 24 * 3_600_000

# Not in one statement: a question that stands already would use up a number each time.
UPDATE_QUESTION = """
UPDATE unanswered SET last_at_ms = :now_ms, is_disliked = max(is_disliked, :is_disliked) WHERE form = :form
RETURNING id, is_unwanted
"""
INSERT_QUESTION = """
INSERT INTO unanswered (form, last_at_ms, is_disliked) VALUES (:form, :now_ms, :is_disliked) RETURNING id, is_unwanted
"""
# Whoever is told something wrong, and says so, has asked once.
UPSERT_ASKING = """
INSERT INTO unanswered_askings (question_id, chat, text, language, reason, at_ms)
VALUES (:question_id, :chat, :text, :language, :reason, :now_ms)
ON CONFLICT (question_id, chat) DO UPDATE SET times = times + (:reason != 'said no'), reason = :reason, at_ms = :now_ms
"""
DROP_EXPIRED = "DELETE FROM unanswered WHERE last_at_ms < ?"
DROP_RAREST = """
DELETE FROM unanswered WHERE id IN (
    SELECT id FROM unanswered WHERE id != :kept
    ORDER BY (SELECT count(*) FROM unanswered_askings WHERE question_id = id) DESC, last_at_ms DESC
    LIMIT -1 OFFSET :most)
"""
DROP_OLDEST_ASKINGS = """
DELETE FROM unanswered_askings WHERE question_id = :question_id AND chat IN (
    SELECT chat FROM unanswered_askings WHERE question_id = :question_id ORDER BY at_ms DESC LIMIT -1 OFFSET :most)
"""
COUNT_CHATS = "SELECT count(*) FROM unanswered_askings WHERE question_id = ?"
TAKE_BACK_ASKING = """
DELETE FROM unanswered_askings
WHERE chat = :chat AND reason = 'said no' AND question_id = (SELECT id FROM unanswered WHERE form = :form)
"""
DROP_UNASKED = "DELETE FROM unanswered WHERE id NOT IN (SELECT question_id FROM unanswered_askings)"
SELECT_QUESTIONS = """
SELECT id, is_disliked, count(*), sum(times), max(at_ms), json_group_array(json_array(at_ms, text, language, reason))
FROM unanswered JOIN unanswered_askings ON question_id = id
WHERE is_unwanted = 0 AND last_at_ms >= :since_ms
GROUP BY id ORDER BY count(*) DESC, max(at_ms) DESC
"""
COUNT_QUESTIONS = "SELECT count(*) FROM unanswered WHERE is_unwanted = 0 AND last_at_ms >= ?"
MARK_UNWANTED = "UPDATE unanswered SET is_unwanted = 1 WHERE id = ? AND is_unwanted = 0"
MARK_TAUGHT = "UPDATE unanswered SET is_disliked = 0 WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One asking; ``form`` is the same for every wording of the question.

    ``is_disliked`` is true where the answer that was found bad is one that stands in a file for this question.
    """

    form: str
    chat: str
    text: str
    language: str
    reason: Reason
    is_disliked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question of the list: its ``texts`` as customers wrote it, newest first, and when it was asked last (UTC)."""

    id: int
    texts: tuple[str, ...]
    language: str
    reason: str
    customers: int
    times: int
    last_at_ms: int
    is_disliked: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """A question that has just been asked, and how many customers have asked it so far."""

    id: int
    customers: int
    is_unwanted: bool


def count_open(connection: sqlite3.Connection, now_ms: int) -> int:
    """How many questions the list holds."""
    return int(connection.execute(COUNT_QUESTIONS, (now_ms - LIFETIME_MS,)).fetchone()[0])


def note(connection: sqlite3.Connection, asked: Asked, now_ms: int) -> Noted:
    """Inside a write: add an asking."""
    values = {
        "form": asked.form,
        "chat": asked.chat,
        "text": asked.text,
        "language": asked.language,
        "reason": asked.reason,
        "is_disliked": asked.is_disliked,
        "now_ms": now_ms,
    }
    rows = connection.execute(UPDATE_QUESTION, values).fetchall()
    ((question_id, is_unwanted),) = rows or connection.execute(INSERT_QUESTION, values).fetchall()
    connection.execute(UPSERT_ASKING, values | {"question_id": question_id})
    connection.execute(DROP_OLDEST_ASKINGS, {"question_id": question_id, "most": MOST_CHATS})
    connection.execute(DROP_EXPIRED, (now_ms - LIFETIME_MS,))
    connection.execute(DROP_RAREST, {"kept": question_id, "most": MOST_QUESTIONS - 1})
    (customers,) = connection.execute(COUNT_CHATS, (question_id,)).fetchone()
    return Noted(question_id, customers, bool(is_unwanted))


def take_back(connection: sqlite3.Connection, form: str, chat: str) -> None:
    """Inside a write: the chat that found an answer bad now finds it good."""
    connection.execute(TAKE_BACK_ASKING, {"form": form, "chat": chat})
    connection.execute(DROP_UNASKED)


def open_questions(connection: sqlite3.Connection, now_ms: int) -> list[OpenQuestion]:
    """All that is neither unwanted nor too old, what the most customers asked first."""
    rows = connection.execute(SELECT_QUESTIONS, {"since_ms": now_ms - LIFETIME_MS}).fetchall()
    return [_question(*row) for row in rows]


def drop(connection: sqlite3.Connection, question_id: int) -> bool:
    """Inside a write: the owner does not need this question; false where it is not on the list."""
    return connection.execute(MARK_UNWANTED, (question_id,)).rowcount == 1


def mark_taught(connection: sqlite3.Connection, question_ids: Collection[int]) -> None:
    """Inside a write: these questions have a new answer, which nobody has disliked yet."""
    connection.execute(MARK_TAUGHT, (json.dumps(list(question_ids)),))


def _question(  # noqa: PLR0913, PLR0917 - a row of the query above
    question_id: int, is_disliked: int, customers: int, times: int, last_at_ms: int, askings: str
) -> OpenQuestion:
    newest: list[tuple[int, str, str, str]] = sorted(map(tuple, json.loads(askings)), reverse=True)
    _, _, language, reason = newest[0]
    return OpenQuestion(
        id=question_id,
        texts=tuple(_once(text for _, text, _, _ in newest)),
        language=language,
        reason=reason,
        customers=customers,
        times=times,
        last_at_ms=last_at_ms,
        is_disliked=bool(is_disliked),
    )


def _once(texts: Iterable[str]) -> list[str]:
    """Each wording once, capitals and spaces aside."""
    return list({" ".join(text.lower().split()): text for text in reversed(list(texts))}.values())[::-1]
