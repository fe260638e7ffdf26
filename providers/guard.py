"""Guard: a model's answer against the facts of its prompt, before anybody sees it.

Every number, promise, day, link and phone number must stand in the facts; the language must be the customer's; nothing
may be repeated from the customer's text or our rules. Refuses to mend an answer: it passes whole or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from providers.belonging import Belonging
from providers.contacts import Contacts, contacts, is_known
from providers.echo import runs, shared_runs, words
from providers.failures import Rejected
from providers.figures import TIME_KINDS, Figure, figures
from providers.named_days import names_a_day, promises_a_day, weekdays
from providers.plain_text import clean, fold
from providers.promises import Promise, is_covered, promises, sentences
from providers.prompt import Prompt
from providers.reply_language import has_other_script, is_in
from providers.sheet import Sheet
from providers.step_prices import Behind, StepPrices
from shop.fact import Fact

__all__ = ["MOST_CHARACTERS", "check", "clean"]

MOST_CHARACTERS = 1200
_MARKUP = re.compile(r"[{}<>\[\]|]|\*\*|^#|```|\\n", re.MULTILINE)
_PERSONA = re.compile(
    r"\bas an ai\b|\b(?:ai|large|language) (?:language )?model\b|knowledge cut-?off|training data"
    r"|\b(?:i am|im) (?:an ai|a real|a human|human|a person)\b"
    r"|\b(?:google|microsoft|meta|amazon|apple) (?:ka|ki|ke|ne|का|की|के|ने|assistant|model|ai|bot)(?!\w)"
    r"|\b(?:by|from) (?:google|microsoft)\b"
    r"|\bmain (?:ek )?(?:ai|virtual|language model)\b|मैं (?:एक )?(?:एआई|ai)\b|मैं (?:एक )?एआई"
    r"|(?:गूगल|माइक्रोसॉफ्ट|जेमिनी|क्लॉड|ओपनएआई|चैटजीपीटी)"
    r"|\bmain (?:ek )?insaan (?:hoon|hu)\b|मैं (?:एक )?इंसान हूं"
    r"|\b(?:groq|gemini|claude|anthropic|openai|chatgpt|gpt|llama|mistral|deepseek|google ai|meta ai)\b"
    r"|\b(?:stupid|idiot|fool|shut up)\b|बेवकूफ"
    r"|system prompt|\b(?:my|these|the|your) (?:instructions|rules|prompt|guidelines)\b"
    r"|\bi was (?:told|instructed|trained|programmed)"
    r"|\b(?:can ?not|cant|unable to) (?:help|assist) (?:you )?with (?:that|this)"
    r"|(?:provided|given|listed) (?:facts|information|context)|according to the facts"
    r"|try again|again later|technical (?:issue|problem|difficult|error)|server (?:error|problem)"
    r"|koshish kar|dobara koshish|baad mein koshish|दोबारा कोशिश|फिर से कोशिश|बाद में कोशिश"
)
_HEADING = re.compile(r"\bFACTS\b|our answer, to put", re.IGNORECASE)
_REASONS = {"money": "unlisted amount", "percent": "unlisted percentage", "date": "unlisted date"}
# The number of a list's line counts nothing.
_LIST_NUMBER = re.compile(r"^[ \t]*\(?\d{1,2}[.)][ \t]+", re.MULTILINE)
_ROMAN = re.compile(
    r"(?:\b(?:rs|inr)\.? ?|₹ ?)[ivxlcdm]+\b"
    r"|\b(?=[ivxlcdm]{2,}\b)[ivxlcdm]+ (?:days?|din|pieces?|rupees|rupaye|percent|%)"
)


_CLAUSE = re.compile(r",(?=\s)|;|\b(?:while|whereas|but|lekin|jabki)\b|लेकिन|जबकि")


class _Told:
    """The facts of a prompt as text, read only if an answer needs them."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt

    @cached_property
    def text(self) -> str:
        """Folded, without contacts."""
        return contacts(_without_list_numbers(self._prompt.facts_text)).rest

    def figures(self) -> list[Figure]:
        return figures(self.text)

    @property
    def has_quote(self) -> bool:
        return bool(self._prompt.say_together)


def check(text: str, prompt: Prompt) -> tuple[Fact, ...]:
    """The facts that an answer uses, in the order of their use. Raises Rejected with one of a few plain reasons."""
    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise _rejected("length")
    folded = _without_list_numbers(text)
    found = contacts(folded)
    told = _Told(prompt)
    names = frozenset(map(fold, prompt.names))
    _check_form(text, folded)
    _check_contacts(found, prompt.places)
    if has_other_script(text) or not is_in(found.rest, prompt.language, names):
        raise _rejected("wrong language")
    _check_promises(found.rest, told)
    used = _checked_figures(found.rest, told, prompt)
    _check_echo(folded, names, prompt)
    said = [fact in used for fact in prompt.say_together]
    if any(said) and not all(said):
        raise _rejected("incomplete quote")
    return used


