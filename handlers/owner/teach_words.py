"""TeachWords: what an owner who teaches answers is told.

Refuses to blame: each says what stands, and what to send next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.owner.drafts import Entry
from handlers.owner.lesson import NAMES
from handlers.owner.preview import quoted
from handlers.owner.unanswered import OpenQuestion

MOST_LISTED = 10
NOTHING_OPEN = "No question waits for an answer of yours. Those that the bot cannot answer well are listed here."
HOW_TO_ANSWER = (
    "To teach an answer, reply with the number and the answer: {number} Yes, we do. "
    "Not needed: /forget_question {number}"
)
WHICH = "Which question? Begin with its number, as /unanswered shows it: /answer 2 Yes, we do."
NO_SUCH = "There is no question {number} on the list any more. /unanswered shows those that wait."
FORGOTTEN = "Question {number} is off the list: {question}. It does not come back."
NO_DRAFT = "That preview is too old to be saved. Send the answer once more: /answer 2 Yes, we do."
DISCARDED = "Discarded; nothing has changed. Question {numbers} is still on /unanswered."
WAS_DISCARDED = "That answer was discarded. To have it after all, send it once more."
WAS_TAKEN_BACK = "That answer was saved and is taken back. To have it again, send it once more."
SAVED_BEFORE = "It was saved before. /undo takes back the latest answer that was saved."
ALREADY = "It is saved already, and in effect."
SAVED = "Saved, and in effect: whoever asks {question} reads it from now on. /undo takes it back."
SAVED_ONLY = (
    "It stands in templates/pinned.yaml, but is not in effect yet, because the templates hold a mistake. Mend it, and "
    "it takes effect by itself:\n{mistakes}"
)
NOTHING_TAUGHT = "No answer was taught in a chat, so there is nothing to take back."
UNDONE = "Taken back: {question} no longer gets the answer {answer}. One more /undo takes back the one before."
UNDONE_ONLY = (
    "It is taken out of templates/pinned.yaml, but is still in effect, because the templates hold a mistake. Mend it:\n"
    "{mistakes}"
)
RESTORED = "The answer that stood there before is in effect again."
SOMEBODY_ELSE = (
    "Somebody has answered this meanwhile, with {answer}. Nothing of yours is saved yet; look once more:\n\n{preview}"
)
MANY_ASK = (
    "{customers} customers have asked what the bot cannot answer well: {question}. To teach it, reply to this message "
    'with the answer. Not needed? Reply "not needed".'
)
MISTAKES = "It cannot be used as it stands:\n{mistakes}\nSend the answer once more."
PINNED_ALREADY = "It cannot be saved beside an answer of your own: {mistakes}. Change the answer there."
NOT_NEEDED = frozenset(
    {"not needed", "not required", "no need", "skip", "forget", "nahi chahiye", "zarurat nahi", "ज़रूरत नहीं"}
)
YES = frozenset({"yes", "y", "save", "ok", "okay", "haan", "han", "haan ji", "ji", "yes save", "हाँ", "हां", "👍"})
NO = frozenset({"no", "n", "discard", "nahi", "nahin", "na", "cancel", "नहीं", "👎"})


def listed(questions: Sequence[OpenQuestion], now_ms: int, zone: ZoneInfo) -> str:
    """The list as an owner reads it."""
    if not questions:
        return NOTHING_OPEN
    count = len(questions)
    top = "1 question waits for an answer:" if count == 1 else f"{count} questions wait for an answer:"
    lines = [_line(question, now_ms, zone) for question in questions[:MOST_LISTED]]
    if count > MOST_LISTED:
        lines.append(f"and {count - MOST_LISTED} more, asked by fewer")
    return "\n".join([top, *lines, "", HOW_TO_ANSWER.format(number=questions[0].id)])


def detailed(question: OpenQuestion, now_ms: int, zone: ZoneInfo) -> str:
    """One question with all its wordings."""
    wordings = [quoted(text) for text in question.texts[1:6]]
    also = ["Also asked like this:", *wordings] if wordings else []
    how = f"Reply to this message with the answer. Not needed: /forget_question {question.id}"
    return "\n".join([_line(question, now_ms, zone), *also, "", how])


def taught(entries: Sequence[Entry]) -> str:
    """The answers that stand in the file, the latest first."""
    if not entries:
        return "No answer has been taught yet. /unanswered lists the questions that wait for one."
    lines = [
        f"{quoted(entry['questions'][0])} -> {quoted(answer_of(entry))}" + _when(entry)
        for entry in list(entries)[::-1][:MOST_LISTED]
    ]
    more = [f"and {len(entries) - MOST_LISTED} more"] if len(entries) > MOST_LISTED else []
    return "\n".join([*lines, *more, "", "All of them stand in templates/pinned.yaml. /undo takes back the latest."])


def answer_of(entry: Entry) -> str:
    """An entry's answer in the first of its languages."""
    answer: Any = entry["answer"]
    return str(next(iter(answer.values()), "")) if isinstance(answer, dict) else str(answer)


def _line(question: OpenQuestion, now_ms: int, zone: ZoneInfo) -> str:
    times = "once" if question.times == 1 else f"{question.times} times"
    by = f" by {question.customers} customers" if question.customers > 1 else ""
    language = next((name for key, name in NAMES.items() if key == question.language), question.language)
    why = "" if question.reason == "not understood" else f", {question.reason}"
    if question.is_disliked:
        why = ", its saved answer was not liked"
    day = _day(question.last_at_ms, now_ms, zone)
    return f"{question.id}. {quoted(question.texts[0])}: {times}{by}, {language}, {day}{why}"


def _day(at_ms: int, now_ms: int, zone: ZoneInfo) -> str:
    at, now = (datetime.fromtimestamp(ms / 1000, zone) for ms in (at_ms, now_ms))
    return f"today {at:%H:%M}" if at.date() == now.date() else f"{at:%d %b}"


def _when(entry: Entry) -> str:
    return f" ({entry['taught_on'][:10]})" if entry.get("taught_on") else ""
