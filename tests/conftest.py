"""What several tests start from: the shop's real templates, a copy of them to edit, and an environment without keys.

Refuses to read the environment of whoever runs the tests.
"""

import gc
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio

from providers.prompt_writer import PromptWriter
from providers.rules import Rules
from rehearsal.telegram import TelegramServer
from rehearsal.twilio import TwilioServer
from shop import loader
from shop.catalogue import Catalogue
from shop.understanding import Understander
from tests import telegram_peers, whatsapp_peers
from tests.written_prompts import Written, writing

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


# What another process is about to put in its place, and what holds for the copied folder alone.
NOT_COPIED = shutil.ignore_patterns("*.new", "templates-*.marshal")


def copied(templates: Path, to: Path) -> Path:
    """A copy of templates with what is worked out from them, to be written to."""
    return Path(shutil.copytree(templates, to, ignore=NOT_COPIED, copy_function=shutil.copyfile))


@pytest.fixture(scope="module", autouse=True)
def forgotten_shops() -> Iterator[None]:
    """An opened shop is put out of the collector's reach for good: those that the tests of one file opened go here."""
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The real shop: it never changes, so one serves all tests."""
    return loader.load(TEMPLATES)


@pytest.fixture(scope="session")
def understander(catalogue: Catalogue) -> Understander:
    """What understands the real shop's customers, for tests that teach it nothing."""
    return Understander(catalogue)


@pytest.fixture(scope="session")
def rules(catalogue: Catalogue) -> Rules:
    """The real shop's rules."""
    return Rules(catalogue)


@pytest.fixture(scope="session")
def prompts(catalogue: Catalogue) -> PromptWriter:
    """What writes the real shop's prompts."""
    return PromptWriter(catalogue)


@pytest.fixture(scope="session")
def written(understander: Understander, rules: Rules, prompts: PromptWriter) -> Written:
    """Writes prompts of the real shop."""
    return writing(understander, rules, prompts)


@pytest.fixture(scope="session")
def compiled_templates(understander: Understander) -> Path:
    """The real templates with the index of their phrases beside them: whoever starts from a copy need not make one."""
    assert understander
    return TEMPLATES


@pytest.fixture
def templates_copy(tmp_path: Path, compiled_templates: Path) -> Path:
    """The real templates in a folder of the test's own, free to be broken."""
    return copied(compiled_templates, tmp_path / "templates")


@pytest.fixture
def empty_environment() -> Mapping[str, str]:
    """No variable is set: no key, no override."""
    return {}


@pytest.fixture(scope="module")
def templates_to_mend(tmp_path_factory: pytest.TempPathFactory, compiled_templates: Path) -> Path:
    """A copy that the tests of one file break and mend in turn: copying it for each takes longer than the test."""
    return copied(compiled_templates, tmp_path_factory.mktemp("shop") / "templates")


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """A Telegram on loopback, of the test's own."""
    async with TelegramServer.open(telegram_peers.TOKEN) as server:
        yield server


@pytest_asyncio.fixture
async def twilio() -> AsyncIterator[TwilioServer]:
    """A Twilio on loopback, of the test's own."""
    async with whatsapp_peers.open_twilio() as server:
        yield server
