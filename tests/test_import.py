"""Another shop's product list becomes drafts: what is taken, what is left empty, and what the owner is told.

Refuses files made to please: product_lists/ has the columns that Shopify and WooCommerce really export.
"""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from handlers.owner import importing
from shop import loader, product_csv
from shop.imported_product import ImportedProduct, plain_text, products_of
from shop.product_csv import NoProductCsv
from tests.bot_process import BotProcess
from tests.slip import mistakes_of

LISTS = Path(__file__).resolve().parent / "product_lists"
NEW_COLUMNS = (
    "Title;URL handle;Description;Vendor;Product category;Type;Tags;Published on online store;Status;SKU;Barcode;"
    "Option1 name;Option1 value;Price;Inventory tracker;Inventory quantity;Continue selling when out of stock;"
    "Weight value (grams);Product image URL;Gift card"
)


def taken(file: Path, templates: Path) -> tuple[int, list[str]]:
    """The exit code and the lines that the owner reads."""
    out = io.StringIO()
    return importing.run(file, templates, out), out.getvalue().splitlines()


def products(raw: bytes) -> list[ImportedProduct]:
    """The products of a list."""
    return products_of(product_csv.parse(raw, "list.csv"))[0]


def test_a_shopify_list_becomes_drafts(templates_copy: Path) -> None:
    """A file for each product, told what each lacks; a file that is there stays; rows that cannot be taken are told."""
    before = {path.name: path.read_bytes() for path in (templates_copy / "products").iterdir()}
    code, told = taken(LISTS / "shopify.csv", templates_copy)
    assert code == 1
    assert told[0].startswith("3 products taken from this Shopify list, each as a draft in ")
    files = {path.name for path in (templates_copy / "products").iterdir()}
    assert files - set(before) == {"bamboo-pen-stand.yaml", "copper-bottle.yaml", "product-10.yaml"}
    assert {name: (templates_copy / "products" / name).read_bytes() for name in before} == before
    for words in ("the least quantity (moq)", "the GST rate (gst_percent)", "the Hindi name", "(make_days)"):
        assert words in told[1]
    assert "price steps" not in told[1]
    assert "its prices run from 699.00 to 1099.00: write a file for each price" in told[2]
    assert told[4:] == [
        "Left as it was: products/steel-bottle.yaml is there already.",
        'Not taken: line 7: "Gift Card" is a gift card, which cannot be quoted.',
        "Not taken: line 9: has neither a handle nor a title.",
    ]


def test_a_draft_says_what_the_list_said(templates_copy: Path) -> None:
    """Name, price, stock, weight, options and tags stand in the file; the description beside them without its HTML."""
    taken(LISTS / "shopify.csv", templates_copy)
    text = (templates_copy / "products/bamboo-pen-stand.yaml").read_text(encoding="utf-8")
    assert text.startswith("draft: yes")
    for line in (
        "id: bamboo-pen-stand",
        'name: {en: Bamboo Pen Stand, hi: ""}',
        "  1: 249",
        "stock: in stock",
        '  weight: "180 g"',
        "tags: [eco, office, corporate]",
        "# Keep your desk tidy & green.",
        "# Size: 10 × 8 cm",
    ):
        assert line in text
    bottle = (templates_copy / "products/copper-bottle.yaml").read_text(encoding="utf-8")
    assert '  size: "500 ml, 1000 ml"\n  colours: "Plain, Printed"' in bottle
    assert "stock: made to order" in bottle
    assert 'name: {en: "", hi: "लकड़ी का डिब्बा"}' in (templates_copy / "products/product-10.yaml").read_text("utf-8")


