"""Enquiry capture, keyless: only what is missing is asked, in any order; read back, confirmed, numbered, told."""

from __future__ import annotations

import sqlite3
import time
from itertools import permutations
from pathlib import Path

import pytest

from tests.delivery_peers import HandClock
from tests.enquiry_peers import NOW_MS, customer

ASKED = {
    "en": {"logo": "logo or a name", "place": "PIN code", "date": "By which date", "name": "name", "confirm": "right?"},
    "hinglish": {"logo": "logo ya naam", "place": "PIN code", "date": "tarikh", "name": "naam", "confirm": "sahi hai?"},
    "hi": {"logo": "लोगो या नाम", "place": "पिन कोड", "date": "तारीख", "name": "नाम", "confirm": "सही है?"},
}
OPENINGS = {
    "en": ("price of 100 wooden coasters", "yes please go ahead"),
    "hinglish": ("100 wooden coaster ka price", "haan"),
    "hi": ("100 लकड़ी के कोस्टर का दाम", "हाँ"),
}
ANSWERS = {
    "en": ("keep it plain", "Pune 411001", "25 December", "my name is Anil Kapoor", "98123-45678"),
    "hinglish": ("plain rakhna", "Pune 411001 bhejna", "25 December tak", "mera naam Anil Kapoor hai", "98123-45678"),
    "hi": ("सादा", "पुणे 411001", "25 दिसंबर तक", "मेरा नाम अनिल कपूर है", "९८१२३ ४५६७८"),
}
YES = {"en": "yes", "hinglish": "haan", "hi": "पक्का"}


def orders() -> list[tuple[int, ...]]:
    """A dozen of the orders in which five answers may come."""
    return list(permutations(range(5)))[::10]


@pytest.mark.parametrize("order", orders(), ids=lambda order: "".join(map(str, order)))
@pytest.mark.parametrize("language", ["en", "hinglish", "hi"])
async def test_answers_come_in_any_order(tmp_path: Path, language: str, order: tuple[int, ...]) -> None:
    """Whatever is answered first, each field is taken once, and the read-back comes when the last one is there."""
    async with customer(tmp_path) as asha:
        opened = await asha.says(*OPENINGS[language])
        assert (opened.tier, opened.intents, opened.handoff) == ("rules", ("order_place",), True)
        replies = [await asha.says(ANSWERS[language][place]) for place in order]
        assert [ASKED[language]["confirm"] in reply.text for reply in replies] == [False] * 4 + [True]
        assert {reply.tier for reply in replies} == {"rules"}
        assert {reply.language for reply in replies} == {language}
        assert not any(reply.handoff for reply in replies)
        assert "₹8,860" in replies[-1].text
        done = await asha.says(YES[language])
        assert (done.handoff, "1001" in done.text) == (True, True)
        name = "अनिल कपूर" if language == "hi" else "Anil Kapoor"
        ((number, place, day, *rest),) = asha.confirmed()
        assert (number, day, *rest) == (1001, "2026-12-25", name, "+91 98123 45678", "8860.00")
        assert str(place).endswith("411001")
        (notice,) = asha.notices()
        assert all(words in notice for words in ("1001", "100 wooden coasters", "₹8,860", "25 December", name))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "plain, Rahul, 98123 45678, Pune 411001, by 25 December"),
        ("hinglish", "plain rakho, Rahul, 9812345678, Pune 411001, 25 December tak"),
        ("hi", "सादा, मेरा नाम Rahul है, 98123 45678, पुणे 411001, 25 दिसंबर तक"),
    ],
)
async def test_one_message_may_answer_all(tmp_path: Path, language: str, text: str) -> None:
    """Name, number, city and date in one message are all taken, and the read-back follows at once."""
    async with customer(tmp_path) as asha:
        reply = await asha.says(*OPENINGS[language], text)
        assert ASKED[language]["confirm"] in reply.text
        assert "Rahul" in reply.text
        assert "+91 98123 45678" in reply.text
        assert "411001" in reply.text


