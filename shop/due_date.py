"""DueDate: the day by which a customer needs the goods: "by 5 december", "10 din me chahiye", "kal tak", "शुक्रवार तक".

Where a word leaves several days open ("next week"), the last one is meant, so that nobody is called too early.
Refuses days that are not about getting goods: opening hours, past orders, "I will tell you tomorrow".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from shop.calendar_words import MONTHS, WEEKDAYS
from shop.entities import Entities
from shop.number_roles import DAY_OF_MONTH, Number

_TODAY = frozenset({"today", "aaj", "aj", "आज", "tonight"})
_TOMORROW = frozenset({"tomorrow", "kal", "tmrw", "tomorow", "कल"})
_AFTER_TOMORROW = frozenset({"parso", "parson", "parsu", "परसों", "परसो", "परस"})
_DAY = frozenset({"day", "din", "दिन", "दिनों"})
_WEEK = frozenset({"week", "hafte", "hafta", "haftey", "हफ्ते", "हफ्ता", "सप्ताह"})
_HOUR = frozenset({"hour", "hr", "ghante", "ghanta", "घंटे", "घंटा"})
_THIS = frozenset({"this", "is", "isi", "इस", "इसी"})
_NEXT = frozenset({"next", "agle", "agla", "अगले", "अगला", "coming"})
_END = frozenset({"end", "ending", "ant", "aakhir", "akhir", "अंत", "आखिर"})
_MONTH = frozenset({"month", "mahine", "mahina", "महीने", "महीना"})
# Beside a day these say that something must be there by then.
_BY = frozenset(
    "by before within until till latest tak se_pehle pehle pahle तक पहले chahiye chaiye chahie chahye chaie चाहिए need "
    "needed required deliver delivery delivered milega milegi milenge mil मिलेगा मिलेंगे मिल reach pahunch पहुंच want "
    "event function party wedding shaadi shadi शादी meeting conference get arrive".split()
)
_BY_AFTER = frozenset((word,) for word in (*_BY, "ko", "को", "ke", "se"))
# Beside a span of days they make it the time that is left: "in 48 hours", "10 din me".
_WITHIN = frozenset({"in", "within", "me", "mein", "main", "andar", "tak", "में", "अंदर", "तक"})
WISHES = frozenset({"want", "deliver", "get", "urgent", "under", "come", "arrived", "send", "make"})
# With one of these the day belongs to something else, or lies behind.
OTHERWISE = frozenset(
    {"open", "close", "hours", "visit", "call", "tell", "talk", "paid", "old_order", "received", "not_received", "stop"}
    | {"ordered", "pickup", "complain", "broken", "wrong", "refund", "return", "dispatched", "courier", "bye", "cod"}
)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})(?:/(\d{1,2})(?!/)|[/.-](\d{1,2})[/.-](\d{4}|\d{2}))(?![\d/.-])")
_LAST_MONTH = 12
_MOST_DAYS = 400


def due_date(entities: Entities, text: str, today: date) -> date | None:
    """The day by which the goods are needed, ``today`` or later; None where the message names none."""
    if not OTHERWISE.isdisjoint(entities.meanings) and not (
        entities.meanings.count("hours") and entities.with_role("days")
    ):
        return None
    found = next(_days(entities, text, today), None)
    return found if found is not None and (found - today).days <= _MOST_DAYS else None


def _days(entities: Entities, text: str, today: date) -> Iterator[date]:
    """The days that are named, the surest way of naming first."""
    words = entities.words
    about_goods = bool(entities.mentions) or not WISHES.isdisjoint(entities.meanings) or not _BY.isdisjoint(words)
    if about_goods and ("<day>" in words or "/" in words):
        for match in _NUMERIC.finditer(text):
            year = int(match[4]) % 100 + 2000 if match[4] else None
            yield from _dated(int(match[1]), int(match[2] or match[3]), today, year)
    for number in reversed(entities.with_role("date", "days")):
        beside = {*words[max(0, number.start - 2) : number.start], *words[number.end : number.end + 4]}
        if about_goods or not _WITHIN.isdisjoint(beside):
            yield from _numbered(words, number, today)
    # "When will it come if I order today" asks for a day, and sets none.
    asks_days = "days" in entities.meanings and not {"how_much", "how_many"}.isdisjoint(entities.meanings)
    if asks_days or "when" in entities.meanings or (_BY.isdisjoint(words) and WISHES.isdisjoint(entities.meanings)):
        return
    for place, word in enumerate(words):
        yield from _named(words, place, word, today)


def _numbered(words: tuple[str, ...], number: Number, today: date) -> Iterator[date]:
    """As in "25 december", "december 25", "25 tareekh", "10 din me", "within 2 weeks"."""
    count = number.whole
    after = words[number.end : number.end + 2]
    if number.role == "date":
        month = next((MONTHS[word] for word in (*after, *words[number.start - 1 : number.start]) if word in MONTHS), 0)
        if month:
            yield from _dated(count, month, today, None)
        elif after and after[0] in DAY_OF_MONTH:
            yield from _of_this_month(count, today)
        return
    unit = after[0] if after else ""
    since = {"se", "से", "pehle", "ago", "old", "baad"} & set(words[number.end + 1 : number.end + 2])
    if since or "working" in words:
        return
    if unit in _HOUR:
        yield today + timedelta(days=-(-count // 24))
    elif unit in _DAY:
        yield today + timedelta(days=count)
    elif unit in _WEEK:
        yield today + timedelta(days=7 * count)


def _named(words: tuple[str, ...], place: int, word: str, today: date) -> Iterator[date]:
    """As in "today", "kal", "day after tomorrow", "by friday", "next week", "month end"."""
    before = words[place - 1] if place else ""
    if word in _TODAY or (word in _DAY and before == "same"):
        yield today
    elif word in _AFTER_TOMORROW or (word in _TOMORROW and words[max(0, place - 2) : place] == ("day", "after")):
        yield today + timedelta(days=2)
    elif word in _TOMORROW:
        yield today + timedelta(days=1)
    elif word in WEEKDAYS and (before in _BY | _NEXT | _THIS | {"on"} or words[place + 1 : place + 2] in _BY_AFTER):
        yield today + timedelta(days=(WEEKDAYS[word] - today.weekday() - 1) % 7 + 1 + 7 * (before in _NEXT))
    elif word in _WEEK and before in _THIS | _NEXT:
        yield today + timedelta(days=6 - today.weekday() + 7 * (before in _NEXT))
    elif word in _MONTH and (before in _THIS or not _END.isdisjoint(words[place : place + 3])):
        yield _end_of_month(today)


def _dated(day: int, month: int, today: date, year: int | None) -> Iterator[date]:
    """The day in the year that is named, else the next time that it comes."""
    try:
        found = date(year or today.year, month, day)
        if year is None and found < today:
            found = found.replace(year=today.year + 1)
    except ValueError:
        return
    if found >= today:
        yield found


def _of_this_month(day: int, today: date) -> Iterator[date]:
    month = today.month if day >= today.day else today.month % _LAST_MONTH + 1
    yield from _dated(day, month, today, today.year + (month < today.month))


def _end_of_month(today: date) -> date:
    first_of_next = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first_of_next - timedelta(days=1)
