"""What owners really mistype: each slip in a copy of the shop, and the sentence that they read about it.

Refuses literal line numbers: the line is looked up in the edited file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.bot_process import BotProcess
from tests.slip import Slip, mistakes_of

PEN, THANKS, SHOP = "products/metal-pen.yaml", "intents/thanks.yaml", "shop.yaml"
TEXT = r"(?m)^(answers:\n  - en: ).*$"
# Words of the parser, of pydantic and of Python that no owner should meet.
FOREIGN = re.compile(r"yaml\.org|mapping values|token|scalar|pydantic|input should|decimal|validation|errno|\bNone\b")


def slip(file: str, find: str, put: str, says: str, at: str | None = None) -> Slip:
    """An edit whose mistake stands where ``put`` begins, or at the pattern ``at``."""
    where = at or rf"(?m)^{re.escape(put.removeprefix(chr(92) + '1').splitlines()[0])}"
    return Slip(file=file, find=find, put=put, at=where, says=(says,))


YAML_SLIPS = {
    "no colon": slip(PEN, r"(?m)^moq: 100", "moq 100", "the colon is missing; write moq: 100"),
    "no colon in a step": slip(PEN, r"(?m)^  100: 55", "  100 55", "the colon is missing; write 100: 55"),
    "no colon above steps": slip(PEN, r"(?m)^prices:", "prices", "the colon is missing; write prices:"),
    "no blank after it": slip(PEN, r"(?m)^moq: 100", "moq:100", "no blank after the colon; write moq: 100"),
    "an equals sign": slip(PEN, r"(?m)^moq: 100", "moq = 100", "followed by a colon and a blank; write moq: 100"),
    "a tab": slip(PEN, r"(?m)^  250:", "\t250:", "begins with a tab; write blanks instead"),
    "a blank that is none": slip(PEN, r"(?m)^  250:", "\u00a0\u00a0250:", "begins with an invisible character"),
    "too few blanks": slip(
        PEN, r"(?m)^  250:", " 250:", "begins with 1 blank, which fits no line above it; write it with 2"
    ),
    "too many blanks": slip(PEN, r"(?m)^  250:", "    250:", "begins with 4 blanks, the line above it with 2"),
    "a # that cuts": slip(THANKS, TEXT, r"\1We are #1 here", '"#1 here" is read as a remark', "#1 here"),
    "a # that eats": slip(PEN, r"(?m)^stock: .*$", "stock: #in stock", '"#in stock" is read as a remark'),
    "a # in a list": slip(
        PEN, r"(?m)^tags: .*$", "tags: [pen, #1 pen]", "a # begins a remark that hides the closing ]"
    ),
    "a colon in a text": slip(THANKS, TEXT, r"\1Note: bye", 'must stand in quotation marks: "Note: bye"', "Note: bye"),
    "a star first": slip(THANKS, TEXT, r"\1*Thanks* ji", "begins with * must stand in quotation marks", r"\*Thanks"),
    "an @ first": slip(THANKS, TEXT, r"\1@shop thanks", "begins with @ must stand in quotation marks", "@shop"),
    "an open quote": slip(THANKS, TEXT, r'\1"Thanks', 'a " is opened here and never closed', '"Thanks'),
    "a quote inside": slip(THANKS, TEXT, r'\1"We say "ji""', "write ' inside", 'We say "ji'),
    "an apostrophe": slip(THANKS, TEXT, r"\1'It's fine'", 'put the text into "..." instead', "'It's"),
    "curly quotes": slip(THANKS, TEXT, r"\1“Thanks: bye”", 'write straight ones: "Thanks: bye"', "“Thanks"),
    "an open list": slip(PEN, r"(?m)^tags: .*$", "tags: [office", "write ] at its end"),
    "an open brace": slip(PEN, r"(?m)^plural: .*$", "plural: {en: pens", "write } at its end"),
    "two commas": slip(PEN, r"(?m)^tags: .*$", "tags: [office,, pen]", "two commas with nothing between them"),
    "no blank after a dash": slip(THANKS, r"(?m)^  - en: ", "  -en: ", "no blank after the dash; write - en: "),
    "a second document": slip(PEN, r"(?m)^stock: .*$", "---\nstock: in stock", "--- begins another document"),
    "an invisible letter": slip(PEN, r"(?m)^stock: .*$", "stock: in stock\u200b", "an invisible character stands in"),
    "a control letter": slip(PEN, r"(?m)^stock: .*$", "stock: in\x07 stock", "an unreadable character stands in"),
    "a key twice": slip(PEN, r"(?m)^hsn: .*$", "hsn: 9608\nmoq: 10", '"moq" stands twice', "(?m)^moq: 10$"),
}
VALUE_SLIPS = {
    "Devanagari digits": slip(PEN, r"(?m)^moq: .*$", "moq: १००", 'moq "१००" is not a whole number; write 100'),
    "a rupee sign": slip(PEN, r"(?m)^  100: .*$", "  100: ₹55", "without a currency sign; write 55"),
    "rupees in words": slip(PEN, r"(?m)^  100: .*$", "  100: Rs. 55/-", "without a currency sign; write 55"),
    "a comma in a step": slip(PEN, r"(?m)^  1000: ", "  1,000: ", '"1,000" is not a whole number; write 1000'),
    "a comma too early": slip(PEN, r"(?m)^moq: .*$", "moq: 1,00", "is not a whole number; write 100"),
    "a decimal comma": slip(PEN, r"(?m)^  500: .*$", "  500: 42,50", '"42,50" is not a number; write 42.50'),
    "three decimals": slip(PEN, r"(?m)^  500: .*$", "  500: 42.505", "more than 2 digits after the point"),
    "a number in words": slip(PEN, r"(?m)^moq: .*$", "moq: hundred", "is not a whole number; write it in digits"),
    "pieces named": slip(PEN, r"(?m)^moq: .*$", "moq: 100 pcs", "is not a whole number; write 100"),
    "a comma behind": slip(PEN, r"(?m)^moq: .*$", "moq: 100,", "is not a whole number; write 100"),
    "no value": slip(PEN, r"(?m)^moq: .*$", "moq:", "must be a whole number and is empty; write a value after moq:"),
    "a step with plus": slip(PEN, r"(?m)^  100: ", "  100+: ", "is not a whole number; write 100"),
    "a range": slip(PEN, r"(?m)^  100: ", "  100-249: ", "write one number; a price holds from that quantity"),
    "a percent sign": slip(PEN, r"(?m)^gst_percent: .*$", "gst_percent: 18%", "is not a number; write 18"),
    "prices as a list": slip(
        PEN, r"(?m)^prices:\n(  .*\n)+", "prices:\n  - 100: 55\n", 'lines such as "100: 55" under'
    ),
    "prices as one": slip(PEN, r"(?m)^prices:\n(  .*\n)+", "prices: 55\n", 'lines such as "100: 55" under prices:'),
    "branding as a list": slip(PEN, r"(?m)^branding:\n(  .*\n)+", "branding: [laser]\n", "must hold keys and values"),
    "names in a row": slip(
        PEN, r"(?m)^tags: .*$", "tags: office, pen", "must be a list and is one text; write tags: [office"
    ),
    "a stock in capitals": slip(PEN, r"(?m)^stock: .*$", "stock: In Stock", 'did you mean "in stock"?'),
    "a stock as number": slip(PEN, r"(?m)^stock: .*$", "stock: 500", "must be 'in stock', 'made to order' or 'out of"),
    "no such yes": slip(SHOP, r"(?m)^    cod: .*$", "    cod: haan", '"haan" must be yes or no'),
    "weeks": slip(PEN, r"(?m)^make_days: .*$", "make_days: 2 weeks", "no span of days; write it like 7 to 10"),
    "an id as a name": slip(PEN, r"(?m)^id: .*$", "id: Metal Pen", "write metal-pen"),
    "a phone number": slip(SHOP, r"(?m)^  phone: .*$", "  phone: 98765", "write it like +91 98765 43210"),
    "a key in capitals": slip(PEN, r"(?m)^stock: ", "Stock: ", 'unknown key "Stock"; did you mean "stock"?'),
    "a key by another name": slip(
        PEN, r"(?m)^gst_percent: ", "gst: ", 'unknown key "gst"; did you mean "gst_percent"?'
    ),
    "a language": slip(THANKS, r"(?m)^    hinglish: ", "    hinglsh: ", 'did you mean "hinglish"?'),
    "a language's name": slip(THANKS, r"(?m)^    hi: ", "    hindi: ", 'did you mean "hi"?'),
    "a policy": slip(
        SHOP, r"(?m)^    advance_percent: ", "    advance_percentage: ", 'did you mean "advance_percent"?'
    ),
    "a group of policies": slip(SHOP, r"(?m)^  delivery:", "  shipping:", 'did you mean "delivery"?'),
    "a way of branding": slip(PEN, r"(?m)^    per_piece: ", "    per_peice: ", 'did you mean "per_piece"?'),
    "a fact": slip(PEN, r"(?m)^facts:$", "facts:\n  colour: red", 'did you mean "colours"?', "(?m)^  colour:"),
    "a need": slip("intents/price_query.yaml", r"(?m)^needs: .*$", "needs: [produkt]", 'did you mean "product"?'),
    "a call": slip(
        "intents/human.yaml", r"(?m)^side_effect: .*$", "side_effect: handover", 'did you mean "hand over"?'
    ),
    "kept and called": slip(
        "intents/human.yaml", r"(?m)^cache: .*$", "cache: yes", "write cache: no", "(?m)^side_effect:"
    ),
}
SLIPS = YAML_SLIPS | VALUE_SLIPS


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_one_sentence_with_its_line_and_the_remedy(templates_to_mend: Path, name: str) -> None:
    """The owner reads one sentence: the file, the line that was edited, and what to write; no word of a library's."""
    with SLIPS[name].made(templates_to_mend) as begins:
        (told,) = mistakes_of(templates_to_mend)
    assert told.startswith(begins)
    assert SLIPS[name].says[0] in told
    assert not FOREIGN.search(told)


