"""What an enquiry reads in a customer's words: phone numbers, e-mails, dates and names, and what it takes for none."""

from __future__ import annotations

from datetime import date

import pytest

from shop.catalogue import Catalogue
from shop.customer_contact import find_contact
from shop.needed_date import NeededDates
from shop.person_name import PersonNames
from shop.romanise import romanised

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "text",
    [
        "9812345678",
        "98123 45678",
        "+91 98123 45678",
        "+919812345678",
        "+91-98123-45678",
        "(+91) 9812345678",
        "091-98123-45678",
        "0091 98123 45678",
        "09812345678",
        "0 98123 45678",
        "981-234-5678",
        "9812 345 678",
        "98 12 34 56 78",
        "९८१२३ ४५६७८",
        "mo.9812345678.",
        "Rahul, 411001 9812345678",
        "150 piece 9812345678",
    ],
)
def test_a_mobile_number_is_read_in_every_spelling(text: str) -> None:
    """Country code, zero, spaces, dashes and Devanagari digits all give the same number."""
    assert find_contact(text).contact == "+91 98123 45678"


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("0141-2345678", "0141-2345678"),
        ("+1 415 555 2671", "+14155552671"),
        ("mail me at asha.rao@shop.co.in please", "asha.rao@shop.co.in"),
        ("98123-45678 or x@y.in", "+91 98123 45678, x@y.in"),
        ("100 200 500 1000", ""),
        ("700 800 900 1000", ""),
        ("25/12/2026", ""),
        ("Pune 411001", ""),
        ("1500 pieces", ""),
    ],
)
def test_other_contacts_and_other_numbers(text: str, contact: str) -> None:
    """Landlines, numbers abroad and e-mails are contacts; quantities, dates and PIN codes are none."""
    found = find_contact(text)
    assert (found.contact, found.is_incomplete) == (contact, False)


@pytest.mark.parametrize("text", ["981234567", "98123456789", "+91 981234567"])
def test_a_digit_too_few_or_too_many_is_noticed(text: str) -> None:
    """A mistyped number is no contact, and it is known that one was meant."""
    assert (find_contact(text).contact, find_contact(text).is_incomplete) == ("", True)


@pytest.fixture(scope="module")
def dates(catalogue: Catalogue) -> NeededDates:
    """The real shop's words for dates."""
    return NeededDates(catalogue.enquiry.words, catalogue.words.numbers)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25 December tak", "2026-12-25"),
        ("dec 25", "2026-12-25"),
        ("25th of December 2026", "2026-12-25"),
        ("२५ दिसंबर तक", "2026-12-25"),
        ("25/12/2026", "2026-12-25"),
        ("25-12-26", "2026-12-25"),
        ("2026-12-25", "2026-12-25"),
        ("5 january se pehle", "2027-01-05"),
        ("date 28", "2026-11-28"),
        ("28 tarikh ko", "2026-11-28"),
        ("तारीख 28", "2026-11-28"),
        ("by 5th", "2026-12-05"),
        ("10 din mein", "2026-12-05"),
        ("do hafte mein", "2026-12-09"),
        ("within 3 weeks", "2026-12-16"),
        ("mujhe 12 december tak 100 mug chahiye", "2026-12-12"),
    ],
)
def test_a_date_is_read_wherever_it_stands(dates: NeededDates, text: str, day: str) -> None:
    """Days, months and spans in three languages; without a year the next such day is meant."""
    found, _ = dates.find(text, WEDNESDAY, asked=False)
    assert found is not None
    assert (found.day.isoformat(), found.words) == (day, "")


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("28", "2026-11-28", ""),
        ("20", "2026-12-20", ""),
        ("25/12", "2026-12-25", ""),
        ("kal tak", "2026-11-26", ""),
        ("परसों", "2026-11-27", ""),
        ("friday", "2026-11-27", ""),
        ("15 days", "2026-12-10", ""),
        ("next week", "2026-12-09", "next week"),
        ("agle mahine", "2027-01-24", "agle mahine"),
        ("December end", "2026-12-31", "december end"),
    ],
)
def test_a_loose_word_is_a_date_only_where_one_was_asked_for(
    dates: NeededDates, text: str, day: str, words: str
) -> None:
    """The answer to "by which date?" may be short or vague; elsewhere the same words are none."""
    found, _ = dates.find(text, WEDNESDAY, asked=True)
    assert found is not None
    assert (found.day.isoformat(), found.words) == (day, words)
    assert dates.find(text, WEDNESDAY, asked=False)[0] is None


