"""A product that the code has never heard of: its file, its family in shop.yaml and its word in words.yaml are enough.

Refuses figures of the real shop: all that is asked for here stands in new_product/bamboo-lamp.yaml alone.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.bot_process import BotProcess

PRODUCT = Path(__file__).resolve().parent / "new_product/bamboo-lamp.yaml"
FAMILY = """\
families:
  lamp:
    name: {en: lamp, hi: लैंप}
    plural: {en: lamps, hinglish: lamp, hi: लैंप}
    also_called: [lantern, lalten, लालटेन]
"""
QUALITY = """\
qualities:
  handwoven: [handwoven, hand woven, hath se buna, hath se bune, हाथ से बुना, हाथ से बुने]
"""
# 50 pieces are of the step from 40; the logo is pyrography, and these sums stand above the limit for free delivery.
FIFTY = ("₹590.50", "₹29,525", "₹5,314.50", "₹34,839.50")
FIFTY_WITH_LOGO = ("₹29,525", "50 x ₹32 = ₹1,600", "₹450", "₹31,575", "₹5,683.50", "₹37,258.50")
QUESTIONS: dict[str, tuple[list[str], str, str, tuple[str, ...]]] = {
    "price, English": (["price of bamboo lamp"], "price_query", "en", ("12+: ₹640, 40+: ₹590.50, 150+: ₹545", "18%")),
    "price, Hinglish": (["bamboo lamp ka rate kya hai"], "price_query", "hinglish", ("12", "₹640", "₹590.50", "₹545")),
    "price, Hindi": (["बाँस के लैंप का दाम क्या है"], "price_query", "hi", ("बाँस के लैंप", "₹640", "₹590.50", "₹545")),
    "quote, English": (["bamboo lamp price for 50 pieces"], "bulk_quote", "en", ("50 bamboo lamps x", *FIFTY)),
    "quote, Hinglish": (["50 bamboo lamp ka rate kya hai"], "bulk_quote", "hinglish", ("50 bamboo lamp x", *FIFTY)),
    "quote, Hindi": (["50 बाँस के लैंप का दाम"], "bulk_quote", "hi", ("50 बाँस के लैंप x", *FIFTY)),
    "a Hinglish alias": (
        ["bans ka lamp 200 piece kitne ka"],
        "bulk_quote",
        "hinglish",
        ("200 bamboo lamp x ₹545", "₹1,28,620"),
    ),
    "a Hindi alias": (["50 बैम्बू लैंप का दाम"], "bulk_quote", "hi", FIFTY),
    "a typo": (["bambo lmap price for 50"], "bulk_quote", "en", ("bamboo lamps", *FIFTY)),
    "a follow-up": (
        ["50 bamboo lamps", "aur 150 ka?"],
        "bulk_quote",
        "hinglish",
        ("150 bamboo lamp x ₹545 = ₹81,750", "₹96,465"),
    ),
    "the least": (["5 bamboo lamps"], "bulk_quote", "en", ("12 x ₹640 = ₹7,680",)),
    "above the steps": (["bamboo lamps 1200 pieces price"], "bulk_quote", "en", ("more than 900 bamboo lamps",)),
    "material, English": (["what is the bamboo lamp made of"], "product_info", "en", ("split bamboo on an iron base",)),
    "size, Hinglish": (["bamboo lamp ka size kya hai"], "product_info", "hinglish", ("31 cm oonchi",)),
    "material, Hindi": (["बाँस का लैंप किस चीज़ से बना है"], "product_info", "hi", ("लोहे के आधार पर बाँस",)),
    "to be had, English": (["do you have bamboo lamps"], "availability", "en", ("6 to 9 days", "₹640")),
    "to be had, Hinglish": (["bamboo lamp available hai kya"], "availability", "hinglish", ("6 se 9 din", "₹640")),
    "to be had, Hindi": (["क्या बाँस का लैंप मिलेगा"], "availability", "hi", ("6 से 9 दिन", "₹640")),
    "logo, English": (["50 bamboo lamps with burnt logo"], "bulk_quote", "en", ("pyrography", *FIFTY_WITH_LOGO)),
    "logo, Hinglish": (["50 bamboo lamp logo ke saath"], "bulk_quote", "hinglish", ("pyrography", *FIFTY_WITH_LOGO)),
    "logo, Hindi": (["50 बैम्बू लैंप लोगो के साथ कितने के"], "bulk_quote", "hi", ("पाइरोग्राफी", *FIFTY_WITH_LOGO)),
    "logo charge": (["bamboo lamp par logo ka charge"], "branding_charge", "hinglish", ("pyrography", "₹32", "₹450")),
    "tax": (["gst on bamboo lamp"], "gst_rate", "en", ("18%", "9405")),
    "the family": (["लैंप चाहिए"], "availability", "hi", ("बाँस के लैंप", "₹640")),
    "the quality, Hinglish": (["hath se bune gift dikhao"], "filter", "hinglish", ("bamboo lamp", "₹640")),
    "the quality, Hindi": (["हाथ से बुने गिफ्ट दिखाइए"], "filter", "hi", ("बाँस के लैंप", "₹640")),
    "two products hinted at": (
        ["bamboo lamb 50 pieces price"],
        "bulk_quote",
        "en",
        ("1. bamboo lamps", "2. desk organisers"),
    ),
}


@pytest.fixture(scope="module")
def answers(templates_to_mend: Path) -> dict[str, dict[str, Any]]:
    """The last reply to each question, all asked of one real process."""
    templates = templates_to_mend
    shutil.copy(PRODUCT, templates / "products")
    for name, key, more in (("shop.yaml", "families:\n", FAMILY), ("words.yaml", "qualities:\n", QUALITY)):
        text = (templates / name).read_text(encoding="utf-8")
        assert text.count(f"\n{key}") == 1
        (templates / name).write_text(text.replace(f"\n{key}", f"\n{more}"), encoding="utf-8")
    lines = [json.dumps({"id": name, "turns": turns}) for name, (turns, *_) in QUESTIONS.items()]
    ran = BotProcess(templates.parent, BOT__TEMPLATES__PATH=str(templates)).run(
        "ask", "--jsonl", stdin="\n".join(lines)
    )
    assert ran.returncode == 0, ran.stderr
    replies = (json.loads(line) for line in ran.stdout.splitlines())
    return {reply["id"]: reply["replies"][-1] for reply in replies}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_new_product_needs_no_code(answers: dict[str, dict[str, Any]], name: str) -> None:
    """Asked for in three languages, it is answered like any other: right topic, language and every figure."""
    _, intent, language, words = QUESTIONS[name]
    reply = answers[name]
    assert intent in reply["intents"]
    assert reply["language"] == language
    assert [missing for missing in words if missing not in reply["text"]] == []
    assert reply["handoff"] == (name == "above the steps")
