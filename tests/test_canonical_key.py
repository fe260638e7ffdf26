"""The canonical key: one for all sayings of a question, another for every other one, none for what is private."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from providers import same_words
from providers.canonical_form import canonical_form
from providers.canonical_key import CanonicalKey
from shop import loader
from shop.catalogue import Catalogue
from shop.language import words_of
from tests.cache_peers import Customers
from tests.question_pairs import OTHER, SAME

FULL = "is marble coaster dishwasher safe"
THINGS = frozenset(
    "price sample gift deliver logo discount box weight size minimum moq order quantity piece gst".split()
)
# Of the pairs of SAME, those that a rule finds; the others cost a call of a model, and nothing worse.
LEAST_FOUND = 0.78


@pytest.fixture(scope="module")
def customers(catalogue: Catalogue) -> Customers:
    """They write to the real shop."""
    return Customers(catalogue)


@pytest.fixture(scope="module")
def keys(catalogue: Catalogue) -> CanonicalKey:
    """The keys of the real shop."""
    return CanonicalKey(catalogue)


def test_most_sayings_of_a_question_share_its_key(customers: Customers, keys: CanonicalKey) -> None:
    """Of two ways to ask the same, most find the answer to the other, or both the owner's own."""
    missed = []
    for one, other in SAME:
        first, second = customers.ask(one), customers.ask(other)
        key, pinned = keys.of(first), first.understanding.pinned
        if not ((key and key == keys.of(second)) or (pinned is not None and pinned == second.understanding.pinned)):
            missed.append((one, other))
    assert len(missed) <= (1 - LEAST_FOUND) * len(SAME), missed


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_question_has_another_key(customers: Customers, keys: CanonicalKey, one: str, other: str) -> None:
    """One number, product, place, word of denial or turn of the order more or less is another question."""
    first, second = keys.of(customers.ask(one)), keys.of(customers.ask(other))
    assert first is None or first != second


def test_most_questions_have_a_key(customers: Customers, keys: CanonicalKey) -> None:
    """Pairs that only look alike are told apart by their keys, not by having none."""
    both = [pair for pair in OTHER if all(keys.of(customers.ask(text)) for text in pair)]
    assert len(both) >= 0.8 * len(OTHER)


@pytest.mark.parametrize(
    "text",
    [
        *(FULL.upper(), f"{FULL}???", f"  {FULL} !", f"Hi, {FULL}", f"hello sir, {FULL}", f"good morning {FULL}"),
        *(
            f"{FULL} please",
            f"pls tell me {FULL}",
            f"{FULL} thanks",
            f"{FULL} 🙏",
            "is marble coasters dishwasher safe",
        ),
        *("are marble coasters dishwasher safe", "is marbel coaster dishwasher safe", f"{FULL} 😊"),
    ],
)
def test_manners_and_marks_change_nothing(customers: Customers, keys: CanonicalKey, text: str) -> None:
    """Case, punctuation, greeting, courtesy, plural and a listed spelling leave the question what it is."""
    assert keys.of(customers.ask(text)) == keys.of(customers.ask(FULL)) is not None