async def test_what_is_known_is_not_asked(tmp_path: Path) -> None:
    """Product, quantity, logo and city of the conversation before are taken over; the date is asked first."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coasters with logo, deliver to Pune, price?")
        assert "By which date" in (await asha.says("yes")).text


async def test_product_and_quantity_are_asked_with_choices(tmp_path: Path) -> None:
    """Who names nothing is asked for the product, then for which one, then for the pieces."""
    async with customer(tmp_path) as asha:
        assert "mug" in (await asha.says("order karna hai")).text
        choices = (await asha.says("coaster")).text
        assert "2. ceramic coaster" in choices
        assert "kitne piece" in (await asha.says("2")).text
        assert "logo ya naam" in (await asha.says("dhai sau")).text
        assert "250 ceramic coaster" in (await asha.says("plain, Pune, koi jaldi nahi, naam Asha", "skip")).text


async def test_a_yes_with_details_opens_it_with_them(tmp_path: Path) -> None:
    """A yes with details, such as "haan, logo ke saath, Pune 411001", is an order whose details are not asked again."""
    async with customer(tmp_path) as asha:
        reply = await asha.says("100 wooden coaster ka price", "haan, logo ke saath, Pune 411001, 25 December tak")
        assert reply.handoff
        assert "Aapka naam" in reply.text


@pytest.mark.parametrize("skip", ["skip", "pata nahi", "abhi tay nahi", "baad mein bataunga", "not decided"])
async def test_what_is_not_decided_is_left_open(tmp_path: Path, skip: str) -> None:
    """Logo, place, date, name and contact may be left open; products and quantity not."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", skip, skip, skip)
        reply = await asha.says(skip)
        assert reply.text.count("baad mein tay karenge") == 4
        assert "isi chat par" in reply.text
        assert "1001" in (await asha.says("haan")).text


async def test_a_question_in_between_is_answered_above_the_pending_one(tmp_path: Path) -> None:
    """GST or another quantity is answered as usual, the pending question follows once, and nothing is changed by it."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain")
        gst = await asha.says("GST kitna hai?")
        assert "HSN 4419" in gst.text
        assert gst.text.count("PIN code par bhejna") == 1
        assert gst.intents == ("gst_rate",)
        other = await asha.says("aur 200 ka?")
        assert "₹17,220" in other.text
        assert other.text.endswith("PIN code par bhejna hai?")
        back = await asha.says("Pune, koi jaldi nahi, naam Asha hai, asha@example.com")
        assert "100 wooden coaster x" in back.text
        beneath = await asha.says("250 ka rate?")
        assert "₹19,950" in beneath.text
        assert "100 wooden coaster hai, kul ₹8,860" in beneath.text


async def test_a_yes_to_a_quote_in_between_changes_the_quantity_and_confirms_nothing(tmp_path: Path) -> None:
    """The quote for 250 asks "shall we go ahead?"; a yes reads 250 back before anything is confirmed."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain, Pune, koi jaldi nahi, naam Asha", "skip")
        reply = await asha.says("250 ka rate?", "haan")
        assert "250 wooden coaster" in reply.text
        assert not asha.confirmed()
        await asha.says("haan")
        assert asha.confirmed()[0][-1] == "19950.00"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("150 kar do", "150 wooden coaster"),
        ("haan par 150 kar do", "150 wooden coaster"),
        ("date 28", "28 November"),
        ("date 28 kar do", "28 November"),
        ("5 January", "5 January 2027"),
        ("naam Suresh hai", "Suresh"),
        ("nahi, Bhopal bhejna hai", "Bhopal"),
        ("logo bhi chahiye", "₹1,200"),
        ("UV print karwana hai", "UV printing"),
        ("mera number 90000 12345 hai", "+91 90000 12345"),
        ("mug chahiye", "100 ceramic mug"),
    ],
)
async def test_a_change_replaces_one_slot_and_is_read_back(tmp_path: Path, change: str, words: str) -> None:
    """After the read-back a change confirms nothing: all of it is read back anew, with the one slot replaced."""
    async with customer(tmp_path) as asha:
        before = await asha.says("100 wooden coaster ka price", "haan", "plain, Pune, 20 December, naam Asha", "skip")
        assert words not in before.text
        after = await asha.says(change)
        assert "Ek baar dekh lijiye" in after.text
        assert words in after.text
        assert not asha.confirmed()
        kept = [line for line in before.text.splitlines() if line in after.text]
        assert len(kept) >= len(before.text.splitlines()) - 8


