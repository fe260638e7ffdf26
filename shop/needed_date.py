"""The date by which a customer needs the goods: "25 December tak", "28 tarikh", "agle hafte", "10 din mein".

Days are of the shop's calendar. Refuses to call a bare number a date unless one was asked for or a word beside it says
so, and takes no day that has passed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shop.calendar_words import MONTHS, WEEKDAYS
from shop.customer_contact import with_ascii_digits
from shop.enquiry_file import EnquiryWords

# Letters of all scripts, with Devanagari's vowel signs, which are none to the re module.
_BEGIN, _END = r"(?<![\w\u0900-\u097f])", r"(?![\w\u0900-\u097f])"
_DAY, _TH = r"(?P<day>\d{1,2})", r"(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?P<year>\d{4})"
_FURTHEST_DAYS = 730
_INSIDE = r"(?:\s*(?:mein|me|में|ke andar|के अंदर|tak|तक|andar))"


@dataclass(frozen=True, slots=True)
class NeededDate:
    """``day`` is meant, or is the last one that ``words`` (the customer's own, "" for a day) may mean."""

    day: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a date. ``when_asked`` ones count only as the answer to the question for it."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], date], NeededDate | None]
    when_asked: bool = False


class NeededDates:
    """Finds dates with the owner's words; ``numbers`` maps numbers to their words in all languages."""

    def __init__(self, words: EnquiryWords, numbers: Mapping[int, Iterable[str]]) -> None:
        self._from_today = {name: days for days, names in words.days_from_today.items() for name in names}
        self._spans = {name: days for days, names in words.spans.items() for name in names}
        self._vague = {name: days for days, names in words.vague.items() for name in names}
        self._numbers = {name.lower(): number for number, names in numbers.items() if number <= 31 for name in names}
        self._forms = tuple(self._all_forms(_any_of(words.beside_day)))

    def find(self, text: str, today: date, *, asked: bool) -> tuple[NeededDate | None, str]:
        """The first date in a text and the text without it; ``asked``: a date was asked for."""
        lower = with_ascii_digits(text).lower()
        if len(lower) != len(text):
            return None, text
        for form in self._forms:
            if form.when_asked and not asked:
                continue
            for match in form.pattern.finditer(lower):
                found = form.read(match, today)
                if found is not None:
                    return found, f"{text[: match.start()]} {text[match.end() :]}"
        return None, text

    def _all_forms(self, beside: str) -> Iterator[_Form]:
        month = rf"(?P<month>{_any_of(MONTHS)})"
        after = rf"(?:\s*{beside}{_END})?"

        def form(
            pattern: str, read: Callable[[re.Match[str], date], NeededDate | None], *, asked: bool = False
        ) -> _Form:
            return _Form(re.compile(pattern), read, when_asked=asked)

        yield form(rf"{_BEGIN}{_YEAR}-(?P<number>\d{{1,2}})-{_DAY}(?!\d){after}", self._calendar_day)
        yield form(
            rf"{_BEGIN}{_DAY}[/.-](?P<number>\d{{1,2}})[/.-](?P<year>\d{{4}}|\d{{2}})(?!\d){after}", self._calendar_day
        )
        yield form(rf"{_BEGIN}{_DAY}{_TH}\s*(?:of\s+)?{month}{_END}(?:[\s,]*{_YEAR}(?!\d))?{after}", self._calendar_day)
        yield form(rf"{_BEGIN}{month}\s*{_DAY}(?!\d){_TH}(?:[\s,]+{_YEAR}(?!\d))?{after}", self._calendar_day)
        yield form(rf"{_BEGIN}{_DAY}/(?P<number>\d{{1,2}})(?![\d/]){after}", self._calendar_day, asked=True)
        yield form(rf"{_BEGIN}{beside}{_END}\s*(?:is|hai|है|[:=-])?\s*{_DAY}(?!\d){_TH}{_END}", self._day_of_month)
        yield form(rf"{_BEGIN}{_DAY}{_TH}\s*{beside}{_END}(?:\s*{beside}{_END})?", self._day_of_month)
        vague = rf"{_BEGIN}(?P<vague>{_any_of(self._vague)}){_END}{after}"
        yield form(vague, self._within, asked=True)
        number = rf"(?P<count>\d{{1,3}}|{_any_of(self._numbers)})"
        span = rf"(?P<span>{_any_of(self._spans)})"
        yield form(rf"{_BEGIN}{number}[\s-]*{span}{_INSIDE}{_END}", self._counted)
        yield form(rf"{_BEGIN}(?:in|within)\s+{number}\s*{span}{_END}", self._counted)
        yield form(rf"{_BEGIN}{number}[\s-]*{span}{_END}", self._counted, asked=True)
        yield form(rf"{_BEGIN}(?P<from>{_any_of(self._from_today)}){_END}{after}", self._counted_from_today, asked=True)
        yield form(rf"{_BEGIN}(?P<weekday>{_any_of(WEEKDAYS)}){_END}{after}", self._next_weekday, asked=True)
        part = r"(?:(?:end of|mid|early|late|beginning of)\s+)?"
        whole = rf"(?<!\d)(?<!\d ){_BEGIN}{part}{month}{_END}(?! (?:i|be){_END})(?:\s*(?:end|mein|me|में|ke end|तक|tak))?"
        yield form(whole, self._end_of_month, asked=True)
        yield form(rf"{_BEGIN}{_DAY}\s?(?:st|nd|rd|th){_END}", self._day_of_month, asked=True)
        yield form(rf"^\W*{_DAY}\W*$", self._day_of_month, asked=True)

    def _calendar_day(self, match: re.Match[str], today: date) -> NeededDate | None:
        groups = match.groupdict()
        month = MONTHS[groups["month"]] if groups.get("month") else int(groups["number"])
        year = groups.get("year")
        if year:
            return _known(_day(int(year) + (2000 if len(year) == 2 else 0), month, int(groups["day"])), today)
        years = (today.year, today.year + 1)
        return next((found for y in years if (found := _known(_day(y, month, int(groups["day"])), today))), None)

    def _day_of_month(self, match: re.Match[str], today: date) -> NeededDate | None:
        ahead = (divmod(today.month - 1 + months, 12) for months in range(4))
        days = (_day(today.year + years, month + 1, int(match["day"])) for years, month in ahead)
        return next((found for day in days if (found := _known(day, today))), None)

    def _within(self, match: re.Match[str], today: date) -> NeededDate:
        return NeededDate(today + timedelta(days=self._vague[match["vague"]]), match[0].strip())

    def _counted(self, match: re.Match[str], today: date) -> NeededDate | None:
        count = int(match["count"]) if match["count"].isdecimal() else self._numbers[match["count"]]
        return _known(today + timedelta(days=count * self._spans[match["span"]]), today)

    def _counted_from_today(self, match: re.Match[str], today: date) -> NeededDate:
        return NeededDate(today + timedelta(days=self._from_today[match["from"]]))

    def _next_weekday(self, match: re.Match[str], today: date) -> NeededDate:
        ahead = (WEEKDAYS[match["weekday"]] - today.weekday()) % 7
        return NeededDate(today + timedelta(days=ahead or 7))

    def _end_of_month(self, match: re.Match[str], today: date) -> NeededDate:
        month = MONTHS[match["month"]]
        year = today.year + (month < today.month)
        return NeededDate(date(year, month, calendar.monthrange(year, month)[1]), match[0].strip())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _known(day: date | None, today: date) -> NeededDate | None:
    """The day, if goods can be wanted for it."""
    if day is None or not 0 <= (day - today).days <= _FURTHEST_DAYS:
        return None
    return NeededDate(day)


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{'|'.join(re.escape(phrase.lower()).replace(chr(92) + ' ', chr(92) + 's+') for phrase in ordered)})"
