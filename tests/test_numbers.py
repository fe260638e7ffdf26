"""Numbers as customers write them: digits, Indian grouping, words of three languages, and what each one is meant for.

Refuses word lists of its own: the shop's real ones are read.
"""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.catalogue import Catalogue
from shop.formatting import grouped
from shop.language import words_of
from shop.number_roles import Number
from shop.numbers import NumberReader
from shop.product_finder import ProductFinder

MANY = settings(max_examples=150, deadline=None)


class Reading:
    """The shop's word lists and product names, ready to read texts."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._reader = NumberReader(catalogue.words)
        self._finder = ProductFinder(catalogue)

    def numbers(self, text: str) -> list[Number]:
        """All numbers of a text."""
        words = words_of(text)
        return self._reader.read(words, ((mention.start, mention.end) for mention in self._finder.find(words)))

    def values(self, text: str) -> list[Decimal]:
        """Their values."""
        return [number.value for number in self.numbers(text)]

    def roles(self, text: str) -> list[tuple[str, int]]:
        """What each is meant for, with its value as a whole number."""
        return [(number.role, number.whole) for number in self.numbers(text)]


@pytest.fixture(scope="module")
def reading(catalogue: Catalogue) -> Reading:
    """One reader serves all tests: it keeps nothing."""
    return Reading(catalogue)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100 pcs", 100),
        ("100pcs", 100),
        ("1,234 mugs", 1234),
        ("1,00,000 pens", 1_00_000),
        ("99,99,999 keychains", 99_99_999),
        ("१०० मग", 100),
        ("१,२५,००० पेन", 1_25_000),
        ("１００ mugs", 100),
        ("1\u200b00 mugs", 100),
        ("2k pens", 2000),
        ("5 k pcs", 5000),
        ("1.5k pens", 1500),
        ("2 lakh", 2_00_000),
        ("1.5 lakh keychains", 1_50_000),
        ("3 dozen mugs", 36),
        ("a dozen mugs", 12),
        ("do darjan mug", 24),
        ("half dozen mugs", 6),
        ("2 thousand five hundred pens", 2500),
        ("1 hazaar do sau pen", 1200),
    ],
)
def test_digits_are_read_with_their_multipliers(reading: Reading, text: str, value: int) -> None:
    """Digits of any script, with Indian grouping, k, lakh or dozen, are one number."""
    assert reading.values(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two hundred mugs", 200),
        ("one hundred and fifty mugs", 150),
        ("twenty five pens", 25),
        ("ten", 10),
        ("do sau pen", 200),
        ("paanch sau pen", 500),
        ("do sau pachas pen", 250),
        ("ek hazaar pen", 1000),
        ("sau pen", 100),
        ("pachas mug", 50),
        ("pachees coaster", 25),
        ("do lakh pen", 2_00_000),
        ("दो सौ पचास कोस्टर", 250),
        ("पाँच सौ पेन", 500),
        ("पांच सौ पेन", 500),
        ("एक हज़ार पेन", 1000),
        ("एक हजार पेन", 1000),
        ("पचास मग", 50),
    ],
)
def test_words_are_read_in_three_languages(reading: Reading, text: str, value: int) -> None:
    """Number words in English, Hinglish and Hindi are one number, however the Hindi is spelled."""
    assert reading.values(text) == [value]


@pytest.mark.parametrize(
    ("hinglish", "hindi", "value"),
    [
        ("sava sau", "सवा सौ", 125),
        ("dedh sau", "डेढ़ सौ", 150),
        ("dhai sau", "ढाई सौ", 250),
        ("dhai hazaar", "ढाई हज़ार", 2500),
        ("dedh lakh", "डेढ़ लाख", 1_50_000),
        ("saadhe teen sau", "साढ़े तीन सौ", 350),
        ("saadhe 4 sau", "साढ़े 4 सौ", 450),
        ("paune do sau", "पौने दो सौ", 175),
        ("paune sau", "पौने सौ", 75),
        ("aadha darjan", "आधा दर्जन", 6),
    ],
)
def test_halves_and_quarters_are_read(reading: Reading, hinglish: str, hindi: str, value: int) -> None:
    """The Indian halves and quarters count with what follows them."""
    assert reading.values(f"{hinglish} mug") == [value]
    assert reading.values(f"{hindi} मग") == [value]


@pytest.mark.parametrize(
    "text",
    ["do you have mugs", "kar do", "teen age gift", "sat ko khula hai", "ek mug dikhao", "k", "dedh", "mugs", "", "?!"],
)
def test_a_word_that_may_mean_something_else_is_no_number(reading: Reading, text: str) -> None:
    """Words such as do, teen or sat count where a multiplier, a unit or a product follows, or nothing else is said."""
    assert reading.values(text) == []


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("rs 500", "money", 500),
        ("Rs.500", "money", 500),
        ("₹1,500", "money", 1500),
        ("500/-", "money", 500),
        ("500 रुपये", "money", 500),
        ("budget 20000", "money", 20_000),
        ("under 300", "money", 300),
        ("300 ke andar", "money", 300),
        ("बजट 300", "money", 300),
        ("4 inch coaster", "size", 4),
        ("350ml mug", "size", 350),
        ("size 4", "size", 4),
        ("10 इंच", "size", 10),
        ("in 7 days", "days", 7),
        ("10 din me", "days", 10),
        ("2 weeks", "days", 2),
        ("3 दिन", "days", 3),
        ("302001", "pincode", 302_001),
        ("delivery to 560001", "pincode", 560_001),
        ("order 1234", "order", 1234),
        ("order no 5678", "order", 5678),
        ("ऑर्डर 1234", "order", 1234),
        ("pack of 4", "pack", 4),
        ("set of 6 coasters", "pack", 6),
        ("15 march", "date", 15),
        ("on 5th", "date", 5),
        ("10 tarikh", "date", 10),
        ("5 नवंबर", "date", 5),
        ("10% off", "percent", 10),
        ("18 प्रतिशत", "percent", 18),
        ("100 pieces", "quantity", 100),
        ("for 50 people", "people", 50),
        ("50 log", "people", 50),
        ("100", "quantity", 100),
        ("200000", "quantity", 200_000),
        ("302010 coasters", "quantity", 302_010),
        ("600001 pieces", "quantity", 600_001),
    ],
)
def test_the_words_beside_a_number_tell_what_it_is_meant_for(
    reading: Reading, text: str, role: str, value: int
) -> None:
    """A unit, a sign or the shape of the digits settles the role; without any it is a quantity."""
    assert reading.roles(text) == [(role, value)]


@pytest.mark.parametrize(
    "text",
    [
        "9876543210",
        "call me on 98765 43210",
        "+91 98765 43210",
        "919876543210",
        "mera number 9876543210 hai",
        "4111111111111111",
        "come at 10:30",
        "10:30 baje",
        "on 12/11/2026",
    ],
)
def test_digits_that_name_something_are_no_quantity(reading: Reading, text: str) -> None:
    """A phone number, a card number, a time or a date counts no pieces."""
    assert "quantity" not in [role for role, _ in reading.roles(text)]


@pytest.mark.parametrize(
    ("text", "role", "values"),
    [
        ("500 to 1000 rs", "money", [500, 1000]),
        ("rs 500 to 1000", "money", [500, 1000]),
        ("between 500 and 1000 rs", "money", [500, 1000]),
        ("500 से 1000 रुपये", "money", [500, 1000]),
        ("5 to 7 days", "days", [5, 7]),
        ("7-10 din", "days", [7, 10]),
        ("100 se 200 pen", "quantity", [100, 200]),
        ("100-200 mugs", "quantity", [100, 200]),
    ],
)
def test_both_ends_of_a_range_play_one_role(reading: Reading, text: str, role: str, values: list[int]) -> None:
    """The unit behind, or the sign before, a range counts for both of its numbers."""
    assert reading.roles(text) == [(role, value) for value in values]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("100 mugs under 300 rs in 7 days", [("quantity", 100), ("money", 300), ("days", 7)]),
        ("50 pens and 20 mugs to 302001", [("quantity", 50), ("quantity", 20), ("pincode", 302_001)]),
        ("order 1234 ke 100 pcs", [("order", 1234), ("quantity", 100)]),
        ("4 inch wale 100 coaster", [("size", 4), ("quantity", 100)]),
    ],
)
def test_each_number_of_a_message_has_its_own_role(reading: Reading, text: str, roles: list[tuple[str, int]]) -> None:
    """Several numbers in a row do not take each other's part."""
    assert reading.roles(text) == roles


