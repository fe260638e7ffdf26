"""Products found by their names: each name of each product of the real shop, families, hints, and several at once.

Refuses to name a price or a product's alias of its own: all names are the catalogue's.
"""

import pytest

from shop.catalogue import Catalogue
from shop.devanagari import CONSONANTS
from shop.entities import EntityReader
from shop.language import is_devanagari, words_of
from shop.product import Product
from shop.product_finder import Mention, ProductFinder

FRAMES = ("{}", "price of 100 {}", "{} ka rate", "I want {} with logo", "{} का दाम क्या है")


@pytest.fixture(scope="module")
def finder(catalogue: Catalogue) -> ProductFinder:
    """One finder serves all tests: it keeps nothing."""
    return ProductFinder(catalogue)


def found(finder: ProductFinder, text: str) -> list[Mention]:
    """What a text names."""
    return finder.find(words_of(text))


def names_of(product: Product) -> tuple[str, ...]:
    """Every name of a product, and each in the cases that customers write."""
    return tuple(dict.fromkeys(form for name in product.names for form in (name, name.upper(), name.title())))


def coasters(catalogue: Catalogue) -> tuple[str, str, tuple[str, ...]]:
    """A family with its key, its English name and the ids of its products."""
    key, family = next(iter(catalogue.families.items()))
    return key, family.name.en, tuple(product.id for product in catalogue.family_products(key))


def pairs(catalogue: Catalogue) -> list[tuple[Product, Product]]:
    """Each product with the one behind it."""
    products = list(catalogue.products.values())
    return list(zip(products, products[1:] + products[:1], strict=True))


@pytest.mark.parametrize("frame", FRAMES)
def test_every_name_means_just_its_product(catalogue: Catalogue, finder: ProductFinder, frame: str) -> None:
    """Each name and alias, in any case, within any sentence, is that product and nothing else."""
    wrong = {
        (product.id, name): mentions
        for product in catalogue.products.values()
        for name in names_of(product)
        for mentions in [found(finder, frame.format(name))]
        if [mention.product for mention in mentions] != [product.id]
    }
    assert wrong == {}


def test_a_mention_covers_the_whole_name(catalogue: Catalogue, finder: ProductFinder) -> None:
    """The words of a name, all of them and no other, are what the mention points to."""
    for product in catalogue.products.values():
        for name in product.names:
            words = words_of(f"rate for {name} today")
            (mention,) = finder.find(words)
            assert words[mention.start : mention.end] == words_of(name)


def test_the_plural_of_every_name_is_known(catalogue: Catalogue, finder: ProductFinder) -> None:
    """An English name with an s behind it means the same product."""
    for product in catalogue.products.values():
        for name in (product.name.en, *product.also_called):
            if not is_devanagari(name) and not name.endswith(("s", "i")):
                assert [mention.product for mention in found(finder, f"50 {name}s chahiye")] == [product.id], name


def test_the_oblique_plural_of_every_hindi_name_is_known(catalogue: Catalogue, finder: ProductFinder) -> None:
    """A Hindi name of one word, as it stands before "on", "of" and "for" in the plural, means the same product."""
    checked = 0
    for product in catalogue.products.values():
        for name in product.names:
            if is_devanagari(name) and len(words_of(name)) == 1 and name[-1] in CONSONANTS:
                assert [mention.product for mention in found(finder, f"{name}ों पर लोगो")] == [product.id], name
                checked += 1
    assert checked


def test_no_name_of_a_product_asks_for_its_facts(catalogue: Catalogue) -> None:
    """A word like "metal" or "water" in a name asks neither for the material nor for leaks."""
    reader = EntityReader(catalogue)
    asking = {
        name: attributes
        for product in catalogue.products.values()
        for name in product.names
        if (attributes := reader.read(f"100 {name} chahiye").attributes)
    }
    assert asking == {}


def test_a_family_gives_all_its_products_to_choose_from(catalogue: Catalogue, finder: ProductFinder) -> None:
    """A word for a family alone means none of its products: the customer must be asked which."""
    key, _, members = coasters(catalogue)
    family = catalogue.families[key]
    for name in (family.name.en, family.plural.en, family.name.hi, family.plural.hi, *family.also_called):
        (mention,) = found(finder, f"100 {name} price")
        assert (mention.products, mention.family, mention.product) == (members, key, None), name


