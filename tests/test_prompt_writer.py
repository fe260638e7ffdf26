"""What a model gets to read: rules, the facts of this turn, what was said before, and nothing of the customer's own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from providers.answer import Question
from providers.contacts import contacts
from providers.figures import TIME_KINDS, figures
from providers.plain_text import fold
from providers.prompt import Utterance
from providers.prompt_writer import MOST_PRODUCTS, PromptWriter
from providers.rules import Rules
from providers.sheet import kind_of
from shop.catalogue import Catalogue
from shop.local_text import DEVANAGARI, LANGUAGES
from shop.slots import Slots
from shop.understanding import Understander
from tests.bench.prompts import QUESTIONS, measure, vendor_tokens
from tests.written_prompts import Written


def said(*texts: str) -> tuple[Utterance, ...]:
    """Turns by their text; one that opens with ">" is the shop's, one with "*" the owner's."""
    sides = {">": "shop", "*": "owner"}
    return tuple(
        Utterance("owner" if text[0] == "*" else "shop", text[1:]) if text[0] in sides else Utterance("customer", text)
        for text in texts
    )


def test_a_prompt_is_short(catalogue: Catalogue) -> None:
    """Over a hundred questions, alone and in a chat, a prompt takes 600 tokens or less on average, never over 1,200."""
    tokens = [each.tokens for each in measure(catalogue)]
    assert len(set(QUESTIONS)) == 100
    assert sum(tokens) / len(tokens) <= 600
    assert max(tokens) <= 1200


def test_a_prompt_stays_short_whatever_is_said(written: Written) -> None:
    """A customer who writes pages, in the dearest script, cannot make a call dear."""
    turns = said(*("कोस्टर का दाम बताइए " * 200, ">" + "जी हाँ, बताते हैं। " * 200) * 4)
    assert vendor_tokens(written("लकड़ी और मार्बल के कोस्टर में क्या फर्क है " * 100, turns)) <= 1200


def test_every_number_of_the_facts_is_a_fact(catalogue: Catalogue) -> None:
    """Each amount, percentage and count of days that a model reads stands among the prompt's facts."""
    for each in measure(catalogue):
        known = {(kind_of(fact), Decimal(fact.value)) for fact in each.prompt.facts}
        for figure in figures(contacts(fold(each.prompt.facts_text)).rest):
            if figure.kind in ("money", "percent", "days"):
                assert {(figure.kind, figure.low), (figure.kind, figure.high)} <= known, (each.text, figure)


def test_the_facts_open_with_the_rule_answer(written: Written) -> None:
    """The shop's own answer is the best statement of this turn's figures."""
    prompt = written("cod available?")
    assert "Cash on delivery is not available. You pay 50% in advance" in prompt.facts_text.split("\n")[1]


def test_hindi_facts_are_told_in_english(written: Written) -> None:
    """Devanagari takes three bytes a letter: only names of products are given in it, for the model to use."""
    prompt = written("लकड़ी और मार्बल के कोस्टर में क्या फर्क है")
    assert "solid sheesham wood" in prompt.facts_text
    assert "(मार्बल के कोस्टर)" in prompt.facts_text
    assert len(DEVANAGARI.findall(prompt.facts_text)) < 100
    assert "Hindi in Devanagari" in prompt.rules_text


@pytest.mark.parametrize(
    ("text", "language"),
    [("cod available?", "simple English"), ("cod milega kya bhai", "Hinglish"), ("क्या सीओडी है", "Devanagari")],
)
def test_the_rules_name_the_customers_language(written: Written, text: str, language: str) -> None:
    """The model is told which of the three languages to answer in."""
    assert language in written(text).rules_text


def test_only_what_the_question_needs_is_told(written: Written) -> None:
    """Who asks how to clean a coaster pays for no price list and no other product."""
    prompt = written("how do i clean wooden coasters")
    assert "sheesham" in prompt.facts_text
    assert "marble" not in prompt.facts_text
    assert "₹" not in prompt.facts_text


def test_a_long_list_of_products_is_shortened(written: Written) -> None:
    """Of the whole range, prices of eight products are told; the others by name, without facts."""
    prompt = written("what do you sell")
    priced = [line for line in prompt.facts_text.split("\n") if line[:1].isdigit() and "₹" in line]
    assert len(priced) == MOST_PRODUCTS
    assert "wooden photo frames" in prompt.facts_text
    assert not [fact for fact in prompt.facts if fact.name.startswith("wooden-photo-frame")]


def test_the_lines_of_a_quote_are_said_together(written: Written) -> None:
    """Unit price, price times quantity and total stand or fall together in the answer to whoever asks for a price."""
    prompt = written("price of 100 wooden coasters and is cod available")
    assert [fact.value for fact in prompt.say_together] == ["82.00", "8200.00", "8860.00"]
    assert not written("cod available?").say_together