@pytest.mark.parametrize(
    ("text", "in_all"),
    [("total budget 50000", True), ("50000 rs kul", True), ("50000 rs total", True), ("budget 500 per piece", False)],
)
def test_money_for_everything_is_told_from_money_for_one(reading: Reading, text: str, in_all: bool) -> None:
    """Words such as total or kul near an amount make it one for everything together."""
    (number,) = reading.numbers(text)
    assert (number.role, number.in_all) == ("money", in_all)


@MANY
@given(quantity=st.integers(1, 99_99_999), frame=st.sampled_from(["{} pieces", "mujhe {} pen chahiye", "कुल {} पीस"]))
def test_a_quantity_with_indian_grouping_is_given_back(reading: Reading, quantity: int, frame: str) -> None:
    """Whatever number of pieces is written, the reader has that number, as a quantity."""
    assert reading.roles(frame.format(grouped(quantity))) == [("quantity", quantity)]


@MANY
@given(quantity=st.integers(1, 99_99_999))
def test_the_script_of_the_digits_changes_nothing(reading: Reading, quantity: int) -> None:
    """Devanagari digits and bare digits read like grouped ones."""
    devanagari = grouped(quantity).translate({ord("0") + digit: ord("०") + digit for digit in range(10)})
    for written in (devanagari, str(quantity)):
        assert reading.roles(f"{written} pieces") == [("quantity", quantity)]


@MANY
@given(st.text(st.characters(exclude_categories=["Cs", "No"]), max_size=80))
def test_any_text_is_read(reading: Reading, text: str) -> None:
    """No text makes the reader fail, and each number stands where it says, after the one before it."""
    numbers = reading.numbers(text)
    places = [place for number in numbers for place in (number.start, number.end)]
    assert places == sorted(places)
    assert all(number.start < number.end <= len(words_of(text)) for number in numbers)


@MANY
@given(
    st.lists(
        st.sampled_from("5 12 1,000 1.5 sau hazaar lakh k dozen dhai saadhe paune half do teen and to rs % / -".split())
    )
)
def test_any_row_of_number_words_is_read(reading: Reading, words: list[str]) -> None:
    """However number words and signs are strung together, each number found is finite and not negative."""
    assert all(value.is_finite() and value >= 0 for value in reading.values(" ".join(words)))
