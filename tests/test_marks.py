"""Marks: names of facts in a model's answer, filled by code."""

from __future__ import annotations

from pathlib import Path

import pytest

from providers.failures import Rejected
from providers.marks import filled
from providers.prompt_rules import MARK_RULE
from rehearsal.vendor import always
from rehearsal.vendor_replies import said
from tests.chain_world import limits, opened_world
from tests.written_prompts import Written

ASKED = "price of 150 cork coasters and is cod available"
ASKED_IN_HINDI = "50 पीतल के दीये का कुल खर्च और सूरत कितने दिन में पहुंचेंगे"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Total [quote.total].", "Total ₹6,865."),
        ("Total ₹[quote.total], Rs. [quote.gst]", "Total ₹6,865, ₹315"),
        ("[quote.gst_percent]% GST", "5% GST"),
        ("ready in [cork-coaster.make_days] days", "ready in 5 to 7 days"),
        ("[cork-coaster.quantity] pieces", "150 pieces"),
        ("nothing to fill", "nothing to fill"),
    ],
)
def test_a_mark_becomes_its_figure(written: Written, text: str, shown: str) -> None:
    """Code writes the figure as customers read it, whatever sign or unit the model put beside it."""
    assert filled(text, written(ASKED).marks) == shown


def test_a_mark_is_filled_in_the_customers_language(written: Written) -> None:
    """Days come with the word of the reply's language."""
    assert filled("[brass-diya.make_days] में", written(ASKED_IN_HINDI).marks) == "10 से 14 दिन में"


@pytest.mark.parametrize("text", ["[quote.discount] off", "Dear [your name],", "[steel-bottle.unit_price]"])
def test_an_unknown_mark_is_a_rejection(written: Written, text: str) -> None:
    """A name that this turn's facts do not hold throws the whole answer away."""
    with pytest.raises(Rejected, match="unknown mark"):
        filled(text, written(ASKED).marks)


def test_the_prompt_tells_the_names(written: Written) -> None:
    """The lines of a quote come first; the names stand among the rules, since they grant nothing."""
    prompt = written(ASKED)
    assert (
        MARK_RULE + "[cork-coaster.unit_price] ₹42, [cork-coaster.subtotal] ₹6,300, [quote.total]" in prompt.rules_text
    )
    assert "[" not in prompt.facts_text
    assert MARK_RULE not in written("how do i clean wooden coasters").rules_text


async def test_a_customer_reads_figures_and_no_marks(tmp_path: Path) -> None:
    """An answer in marks goes through the chain, its facts told as if the model had copied the figures."""
    environment = {"BOT__CHAIN": '["groq"]', "BOT__PROVIDERS__GROQ__LIMITS": limits()}
    async with opened_world(tmp_path, **environment) as world:
        world.vendors["groq"].play = always(
            said(
                "groq",
                "150 x [cork-coaster.unit_price] = [cork-coaster.subtotal], in all [quote.total]. No COD, sorry.",
            )
        )
        reply = await world.ask(ASKED)
    assert (reply.tier, reply.text) == ("groq", "150 x ₹42 = ₹6,300, in all ₹6,865. No COD, sorry.")
    assert {"quote.total", "cork-coaster.subtotal"} <= {fact.name for fact in reply.facts}
