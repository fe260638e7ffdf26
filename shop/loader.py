"""Loads the owner's folder of templates into a Catalogue, whole or not at all.

Refuses a folder with any mistake, and lists all mistakes at once, each with its file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

import strict_yaml
from shop import compiled
from shop.catalogue import Catalogue
from shop.enquiry_file import EnquiryFile
from shop.examples import Examples, Texts, digest_of
from shop.intent import Intent, IntentFile
from shop.local_text import Strict
from shop.menu import Menu
from shop.product import Product
from shop.read_files import ReadFiles
from shop.shop_file import PinnedFile, ShopFile
from shop.template_folder import PINNED_FILE, TemplateFolder, is_draft
from shop.wording import Wording
from shop.words import Words

if TYPE_CHECKING:
    from shop.consistency import Files

Model = TypeVar("Model", bound=Strict)
# The key by which a file shows where it belongs.
BELONGS = {"moq": "products", "prices": "products", "intent": "intents", "examples": "intents"}
NOTHING: Mapping[str, str] = {}
COMPILED = "__pycache__"
READ = ReadFiles()


class CatalogueMistakes(strict_yaml.Mistakes):
    """The templates cannot be used."""


def load(path: Path, instead: Mapping[str, str] = NOTHING) -> Catalogue:
    """The catalogue in the folder ``path``, as if the files named in ``instead`` held these texts.

    Raises CatalogueMistakes.
    """
    if instead:
        said, found = _sound(path, instead)
        return _assembled(said, lambda: found, path)
    # Reading YAML with the line of every value takes long; a folder that was found sound is not read again.
    state = hashlib.sha256(repr(TemplateFolder(path).snapshot()).encode()).hexdigest()[:16]
    read: list[Texts] = []

    def sound() -> dict[str, Any]:
        held, texts = _sound(path, NOTHING)
        read.append(texts)
        return held

    def texts() -> dict[str, Any]:
        found = read[0] if read else _sound(path, NOTHING)[1]
        if digest_of(found) != held["examples"]:
            raise CatalogueMistakes(["the examples have changed since the templates were read; they are read anew"])
        return dict(found)

    held = compiled.kept(path / COMPILED, "templates", state, sound)
    return _assembled(held, lambda: compiled.kept(path / COMPILED, "examples", held["examples"], texts), path)


def _sound(path: Path, instead: Mapping[str, str]) -> tuple[dict[str, Any], Texts]:
    """What the files hold, where all of it can be used, and its version; and the examples. Raises CatalogueMistakes."""
    from shop.consistency import mistakes_between, mistakes_unfilled  # noqa: PLC0415 -- not for what was found sound

    reading = _Reading(TemplateFolder(path), instead)
    files = reading.files()
    if files is None:
        raise CatalogueMistakes(dict.fromkeys(reading.mistakes))
    mistakes = mistakes_between(files)
    if mistakes:
        raise CatalogueMistakes(dict.fromkeys(mistakes))
    texts = {intent.intent: list(intent.examples) for _, intent in files.intents}
    held = reading.held | {name: _without_examples(data) for name, data in reading.held.items() if "/" in name}
    sound = {"version": reading.digest.hexdigest()[:16], "files": held, "examples": digest_of(texts)}
    mistakes = list(mistakes_unfilled(_assembled(sound, lambda: texts, path), files))
    if mistakes:
        raise CatalogueMistakes(dict.fromkeys(mistakes))
    return sound, texts


def _without_examples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "examples"}


def _assembled(sound: dict[str, Any], texts: Callable[[], Texts], path: Path) -> Catalogue:
    held = sound["files"]
    shop = ShopFile.model_validate(held["shop.yaml"])
    taught = PinnedFile.model_validate(held[PINNED_FILE]).pinned if PINNED_FILE in held else ()
    products = [Product.model_validate(data) for name, data in held.items() if name.startswith("products/")]
    intents = [Intent.model_validate(data) for name, data in held.items() if name.startswith("intents/")]
    return Catalogue(
        file=shop.model_copy(update={"pinned": (*shop.pinned, *taught)}),
        products={product.id: product for product in products},
        intents={intent.intent: intent for intent in intents},
        words=Words.model_validate(held["words.yaml"]),
        wording=Wording.model_validate(held["wording.yaml"]),
        menu=Menu.model_validate(held["menu.yaml"]),
        enquiry=EnquiryFile.model_validate(held["enquiry.yaml"]),
        examples=Examples(sound["examples"], texts),
        version=sound["version"],
        compiled_at=path / COMPILED,
    )


@dataclass(slots=True)
class _Reading:
    """One pass over the folder that collects mistakes instead of stopping at the first."""

    folder: TemplateFolder
    instead: Mapping[str, str]
    mistakes: list[str] = field(default_factory=list)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    held: dict[str, Any] = field(default_factory=dict)

    def files(self) -> Files | None:
        """All of the folder; None where anything in it cannot be used."""
        shop = self.one("shop.yaml", ShopFile)
        words = self.one("words.yaml", Words)
        wording = self.one("wording.yaml", Wording)
        menu = self.one("menu.yaml", Menu)
        enquiry = self.one("enquiry.yaml", EnquiryFile)
        has_pinned = PINNED_FILE in self.instead or (self.folder.path / PINNED_FILE).exists()
        pinned = self.one(PINNED_FILE, PinnedFile) if has_pinned else None
        products = list(self.all("products", Product))
        intents = list(self.all("intents", IntentFile))
        self.mistakes += self.folder.strays()
        if shop is None or words is None or wording is None or menu is None or enquiry is None or self.mistakes:
            return None
        from shop.consistency import Files  # noqa: PLC0415 -- not for what was found sound

        return Files(
            shop=shop,
            words=words,
            wording=wording,
            menu=menu,
            enquiry=enquiry,
            pinned=pinned,
            products=products,
            intents=intents,
        )

    def one(self, name: str, model: type[Model]) -> tuple[strict_yaml.Document, Model] | None:
        try:
            text = self.instead.get(name)
            read = READ.read(strict_yaml.text_of(self.folder.path / name, name) if text is None else text, name)
        except strict_yaml.YamlMistake as mistake:
            self.mistakes.append(str(mistake))
            return None
        document = read.document
        belongs = next(
            (BELONGS[key] for key in BELONGS if isinstance(document.data, dict) and key in document.data), None
        )
        if "/" in name and belongs not in (None, name.partition("/")[0]):
            self.mistakes.append(f"{name} line 1: this file belongs into {belongs}/; move it there")
            return None
        self.digest.update(read.digest)
        self.held[name] = document.data
        try:
            return document, model.model_validate(document.data)
        except ValidationError as error:
            self.mistakes += document.explain(error, model)
            return None

    def all(self, subfolder: str, model: type[Model]) -> Iterator[tuple[strict_yaml.Document, Model]]:
        """The sound files of a subfolder; a draft is no part of the shop yet."""
        paths = [path for path in self.folder.files(subfolder) if not is_draft(path)]
        if not paths:
            self.mistakes.append(f"{subfolder}/: {self.folder.why_none(subfolder)}")
        for path in paths:
            found = self.one(f"{subfolder}/{path.name}", model)
            if found is not None:
                yield found
