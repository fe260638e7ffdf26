"""Numbers as customers read them. Refuses rounding: what is shown is the very amount."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop import formatting
from shop.catalogue import Catalogue
from shop.local_text import LANGUAGES, DaySpan, Language

MANY = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (7, "7"),
        (999, "999"),
        (1000, "1,000"),
        (12_345, "12,345"),
        (99_999, "99,999"),
        (1_00_000, "1,00,000"),
        (12_34_567, "12,34,567"),
        (1_00_00_000, "1,00,00,000"),
    ],
)
def test_whole_numbers_have_indian_grouping(number: int, shown: str) -> None:
    """The last three digits stand together, the ones before in pairs."""
    assert formatting.grouped(number) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "₹0"),
        ("0.05", "₹0.05"),
        ("95", "₹95"),
        ("95.00", "₹95"),
        ("95.5", "₹95.50"),
        ("1299.50", "₹1,299.50"),
        ("123456", "₹1,23,456"),
        ("12345678.09", "₹1,23,45,678.09"),
        ("1E+5", "₹1,00,000"),
    ],
)
def test_rupees_show_paise_only_where_there_are_some(amount: str, shown: str) -> None:
    """Whole rupees stand alone, paise always as two digits."""
    assert formatting.rupees(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("18", "18%"),
        ("18.00", "18%"),
        ("0.25", "0.25%"),
        ("1.50", "1.5%"),
        ("0", "0%"),
        ("1E+2", "100%"),
        ("40.0", "40%"),
    ],
)
def test_a_percentage_has_no_needless_zeros(value: str, shown: str) -> None:
    """Zeros behind the point go, those before it stay."""
    assert formatting.percent(Decimal(value)) == shown
    assert formatting.plain(Decimal(value)) == shown.removesuffix("%")


@pytest.mark.parametrize(
    ("parts", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_parts_are_listed_as_in_a_sentence(parts: list[str], shown: str) -> None:
    """Commas divide the parts and a word joins the last two."""
    assert formatting.listed(parts, "and") == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_shown_with_their_unit(catalogue: Catalogue, language: Language) -> None:
    """A span names both ends, a single number one; one day has its own word in each language."""
    wording = catalogue.wording
    span = formatting.days(DaySpan(least=7, most=10), wording, language)
    five = formatting.days(DaySpan(least=5, most=5), wording, language)
    one = formatting.days(DaySpan(least=1, most=1), wording, language)
    assert re.findall(r"\d+", span) == ["7", "10"]
    assert re.findall(r"\d+", five) == ["5"]
    assert re.findall(r"\d+", one) == ["1"]
    assert one == wording.one_day.in_(language)
    assert not [text for text in (span, five, one) if "<" in text or text.isdecimal()]
    assert formatting.days(DaySpan(least=0, most=1), wording, language).count("1") == 1


@pytest.mark.parametrize(
    ("written", "least", "most"), [("5", 5, 5), ("7 to 10", 7, 10), ("7-10", 7, 10), ("3 days", 3, 3), ("0", 0, 0)]
)
def test_a_span_of_days_reads_what_it_shows(written: str, least: int, most: int) -> None:
    """The owner's way of writing a span is understood, and its text is one of them."""
    span = DaySpan.model_validate(written)
    assert (span.least, span.most) == (least, most)
    assert DaySpan.model_validate(str(span)) == span


@MANY
@given(st.integers(0, 10**12))
def test_grouping_only_adds_commas(number: int) -> None:
    """Without its commas a grouped number is the number, and no group but the first is short."""
    shown = formatting.grouped(number)
    assert shown.replace(",", "") == str(number)
    assert re.fullmatch(r"\d{1,3}|\d{1,2}(,\d\d)*,\d{3}", shown)


@MANY
@given(st.decimals(0, 10**9, places=2))
def test_rupees_are_exact(amount: Decimal) -> None:
    """What is shown reads back as the very amount."""
    assert Decimal(formatting.rupees(amount).removeprefix("₹").replace(",", "")) == amount


@MANY
@given(st.decimals(0, 10**6, places=4))
def test_a_plain_number_is_exact(value: Decimal) -> None:
    """Leaving zeros out changes no value, and no exponent is shown."""
    shown = formatting.plain(value)
    assert Decimal(shown) == value
    assert re.fullmatch(r"\d+(\.\d*[1-9])?", shown)
