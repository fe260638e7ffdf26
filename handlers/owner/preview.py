"""Preview: an answer that an owner has taught, as customers would read it, with what to know before saving it.

Refuses to decide: a doubt is told, and the owner saves or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.owner import stated_figures
from handlers.owner.drafts import Entry
from handlers.owner.lesson import NAMES, Lesson
from handlers.talk.current_shop import Shop
from providers.contacts import contacts, is_known
from providers.masking import mask
from providers.plain_text import fold
from shop.catalogue import Catalogue
from shop.language import normalise, words_of
from shop.loader import CatalogueMistakes
from shop.local_text import LANGUAGES, Language, LocalText
from shop.phrasing import phrase_text
from shop.shop_file import TaughtAnswer
from shop.slots import Slots

SAVE_OR_NOT = 'Save it? "yes" saves it, "no" discards it; to change it, reply with another text.'
BUTTONS = ("Save", "Discard")
MOST_QUOTED = 160
SHORT = 2
TELLING_LETTERS = 4


def quoted(text: str) -> str:
    """A text on one line, cut."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= MOST_QUOTED else line[: MOST_QUOTED - 1] + "…"}"'


def shown(shop: Shop, questions: Sequence[str], lesson: Lesson, replaced: Sequence[Entry]) -> str:
    """The whole preview."""
    answers = _as_read(shop, lesson)
    return "\n\n".join(
        [
            "\n".join(["Whoever asks this, in these or nearly these words:", *map(quoted, questions)]),
            "will read:",
            *answers,
            *(f"Take care: {doubt}" for doubt in doubts(shop, questions, lesson, replaced)),
            SAVE_OR_NOT,
        ]
    )


def _as_read(shop: Shop, lesson: Lesson) -> list[str]:
    """The answer with its slots filled; languages that read the same stand together."""
    answer = LocalText.model_validate(dict(lesson.answer))
    by_text: dict[str, list[Language]] = {}
    for language in LANGUAGES:
        text = phrase_text(shop.catalogue, answer, Slots(), language).text
        by_text.setdefault(text, []).append(language)
    return [f"{', '.join(NAMES[language] for language in told)}:\n{text}" for text, told in by_text.items()]


def doubts(shop: Shop, questions: Sequence[str], lesson: Lesson, replaced: Sequence[Entry]) -> list[str]:
    """What the owner may not have meant, one sentence each."""
    return [
        *(f"until now the answer to this was {quoted(_first_text(entry))}; it is replaced." for entry in replaced),
        *_doubtful_figures(shop, lesson),
        *_private(shop, lesson),
        *(doubt for question in questions for doubt in _doubtful_question(shop, question)),
        *_unwritten(lesson),
    ]


def _first_text(entry: Entry) -> str:
    answer = entry["answer"]
    return str(answer.get("en", "") if isinstance(answer, dict) else answer)


def _doubtful_figures(shop: Shop, lesson: Lesson) -> list[str]:
    return [
        f"{figure} stands in none of your files; should it change, this answer will not follow."
        for figure in stated_figures.unknown(dict.fromkeys(lesson.answer.values()), shop.catalogue)
    ]


def _private(shop: Shop, lesson: Lesson) -> list[str]:
    info = shop.catalogue.shop
    own = [place for place in (info.phone, info.email, info.website) if place]
    for text in dict.fromkeys(lesson.answer.values()):
        found = contacts(fold(text))
        strange = [place for place in (*found.links, *found.phones) if not is_known(place, own)]
        if strange:
            return [f"{strange[0]} is no contact of yours in shop.yaml, and every customer will read it."]
        if mask(found.rest) != found.rest:
            return ["it holds a number that looks like one customer's own, and every customer will read it."]
    return []


def _doubtful_question(shop: Shop, question: str) -> list[str]:
    understander, catalogue = shop.understander, shop.catalogue
    alone = understander.understand(question, Slots(), 0)
    words = words_of(question)
    found = []
    if understander.leans_back(question):
        found.append(f"{quoted(question)} points at something said before, so it may be asked about anything.")
    if alone.pinned is not None and not isinstance(catalogue.pinned[alone.pinned], TaughtAnswer):
        found.append(f"shop.yaml answers {quoted(question)} already; yours will be given instead.")
    if (name := _example_of(catalogue, words)) is not None:
        found.append(f"{quoted(question)} is an example in intents/{name}.yaml; yours will be given instead.")
    calling = [topic.intent for topic in alone.topics if catalogue.intents[topic.intent].side_effect != "none"]
    if calling and alone.pinned is None:
        found.append(f"until now this question calls you ({calling[0]}); with your answer it no longer does.")
    if len(understander.pinned.content(question).words) == 1 and len(words) <= SHORT:
        found.append(f"{quoted(question)} is short: whoever writes no more than that gets this answer.")
    return found


def _example_of(catalogue: Catalogue, words: list[str]) -> str | None:
    """The intent with an example of these words; only those that hold the beginning of the longest are read."""
    telling = max(words, key=len, default="")[:TELLING_LETTERS]
    try:
        listed = catalogue.examples.by_intent
    except CatalogueMistakes:
        # An edit is under way: what it comes to is told when it is in effect.
        return None
    for name, examples in listed.items():
        if any(telling in normalise(example) and words_of(example) == words for example in examples):
            return name
    return None


def _unwritten(lesson: Lesson) -> list[str]:
    names = {
        "en": 'customers who write in English read your Hinglish; add a line that begins with "en:" for them.',
        "hi": 'customers who write in Hindi letters read the same; add a line that begins with "hi:" for them.',
    }
    missing: Mapping[str, str] = {language: told for language, told in names.items() if language not in lesson.written}
    return list(missing.values())
