"""The strict YAML reader: text stays text. Refuses a mistake that does not tell the owner where it stands."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

import strict_yaml
from strict_yaml import MAX_BYTES, MAX_DEPTH, YamlMistake

NAME = "shop.yaml"
LINES = 'write lines such as "name: value" under sizes:, each with blanks before it and no "- "'


class Offer(BaseModel):
    """A small part with one field of each kind."""

    model_config = ConfigDict(extra="forbid")

    price: Decimal = Decimal(1)
    pieces: int = 1
    open: bool = True
    colours: list[str] = []
    sizes: dict[str, int] = {}


class Stall(BaseModel):
    """Parts inside parts, a list of them and a mapping of them."""

    model_config = ConfigDict(extra="forbid")

    offer: Offer | None = None
    offers: tuple[Offer, ...] = ()
    named: dict[str, Offer] = {}


def refused(text: str) -> str:
    """What the owner reads about a text that cannot be used."""
    with pytest.raises(YamlMistake) as told:
        strict_yaml.parse(text, NAME)
    return str(told.value)


def refused_file(path: Path, raw: bytes) -> str:
    """What the owner reads about a file that cannot be used."""
    path.write_bytes(raw)
    with pytest.raises(YamlMistake) as told:
        strict_yaml.read(path, NAME)
    return str(told.value)


def explained(text: str, model: type[BaseModel] = Stall) -> list[str]:
    """What the owner reads about values that do not fit the model."""
    document = strict_yaml.parse(text, NAME)
    with pytest.raises(ValidationError) as told:
        model.model_validate(document.data)
    return document.explain(told.value, model)


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "10:30", "0123", "0x1F", "1_000", "1e3", "2026-01-01", "NULL", "True", "1.50", "=", "<<"],
)
def test_a_scalar_stays_the_text_that_was_written(written: str) -> None:
    """No word, time or number is turned into something else on the way in."""
    assert strict_yaml.parse(f"key: {written}\n", NAME).data == {"key": written}


@pytest.mark.parametrize("written", ["", "null", "~", "# nothing but a remark"])
def test_nothing_means_none(written: str) -> None:
    """An empty value, null and ~ are None."""
    assert strict_yaml.parse(f"key: {written}\n", NAME).data == {"key": None}


@pytest.mark.parametrize("quoted", ['"null"', "'null'", '"~"', '""', "''"])
def test_a_quoted_word_is_text_always(quoted: str) -> None:
    """Quotes make a text of what would mean none."""
    assert strict_yaml.parse(f"key: {quoted}\n", NAME).data == {"key": quoted[1:-1]}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n"])
def test_an_empty_file_holds_none(text: str) -> None:
    """A file without content is no mistake of the reader: the model says what is missing."""
    document = strict_yaml.parse(text, NAME)
    assert document.data is None
    assert document.where(["shop", "name"]) == f"{NAME} line {document.lines.get((), 1)}"


def test_keys_stay_text_too() -> None:
    """A key such as no, null or 25 is the text that stands there."""
    assert strict_yaml.parse("no: a\nnull: b\n25: c\n<<: d\n", NAME).data == {
        "no": "a",
        "null": "b",
        "25": "c",
        "<<": "d",
    }


def test_every_place_has_its_line() -> None:
    """Keys, list entries and what stands inside them are found again, and the nearest place serves for the rest."""
    text = "a: 1\nb:\n  - x\n  - c: 2\n    d: |\n      long\n      text\n    e: 3\n"
    document = strict_yaml.parse(text, NAME)
    assert document.data == {"a": "1", "b": ["x", {"c": "2", "d": "long\ntext\n", "e": "3"}]}
    rows = text.splitlines()
    for place, row in ((("a",), "a: 1"), (("b", 0), "  - x"), (("b", 1, "c"), "  - c: 2"), (("b", 1, "e"), "    e: 3")):
        assert document.where(place) == f"{NAME} line {rows.index(row) + 1}"
    assert document.where(["b", 1, "d", "en"]) == document.where(["b", 1, "d"])
    assert document.where([]) == f"{NAME} line 1"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_duplicate_key_names_both_lines(newline: str) -> None:
    """The owner reads where the key stands twice, whatever editor wrote the file."""
    mistake = refused(newline.join(["price: 1", "moq: 2", "# remark", "price: 3", ""]))
    assert mistake == f'{NAME} line 4: "price" stands twice (first in line 1); keep one'


@pytest.mark.parametrize("text", ["a:\n  b: 1\n  c: 2\n  b: 3\n", "- {b: 1}\n-\n  c: 2\n  b: 1\n  b: 2\n"])
def test_a_duplicate_key_is_found_at_any_depth(text: str) -> None:
    """A key may stand twice in a file, but not twice in one mapping."""
    last = len(text.splitlines())
    mistake = refused(text)
    assert mistake.startswith(f"{NAME} line {last}: ")
    assert '"b" stands twice' in mistake


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "a: &x {k: 1}\nb: *x\n", "a: &x [1]\nb: {c: *x}\n", "a: &x [*x]\n"]
)
def test_a_reference_is_refused(text: str) -> None:
    """A value that another one points to must be written out."""
    mistake = refused(text)
    assert mistake.startswith(f"{NAME} line ")
    assert "& and * references are not allowed; write it out" in mistake


@pytest.mark.parametrize("value", ["!!int 3", "!secret x", "!x [1]", "!x {a: 1}", "!!python/object/apply:os.getcwd []"])
def test_a_tag_is_refused(value: str) -> None:
    """A value that begins with ! is no instruction to the bot."""
    assert refused(f"a: 1\nb: {value}\n") == f"{NAME} line 2: a text that begins with ! must be quoted"


@pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a:\n  - x\n\t- y\n"])
def test_a_tab_is_refused_with_its_line(text: str) -> None:
    """A tab where spaces belong is told with the line it stands in."""
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "\t" in row)
    assert refused(text) == f"{NAME} line {line}: begins with a tab; write blanks instead"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: c: d\n", 2, 'a text that holds a colon must stand in quotation marks: "c: d"'),
        ("a: @x\n", 1, 'a text that begins with @ must stand in quotation marks: "@x"'),
        ("a: 1\n---\nb: 2\n", 2, "--- begins another document; take it out, one file holds one"),
        ("a: 1\n - b\n  c: 2\n", 3, "begins with 2 blanks, the line above it with 1; write both with 1"),
    ],
)
def test_broken_yaml_names_its_line_and_what_to_do(text: str, line: int, says: str) -> None:
    """What the parser cannot read is told with the line and the remedy."""
    assert refused(text) == f"{NAME} line {line}: {says}"


@pytest.mark.parametrize("text", ["? [x]\n: 1\n", "? {a: 1}\n: 2\n"])
def test_a_key_must_be_text(text: str) -> None:
    """A list or a mapping cannot be a key."""
    assert refused(text) == f"{NAME} line 1: a key must be plain text; quote it"


def test_deep_nesting_is_refused() -> None:
    """Twenty levels are read; one more is told as a mistake instead of filling the memory."""
    assert strict_yaml.parse("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), NAME).data
    for levels in (MAX_DEPTH + 2, 1000):
        mistake = refused("a: 1\nb: " + "[" * levels + "]" * levels)
        assert mistake == f"{NAME} line 2: nested more than {MAX_DEPTH} levels deep"


def test_other_bytes_than_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    """A file saved in another encoding is told with the first line that cannot be read."""
    raw = "a: 1\nb: caf\xe9\n".encode("latin-1")
    assert (
        refused_file(tmp_path / NAME, raw)
        == f"{NAME} line 2: not UTF-8 text; save the file as UTF-8 (in Notepad: Save as, Encoding)"
    )
    assert "save the file as UTF-8" in refused_file(tmp_path / NAME, "a: 1\n".encode("utf-16"))


def test_a_control_character_is_refused(tmp_path: Path) -> None:
    """A zero byte is a mistake with its line, not a crash."""
    mistake = refused_file(tmp_path / NAME, b"a: 1\nb: \x00\n")
    assert mistake == f"{NAME} line 2: an unreadable character stands in this line; type the line anew"


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    """A file from a Windows editor reads like any other."""
    path = tmp_path / NAME
    path.write_bytes("name: कोस्टर\n".encode("utf-8-sig"))
    assert strict_yaml.read(path, NAME).data == {"name": "कोस्टर"}


def test_a_file_over_one_megabyte_is_refused(tmp_path: Path) -> None:
    """The largest file is read whole; one byte more is refused before it is parsed."""
    path = tmp_path / NAME
    path.write_bytes(b"a: ".ljust(MAX_BYTES, b"x"))
    assert len(strict_yaml.read(path, NAME).data["a"]) == MAX_BYTES - len("a: ")
    assert refused_file(path, b"a: ".ljust(MAX_BYTES + 1, b"x")) == f"{NAME}: larger than {MAX_BYTES} bytes; split it"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A missing file, or a folder in its place, is a mistake with the file's name."""
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    for path, why in (
        ("none.yaml", "it is not there; put the"),
        ("", "it is a folder; put a"),
        ("loop.yaml", "symbol"),
    ):
        with pytest.raises(YamlMistake, match=rf"^{NAME}: cannot be read.+{why}.+") as told:
            strict_yaml.read(tmp_path / path, NAME)
        assert "Errno" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("offer:\n  prise: 3\n", 2, 'unknown key "offer.prise"; did you mean "price"?'),
        ("offers:\n  - price: 3\n  - peices: 4\n", 3, 'unknown key "offers.2.peices"; did you mean "pieces"?'),
        ("named:\n  mug:\n    colour: [red]\n", 3, 'unknown key "named.mug.colour"; did you mean "colours"?'),
        ("ofer:\n  price: 3\n", 1, 'unknown key "ofer"; did you mean "offer"?'),
        ("offer:\n  zzz: 3\n", 2, 'unknown key "offer.zzz"; known here: colours, open, pieces, price, sizes'),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_known_one(text: str, line: int, says: str) -> None:
    """The owner reads the line of the slip and the key that was meant, or all that may stand there."""
    assert explained(text) == [f"{NAME} line {line}: {says}"]


