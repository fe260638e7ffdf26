"""The loader against broken templates: one mistake in a copy of the real shop, and what the owner reads about it.

Refuses literal line numbers: the line is looked up in the edited file.
"""

import re
from pathlib import Path

import pytest

from shop import loader
from shop.catalogue import Catalogue
from shop.intent import NEEDED_INTENTS
from shop.loader import CatalogueMistakes
from tests.slip import Slip, mistakes_of

FIRST_ANSWER = r"(?m)^(answers:\n  - en: ).*$"
FIRST_EXAMPLE = r"(?m)^examples:$"


PRODUCT = "products/metal-pen.yaml"
PRODUCT_SLIPS = {
    "an id that another product has": Slip(
        file=PRODUCT,
        find=r"(?m)^id: .*$",
        put="id: diary",
        at="(?m)^id: diary",
        says=('the id "diary"', "products/diary.yaml", "already"),
    ),
    "an alias that another product has, in another spelling": Slip(
        file=PRODUCT,
        find=r"(?m)^also_called: \[",
        put="also_called: [\n  Diaries,",
        at="(?m)^  Diaries",
        says=('the name "Diaries"', "belongs to diary (products/diary.yaml) already", "keep one"),
    ),
    "a name that another product has": Slip(
        file=PRODUCT,
        find=r"(?m)^name: .*$",
        put="name: ceramic mug",
        at="(?m)^name: ",
        says=('the name "ceramic mug"', "ceramic-mug (products/ceramic-mug.yaml)"),
    ),
    "an alias that stands for a family": Slip(
        file=PRODUCT,
        find=r"(?m)^also_called: \[",
        put="also_called: [coaster,",
        at="(?m)^also_called",
        says=('the name "coaster"', "family coaster (shop.yaml)"),
    ),
    "a price that rises with the quantity": Slip(
        file=PRODUCT,
        find=r"(?m)^(prices:\n  \d+:).*$",
        put=r"\1 0.01",
        at=None,
        says=("prices:", "cost more each than", "a price must not rise"),
    ),
    "a first step that is not the least quantity": Slip(
        file=PRODUCT,
        find=r"(?m)^moq: .*$",
        put="moq: 7",
        at=None,
        says=("prices: the first quantity is", "moq is 7", "must be the same"),
    ),
    "steps out of order": Slip(
        file=PRODUCT,
        find=r"(?m)^(prices:\n)(  .*\n)(  .*\n)",
        put=r"\1\3\2",
        at=None,
        says=("prices: the quantities must rise",),
    ),
    "a limit below the last step": Slip(
        file=PRODUCT,
        find=r"(?m)^more_than: .*$",
        put="more_than: 1",
        at=None,
        says=("more_than 1 is below the last price step",),
    ),
    "a GST rate that does not exist": Slip(
        file=PRODUCT,
        find=r"(?m)^gst_percent: .*$",
        put="gst_percent: 12",
        at=None,
        says=("gst_percent 12 is no GST rate", "known: 0,", "5, 18,"),
    ),
    "a price with a currency sign": Slip(
        file=PRODUCT,
        find=r"(?m)^(prices:\n  \d+:) .*$",
        put=r"\1 Rs 95",
        at="Rs 95",
        says=("prices.", '"Rs 95" must be the bare number', "currency sign"),
    ),
    "a price with a thousands comma": Slip(
        file=PRODUCT,
        find=r"(?m)^(prices:\n  \d+:) .*$",
        put=r"\1 1,299",
        at="1,299",
        says=('"1,299" is not a number', "write 1299"),
    ),
    "a negative price": Slip(
        file=PRODUCT,
        find=r"(?m)^(prices:\n  \d+:) .*$",
        put=r"\1 -3",
        at=": -3",
        says=("prices.", "must be at least 0"),
    ),
    "days that run backwards": Slip(
        file=PRODUCT,
        find=r"(?m)^make_days: .*$",
        put="make_days: 9 to 4",
        at="(?m)^make_days",
        says=("make_days", "9 to 4 runs backwards", "the smaller number comes first"),
    ),
    "days in words": Slip(
        file=PRODUCT,
        find=r"(?m)^make_days: .*$",
        put="make_days: soon",
        at="(?m)^make_days",
        says=('"soon" is no span of days', "write it like 7 to 10"),
    ),
    "an unknown key": Slip(
        file=PRODUCT,
        find=r"(?m)^tags: ",
        put="tagz: ",
        at="(?m)^tagz",
        says=('unknown key "tagz"', 'did you mean "tags"?'),
    ),
    "an unknown fact": Slip(
        file=PRODUCT,
        find=r"(?m)^facts:$",
        put="facts:\n  colour: red",
        at="(?m)^  colour: ",
        says=("colour", "must be", "'colours'"),
    ),
    "an unknown family": Slip(
        file="products/cork-coaster.yaml",
        find=r"(?m)^family: .*$",
        put="family: coster",
        at="(?m)^family",
        says=('unknown family "coster"', 'did you mean "coaster"?'),
    ),
    "a missing key": Slip(file=PRODUCT, find=r"(?m)^stock: .*\n", put="", at=None, says=('needs "stock"',)),
    "a stock that means nothing": Slip(
        file=PRODUCT,
        find=r"(?m)^stock: .*$",
        put="stock: plenty",
        at="(?m)^stock",
        says=('stock "plenty" must be', "in stock", "out of stock"),
    ),
    "Devanagari letters in the English text": Slip(
        file=PRODUCT,
        find=r"(?m)^plural: .*$",
        put="plural: {en: पेन, hi: पेन}",
        at="(?m)^plural",
        says=("plural", "en: holds Devanagari letters", 'put them under "hi"'),
    ),
    "no English text": Slip(
        file=PRODUCT,
        find=r"(?m)^plural: .*$",
        put="plural: {hinglish: pen, hi: पेन}",
        at="(?m)^plural",
        says=('needs "plural.en"',),
    ),
    "a key that stands twice": Slip(
        file=PRODUCT,
        find=r"(?m)^(hsn|stock): .*$",
        put="\\g<0>\nmoq: 10",
        at="(?m)^moq: 10$(?!\nprices)",
        says=('"moq" stands twice', "first in line"),
    ),
}


