"""PromptWriter: what a model gets to read of one question: rules, facts of this turn, what was said before, the text.

The facts open with the rule answer, which holds this turn's computed figures; products and policies follow, most
needed first, as far as the tokens reach. Refuses to cut a line in its middle and to show what belongs to the customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from math import ceil
from typing import Literal

from providers.answer import Answer, Question
from providers.claims import Knowledge
from providers.fact_lines import FactLine, FactLines
from providers.marks import mark_texts, told_marks
from providers.masking import mask
from providers.needed_facts import ANYTHING, NEEDS
from providers.prompt import FACTS_HEADING, Prompt, Utterance
from providers.prompt_rules import HANDOFF_RULE, LANGUAGES, MARK_RULE, OUR_ANSWER, QUOTE_RULE, RULES
from providers.rules import Rules
from providers.subject_words import SubjectWords, branding_words
from shop import formatting
from shop.catalogue import Catalogue
from shop.fact import Fact
from shop.local_text import LocalText
from shop.slots import Slots
from shop.topic import Topic
from shop.topic_items import QUOTING
from shop.understanding import Understanding

# A vendor's count of English: four bytes a token.
BYTES_A_TOKEN = 4
MESSAGE_TOKENS = 4
# Facts that help join as long as the prompt stays below this; what the answer rests on always stands there.
AIM_TOKENS = 590
MOST_PRODUCTS = 8
MOST_TURNS = 4
TURN_CHARACTERS = 200
TURN_BYTES = 320
TEXT_BYTES = 1400
QUOTE_LINES = (".unit_price", ".subtotal", "quote.total")


class PromptWriter:
    """Writes prompts from one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rules = Rules(catalogue)

    @cached_property
    def _knowledge(self) -> Knowledge:
        return Knowledge(self._catalogue)

    @cached_property
    def _branding_words(self) -> tuple[SubjectWords, ...]:
        return branding_words(self._catalogue)

    def warm(self) -> None:
        """Read the owner's files for what answers are held against; takes a tenth of a second, once."""
        _ = self._knowledge, self._branding_words

    def write(self, question: Question) -> Prompt:
        """The prompt for a question that carries its floor. Raises ValueError where it does not."""
        floor, understanding = question.floor, question.understanding
        if floor is None:
            raise ValueError("a prompt is written with the rule answer at hand")
        quote = _quote_lines(floor, understanding)
        turns, text = _said(question)
        rules = self._rules_text(floor, understanding, quotes=bool(quote))
        spent = sum(map(_tokens, (rules, text, *(turn.text for turn in turns))))
        lines = self._lines(floor, understanding, spent, priced=bool(quote))
        facts = {fact.name: fact for line in lines for fact in line.facts}
        marks = mark_texts(facts.values(), self._catalogue.wording, understanding.language)
        named = told_marks((*quote, *lines[0].facts), marks)
        if named and spent + sum(_tokens(line.text) for line in lines) + _tokens(MARK_RULE + named) <= AIM_TOKENS:
            # Names are no facts: "returns.damage_report_days" grants no returns.
            rules += MARK_RULE + named
        shop = self._catalogue.shop
        return Prompt(
            instructions=rules + FACTS_HEADING + "\n".join(line.text for line in lines),
            turns=turns,
            text=text,
            language=understanding.language,
            facts=tuple(facts.values()),
            marks=marks,
            names=self._names(understanding),
            shop_names=_wordings(shop.name),
            places=tuple(place for place in (shop.phone, shop.email, shop.website) if place),
            products=self._knowledge.products,
            brandings=self._branding_words,
            say_together=quote,
            about=self._about(understanding),
            knowledge=self._knowledge,
        )

    def _rules_text(self, floor: Answer, understanding: Understanding, *, quotes: bool) -> str:
        text = RULES.format(shop=self._catalogue.shop.name.en, language=LANGUAGES[understanding.language])
        return text + (QUOTE_RULE if quotes else "") + (HANDOFF_RULE if floor.handoff else "")

    def _lines(self, floor: Answer, understanding: Understanding, spent: int, *, priced: bool) -> list[FactLine]:
        """What every answer rests on, then what else fits."""
        sheet = FactLines(self._catalogue, understanding.slots, understanding.language)
        lines = [self._floor_line(floor, understanding), *sheet.of_policy("contact")]
        spent += sum(_tokens(line.text) for line in lines)
        known = {fact.name for fact in lines[0].facts}
        for line in self._helpful(sheet, understanding, priced=priced):
            tokens = _tokens(line.text)
            if spent + tokens > AIM_TOKENS or _is_told(line, lines, known):
                continue
            lines.append(line)
            spent += tokens
            known |= {fact.name for fact in line.facts}
        return lines

    def _floor_line(self, floor: Answer, understanding: Understanding) -> FactLine:
        """The rule answer; in English where Devanagari would take three times the tokens."""
        facts = floor.facts
        if understanding.language == "hi":
            floor = self._rules.floor(replace(understanding, language="en"))
            facts = (*floor.facts, *facts)
        text, left_out = _shortened(floor.text)
        products = self._catalogue.products.values()
        dropped = {product.id for product in products if not left_out.isdisjoint(_wordings(product.plural))}
        return FactLine(OUR_ANSWER + text, tuple(fact for fact in facts if fact.name.partition(".")[0] not in dropped))

    def _helpful(self, sheet: FactLines, understanding: Understanding, *, priced: bool) -> Iterator[FactLine]:
        """Further facts that the topics need, most needed first; beside a quote no prices of other quantities."""
        for topic in understanding.topics:
            needs = NEEDS.get(topic.intent, ANYTHING)
            products = self._products(topic, understanding.slots)
            found = [sheet.of_attribute(product, key) for product in products for key in topic.attributes]
            kinds = [kind for kind in needs.product if not (priced and kind == "prices")]
            found += [sheet.of_product(product, kind) for kind in kinds for product in products]
            yield from (line for line in found if line is not None)
            for policy in needs.policies:
                yield from sheet.of_policy(policy)

    def _products(self, topic: Topic, slots: Slots) -> list[str]:
        """At most MOST_PRODUCTS ids: those meant, else those to choose from, else those spoken of before."""
        family = self._catalogue.family_products(topic.family) if topic.family else ()
        ids = (
            [item.product for item in topic.items]
            or [*topic.candidates]
            or [product.id for product in family]
            or [item.product for item in slots.items]
        )
        return list(dict.fromkeys(ids))[:MOST_PRODUCTS]

    def _about(self, understanding: Understanding) -> tuple[str, ...]:
        """The ids of the products of all topics, and of those spoken of before."""
        slots = understanding.slots
        products = [product for topic in understanding.topics for product in self._products(topic, slots)]
        return tuple(dict.fromkeys((*products, *(item.product for item in slots.items))))

    def _names(self, understanding: Understanding) -> tuple[str, ...]:
        """The words that an answer may share with the customer's text, and the customer's own quantities."""
        slots = understanding.slots
        goods = [self._catalogue.products[product] for product in self._about(understanding)]
        texts = [text for good in goods for text in (*_wordings(good.name), *_wordings(good.plural))]
        families = (self._catalogue.families[topic.family] for topic in understanding.topics if topic.family)
        texts += [text for family in families for text in (*_wordings(family.name), *_wordings(family.plural))]
        items = [*slots.items, *(item for topic in understanding.topics for item in topic.items)]
        counts = [item.quantity for item in items] + [slots.people, slots.waiting_quantity]
        texts += [form for count in counts if count is not None for form in (str(count), formatting.grouped(count))]
        if slots.city:
            in_hindi = self._catalogue.words.cities_in_hindi.items()
            texts += [slots.city, *(hindi for hindi, latin in in_hindi if latin == slots.city)]
        if slots.occasion:
            texts += [slots.occasion, *_wordings(self._catalogue.wording.occasion_names[slots.occasion])]
        texts += filter(None, (slots.branding, slots.date))
        return tuple(sorted({word for text in texts for word in text.split()}))


