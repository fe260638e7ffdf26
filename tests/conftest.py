"""What several tests start from: the shop's real templates, a copy of them to edit, and an environment without keys.

Refuses to read the environment of whoever runs the tests.
"""

import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio

from rehearsal.telegram import TelegramServer
from rehearsal.twilio import TwilioServer
from shop import loader
from shop.catalogue import Catalogue
from tests import telegram_peers, whatsapp_peers

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The real shop: it never changes, so one serves all tests."""
    return loader.load(TEMPLATES)


@pytest.fixture
def templates_copy(tmp_path: Path) -> Path:
    """The real templates in a folder of the test's own, free to be broken."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates", copy_function=shutil.copyfile))


@pytest.fixture
def empty_environment() -> Mapping[str, str]:
    """No variable is set: no key, no override."""
    return {}


@pytest.fixture(scope="module")
def templates_to_mend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that the tests of one file break and mend in turn: copying it for each takes longer than the test."""
    folder = tmp_path_factory.mktemp("shop") / "templates"
    return Path(shutil.copytree(TEMPLATES, folder, copy_function=shutil.copyfile))


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
