"""Guard: a model's answer against the facts of its prompt, before anybody sees it.

Every number, promise, day, link and phone number must stand in the facts; the language must be the customer's; nothing
may be repeated from the customer's text or our rules. Refuses to mend an answer: it passes whole or not at all.
"""

from __future__ import annotations

import re
import unicodedata

from providers.claims import Claims
from providers.contacts import Contacts, contacts, is_known
from providers.echo import runs, shared_runs, words
from providers.failures import Rejected
from providers.named_days import names_a_day, promises_a_day, weekdays
from providers.persona import is_strange
from providers.plain_text import clean, fold
from providers.promises import Promise, found_as, is_covered, promises, sentences
from providers.prompt import Prompt
from providers.reply_language import has_other_script, is_in
from providers.stated_figures import StatedFigures
from providers.told import Told, without_list_numbers
from shop.fact import Fact

__all__ = ["MOST_CHARACTERS", "check", "clean"]

MOST_CHARACTERS = 1200
_MARKUP = re.compile(r"[{}<>\[\]|]|\*\*|^#|```|\\n", re.MULTILINE)
_HEADING = re.compile(r"\bFACTS\b|our answer, to put", re.IGNORECASE)


def check(text: str, prompt: Prompt) -> tuple[Fact, ...]:
    """The facts that an answer uses, in the order of their use. Raises Rejected with one of a few plain reasons."""
    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise _rejected("length")
    folded = without_list_numbers(fold(text))
    found = contacts(folded)
    told = Told(prompt)
    names = frozenset(map(fold, prompt.names))
    _check_form(text, folded, prompt)
    _check_contacts(found, prompt.places)
    if has_other_script(text) or not is_in(found.rest, prompt.language, names):
        raise _rejected("wrong language")
    _check_promises(found.rest, told)
    used = StatedFigures(prompt, told).used_in(found.rest)
    _check_claims(found.rest, told, names, prompt)
    _check_echo(folded, names, prompt, told)
    said = [fact in used for fact in prompt.say_together]
    if any(said) and not all(said):
        raise _rejected("incomplete quote")
    return used


def _rejected(reason: str) -> Rejected:
    return Rejected(f"rejected: {reason}")


def _check_form(text: str, folded: str, prompt: Prompt) -> None:
    if _HEADING.search(text) or is_strange(text, folded, prompt.shop_names):
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


def _check_promises(text: str, told: Told) -> None:
    said = promises(text)
    listed = promises(told.text, {each for promise in said for each in found_as(promise.kind)}) if said else frozenset()
    if told.has_quote:
        # The total of a quote holds tax and delivery.
        listed |= {Promise("included", "said")}
    if not all(is_covered(promise, listed) for promise in said):
        raise _rejected("unlisted promise")
    if names_a_day(text):
        known = weekdays(told.text)
        if any(promises_a_day(sentence, told.text, known) for sentence in sentences(text)):
            raise _rejected("unlisted date")


def _check_claims(text: str, told: Told, names: frozenset[str], prompt: Prompt) -> None:
    knowledge = prompt.knowledge
    if knowledge is None:
        return
    if knowledge.familiar.strange_sentence(text, (prompt.text, *names, *(turn.text for turn in prompt.turns))):
        raise _rejected("unknown words")
    if knowledge.table.holds_any(text) and Claims(knowledge, told.folded, prompt.about).unlisted(text):
        raise _rejected("unlisted claim")


def _check_echo(folded: str, names: frozenset[str], prompt: Prompt, told: Told) -> None:
    said = words(folded, names)
    customers = (prompt.text, *(turn.text for turn in prompt.turns if turn.said_by == "customer"))
    sources = [("instructions", prompt.rules_text), *(("echo", text) for text in customers)]
    for reason, source in sources:
        shared = shared_runs(said, words(fold(source), names))
        if shared and not shared <= runs(words(told.folded, names)):
            raise _rejected(reason)