def test_a_woocommerce_list_becomes_drafts(templates_copy: Path) -> None:
    """Variations join their product, by id or SKU; a tax class that names GST is its rate; a lowered price is none."""
    code, told = taken(LISTS / "woocommerce.csv", templates_copy)
    assert (code, told[0].split(" ", maxsplit=1)[0]) == (1, "3")
    hoodie = (templates_copy / "products/logo-hoodie.yaml").read_text(encoding="utf-8")
    for line in ("  1: 899", "gst_percent: 5", '  colours: "Blue, Green"', '  weight: "0.8 kg"', "# Line two\n"):
        assert line in hoodie
    mug = (templates_copy / "products/mug-big.yaml").read_text(encoding="utf-8")
    for line in ('name: {en: "Mug, big"', "gst_percent:\n", '  size: "12 x 9 x 9 cm"', "  material: Ceramic"):
        assert line in mug
    assert "  1: " not in mug
    assert told[-2:] == [
        'Not taken: line 6: a variation whose product "NOPE" is not in the list.',
        'Not taken: line 7: "Gift set" is grouped: not sold by itself.',
    ]


def test_drafts_do_not_touch_the_shop_until_they_are_whole(templates_copy: Path) -> None:
    """The catalogue stays as it was; a draft made whole, its first line taken out, is a product like any other."""
    version = loader.load(templates_copy).version
    taken(LISTS / "shopify.csv", templates_copy)
    assert loader.load(templates_copy).version == version
    path = templates_copy / "products/bamboo-pen-stand.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.partition("\n")[2], encoding="utf-8")
    assert all(mistake.startswith("products/bamboo-pen-stand.yaml line ") for mistake in mistakes_of(templates_copy))
    for empty, filled in (
        ('Stand, hi: ""', "Stand, hi: बाँस का स्टैंड"),
        ('plural: {en: "", hi: ""}', "plural: {en: bamboo pen stands, hi: बाँस के स्टैंड}"),
        ("moq:   #", "moq: 1   #"),
        ("gst_percent:", "gst_percent: 5"),
        ("make_days:   #", "make_days: 2 to 3   #"),
    ):
        assert empty in text
        text = text.replace(empty, filled, 1)
    path.write_text(text.partition("\n")[2], encoding="utf-8")
    assert loader.load(templates_copy).products["bamboo-pen-stand"].unit_price(40) == 249


def test_a_second_time_nothing_is_new(templates_copy: Path) -> None:
    """What was taken before is left as it is, whatever the owner has written into it since."""
    taken(LISTS / "woocommerce.csv", templates_copy)
    path = templates_copy / "products/mug-big.yaml"
    path.write_text("draft: yes\nid: my-mug\n", encoding="utf-8")
    _, told = taken(LISTS / "woocommerce.csv", templates_copy)
    assert told[0] == "Nothing new in this WooCommerce list."
    assert path.read_text(encoding="utf-8") == "draft: yes\nid: my-mug\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_list_is_read_as_spreadsheets_write_it(encoding: str, newline: str) -> None:
    """Shopify's newer columns, semicolons, quoted line breaks, any of these encodings: the same product."""
    words = 'Café mug;cafe-mug;"<p>One;\ntwo ""2""</p>";V;;Mugs;"a, b";TRUE;Active;S1'
    text = f'{NEW_COLUMNS}\n{words};;Colour;Red;"299,50";shopify;3;DENY;250;;FALSE\n'.replace("\n", newline)
    (found,) = products(text.encode(encoding))
    assert (found.name, found.handle, found.sku, found.tags) == ("Café mug", "cafe-mug", "S1", ("a", "b"))
    assert (str(found.prices[0]), found.stock, found.line) == ("299.50", "in stock", 2)
    assert found.facts == {"weight": "250 g", "colours": "Red"}
    assert 'two "2"' in found.description


@pytest.mark.parametrize(
    ("written", "price"),
    [("1,299.00", "1299.00"), ("₹ 249", "249.00"), ("Rs.99", "99.00"), ("12,50", "12.50"), ("1,00,000", "100000.00")],
)
def test_a_price_is_read_as_people_mean_it(written: str, price: str) -> None:
    """Commas of thousands, currency signs and decimal commas."""
    (found,) = products(f'Handle,Title,Variant Price\nmug,Mug,"{written}"\n'.encode())
    assert [str(each) for each in found.prices] == [price]


@pytest.mark.parametrize("written", ["", "0", "free", "NaN", "-5"])
def test_what_is_no_price_is_left_empty(written: str) -> None:
    """Nothing, nought and words make no price step."""
    (found,) = products(f"Handle,Title,Variant Price\nmug,Mug,{written}\n".encode())
    assert found.prices == ()


