"""The loader against slips in what the shop says: policies, answers, pieces of wording, words.

Refuses literal line numbers: the line is looked up in the edited file.
"""

from pathlib import Path

import pytest

from tests.slip import Slip, mistakes_of

THANKS = "intents/thanks.yaml"
FIRST_ANSWER = r"(?m)^(answers:\n  - en: ).*$"
SHOP_SLIPS = {
    "opening hours in words": Slip(
        file="shop.yaml",
        find=r"(?m)^    mon-sat: .*$",
        put='    mon-sat: "10 to 7"',
        at="(?m)^    mon-sat",
        says=("hours", '"10 to 7" are no opening hours', 'write "10:00-19:00" or closed'),
    ),
    "closing before opening": Slip(
        file="shop.yaml",
        find=r"(?m)^    mon-sat: .*$",
        put='    mon-sat: "19:00-10:00"',
        at="(?m)^    mon-sat",
        says=("the shop must close after it opens",),
    ),
    "a day that does not exist": Slip(
        file="shop.yaml",
        find=r"(?m)^    mon-sat: ",
        put="    mon-sunday: ",
        at="(?m)^  hours:",
        says=('"mon-sunday" are no days', "write mon, or mon-sat"),
    ),
    "a time zone that does not exist": Slip(
        file="shop.yaml",
        find=r"(?m)^  timezone: .*$",
        put="  timezone: Jaipur",
        at="(?m)^  timezone",
        says=('"Jaipur" is no time zone', "Asia/Kolkata"),
    ),
    "an address of mail without @": Slip(
        file="shop.yaml",
        find=r"(?m)^  email: .*$",
        put="  email: hello",
        at="(?m)^  email",
        says=('shop.email: "hello" is not written as it must be; write it like hello@example.com',),
    ),
    "more than everything in advance": Slip(
        file="shop.yaml",
        find=r"(?m)^    advance_percent: .*$",
        put="    advance_percent: 150",
        at="(?m)^    advance_percent",
        says=("advance_percent", "must be at most 100"),
    ),
    "a yes or no in other words": Slip(
        file="shop.yaml",
        find=r"(?m)^    cod: .*$",
        put="    cod: maybe",
        at="(?m)^    cod",
        says=('"maybe" must be yes or no',),
    ),
    "an unknown policy": Slip(
        file="shop.yaml",
        find=r"(?m)^    free_above: ",
        put="    free_over: ",
        at="(?m)^    free_over",
        says=('unknown key "policies.delivery.free_over"', 'did you mean "free_above"?'),
    ),
}


