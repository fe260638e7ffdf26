"""Sums that a customer leaves to the shop, and quantities changed by how many.

Refuses sums without a word for them: two numbers side by side stay two numbers.
"""

from __future__ import annotations

import pytest

from shop.understanding import Understander
from tests.test_understanding import items_of, talk


@pytest.mark.parametrize(
    ("message", "product", "quantity"),
    [
        ("6 teams of 25, a steel bottle each", "steel-bottle", 150),
        ("20 sets of 4 wooden coasters", "wooden-coaster", 80),
        ("5 cartons of 24 mugs", "ceramic-mug", 120),
        ("15 tables, 10 mugs on each, price?", "ceramic-mug", 150),
        ("each of our 30 dealers gets 4 pens, cost?", "metal-pen", 120),
        ("2 pens each for 60 people", "metal-pen", 120),
        ("12 table, har table pe 8 cork coaster ka rate", "cork-coaster", 96),
        ("87 staff and 13 interns, one mug each", "ceramic-mug", 100),
        ("price for 120 mugs plus 10 spare", "ceramic-mug", 130),
        ("42 kids, one keychain for every kid plus 8 for the teachers", "keychain", 50),
        ("quarter of a thousand marble coasters", "marble-coaster", 250),
        ("half a thousand pens", "metal-pen", 500),
        ("diaries for 45 trainees", "diary", 45),
        ("50 mugs for 3 offices", "ceramic-mug", 50),
        ("price of 50 mugs, 18% gst extra?", "ceramic-mug", 50),
        ("how many mugs for rs 20000", "ceramic-mug", 131),
        ("14 buses, 52 seats a bus, one keyring per seat", "keychain", 728),
        ("3 partners, each sending your gift hamper to 15 clients", "gift-hamper", 45),
        ("28 teachers, 2 diaries a head", "diary", 56),
        ("a pair of marble coasters for each of 55 couples", "marble-coaster", 110),
        ("pen stands, thirty-two, what do they cost", "desk-organiser", 32),
        ("a dozen and a half resin coasters", "resin-coaster", 18),
        ("a couple of hundred photo frames", "wooden-photo-frame", 200),
        ("एक सौ आठ दीपक चाहिए", "brass-diya", 108),
        ("80 kamre, har kamre mein do slate ke coaster, bhaav", "slate-coaster", 160),
        ("teen bhai, 150-150 metal pen lenge, rate", "metal-pen", 450),
        ("cork ke coaster chhe chhe ke bees set, kya lagega", "cork-coaster", 120),
    ],
)
def test_a_sum_is_worked_out(understander: Understander, message: str, product: str, quantity: int) -> None:
    """The quantity is what the customer's numbers make together."""
    assert items_of(talk(understander, message)) == [(product, quantity)]


@pytest.mark.parametrize(
    ("turns", "items"),
    [
        (["50 mugs price", "knock off ten"], [("ceramic-mug", 40)]),
        (["50 mugs price", "add another 20"], [("ceramic-mug", 70)]),
        (["50 mugs price", "aur 200 ka?"], [("ceramic-mug", 200)]),
        (["50 mugs price", "make it for 60 guests"], [("ceramic-mug", 60)]),
        (["60 frames price", "swap the frames for ceramic coasters, same number"], [("ceramic-coaster", 60)]),
        (["100 pens and 50 mugs", "replace the mugs with diaries"], [("metal-pen", 100), ("diary", 50)]),
        (["40 penstand kya bhaav", "iske badle diary lu to utni hi?"], [("diary", 40)]),
        (["50 mugs and 120 pens", "lose the pens"], [("ceramic-mug", 50)]),
        (["total for 3 cartons of 48 mugs", "five cartons"], [("ceramic-mug", 240)]),
        (["26 ladies, brass diyas, two a lady, cost", "three a lady?"], [("brass-diya", 78)]),
        (["9 uncles, each wants 20 jute bags, cost", "one uncle is out"], [("jute-tote-bag", 160)]),
        (["14 buses, 52 seats a bus, one keyring per seat", "2 of the buses are scrapped"], [("keychain", 624)]),
        (["150 steel bottles", "knock off twenty bottles"], [("steel-bottle", 130)]),
        (["96 frames price", "4 frame teachers ke bhi jod lijiye"], [("wooden-photo-frame", 100)]),
        (["100 pens and 100 mugs", "pen dugne kar do"], [("metal-pen", 200), ("ceramic-mug", 100)]),
        (["105 diary aur 105 botal", "botal mat jodiye"], [("diary", 105)]),
        (["200 slate coasters, price", "good, and at 320"], [("slate-coaster", 320)]),
        (
            ["100 bottles and 100 mugs", "cut the bottles to 60, mugs stay"],
            [("steel-bottle", 60), ("ceramic-mug", 100)],
        ),
        (["how many pens minimum", "whats the cost for that many"], [("metal-pen", 100)]),
        (["only 9 mugs, doable?", "ok the least you allow then"], [("ceramic-mug", 24)]),
        (["diwali gifts for 60 staff, 400 each", "what about the diya"], [("brass-diya", 60)]),
        (
            ["24 slate coasters and 36 cork ones", "make the slate ones forty"],
            [("slate-coaster", 40), ("cork-coaster", 36)],
        ),
    ],
)
def test_a_change_goes_on_from_what_was_said(
    understander: Understander, turns: list[str], items: list[tuple[str, int | None]]
) -> None:
    """Pieces more or fewer, one thing instead of another, and the least quantity, each from what was said before."""
    assert items_of(talk(understander, *turns)) == items


@pytest.mark.parametrize(
    "turns", [["100 mugs with logo", "forget the printing"], ["keychain pe naam 100 ka", "bina naam ke?"]]
)
def test_branding_is_taken_off(understander: Understander, turns: list[str]) -> None:
    """The goods stay, the branding goes."""
    slots = talk(understander, *turns).slots
    assert (slots.quantity, slots.branding, slots.no_branding) == (100, None, True)


def test_points_of_a_list_are_no_pieces(understander: Understander) -> None:
    """What is asked under "2)" is asked, and nobody wants two of anything."""
    asked = talk(understander, "1) thickness of acrylic 2) tax on it")
    assert ([topic.intent for topic in asked.topics], asked.slots.quantity) == (["product_info", "gst_rate"], None)
