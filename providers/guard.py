"""Guard: a model's answer against the facts of its prompt, before anybody sees it.

Every number, promise, day, link and phone number must stand in the facts; the language must be the customer's; nothing
may be repeated from the customer's text or our rules. Refuses to mend an answer: it passes whole or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from providers import reply_language
from providers.contacts import contacts, is_known
from providers.echo import shares_a_run, words
from providers.failures import Rejected
from providers.figures import TIME_KINDS, figures
from providers.named_days import promises_a_day, weekdays
from providers.plain_text import clean, fold
from providers.promises import is_covered, promises, sentences
from providers.prompt import Prompt
from providers.sheet import Sheet
from shop.fact import Fact

__all__ = ["MOST_CHARACTERS", "check", "clean"]

MOST_CHARACTERS = 1200
_MARKUP = re.compile(r"[{}<>\[\]|]|\*\*|^#|```|\\n", re.MULTILINE)
_PERSONA = re.compile(
    r"\bas an ai\b|\b(?:ai|large|language) (?:language )?model\b|\bi am (?:an ai|a real|a human|human|a person)\b|\bim (?:an ai|a real|a human|human|a person)\b"
    r"|\b(?:groq|gemini|claude|anthropic|openai|chatgpt|gpt|llama|mistral|deepseek|google ai|meta ai)\b|\bgpt-|system prompt|\b(?:my|these|the|your) (?:instructions|rules|prompt|guidelines)\b"
    r"|knowledge cut-?off|training data|\bi was (?:told|instructed|trained|programmed)|try again|again later|technical (?:issue|problem|difficult|error)|server (?:error|problem)"
    r"|(?:provided|given|listed) (?:facts|information|context)|according to the facts|koshish kar|dobara koshish|baad mein koshish|दोबारा कोशिश|फिर से कोशिश|बाद में कोशिश"
    r"|\bmain (?:ek )?insaan (?:hoon|hu)\b|मैं (?:एक )?इंसान हूं"
)
_HEADING = re.compile(r"\bFACTS\b|our answer, to put", re.IGNORECASE)
_AMOUNT_REASON = {"money": "unlisted amount", "percent": "unlisted percentage", "date": "unlisted date"}
# The number of a list's line counts nothing.
_LIST_NUMBER = re.compile(r"^[ \t]*\(?\d{1,2}[.)][ \t]+", re.MULTILINE)
_ROMAN = re.compile(
    r"(?:\b(?:rs|inr)\.? ?|₹ ?)[ivxlcdm]+\b|\b(?=[ivxlcdm]{2,}\b)[ivxlcdm]+ (?:days?|din|pieces?|rupees|rupaye|percent|%)"
)


def check(text: str, prompt: Prompt) -> tuple[Fact, ...]:
    """The facts that an answer uses, in the order of their use. Raises Rejected with one of a few plain reasons."""
    folded = _without_list_numbers(text)
    found = contacts(folded)
    facts = contacts(_without_list_numbers(prompt.facts_text)).rest
    _check_form(text, folded)
    _check_contacts(found.links, found.phones, prompt.places)
    _check_language(text, found.rest, prompt)
    _check_promises(found.rest, facts)
    used = _checked_figures(found.rest, facts, prompt)
    _check_echo(folded, prompt)
    values = {(fact.value) for fact in used}
    if any(fact.value not in values for fact in prompt.must_say):
        raise _rejected("incomplete quote")
    return used


def _without_list_numbers(text: str) -> str:
    return _LIST_NUMBER.sub("", fold(text))


def _rejected(reason: str) -> Rejected:
    return Rejected(f"rejected: {reason}")


def _check_form(text: str, folded: str) -> None:
    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise _rejected("length")
    if _PERSONA.search(folded) or _HEADING.search(text):
        raise _rejected("persona")
    if _MARKUP.search(text):
        raise _rejected("markup")
    if not text.isascii() and any(
        unicodedata.category(letter) in ("Nd", "Nl", "No") for letter in text if not letter.isascii()
    ):
        raise _rejected("unlisted number")


def _check_contacts(links: Iterable[str], phones: Iterable[str], places: tuple[str, ...]) -> None:
    if not all(is_known(link, places) for link in links):
        raise _rejected("unlisted link")
    if not all(is_known(phone, places) for phone in phones):
        raise _rejected("unlisted phone number")


def _check_language(text: str, folded: str, prompt: Prompt) -> None:
    names = frozenset(fold(name) for name in prompt.names)
    if reply_language.has_other_script(text) or not reply_language.is_in(folded, prompt.language, names):
        raise _rejected("wrong language")


def _check_promises(text: str, facts: str) -> None:
    told = promises(facts)
    if not all(is_covered(promise, told) for promise in promises(text)):
        raise _rejected("unlisted promise")
    known = weekdays(facts)
    if any(promises_a_day(sentence, facts, known) for sentence in sentences(text)):
        raise _rejected("unlisted date")


def _checked_figures(text: str, facts: str, prompt: Prompt) -> tuple[Fact, ...]:
    if _ROMAN.search(text):
        raise _rejected("unlisted number")
    sheet = Sheet(prompt, facts)
    used: dict[str, Fact] = {}
    for sentence in sentences(text):
        for figure in figures(sentence):
            behind = sheet.behind(figure, sentence)
            if behind is None:
                reason = "unlisted days" if figure.kind in TIME_KINDS else _AMOUNT_REASON.get(figure.kind)
                raise _rejected(reason or "unlisted number")
            used |= {fact.name: fact for fact in behind[:2]}
    return tuple(used.values())


def _check_echo(folded: str, prompt: Prompt) -> None:
    names = frozenset(fold(name) for name in prompt.names)
    said, facts = words(folded, names), words(fold(prompt.facts_text), names)
    customers = (prompt.text, *(turn.text for turn in prompt.turns if turn.said_by == "customer"))
    if any(shares_a_run(said, words(fold(text), names), facts) for text in customers):
        raise _rejected("echo")
    if shares_a_run(said, words(fold(prompt.rules_text), names), facts):
        raise _rejected("instructions")