async def test_a_field_is_asked_again_where_it_shall_be_changed(tmp_path: Path) -> None:
    """On "naam badlo" the name is asked for, on "galat hai" what is wrong, and the read-back comes again."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain, Pune, koi jaldi nahi, naam Asha", "skip")
        assert "Kya badalna hai" in (await asha.says("galat hai")).text
        assert "Kis naam" in (await asha.says("naam badlo")).text
        assert "Naam: Suresh Kumar" in (await asha.says("Suresh Kumar")).text
        assert "Kis tarikh" in (await asha.says("date change karni hai")).text
        assert "Kab tak: 1 January 2027" in (await asha.says("1 jan tak")).text


@pytest.mark.parametrize("words", ["cancel", "rehne do", "cancel kar do", "nahi chahiye", "forget it", "रहने दो"])
async def test_it_can_be_put_aside(tmp_path: Path, words: str) -> None:
    """Whoever changes their mind is let go politely; a yes afterwards confirms nothing."""
    async with customer(tmp_path) as asha:
        reply = await asha.says("100 wooden coaster ka price", "haan", "plain", words)
        assert "?" not in reply.text
        assert not reply.handoff
        await asha.says("haan")
        assert not asha.confirmed()
        assert asha.rows("SELECT * FROM enquiry_drafts") == []


async def test_a_second_order_gets_a_second_number(tmp_path: Path) -> None:
    """Name, contact and city are known by then; a yes too many makes no number, nor does a repeated wish alone."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain, Pune, koi jaldi nahi, naam Asha", "98123 45678")
        assert "1001" in (await asha.says("haan")).text
        again = await asha.says("haan")
        assert (again.handoff, "1001" in again.text) == (False, True)
        wish = await asha.says("order karna hai")
        assert "1001" in wish.text
        assert "Kaunsa product" in wish.text
        assert "logo ya naam" in (await asha.says("50 mug")).text
        back = await asha.says("plain", "koi jaldi nahi")
        assert "Naam: Asha" in back.text
        assert "1002" in (await asha.says("haan")).text
        assert [row[0] for row in asha.confirmed()] == [1001, 1002]
        assert len(asha.notices()) == 2


async def test_it_survives_a_restart_and_numbers_go_on(tmp_path: Path) -> None:
    """Closed and opened again the enquiry goes on where it was; the next number follows the last one."""
    clock = HandClock(NOW_MS)
    async with customer(tmp_path, clock) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain, Pune")
    async with customer(tmp_path, clock) as asha:
        assert "1001" in (await asha.says("koi jaldi nahi", "naam Asha, 98123 45678", "haan")).text
    async with customer(tmp_path, clock) as asha:
        await asha.says("order karna hai 50 mug", "plain", "koi jaldi nahi", "haan")
        assert [row[0] for row in asha.confirmed()] == [1001, 1002]


async def test_it_expires_with_the_slots(tmp_path: Path) -> None:
    """After half an hour a yes confirms nothing, and what was told is gone from the disk with the next enquiry."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain, Pune, koi jaldi nahi, naam Asha", "skip")
        asha.clock.advance(30 * 60 * 1000 + 1)
        assert "1001" not in (await asha.says("haan")).text
        assert not asha.confirmed()
        asha.chat = "ask:other"
        await asha.says("order karna hai")
        assert [chat for (chat,) in asha.rows("SELECT chat FROM enquiry_drafts")] == ["ask:other"]


async def test_below_the_least_above_the_most_and_too_soon_are_told(tmp_path: Path) -> None:
    """Such an enquiry is told about and taken all the same, without a price where there is none: a person decides."""
    async with customer(tmp_path) as asha:
        reply = await asha.says("I want to order 10 wooden coasters")
        assert (reply.handoff, "minimum order" in reply.text) == (True, True)
        back = await asha.says("plain, Pune, no hurry, my name is Asha", "skip")
        assert "minimum order" in back.text
        assert "Total" not in back.text
        assert "special price" in (await asha.says("make it 6000 pieces")).text
        soon = await asha.says("make it 100 pieces", "date 28")
        assert "10 to 17 days" in soon.text
        await asha.says("make it 10 pieces", "yes")
        assert asha.confirmed()[0][-1] is None
        assert "needs a price from you" in asha.notices()[0]
        assert "sooner than usual" in asha.notices()[0]


async def test_on_whatsapp_the_number_is_the_contact(tmp_path: Path) -> None:
    """There the chat is the customer's number, so only the name is asked."""
    async with customer(tmp_path) as asha:
        asha.chat = "whatsapp:+919812345678"
        reply = await asha.says("100 wooden coaster ka price", "haan", "plain, Pune, koi jaldi nahi")
        assert "Kis naam" in reply.text
        assert "Contact: +91 98123 45678" in (await asha.says("Asha Devi")).text
        await asha.says("haan")
        assert "wa.me/919812345678" in asha.notices()[0]