def test_a_person_who_was_told_is_mentioned(written: Written) -> None:
    """Where the rule answer calls a person, the model is told to say so; elsewhere it is not."""
    assert "team has been told" in written("i want to talk to a person").rules_text
    assert "team has been told" not in written("cod available?").rules_text


def test_turns_alternate_and_begin_with_the_customer(written: Written) -> None:
    """Neighbours of one side are joined, the owner speaks for the shop, and at most four turns are told."""
    turns = said("one", ">two", "three", "four", ">five", "*six", "seven", ">eight")
    prompt = written("cod available?", turns)
    assert [(turn.said_by, turn.text) for turn in prompt.turns] == [
        ("customer", "three four"),
        ("shop", "five six"),
        ("customer", "seven"),
        ("shop", "eight"),
    ]
    assert written("cod available?", said(">hello", "hi", ">yes?")).turns[0].said_by == "customer"


def test_a_turn_without_an_answer_joins_the_text(written: Written) -> None:
    """What the customer said last, and nobody answered, belongs to the question."""
    prompt = written("cod available?", said("hi", ">hello", "100 mugs"))
    assert [turn.text for turn in prompt.turns] == ["hi", "hello"]
    assert prompt.text == "100 mugs\ncod available?"


def test_a_long_turn_is_cut_at_a_word(written: Written) -> None:
    """Two hundred letters of what was said before are enough to know what it was about."""
    prompt = written("cod available?", said("coaster " * 100, ">ok"))
    assert len(prompt.turns[0].text) <= 201
    assert prompt.turns[0].text.endswith("coaster…")


def test_the_customers_own_numbers_are_masked(written: Written) -> None:
    """Neither the text nor earlier turns carry a phone number or mail address to a vendor; the shop's own stay."""
    turns = said("I am ravi@gmail.com", ">Call +91 98765 43210")
    prompt = written("call 9123456789 about 100 mugs", turns)
    assert prompt.text == "call [phone] about 100 mugs"
    assert prompt.turns[0].text == "I am [e-mail]"
    assert prompt.turns[1].text == "Call +91 98765 43210"
    assert "+91 98765 43210" in prompt.places


def test_names_are_this_turns_products_quantities_and_places(written: Written) -> None:
    """An answer may repeat them from the customer's text; the customer's price is none of them."""
    names = written("150 wooden coasters to Pune at 45 rupees, price?").names
    assert {"wooden", "coasters", "150", "pune"} <= set(names)
    assert "45" not in names


def test_a_question_without_floor_is_refused(understander: Understander, prompts: PromptWriter) -> None:
    """Without the rule answer there is nothing that a prompt could rest on."""
    understanding = understander.understand("hi", Slots(), 1)
    with pytest.raises(ValueError, match="rule answer"):
        prompts.write(Question(text="hi", understanding=understanding, deadline_s=0))


def test_an_owners_own_intent_gets_facts_as_well(
    understander: Understander, rules: Rules, prompts: PromptWriter
) -> None:
    """An intent that nobody listed is told of products, delivery and payment."""
    understanding = understander.understand("how do i clean wooden coasters", Slots(), 1)
    floor = rules.floor(understanding)
    topics = (replace(understanding.topics[0], intent="gift_wrapping_course"),)
    question = Question(text="x", understanding=replace(understanding, topics=topics), deadline_s=0, floor=floor)
    facts = prompts.write(question).facts_text
    assert "Payment: 50% in advance" in facts
    assert "3 to 7 days after dispatch" in facts


def test_kinds_of_time_cover_days(written: Written) -> None:
    """Spans of days are read with both ends, as the facts hold them."""
    prompt = written("how many days for steel bottles to reach Pune")
    spans = [figure for figure in figures(fold(prompt.facts_text)) if figure.kind in TIME_KINDS]
    assert {(span.low, span.high) for span in spans} == {(Decimal(4), Decimal(6)), (Decimal(3), Decimal(7))}


def test_a_product_is_named_by_its_own_words(written: Written, catalogue: Catalogue) -> None:
    """Every name of a product names it; words that all sorts of products share name none."""
    words = {each.subject: each for each in written("cod available?").products}
    for product in catalogue.products.values():
        for name in (product.name, product.plural):
            assert all(words[product.id].is_named_in(fold(name.in_(language))) for language in LANGUAGES)
    assert [id_ for id_, each in words.items() if each.is_named_in("marble ones")] == ["marble-coaster"]
    assert not [id_ for id_, each in words.items() if each.is_named_in("a coaster is a nice gift for your desk")]