def test_html_becomes_lines() -> None:
    """Entities are read, a paragraph is a line, and scripts and styles are gone."""
    written = "<style>p{}</style><h2>A &amp; B</h2><p>one<br/>two&nbsp;three</p><script>x()</script><ul><li>four</ul>"
    assert plain_text(written) == "A & B\none\ntwo three\nfour"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty; export the products again"),
        (b"name,price\nmug,5\n", "neither Shopify's column names"),
        (b"\x89PNG\r\n\x1a\n\0\0", "neither Shopify's column names"),
    ],
)
def test_a_file_that_is_no_product_list_is_told(raw: bytes, says: str) -> None:
    """The owner reads why, and what to export instead."""
    with pytest.raises(NoProductCsv, match=says):
        product_csv.parse(raw, "list.csv")


def test_a_broken_row_costs_itself_alone() -> None:
    """A row with more cells than there are columns is told with its line; those around it are taken."""
    table = product_csv.parse(b"Handle,Title\na,A\nb,B,x,y\nc,C\n", "list.csv")
    assert [row.line for row in table.rows] == [2, 4]
    assert table.refused == ("line 3: has 4 cells and the first line 2; see its quotation marks",)


def test_odd_texts_make_files_that_can_be_read(templates_copy: Path, tmp_path: Path) -> None:
    """Whatever stands in a name, a tag or an option, each draft is sound YAML, and two names make two files."""
    odd = [
        "no",
        "#1: best",
        '"quoted" \\ back',
        "{brace",
        "- dash",
        "पेन",
        "a\u200bb\x07c",
        "'",
        "null",
        "Mug: 2",
        "Mug 2",
    ]
    file = tmp_path / "odd.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Handle", "Title", "Tags", "Option1 Name", "Option1 Value", "Body (HTML)"])
        rows.writerows([["", name, f"{name}|x", "Material", name, f"<p>{name}\r\n{name}"] for name in odd])
    code, told = taken(file, templates_copy)
    assert code == 0
    assert told[0].startswith(f"{len(odd)} products")
    assert not [line for line in told[1:] if " line " in line]


def test_five_thousand_rows_are_taken_at_once(tmp_path: Path) -> None:
    """A whole shop's list: each product a file, the report kept short."""
    (tmp_path / "products").mkdir()
    lines = [f"gift-{number // 2},{'Gift' if number % 2 == 0 else ''},{100 + number // 2}" for number in range(5000)]
    file = tmp_path / "big.csv"
    file.write_text("\n".join(["Handle,Title,Variant Price", *lines]), encoding="utf-8")
    code, told = taken(file, tmp_path)
    assert (code, len(list((tmp_path / "products").iterdir()))) == (0, 2500)
    assert told[-1] == "and 2460 more like these"


def test_the_command_works_beside_a_running_bot(tmp_path: Path, templates_copy: Path) -> None:
    """While a chat holds the lock: exit 1 for rows not taken, 2 for no list; `check` tells drafts and does not fail."""
    bot = BotProcess(tmp_path, BOT__TEMPLATES__PATH=str(templates_copy))
    chat = bot.start("chat")
    try:
        assert bot.run("import", str(LISTS / "shopify.csv")).returncode == 1
    finally:
        chat.communicate(b"", timeout=20)
    missing = bot.run("import", str(tmp_path / "none.csv"))
    assert (missing.returncode, "cannot be read" in missing.stderr, missing.stdout) == (2, True, "")
    checked = bot.run("check")
    assert "off  draft: products/bamboo-pen-stand.yaml is not sold yet -> fill in: the Hindi name" in checked.stdout
    assert "FAIL" not in checked.stdout


def test_a_folder_without_products_is_told(tmp_path: Path) -> None:
    """Templates that are not there make no folder of their own."""
    shutil.copy(LISTS / "shopify.csv", tmp_path)
    with pytest.raises(NoProductCsv, match=r"set templates\.path"):
        taken(tmp_path / "shopify.csv", tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
