"""What of a customer's words never reaches a vendor, and what does."""

from __future__ import annotations

import pytest

from providers.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call me 9876543210 please", "call me [phone] please"),
        ("mera number +91-98765 43210 hai", "mera number [phone] hai"),
        ("९८७६५४३२१० पर कॉल करें", "[phone] पर कॉल करें"),
        ("１２３４５６７８９０１２", "[number]"),
        ("98765.43210", "[phone]"),
        ("987-654-3210", "[phone]"),
        ("office 0141-2345678", "office [phone]"),
        ("+1 (415) 555-2671", "[phone]"),
        ("9 8 7 6 5 4 3 2 1 0", "[number]"),
        ("nine eight seven six five four three two one zero", "[number]"),
        ("nau aath saat che paanch char teen do ek shunya", "[number]"),
        ("mail ravi.k@gmail.com soon", "mail [e-mail] soon"),
        ("ravi at gmail dot com", "[e-mail]"),
        ("pay from ravi@okaxis", "pay from [UPI id]"),
        ("GSTIN 27ABCDE1234F1Z5", "GSTIN [GSTIN]"),
        ("pan abcde1234f", "pan [PAN]"),
        ("ifsc HDFC0001234", "ifsc [IFSC]"),
        ("aadhaar 2345 6789 0123", "aadhaar [number]"),
        ("4111 1111 1111 1111 exp 12/29", "[number] exp 12/29"),
        ("4111111111111111", "[number]"),
        ("order no 12345 kahan hai", "order no [number] kahan hai"),
        ("order id CG-10234", "order id [number]"),
        ("my order 48213 has not come", "my order [number] has not come"),
        ("where is #4521", "where is #[number]"),
        ("utr 402312345678 paid", "utr [number] paid"),
        ("T2401011234567 paid", "[number] paid"),
        ("otp is 482913", "otp is [number]"),
        ("account 123456789", "account [number]"),
    ],
)
def test_what_belongs_to_the_customer_goes(text: str, masked: str) -> None:
    """Phones, mail, papers, accounts and orders are replaced by a word for their kind, in digits of any script."""
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "price of 100 wooden coasters",
        "rate for 1000 2000 5000 pcs",
        "100 250 500 1000 pens",
        "budget 1500000 total",
        "₹1500000 for all",
        "1,50,000 tak",
        "pincode 302099 pe 100 coaster",
        "order 500 pens",
        "order 50000 pens",
        "my order 100 mugs",
        "need it by 25/12/2026",
        "A4 size, 21 x 29 cm",
        "25 kits @ 300 at jaipur",
        "do teen coaster chahiye",
        "2 lakh pieces",
        "bill of 5000 rupees",
    ],
)
def test_what_the_answer_needs_stays(text: str) -> None:
    """Quantities, prices, sizes, dates and pincodes reach the model unchanged."""
    assert mask(text) == text


def test_digits_of_any_script_come_out_the_same() -> None:
    """A Hindi quantity reads as 0-9, which a model copies more surely and a vendor counts as fewer tokens."""
    assert mask("१०० कोस्टर") == "100 कोस्टर"


def test_a_long_text_is_masked_at_once() -> None:
    """No text makes a pattern go round in circles."""
    for piece in ("9", "1 ", "a@", "a.", "order ", "ek ", "A1", "+9 "):
        mask(piece * 2000)