INTENT_SLIPS = {
    "an unknown slot": Slip(
        file=THANKS,
        find=FIRST_ANSWER,
        put=r'\1"Call <fone>."',
        at="<fone>",
        says=('unknown slot "fone"', 'did you mean "phone"?'),
    ),
    "an unknown slot in the Hindi text": Slip(
        file=THANKS,
        find=r"(?m)^    hi: .*$",
        put='    hi: "<adress>"',
        at="<adress>",
        says=('unknown slot "adress"', 'did you mean "address"?'),
    ),
    "an unknown slot in a question": Slip(
        file="intents/price_query.yaml",
        find=r"(?m)^(ask:\n  product:\n    en: ).*$",
        put=r'\1"Which one? <choises>"',
        at="<choises>",
        says=('unknown slot "choises"', 'did you mean "choices"?'),
    ),
    "an unknown slot under if_known": Slip(
        file="intents/price_query.yaml",
        find=r"(?m)^  - if_known: \[product\]$",
        put="  - if_known: [produkt]",
        at=r"\[produkt\]",
        says=('unknown slot "produkt"', 'did you mean "product"?'),
    ),
    "a slot that may be unknown when the answer is needed": Slip(
        file=THANKS,
        find=FIRST_ANSWER,
        put=r'\1"Here: <quote>"',
        at="<quote>",
        says=("<quote> may be unknown here", "[brackets]", "if_known"),
    ),
    "a product's slot where no product is known": Slip(
        file=THANKS,
        find=FIRST_ANSWER,
        put=r'\1"From <price_from>"',
        at="<price_from>",
        says=("<price_from> may be unknown",),
    ),
    "a [ without its ]": Slip(
        file=THANKS,
        find=FIRST_ANSWER,
        put=r'\1"Thanks [a lot"',
        at=r"\[a lot",
        says=("a [ without its ]", "optional part"),
    ),
    "Devanagari letters in the Hinglish text": Slip(
        file=THANKS,
        find=r"(?m)^    hinglish: .*$",
        put="    hinglish: शुक्रिया",
        at="(?m)^    hinglish: शु",
        says=("hinglish: holds Devanagari letters", 'put them under "hi"'),
    ),
    "an empty Hindi text": Slip(
        file=THANKS,
        find=r"(?m)^    hi: .*$",
        put="    hi:",
        at="(?m)^    hi:",
        says=("answers.1.hi", "must be text and is empty"),
    ),
    "a text of blanks": Slip(
        file=THANKS, find=FIRST_ANSWER, put=r'\1"  "', at="(?m)^  - en:", says=("answers.1.en", "is empty")
    ),
    "no English text": Slip(
        file=THANKS,
        find=r"(?m)^(answers:\n)  - en: .*\n    hinglish: .*$",
        put=r"\1  - hinglish: Shukriya",
        at="(?m)^  - hinglish",
        says=('needs "answers.1.en"',),
    ),
    "an example of another intent": Slip(
        file=THANKS,
        find=r"(?m)^examples:$",
        put="examples:\n  - Namaste JI ",
        at="Namaste JI",
        says=('"Namaste JI" is an example of greeting already', "keep one"),
    ),
    "too few examples": Slip(
        file=THANKS,
        find=r"(?m)^examples:\n(  - .*\n)+",
        put="examples: [many thanks]\n",
        at="(?m)^examples",
        says=("examples", "needs at least 5 entries"),
    ),
    "an intent that another file has": Slip(
        file=THANKS,
        find=r"(?m)^intent: .*$",
        put="intent: ack",
        at="(?m)^intent",
        says=('the intent "ack"', "intents/ack.yaml", "already"),
    ),
    "a last answer that may not fit": Slip(
        file=THANKS,
        find=r"(?m)^answers:\n  - ",
        put="answers:\n  - if_known: [product]\n    ",
        at=None,
        says=("answers: the last one must have no if_known", "always an answer"),
    ),
    "a need without its question": Slip(
        file=THANKS,
        find=r"(?m)^answers:$",
        put="needs: [city]\nanswers:",
        at=None,
        says=('needs "city" and has no question for it', "add ask: city"),
    ),
    "a side effect that is kept for others": Slip(
        file="intents/complaint.yaml",
        find=r"(?m)^cache: .*$",
        put="cache: yes",
        at=None,
        says=('side_effect "hand over" must not be kept for other customers', "write cache: no"),
    ),
    "an unknown side effect": Slip(
        file="intents/complaint.yaml",
        find=r"(?m)^side_effect: .*$",
        put="side_effect: handover",
        at="(?m)^side_effect",
        says=('side_effect "handover" must be', "'hand over'"),
    ),
    "an unknown key": Slip(
        file=THANKS,
        find=r"(?m)^cache: ",
        put="cash: yes\ncache: ",
        at="(?m)^cash",
        says=('unknown key "cash"', 'did you mean "cache"?'),
    ),
    "an unknown slot that stops a side effect": Slip(
        file=THANKS,
        find=r"(?m)^side_effect: .*$",
        put="\\g<0>\nside_effect_unless: ask_how",
        at="(?m)^side_effect_unless",
        says=('unknown mark "ask_how"', 'did you mean "asks_how"?'),
    ),
}
WORD_SLIPS = {
    "a slot that a piece cannot hold": Slip(
        file="wording.yaml",
        find=r"(?m)^days: .*$",
        put='days: "<counts> days"',
        at="(?m)^days",
        says=('unknown slot "counts"', 'did you mean "count"?'),
    ),
    "a missing piece": Slip(
        file="wording.yaml", find=r"(?m)^quote_total: .*\n", put="", at=None, says=('needs "quote_total"',)
    ),
    "an unknown piece": Slip(
        file="wording.yaml",
        find=r"(?m)^closed: ",
        put="close: {en: shut}\nclosed: ",
        at="(?m)^close:",
        says=('unknown key "close"', 'did you mean "closed"?'),
    ),
    "a spelling with two meanings": Slip(
        file="words.yaml",
        find=r"(?m)^  when: \[",
        put="  when: [KITNA, ",
        at=None,
        says=('"KITNA" stands under "how_much" and under "when"', "keep one"),
    ),
    "a number that is no number": Slip(
        file="words.yaml",
        find=r"(?m)^numbers:$",
        put="numbers:\n  lots: [bahut]",
        at="(?m)^  lots",
        says=("numbers.lots", "is not a whole number"),
    ),
    "an unknown unit": Slip(
        file="words.yaml",
        find=r"(?m)^units:$",
        put="units:\n  colour: [red]",
        at=r"(?m)^  colour: \[red\]",
        says=("units", "colour", "must be", "'piece'"),
    ),
    "a pinned answer with an unknown slot": Slip(
        file="shop.yaml",
        find=r"(?m)^    answer:\n      en: .*$",
        put='    answer:\n      en: "<fon>"',
        at="<fon>",
        says=('unknown slot "fon"', 'did you mean "phone"?'),
    ),
    "a pinned answer with too few questions": Slip(
        file="shop.yaml",
        find=r"(?m)^pinned:\n  - questions:\n(      - .*\n)+",
        put="pinned:\n  - questions: [why]\n",
        at=r"questions: \[why\]",
        says=("pinned.1.questions", "needs at least 3 entries"),
    ),
}
SLIPS = {
    f"{kind}: {name}": slip
    for kind, slips in (("shop", SHOP_SLIPS), ("intent", INTENT_SLIPS), ("words", WORD_SLIPS))
    for name, slip in slips.items()
}


@pytest.mark.parametrize("slip", [pytest.param(slip, id=name) for name, slip in SLIPS.items()])
def test_a_slip_is_told_with_its_file_its_line_and_what_to_write(templates_to_mend: Path, slip: Slip) -> None:
    """A mistake in the texts is told first, before what follows from it, with its place and the remedy."""
    with slip.made(templates_to_mend) as begins:
        first, *others = mistakes_of(templates_to_mend)
    assert first.startswith(begins)
    assert [words for words in slip.says if words not in first] == []
    assert all(other.startswith((slip.file, "intents/: the file for")) for other in others)
