"""Which messages get a taught answer: every saying of its question, and no other question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shop.catalogue import Catalogue
from shop.shop_file import TaughtAnswer
from shop.slots import Slots
from shop.understanding import Understander

SEEDS = "kya aap plantable seed paper card dete ho"


def taught(catalogue: Catalogue, *questions: str) -> Understander:
    """An understander of the real shop that was taught an answer to each question."""
    answers = (TaughtAnswer.model_validate({"questions": [question], "answer": "Yes."}) for question in questions)
    pinned = (*catalogue.pinned, *answers)
    return Understander(replace(catalogue, file=catalogue.file.model_copy(update={"pinned": pinned})))


def found(understander: Understander, text: str, catalogue: Catalogue) -> bool:
    """Whether the text gets one of the taught answers."""
    pinned = understander.understand(text, Slots(), 0).pinned
    return pinned is not None and pinned >= len(catalogue.pinned)


@pytest.mark.parametrize(
    ("question", "sayings"),
    [
        (
            SEEDS,
            (
                "Plantable seed paper card milega kya?",
                "hi, plantable seed paper cards milte hain kya",
                "please tell me do you give plantable seed paper cards",
                "can i get plantable seed paper cards",
                "bhaiya plantabel seed paper card hai kya ji",
                "kya app plantble seed paper card dete hain",
            ),
        ),
        (
            "do you have parking",
            ("parking hai kya", "is there parking?", "do you have parkng", "parking milegi kya sir"),
        ),
        ("kya aapki dukaan amazon par hai", ("amazon pe aapki dukan hai kya", "dukaan apki amazonn par h")),
        ("क्या आप बीज वाले कार्ड देते हैं", ("बीज वाले कार्ड मिलेंगे क्या", "क्या आपके पास बीज वाले कार्ड हैं")),
        ("does the marble coaster smell", ("do marble coasters smell?", "does the marbel coaster smell")),
        ("can you make a 4x4 cm magnet", ("4x4 cm magnet bana sakte ho",)),
        (
            "kya aap gift par gota patti lagate ho",
            ("bhai gota pati lagate ho kya gifts par please", "गिफ्ट पर गोटा पट्टी लगाते हो क्या"),
        ),
        ("corporate training bhi karwate ho", ("corporate training karvate ho kya",)),
        ("mithai ka dabba daal doge", ("mithai dabba daal doge kya",)),
        ("do you ship to nepal", ("do you delivr to nepal", "i want to know do you ship to nepal")),
    ],
)
def test_a_taught_question_is_found_in_its_sayings(
    catalogue: Catalogue, question: str, sayings: tuple[str, ...]
) -> None:
    """Courtesies, turns of phrase, Hinglish spellings, order and slips change nothing."""
    understander = taught(catalogue, question)
    assert [saying for saying in (question, *sayings) if not found(understander, saying, catalogue)] == []


@pytest.mark.parametrize(
    ("question", "others"),
    [
        (
            SEEDS,
            (
                "plantable seed paper card nahi chahiye",
                "100 plantable seed paper card ka price",
                "printable seed paper card dete ho",
                "plantable seed paper box dete ho",
                "plantable seed paper card kitne ka hai",
                "plantable seed paper card kab milega",
                "why do you give plantable seed paper cards",
                "plantable paper card dete ho",
            ),
        ),
        (
            "do you have parking",
            (
                "do you have packing",
                "packing hai kya",
                "parking nahi hai kya",
                "parking for 50 cars",
                "where is parking",
            ),
        ),
        ("do you have packing", ("do you have parking", "parking hai kya")),
        ("kya aapki dukaan amazon par hai", ("kya aapki dukaan flipkart par hai", "dukaan amazon par nahi hai kya")),
        ("does the marble coaster smell", ("does the slate coaster smell", "does the marble coaster smell bad")),
        ("can you make a 4x4 cm magnet", ("can you make a 6x6 cm magnet", "can you make 4x5 cm magnets")),
        ("kya aap diwali ke din khule ho", ("kya aap holi ke din khule ho", "diwali ke din band ho kya")),
        ("kya aap cap banate ho", ("kya aap umbrella banate ho", "tshirt banate ho", "cap nahi banate ho")),
        ("do you ship to nepal", ("do you ship to dubai", "do you ship from nepal", "ship to nepal for 500")),
        ("gift par gota patti lagate ho", ("gift par zari patti lagate ho kya", "gift par patti kab lagate ho")),
        ("corporate training karwate ho", ("corporate training karte ho",)),
        ("do you accept gpay", ("do you accept paytm", "do you accept cheque")),
        ("can the diary be sent from jaipur to delhi", ("can the diary be sent from delhi to jaipur",)),
        ("i want to die", ("hello",)),
    ],
)
def test_another_question_does_not_get_its_answer(catalogue: Catalogue, question: str, others: tuple[str, ...]) -> None:
    """Numbers, names, things, negations and what is asked about each of them make another question."""
    understander = taught(catalogue, question)
    assert [other for other in others if found(understander, other, catalogue)] == []


def test_teaching_changes_no_other_understanding(catalogue: Catalogue) -> None:
    """A word of a taught question is nobody's slip, and no other word is taken for it."""
    plain, learned = Understander(catalogue), taught(catalogue, "do you have parking", SEEDS)
    for text in ("do you have packing", "100 wooden coasters", "print the card", "paking charge", "planta"):
        assert learned.understand(text, Slots(), 0) == plain.understand(text, Slots(), 0)


def test_what_nothing_may_outweigh_stays_itself(catalogue: Catalogue) -> None:
    """A life in danger is heard, though somebody taught those very words; other taught questions are no intent."""
    learned = taught(catalogue, "i want to die", "let me talk to a person on sunday")
    assert learned.understand("i want to die", Slots(), 0).topics[0].intent == "crisis"
    assert learned.understand("let me talk to a person on sunday", Slots(), 0).topics[0].intent == "unclear"