@pytest.mark.parametrize(
    "word", ["not", "xyz", "my", "never", "fully", "2", "blue", "sasta", "mug", "pune", "only", "एक"]
)
@pytest.mark.parametrize("place", range(6))
def test_a_word_more_is_another_question(customers: Customers, keys: CanonicalKey, word: str, place: int) -> None:
    """No word is passed over, known or not, wherever it stands."""
    words = FULL.split()
    text = " ".join((*words[:place], word, *words[place:]))
    assert keys.of(customers.ask(text)) != keys.of(customers.ask(FULL))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "is mug safe, call 98765 43210",
            "marble coaster safe? mail me at asha@example.com",
            "mug size www.example.com",
        ),
        *(
            "mug size, see example.com",
            "gst invoice for 27ABCDE1234F1Z5",
            "is mug safe order 4711",
            "order #4711 mug size",
        ),
        *("delivery to 302001", "100000 mugs discount", "mug size nine eight seven six five four three two one zero"),
        *(
            "my name is Zubeida, mug size",
            "this is Zubeida, mug size",
            "mug size for Zubeida Traders",
            "i am zubeida mug size",
        ),
        *(
            "mug size batao main zubeida",
            "hum zubeida se mug size",
            "regards zubeida mug size",
            "Zubeida mug Zubeida size",
        ),
        *(
            "is the mug size open today",
            "mug delivery kal",
            "mug delivery by monday",
            "mug delivery tomorrow",
            "abhi mug size",
        ),
        *(
            "मग डिलीवरी आज",
            "mug size jaldi batao",
            "mug size tmrw",
            "mug size in october",
            "mug delivery 5 jan",
            "mug price now",
            "mug at 10:30",
        ),
        *(
            "4x4 cm mug size",
            'mug 4" size',
            "mug size ❌",
            "mug size [phone]",
            "mug size < 4",
            "mug ½ size",
            "10² mugs",
        ),
        *(
            "mug size " * 40,
            "marbble coaster size",
            "100 keychaim",
            "delivery to jodhpurr",
            "gifts under 10000 rupees",
            "hi",
            "thanks",
            "bye",
            "i want a human",
            "my order is late",
            "asdf",
        ),
        *("price of coasters", "10000 mugs price", "is it washable", "", "?", "stop", "when do you open"),
    ],
)
def test_nothing_of_one_customer_or_one_moment_has_a_key(customers: Customers, keys: CanonicalKey, text: str) -> None:
    """Numbers of people and papers, names, links, days, odd signs, slips, persons called and questions back."""
    assert keys.of(customers.ask(text)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("price of @mug", "@mug price"),
        ("what is price of @mug", "@mug of price kya is"),
        ("do you have sample", "i get sample"),
        ("quantity:100 piece of @mug price", "price @mug quantity:100"),
        ("deliver to city:pune", "city:pune me deliver"),
        ("minimum order quantity of @mug", "@mug moq"),
        ("gift under money:500", "money:500 gift under"),
    ],
)
def test_a_simple_question_has_one_form(one: str, other: str) -> None:
    """One thing asked in listed turns of phrase is the same in every order."""
    forms = {canonical_form(words.split(), THINGS) for words in (one, other)}
    assert len(forms) == 1
    assert forms.pop()[0] == "loose"


@pytest.mark.parametrize(
    "words",
    [
        *("@mug @pen price", "deliver city:pune city:delhi", "quantity:2 money:500 gift", "weight size @mug"),
        *("give you sample", "i give sample", "you get sample", "have sample unheard", "sample deliver", "not logo"),
        *(
            "price | sample",
            "discount on sample",
            "sample in box",
            "size in box",
            "size me box",
            "how_much sample what",
            "deliver from city:pune",
        ),
        *("quantity:20 sample of @mug", "minimum price", "gst price @mug", "on me", "is"),
    ],
)
def test_order_counts_wherever_it_may(words: str) -> None:
    """Two of a kind, a number away from its goods, a pause, a denial or a word that nobody listed keep every place."""
    assert canonical_form(words.split(), THINGS) == ("in order", *words.split())


def test_only_what_stands_alone_has_a_key(customers: Customers, keys: CanonicalKey) -> None:
    """The same words as a follow-up are for this chat alone, and so are those that nobody read."""
    question = customers.ask(FULL)
    assert keys.of(replace(question, stands_alone=False)) is None
    assert keys.of(replace(question, understanding=replace(question.understanding, entities=None))) is None
    assert question.floor is not None
    assert keys.of(replace(question, floor=replace(question.floor, handoff=True))) is None
    assert keys.of(replace(question, floor=None)) == keys.of(question)
    assert keys.of(replace(customers.ask("6000 wooden coasters price"), floor=None)) is None


def test_an_edit_of_the_catalogue_changes_every_key(
    keys: CanonicalKey, customers: Customers, templates_copy: Path
) -> None:
    """One price in one file, and no answer of before is found any more."""
    file = templates_copy / "products" / "ceramic-mug.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("24: 165", "24: 166"), encoding="utf-8")
    edited = loader.load(templates_copy)
    assert CanonicalKey(edited).of(Customers(edited).ask(FULL)) != keys.of(customers.ask(FULL))


def test_rows_only_part_what_the_owner_joins(catalogue: Catalogue) -> None:
    """All spellings of a row stand together in words.yaml, and none stands in two rows."""
    words = catalogue.words
    lists = [words.hinglish_words, words.english_words, *words.occasions.values()]
    lists += [(meaning.replace("_", " "), *spellings) for meaning, spellings in words.meanings.items()]
    together = [{tuple(words_of(spelling)) for spelling in each} for each in lists]
    row_of: dict[tuple[str, ...], str] = {}
    for table in (same_words.THINGS, same_words.LINKS, same_words.OCCASIONS):
        for name, spellings in same_words.rows(table):
            row = {tuple(words_of(spelling)) for spelling in spellings}
            assert any(all(each in group or each[:1] in group for each in row) for group in together), name
            assert {row_of.setdefault(each, name) for each in row} == {name}