@pytest.mark.parametrize(
    ("file", "raw", "told"),
    [
        (PEN, b"", "line 1: the file must hold keys and values and is empty; fill it, or remove the file"),
        (PEN, b"# later\n", "line 1: the file must hold keys and values and is empty; fill it, or remove the file"),
        (PEN, "id: caf\xe9\n".encode("cp1252"), "line 1: not UTF-8 text; save the file as UTF-8 (in Notepad: Save as"),
        (PEN, "id: pen\n".encode("utf-16"), "line 1: not UTF-8 text; save the file as UTF-8"),
        (PEN, b"- a\n- b\n", 'line 1: the file must hold keys and values and is a list; write lines such as "id:'),
        (
            PEN,
            b"id: metal-pen\n",
            'line 1: needs "name", "plural", "also_called", "moq", "prices", "gst_percent", "make',
        ),
        ("intents/pen.yaml", b"id: pen\nmoq: 5\n", "line 1: this file belongs into products/; move it there"),
        ("products/hi.yaml", b"intent: hi\n", "line 1: this file belongs into intents/; move it there"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole(templates_to_mend: Path, file: str, raw: bytes, told: str) -> None:
    """Nothing, a remark, another encoding, another kind of file: one sentence about the file."""
    path = templates_to_mend / file
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(raw)
    try:
        (mistake,) = mistakes_of(templates_to_mend)
        assert mistake.startswith(f"{file} {told}")
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(templates_to_mend: Path, newline: str) -> None:
    """A file of a Windows or old Mac editor, with a byte order mark, is read; a slip in it has its line."""
    path = templates_to_mend / PEN
    text = path.read_text(encoding="utf-8")
    line = text[: text.index("moq: 100")].count("\n") + 1
    try:
        path.write_bytes(text.replace("moq: 100", "moq:100").replace("\n", newline).encode("utf-8-sig"))
        assert mistakes_of(templates_to_mend) == (f"{PEN} line {line}: no blank after the colon; write moq: 100",)
    finally:
        path.write_text(text, encoding="utf-8")


def test_check_tells_slips_to_people_and_to_programs(tmp_path: Path, templates_copy: Path) -> None:
    """`check` and `check --json` fail with the same sentences, and no traceback stands anywhere."""
    for name in ("a number in words", "a policy"):
        SLIPS[name].make(templates_copy)
    (templates_copy / "mug.yml").write_text("id: mug\n", encoding="utf-8")
    bot = BotProcess(tmp_path, BOT__TEMPLATES__PATH=str(templates_copy))
    shown, data = bot.run("check"), bot.run("check", "--json")
    assert (shown.returncode, data.returncode, shown.stderr + data.stderr) == (1, 1, "")
    told = [each["detail"] for each in json.loads(data.stdout)["checks"] if each["status"] == "failed"]
    assert [detail.split(":")[0] for detail in told] == ["shop.yaml line 37", f"{PEN} line 8", "mug.yml"]
    assert all(f"FAIL templates: {detail} -> " in shown.stdout for detail in told)


def test_an_intent_by_another_name_is_found(templates_copy: Path) -> None:
    """Where a file calls a needed intent something else, the sentence about the missing one names its line."""
    path = templates_copy / THANKS
    path.write_text(path.read_text(encoding="utf-8").replace("intent: thanks", "intent: thankz"), encoding="utf-8")
    (told,) = mistakes_of(templates_copy)
    assert told.endswith('the bot cannot answer without it; intents/thanks.yaml line 2 calls it "thankz"')