def test_a_product_settles_which_of_its_family_is_meant(catalogue: Catalogue, finder: ProductFinder) -> None:
    """Beside a product's own name the word for its family asks nothing more."""
    _, family, members = coasters(catalogue)
    for product in members:
        name = catalogue.products[product].name.en
        assert [mention.product for mention in found(finder, f"{name} price, do you make {family}")] == [product]


def test_a_hint_alone_points_to_the_products_that_it_hints_at(catalogue: Catalogue, finder: ProductFinder) -> None:
    """A bare material means the one product made of it, or all of them to choose from."""
    hinting: dict[tuple[str, ...], set[str]] = {}
    for product in catalogue.products.values():
        for hint in product.hinted_by:
            hinting.setdefault(tuple(words_of(hint)), set()).add(product.id)
    for words, products in hinting.items():
        (mention,) = finder.find([*words, "wale"])
        assert (set(mention.products), mention.family) == (products, None), words


def test_a_hint_beside_a_family_points_into_it(catalogue: Catalogue, finder: ProductFinder) -> None:
    """A material and the word for a family, apart from each other, mean the family's product of that material."""
    _, family, members = coasters(catalogue)
    hinting: dict[str, list[str]] = {}
    for member in members:
        for hint in catalogue.products[member].hinted_by:
            hinting.setdefault(hint, []).append(member)
    alone = {hint: products[0] for hint, products in hinting.items() if len(products) == 1}
    assert alone
    for hint, product in alone.items():
        mentions = found(finder, f"{family} chahiye {hint} wale")
        assert [mention.product for mention in mentions] == [product], hint
    shared = {hint: products for hint, products in hinting.items() if len(products) > 1}
    for hint, products in shared.items():
        (mention,) = found(finder, f"{family} chahiye {hint} wale")
        assert set(mention.products) == set(products), hint
        assert mention.product is None


def test_a_hint_joined_to_a_product_names_its_neighbour(catalogue: Catalogue, finder: ProductFinder) -> None:
    """In "marble or wooden coaster" both materials are meant; a material in passing is not."""
    _, family, members = coasters(catalogue)
    hints = {
        member: hint
        for member in members
        for hint in [catalogue.products[member].name.en.removesuffix(family).strip()]
        if [each for each in members if hint in catalogue.products[each].hinted_by] == [member]
    }
    (one, *others) = hints
    assert others
    name = catalogue.products[one].name.en
    for other in others:
        joined = found(finder, f"{hints[other]} or {name}")
        assert [mention.product for mention in joined] == [other, one]
        passing = found(finder, f"{name} on my {hints[other]} table")
        assert [mention.product for mention in passing] == [one]


@pytest.mark.parametrize(
    "frame", ["{} and {}", "100 {} aur 50 {} ka rate", "{} vs {}", "{}, {}", "{} ya {} kaunsa accha"]
)
def test_two_products_are_found_in_their_order(catalogue: Catalogue, finder: ProductFinder, frame: str) -> None:
    """Two names in one message are two products, each once."""
    for one, other in pairs(catalogue):
        mentions = found(finder, frame.format(one.name.en, other.name.en))
        assert [mention.product for mention in mentions] == [one.id, other.id]


def test_a_product_named_twice_is_listed_twice(catalogue: Catalogue, finder: ProductFinder) -> None:
    """Each mention has its own place, so that each can have its own quantity."""
    for product in catalogue.products.values():
        mentions = found(finder, f"50 {product.name.en} or 100 {product.plural.en}")
        assert [mention.product for mention in mentions] == [product.id, product.id]
        assert mentions[0].end <= mentions[1].start


@pytest.mark.parametrize("text", ["", "hello", "what do you sell", "100", "क्या है", "?", "rate batao bhai"])
def test_nothing_is_found_where_nothing_is_named(finder: ProductFinder, text: str) -> None:
    """A message without a product, a family or a hint names none."""
    assert found(finder, text) == []