@pytest.mark.parametrize(("written", "plain"), [("1,299", "1299"), ("1,29,900", "129900"), ("1,299.50", "1299.50")])
def test_a_thousands_comma_is_told_with_the_number_to_write(written: str, plain: str) -> None:
    """The owner reads the same number as it must be written."""
    assert explained(f"offer:\n  price: {written}\n") == [
        f'{NAME} line 2: offer.price "{written}" is not a number; write {plain}'
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("pieces: many", 'offer.pieces "many" is not a whole number; write it in digits'),
        ("pieces: 1.5", 'offer.pieces "1.5" is not a whole number'),
        ("price: a, b", 'offer.price "a, b" is not a number; write it in digits'),
        ("open: maybe", 'offer.open "maybe" must be yes or no'),
        ("colours: red", "offer.colours must be a list and is one text; write colours: [red]"),
        ("colours:", "offer.colours must be a list and is empty; write a value after colours:"),
        ("sizes: [4]", f"offer.sizes must hold keys and values and is a list; {LINES}"),
        ("sizes: {inch: four}", 'offer.sizes.inch "four" is not a whole number; write it in digits'),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(line: str, says: str) -> None:
    """No word of the program's own stands in what the owner reads."""
    assert explained(f"offer:\n  {line}\n") == [f"{NAME} line 2: {says}"]


def test_all_wrong_values_are_told_at_once() -> None:
    """One reading tells every mistake of the file, each with its own line."""
    told = explained("offer:\n  price: x\n  open: perhaps\noffers:\n  - pieces: z\n")
    assert [mistake.split(":")[0] for mistake in told] == [f"{NAME} line {line}" for line in (2, 3, 5)]
