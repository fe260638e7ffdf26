"""The kept index: that of a catalogue's examples and signals, beside the templates until one of them changes.

Reading an example anew takes longest, so what each one means is kept too: an edit of a few costs those few.
Refuses to depend on prices and policies: whoever edits them waits for no index.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from shop import compiled, phrase_index
from shop.catalogue import Catalogue
from shop.entities import EntityReader
from shop.phrase_index import PhraseIndex


def index_of(catalogue: Catalogue, reader: EntityReader) -> PhraseIndex:
    """The index, from what is kept where that is of the same examples, read the same way."""
    reading = _reading_of(catalogue)
    signals = repr([(name, intent.signals) for name, intent in catalogue.intents.items()])
    version = sha256(f"{reading}\n{catalogue.examples.digest}\n{signals}".encode()).hexdigest()[:16]

    def work_out() -> dict[str, object]:
        examples, heard = catalogue.examples.by_intent, reader.lexicon.heard
        every = [example for many in examples.values() for example in many]
        meant = compiled.kept_for(catalogue.compiled_at, "readings", reading, every, reader.example)
        return phrase_index.build(
            {name: [heard(meant[example]) for example in many] for name, many in examples.items()},
            {
                name: [heard(row) for each in intent.signals if _tells(row := reader.example(each))]
                for name, intent in catalogue.intents.items()
            },
        )

    return PhraseIndex(compiled.kept(catalogue.compiled_at, "phrases", version, work_out))


def _reading_of(catalogue: Catalogue) -> str:
    """A digest of all that decides how an example is read."""
    made_from = sha256(catalogue.words.model_dump_json().encode())
    for product in catalogue.products.values():
        ways = [(name, way.name.model_dump(), way.also_called) for name, way in product.branding.items()]
        made_from.update(repr((product.id, product.names, product.hinted_by, product.family, ways)).encode())
    made_from.update(repr([(key, family.model_dump()) for key, family in catalogue.families.items()]).encode())
    return made_from.hexdigest()[:16]


def _tells(meanings: Sequence[str]) -> bool:
    """Whether a signal says more than the names of things, which every topic may hold."""
    return any(meaning[0] not in "<@" for meaning in meanings)
