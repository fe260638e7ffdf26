"""Several answers in one message, and what an answer tells only where it stands alone."""

from __future__ import annotations

import pytest

from shop.catalogue import Catalogue
from shop.local_text import LANGUAGES, Language
from shop.one_message import joined
from shop.phrasing import phrase
from shop.slots import Item, Slots
from shop.topic import Topic
from shop.understanding import Understander

NOW_MS = 1_760_000_000_000
RULE = "Pieces that arrive broken are replaced or refunded."


def test_one_question_ends_the_message() -> None:
    """That of the last answer; what was offered together with an earlier one goes with it."""
    texts = ["It is ₹62.50 each. How many? I will work out the total.", "Yes, with logo.\nWhich one?", "In 3 days."]
    assert joined(texts) == "It is ₹62.50 each.\n\nYes, with logo.\nWhich one?\n\nIn 3 days."


def test_what_the_shop_waits_for_is_asked() -> None:
    """Whatever is asked behind it; and an answer that is nothing but a question stays whole."""
    assert joined(["A price, yes. Which product?", "By courier. Which city?"], [0]).count("?") == 1
    assert joined(["Which product?", "By courier. Which city?"]) == "Which product?\n\nBy courier. Which city?"


def test_no_sentence_is_said_twice() -> None:
    """A repeated line of a quote is none."""
    texts = [f"No warranty. {RULE}\nDelivery: free", f"{RULE}\nDelivery: free"]
    assert joined(texts) == f"No warranty. {RULE}\nDelivery: free\n\nDelivery: free"
    assert joined([f"{RULE} {RULE} Why?"]) == f"{RULE} {RULE} Why?"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("intent", "facts"),
    [
        ("delivery_time", ("delivery.charge", "delivery.free_above")),
        ("shipping_cost", ("delivery.transit_days.least", "any.make_days.most")),
        ("gst_invoice", ("any.gst_percent.18",)),
        ("order_status", ("delivery.transit_days.most",)),
        ("bulk_discount", ("any.moq.least", "any.moq.most")),
    ],
)
def test_an_answer_that_stands_alone_tells_its_neighbours_facts(
    catalogue: Catalogue, intent: str, facts: tuple[str, ...], language: Language
) -> None:
    """Beside other answers it does not: they tell them."""
    told = {
        beside: {fact.name for fact in phrase(catalogue, topic, Slots(updated_at_ms=NOW_MS), language).facts}
        for beside in (False, True)
        for topic in [Topic(intent=intent, beside_others=beside)]
    }
    assert set(facts) <= told[False]
    assert not set(facts) & told[True]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("what size are cork coasters and do they scratch easily", True),
        ("cork coaster ka size kya hai? kya scratch padega", True),
        ("hi, what size are the cork coasters?", False),
        ("cork coaster ka size bhi batao", False),
    ],
)
def test_a_message_of_several_questions_gets_the_other_details(catalogue: Catalogue, text: str, *, more: bool) -> None:
    """In one line, where one attribute alone was understood."""
    understood = Understander(catalogue).understand(text, Slots(), NOW_MS)
    (topic,) = understood.topics
    assert (topic.intent, topic.asks_more) == ("product_info", more)
    product = catalogue.products["cork-coaster"]
    said = phrase(catalogue, topic, understood.slots, understood.language).text
    assert (product.facts["material"].in_(understood.language) in said) is more
    assert said.count(product.facts["size"].in_(understood.language)) == 1


def test_what_is_asked_beside_care_is_told(catalogue: Catalogue) -> None:
    """The answer about care is one fact; the others that were asked stand behind it."""
    product = catalogue.products["acrylic-coaster"]
    topic = Topic(intent="care", items=(Item(product.id),), attributes=("care", "water"))
    assert product.facts["water"].en in phrase(catalogue, topic, Slots(), "en").text