async def test_a_person_a_complaint_and_stop_come_first(tmp_path: Path) -> None:
    """Whoever calls a person is answered alone, and the enquiry waits; STOP ends it."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan")
        person = await asha.says("talk to a person")
        assert (person.intents, person.handoff) == (("human",), True)
        assert "PIN code" in (await asha.says("plain")).text
        assert (await asha.says("STOP")).intents == ("opt_out",)
        assert asha.rows("SELECT * FROM enquiry_drafts") == []


async def test_a_card_number_is_warned_about_and_no_contact(tmp_path: Path) -> None:
    """A card number in place of a phone number is masked, warned about, and the question stays."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain, Pune, koi jaldi nahi, naam Asha")
        assert "card number" in (await asha.says("4111 1111 1111 1111")).text
        assert "+91 98123 45678" in (await asha.says("98123 45678")).text


async def test_asking_how_to_order_opens_nothing(tmp_path: Path) -> None:
    """Who asks for the way is told the way, and nobody is called."""
    async with customer(tmp_path) as asha:
        reply = await asha.says("order kaise kare")
        assert not reply.handoff
        assert asha.rows("SELECT * FROM enquiry_drafts") == []


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("12 MG Road, Camp, Pune 411001", "Kahan: 12 MG Road, Camp, Pune 411001"),
        ("Bhadohi", "Kahan: Bhadohi"),
        ("Jaipur Rajasthan", "Kahan: Jaipur Rajasthan"),
        ("khud aa kar le jaunga", "Kahan: khud aa kar le jaunga"),
    ],
)
async def test_a_place_may_be_in_the_customers_own_words(tmp_path: Path, answer: str, line: str) -> None:
    """An address, a small town and "I will come for it" are all places, read back as they were written."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain", answer)
        back = await asha.says("koi jaldi nahi", "naam Asha", "skip")
        assert line in back.text.splitlines()
        assert "100 wooden coaster x ₹82" in back.text


async def test_a_lettering_is_kept_for_the_owner(tmp_path: Path) -> None:
    """What shall be written on the goods is quoted as it was written, and is nobody's name."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "naam Sharma Parivar likhwana hai")
        back = await asha.says("Pune", "diwali tak", "Mahesh Sharma, 98123 45678")
        assert 'Logo ya naam: haan, engraving ("naam Sharma Parivar likhwana hai")' in back.text
        assert "Kab tak: diwali tak" in back.text
        assert "Naam: Mahesh Sharma" in back.text


async def test_a_picture_is_taken_for_the_logo(tmp_path: Path) -> None:
    """A photo while an enquiry is open is thanked for, and the next question comes."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan")
        reply = await asha.sends("photo")
        assert "file dekh legi" in reply.text
        assert "PIN code" in reply.text


async def test_a_command_is_no_answer(tmp_path: Path) -> None:
    """On "/help" the help comes, and the enquiry goes on with the next answer."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan")
        assert (await asha.says("/help")).tier == "command"
        assert "PIN code" in (await asha.says("plain")).text


async def test_a_product_that_is_sold_no_more_is_asked_for_anew(tmp_path: Path) -> None:
    """What the owner takes out of the shop while an enquiry is open leaves it, and nobody stumbles over it."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain", "Pune")
        connection = sqlite3.connect(asha.database)
        connection.execute("UPDATE enquiry_drafts SET draft = replace(draft, 'wooden-coaster', 'no-longer-sold')")
        connection.commit()
        connection.close()
        assert "Kaunsa product" in (await asha.says("koi jaldi nahi")).text


async def test_a_flood_of_lines_takes_bounded_time(tmp_path: Path) -> None:
    """A text of a thousand lines or digits is read within a second."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain")
        started_s = time.perf_counter()
        for text in ("a?\n" * 1000, "98123 " * 400, "naam " * 500, "9" * 2000, "25/12/ " * 300, "+91 " * 500):
            await asha.says(text)
        assert time.perf_counter() - started_s < 6.0


async def test_gibberish_stops_no_enquiry(tmp_path: Path) -> None:
    """An answer that makes no sense is asked for once more, with a way out, and then left open."""
    async with customer(tmp_path) as asha:
        await asha.says("100 wooden coaster ka price", "haan", "plain, Pune")
        assert "skip" in (await asha.says("zxcv")).text
        assert "Aapka naam" in (await asha.says("qwrt")).text