def _quote_lines(floor: Answer, understanding: Understanding) -> tuple[Fact, ...]:
    """What a quote that was asked for always states: of each product unit price and subtotal, and the total."""
    names = {fact.name for fact in floor.facts}
    quotes = any(topic.intent in QUOTING for topic in understanding.topics) and any(
        name.endswith("quote.total") for name in names
    )
    return tuple(fact for fact in floor.facts if quotes and fact.name.endswith(QUOTE_LINES))


def _said(question: Question) -> tuple[tuple[Utterance, ...], str]:
    """What was said before, sides alternating, the customer first; and the text, after what still waits before it."""
    text = _cut(mask(question.text), TEXT_BYTES, TEXT_BYTES)
    turns: list[Utterance] = []
    for turn in question.turns:
        side: Literal["customer", "shop"] = "customer" if turn.said_by == "customer" else "shop"
        said = turn.text if turn.said_by == "shop" else mask(turn.text)
        said = _cut(" ".join(said.split()), TURN_CHARACTERS, TURN_BYTES)
        if turns and turns[-1].said_by == side:
            said = _cut(f"{turns.pop().text} {said}", TURN_CHARACTERS, TURN_BYTES)
        turns.append(Utterance(side, said))
    if turns and turns[-1].said_by == "customer":
        text = f"{turns.pop().text}\n{text}"
    turns = turns[-MOST_TURNS:]
    return tuple(turns[1:] if turns and turns[0].said_by == "shop" else turns), text


def _cut(text: str, characters: int, most_bytes: int) -> str:
    """The text, its end left out at a word where it is too long."""
    short = text[:characters].encode()[:most_bytes].decode(errors="ignore")
    return text if short == text else f"{short.rpartition(' ')[0] or short}…"


_LISTED = re.compile(r"- |\d+\. (?=[^:]+: )")


def _shortened(text: str) -> tuple[str, frozenset[str]]:
    """A list of products without its later prices, and the names of those: nobody reads out eighteen lines."""
    lines = text.split("\n")
    listed = [line for line in lines if _LISTED.match(line)]
    left_out = listed[MOST_PRODUCTS:]
    if not left_out:
        return text, frozenset()
    names = [_LISTED.sub("", line, count=1).partition(":")[0] for line in left_out]
    also = f"- also: {', '.join(names)}"
    told = {_LISTED.sub("", line, count=1).partition(":")[0] for line in listed[:MOST_PRODUCTS]}
    kept = [also if line == left_out[0] else line for line in lines if line not in left_out[1:]]
    return "\n".join(kept), frozenset(names) - told


def _is_told(line: FactLine, lines: Sequence[FactLine], known: set[str]) -> bool:
    """Whether the lines before hold all that this one says."""
    if line.facts:
        return all(fact.name in known for fact in line.facts)
    said = line.text.partition(": ")[2].rstrip(".") or line.text
    return any(said in other.text for other in lines)


def _wordings(text: LocalText) -> tuple[str, str, str]:
    return text.en, text.hinglish, text.hi


def _tokens(text: str) -> int:
    return ceil(len(text.encode()) / BYTES_A_TOKEN) + MESSAGE_TOKENS
