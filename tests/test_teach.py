"""The owner teaches, in process: the list, the preview and its warnings, saving, taking back, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.teach_peers import OWNER, PARTNER, TeachingShop, teaching_shop

QUESTION = "kya aap plantable seed card dete ho"
AGAIN = "Plantabel seed cards dete ho kya ji?"


async def asked(shop: TeachingShop, *questions: str) -> None:
    """Each question is asked by a customer of its own, and understood by nobody."""
    for number, question in enumerate(questions):
        assert (await shop.say(f"ask:{number}", question)).tier == "rules"


async def test_a_taught_answer_is_given_and_taken_back(tmp_path: Path, templates_copy: Path) -> None:
    """It stands in a file that people can read, comes from the cache in the customer's language, and goes by /undo."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await asked(shop, QUESTION)
        assert "in effect" in await shop.teach(1, "Ji haan.\nen: Yes, until <hours>.\nhi: जी हाँ।")
        reply = await shop.say("ask:9", AGAIN)
        assert (reply.text, reply.tier, reply.intents, reply.language) == ("Ji haan.", "cache", (), "hinglish")
        assert (await shop.say("ask:8", "do you have plantable seed cards")).text.startswith("Yes, until Mon-Sat 10:00")
        assert "".join(shop.pinned.partition("pinned:")[1:]).splitlines()[:7] == [
            "pinned:",
            "  - questions:",
            f"      - {QUESTION}",
            "    answer:",
            "      en: Yes, until <hours>.",
            "      hinglish: Ji haan.",
            "      hi: जी हाँ।",
        ]
        assert f"taught_by: {OWNER}" in shop.pinned
        assert f'"{QUESTION}" -> "Yes, until <hours>."' in await shop.hears("/taught")
        assert "No question waits" in await shop.hears("/unanswered")
        assert "Taken back" in await shop.hears("/undo")
        assert (await shop.say("ask:9", AGAIN)).tier == "rules"
        assert QUESTION[:20] in await shop.hears("/unanswered") or AGAIN in await shop.hears("/unanswered")
        assert "nothing to take back" in await shop.hears("/undo")


async def test_the_list_counts_customers_and_keeps_its_numbers(tmp_path: Path, templates_to_mend: Path) -> None:
    """One question in several spellings is one line; what most customers ask comes first; what is forgotten goes."""
    async with teaching_shop(tmp_path, templates_to_mend) as shop:
        await asked(shop, "do you have falconry lessons", QUESTION, AGAIN.replace("Plantabel", "Plantable"))
        first, second = (await shop.hears("/unanswered")).splitlines()[1:3]
        assert first.startswith('2. "Plantable seed cards dete ho kya ji?": 2 times by 2 customers, Hinglish, today')
        assert second.startswith('1. "do you have falconry lessons": once, English, today')
        assert f'"{QUESTION}"' in await shop.hears("/unanswered 2")
        assert "off the list" in await shop.hears("/forget_question 2")
        await asked(shop, QUESTION)
        assert "plantable" not in (await shop.hears("/unanswered")).lower()
        assert "no question 2" in await shop.hears("/answer 2 Yes.")