@pytest.mark.parametrize("text", ["150", "31 feb", "25 Nov 2025", "1/1/2020", "Diwali", "may be", "100 piece"])
def test_no_date_is_made_up(dates: NeededDates, text: str) -> None:
    """Quantities, days that do not exist and days that have passed are no dates."""
    assert dates.find(text, WEDNESDAY, asked=True)[0] is None


@pytest.fixture(scope="module")
def names(catalogue: Catalogue) -> PersonNames:
    """The real shop's words around names."""
    goods = [name for product in catalogue.products.values() for name in product.names]
    return PersonNames(catalogue.words, catalogue.enquiry, goods)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("naam Suresh hai", "Suresh"),
        ("my name is Anil Kapoor", "Anil Kapoor"),
        ("this is Rahul from Infosys", "Rahul"),
        ("I am Dr. Mehta, 98", "Dr. Mehta"),
        ("main ravi hoon", "Ravi"),
        ("मैं राहुल हूँ", "राहुल"),
        ("मेरा नाम सुनीता देवी है", "सुनीता देवी"),
        ("naam: R. K. Sharma", "R. K. Sharma"),
        ("naam Gaya Prasad hai", "Gaya Prasad"),
        ("150 kar do aur naam Suresh hai", "Suresh"),
        ("this is urgent", None),
        ("i am interested", None),
        ("main Pune se hoon", None),
        ("naam badlo", None),
        ("naam kya hai", None),
        ("naam likhwana hai", None),
        ("name on it", None),
        ("mein order karna chahta hoon", None),
    ],
)
def test_a_name_is_taken_where_it_is_said_to_be_one(names: PersonNames, text: str, name: str | None) -> None:
    """Behind "naam", "my name is" and "मैं ... हूँ" stands a name, unless the words there mean something."""
    found = names.introduced(text, is_lettering=False)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rahul", "Rahul"),
        ("rahul sharma", "Rahul Sharma"),
        ("Mr Rahul Mehta", "Mr Rahul Mehta"),
        ("Rahul bol raha hoon", "Rahul"),
        ("Rahul from Infosys", "Rahul"),
        ("Ajmer Singh", "Ajmer Singh"),
        ("Diya", "Diya"),
        ("सुनीता", "सुनीता"),
        ("Pune", ""),
        ("Navi Mumbai", ""),
        ("kal bataunga", ""),
        ("theek hai", ""),
        ("wooden coasters", ""),
        ("aap kaun", ""),
        ("gst", ""),
        ("the quick brown fox jumped over it", ""),
    ],
)
def test_a_name_alone_is_one_to_four_strange_words(names: PersonNames, text: str, name: str) -> None:
    """The answer to "your name?" is a name unless its words mean something else."""
    assert names.alone(text) == name


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("राहुल शर्मा", "Rahul Sharma"),
        ("सुनीता देवी", "Sunita Devi"),
        ("विकास", "Vikas"),
        ("Asha", "Asha"),
        ("फ़रहान", "Farhan"),
        ("रिज़वी", "Rizvi"),
    ],
)
def test_a_hindi_name_is_read_back_in_latin_letters(name: str, latin: str) -> None:
    """A Hinglish reply holds no Devanagari, so a name in it is written as people write it in Latin letters."""
    assert romanised(name) == latin