def _without_list_numbers(text: str) -> str:
    return _LIST_NUMBER.sub("", fold(text))


def _rejected(reason: str) -> Rejected:
    return Rejected(f"rejected: {reason}")


def _check_form(text: str, folded: str) -> None:
    if _PERSONA.search(folded) or _HEADING.search(text):
        raise _rejected("persona")
    if _MARKUP.search(text):
        raise _rejected("markup")
    if not text.isascii() and any(
        unicodedata.category(letter) in ("Nd", "Nl", "No") for letter in text if not letter.isascii()
    ):
        raise _rejected("unlisted number")


def _check_contacts(found: Contacts, places: tuple[str, ...]) -> None:
    if not all(is_known(link, places) for link in found.links):
        raise _rejected("unlisted link")
    if not all(is_known(phone, places) for phone in found.phones):
        raise _rejected("unlisted phone number")


def _check_promises(text: str, told: _Told) -> None:
    said = promises(text)
    listed = promises(told.text, {promise.kind for promise in said}) if said else frozenset()
    if told.has_quote:
        # The total of a quote holds tax and delivery.
        listed |= {Promise("included", "said")}
    if not all(is_covered(promise, listed) for promise in said):
        raise _rejected("unlisted promise")
    if names_a_day(text):
        known = weekdays(told.text)
        if any(promises_a_day(sentence, told.text, known) for sentence in sentences(text)):
            raise _rejected("unlisted date")


def _checked_figures(text: str, told: _Told, prompt: Prompt) -> tuple[Fact, ...]:
    if _ROMAN.search(text):
        raise _rejected("unlisted number")
    sheet, steps = Sheet(prompt, told.figures), StepPrices(prompt.facts)
    belongings = [Belonging(subjects, sheet) for subjects in (prompt.products, prompt.brandings)]
    used: dict[str, Fact] = {}
    for sentence, clause in _clauses(text):
        found: list[Behind] = []
        for figure in figures(clause):
            behind = sheet.behind(figure, sentence)
            if behind is None:
                raise _rejected(_reason(figure))
            used |= {fact.name: fact for fact in behind}
            # A count that the customer named belongs to no product.
            found.append((figure, () if _is_customers(figure, prompt) else behind))
        if not steps.fit(clause, sentence, found):
            raise _rejected("unlisted amount")
        if _is_short_of_tax(sentence, sheet):
            raise _rejected("unlisted amount")
        for belonging in belongings:
            if (misplaced := belonging.misplaced(clause, sentence, found)) is not None:
                raise _rejected(_reason(misplaced))
    return tuple(used.values())


def _is_short_of_tax(sentence: str, sheet: Sheet) -> bool:
    """Whether a sentence calls sums complete of which none is a quote's total."""
    if Promise("included", "said") not in promises(sentence, {"included"}):
        return False
    amounts = (sheet.behind(figure, sentence) or () for figure in figures(sentence) if figure.kind == "money")
    names = [{fact.name for fact in behind} for behind in amounts if behind]
    return bool(names) and not any("quote.total" in each for each in names)


def _reason(figure: Figure) -> str:
    return "unlisted days" if figure.kind in TIME_KINDS else _REASONS.get(figure.kind, "unlisted number")


def _is_customers(figure: Figure, prompt: Prompt) -> bool:
    """Whether it is a count that the customer named: that one belongs to no product."""
    counts = (word.replace(",", "") for word in prompt.names)
    return figure.kind == "count" and any(word.isdecimal() and Decimal(word) == figure.low for word in counts)


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Each clause after the sentence that it stands in."""
    for sentence in sentences(text):
        for clause in _CLAUSE.split(sentence):
            yield sentence, clause


def _check_echo(folded: str, names: frozenset[str], prompt: Prompt) -> None:
    said = words(folded, names)
    customers = (prompt.text, *(turn.text for turn in prompt.turns if turn.said_by == "customer"))
    sources = [("instructions", prompt.rules_text), *(("echo", text) for text in customers)]
    for reason, source in sources:
        shared = shared_runs(said, words(fold(source), names))
        if shared and not shared <= runs(words(fold(prompt.facts_text), names)):
            raise _rejected(reason)