@pytest.mark.parametrize("slip", [pytest.param(slip, id=name) for name, slip in PRODUCT_SLIPS.items()])
def test_a_slip_is_told_with_its_file_its_line_and_what_to_write(templates_to_mend: Path, slip: Slip) -> None:
    """One mistake in the figures gives one sentence that names its place and the remedy."""
    with slip.made(templates_to_mend) as begins:
        told = mistakes_of(templates_to_mend)
    assert len(told) == 1
    assert told[0].startswith(begins)
    assert [words for words in slip.says if words not in told[0]] == []


def test_mistakes_in_several_files_are_told_at_once(templates_copy: Path) -> None:
    """The owner mends everything in one go: each mistake of each file is listed, and the exception shows them all."""
    shop_slips = [
        Slip(file="shop.yaml", find=rf"(?m)^( +{key}: ).*$", put=r"\1Jaipur", at=f"{key}: Jaipur", says=(key,))
        for key in ("timezone", "cod")
    ]
    slips = [PRODUCT_SLIPS["an unknown key"], PRODUCT_SLIPS["days in words"], *shop_slips]
    begins = [slip.make(templates_copy) for slip in slips]
    (templates_copy / "words.yaml").write_text("meanings: [\n", encoding="utf-8")
    (templates_copy / "wording.yaml").unlink()
    told = mistakes_of(templates_copy)
    assert len(told) == len(slips) + 2
    for start, slip in zip(begins, slips, strict=True):
        assert any(mistake.startswith(start) and slip.says[0] in mistake for mistake in told)
    assert any(mistake.startswith("words.yaml line ") for mistake in told)
    assert any(mistake.startswith("wording.yaml: cannot be read") for mistake in told)
    with pytest.raises(CatalogueMistakes) as again:
        loader.load(templates_copy)
    assert str(again.value) == "\n".join(told)


def test_mistakes_between_files_are_told_at_once(templates_copy: Path) -> None:
    """Also what only shows when all files are seen together is listed whole."""
    slips = [PRODUCT_SLIPS["an alias that stands for a family"], PRODUCT_SLIPS["an unknown family"]]
    begins = [slip.make(templates_copy) for slip in slips]
    (templates_copy / "intents/human.yaml").unlink()
    told = mistakes_of(templates_copy)
    assert len(told) == 3
    assert all(any(mistake.startswith(start) for mistake in told) for start in begins)


@pytest.mark.parametrize("name", NEEDED_INTENTS)
def test_a_needed_intent_must_be_there(templates_copy: Path, name: str) -> None:
    """Without the answers that the bot always needs it does not start."""
    (templates_copy / f"intents/{name}.yaml").unlink()
    told = mistakes_of(templates_copy)
    assert f'intents/: the file for "{name}" is missing; the bot cannot answer without it' in told


@pytest.mark.parametrize("folder", ["products", "intents"])
def test_an_empty_folder_is_told(templates_copy: Path, folder: str) -> None:
    """A folder without any file is told by its name."""
    for path in (templates_copy / folder).iterdir():
        path.unlink()
    assert any(mistake.startswith(f"{folder}/: holds no .yaml file") for mistake in mistakes_of(templates_copy))


def test_examples_are_those_that_the_templates_were_read_with(templates_copy: Path) -> None:
    """Where they are gone and the folder holds others by now, nobody gets or keeps those in their place."""
    assert loader.load(templates_copy).examples.by_intent
    catalogue = loader.load(templates_copy)
    for kept in (templates_copy / loader.COMPILED).glob("examples-*"):
        kept.unlink()
    path = templates_copy / "intents/trust.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}  - zarbakht sahi hai kya\n", encoding="utf-8")
    with pytest.raises(CatalogueMistakes, match="have changed"):
        dict(catalogue.examples.by_intent)
    path.write_text(text, encoding="utf-8")
    assert "zarbakht sahi hai kya" not in loader.load(templates_copy).examples.by_intent["trust"]


def test_the_version_follows_the_content_alone(templates_copy: Path, catalogue: Catalogue) -> None:
    """A copy and a remark leave the version as it is; another answer makes another one."""
    assert loader.load(templates_copy).version == catalogue.version
    path = templates_copy / "intents/thanks.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"# a remark\n{text}", encoding="utf-8")
    assert loader.load(templates_copy).version == catalogue.version
    path.write_text(re.sub(FIRST_ANSWER, r"\1With pleasure.", text), encoding="utf-8")
    assert loader.load(templates_copy).version != catalogue.version