async def test_one_answer_for_several_questions(tmp_path: Path, templates_copy: Path) -> None:
    """Numbers before an answer teach all of them; a number that is not on the list belongs to the answer."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await asked(shop, QUESTION, "do you have falconry lessons")
        assert "7 days" in await shop.hears("/answer 1, 7 days from today.")
        await shop.hears("no")
        await shop.hears("/answer 1,2 Not yet.")
        await shop.hears("haan")
        for question in (AGAIN, "do you give a falconry lesson"):
            assert (await shop.say("ask:9", question)).text == "Not yet."


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("Yes, for ₹37 only.", "₹37 stands in none of your files"),
        ("Yes, in 45 days.", "45 days stands in none of your files"),
        ("Yes, call 98111 22333.", "98111 22333 is no contact of yours"),
        ("Yes, like for asha@mail.example.", "asha@mail.example is no contact of yours"),
        ("Yes, see order no 445566.", "one customer's own"),
        ("Yes, until <hourz>.", 'unknown slot "hourz"; did you mean "hours"?'),
        ("Yes, <hours.", "a slot is written <name>"),
        ("जी हाँ", "may not read"),
        ("जी हाँ\nen: जी", 'begins with "hi:"'),
        ("Ji haan, milega.", 'begins with "en:"'),
        ("Yes, we do.", 'begins with "hi:"'),
        ("", "no answer in it"),
        ("x " * 1000, "longer than"),
    ],
)
async def test_the_owner_is_warned_before_saving(
    tmp_path: Path, templates_to_mend: Path, answer: str, told: str
) -> None:
    """What no file says, what is private, slots that do not exist, letters that customers cannot read."""
    async with teaching_shop(tmp_path, templates_to_mend) as shop:
        await asked(shop, QUESTION)
        assert told in await shop.hears(f"/answer 1 {answer}")
        assert not shop.pinned


async def test_the_shops_own_figures_and_contacts_are_no_doubt(tmp_path: Path, templates_to_mend: Path) -> None:
    """An advance, a price and the phone number that stand in the files are told without a warning."""
    async with teaching_shop(tmp_path, templates_to_mend) as shop:
        await asked(shop, QUESTION)
        preview = await shop.hears("/answer 1 Yes: 50% advance, ₹250 delivery, 3 to 7 days, +91 98765 43210.\nhi: जी")
        assert "Take care" not in preview


async def test_a_question_that_is_answered_elsewhere_is_told(tmp_path: Path, templates_to_mend: Path) -> None:
    """An example of an intent, a question of shop.yaml, one that calls a person: the owner knows what changes."""
    async with teaching_shop(tmp_path, templates_to_mend) as shop:
        example = shop.opened.shop.catalogue.examples.by_intent["gst_rate"][0]
        cases = {
            "what is the minimum order": "is pinned in shop.yaml line",
            "gst invoice milega kya ji please": "shop.yaml answers",
            example: "is an example in intents/gst_rate.yaml",
            "mujhe refund chahiye": "calls you (refund)",
        }
        for number, (question, told) in enumerate(cases.items()):
            await shop.say(f"ask:{number}", question)
            await shop.say(f"ask:{number}", "yeh nahi poocha maine")
            line = next(line for line in (await shop.hears("/unanswered")).splitlines() if question in line)
            assert told in await shop.hears(f"/answer {line.partition('.')[0]} Please see our page.")
            await shop.hears(f"/forget_question {line.partition('.')[0]}")


async def test_a_preview_is_saved_once_or_discarded(tmp_path: Path, templates_copy: Path) -> None:
    """A second press changes nothing; what was discarded is not saved; "yes" without a preview is any message."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await asked(shop, QUESTION)
        assert (await shop.say(OWNER, "yes")).tier != "command"
        await shop.hears("/answer 1 Yes.")
        assert "Discarded" in await shop.hears("no")
        assert "was discarded" in await shop.hears("/save 1")
        await shop.hears("/answer 1 Yes.")
        assert "in effect" in await shop.hears("/save 2", PARTNER)
        before = shop.pinned
        assert "saved already" in await shop.hears("/save 2")
        assert "saved before" in await shop.hears("/discard 2")
        assert "too old" in await shop.hears("/save 77")
        assert shop.pinned == before
        await shop.hears("/undo")
        assert "is taken back" in await shop.hears("/save 2")


async def test_right_after_the_list_a_number_is_enough(tmp_path: Path, templates_to_mend: Path) -> None:
    """Without a reply, "1 our answer" is meant where the list was read just before and holds that number."""
    async with teaching_shop(tmp_path, templates_to_mend) as shop:
        await asked(shop, QUESTION)
        assert (await shop.say(OWNER, "1 wooden coaster price")).tier != "command"
        await shop.hears("/unanswered")
        assert "Save it?" in await shop.hears("1 Yes, we do.")
        await shop.hears("/unanswered")
        assert (await shop.say(OWNER, "100 wooden coasters price")).tier != "command"


async def test_a_disliked_answer_comes_back_and_may_be_replaced(tmp_path: Path, templates_copy: Path) -> None:
    """A thumb puts it on the list again; a new answer takes its place, and /undo brings the old one back."""
    async with teaching_shop(tmp_path, templates_copy) as shop:
        await asked(shop, QUESTION)
        await shop.teach(1, "Old words.")
        await shop.say("ask:5", AGAIN)
        assert "Maaf kijiye" in (await shop.say("ask:5", "👎")).text
        assert "its saved answer was not liked" in await shop.hears("/unanswered")
        number = (await shop.hears("/unanswered")).splitlines()[1].partition(".")[0]
        assert 'until now the answer to this was "Old words."' in await shop.hears(f"/answer {number} New words.")
        await shop.hears("yes")
        assert (await shop.say("ask:6", AGAIN)).text == "New words."
        assert shop.pinned.count("questions:\n") == 1
        assert "before is in effect again" in await shop.hears("/undo")
        assert (await shop.say("ask:6", AGAIN)).text == "Old words."


async def test_to_customers_the_commands_are_unknown(tmp_path: Path, templates_to_mend: Path) -> None:
    """Nobody but an owner sees the list, teaches or takes back."""
    async with teaching_shop(tmp_path, templates_to_mend) as shop:
        unknown = (await shop.say("ask:1", "/nothing")).text
        for text in ("/unanswered", "/answer 1 Yes.", "/save 1", "/undo", "/taught", "/forget_question 1"):
            assert (await shop.say("ask:1", text)).text == unknown
