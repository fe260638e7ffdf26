"""What several tests start from: the shop's real templates, a copy of them to edit, and an environment without keys.

Refuses to read the environment of whoever runs the tests.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from shop import loader
from shop.catalogue import Catalogue

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The real shop: it never changes, so one serves all tests."""
    return loader.load(TEMPLATES)


@pytest.fixture
def templates_copy(tmp_path: Path) -> Path:
    """The real templates in a folder of the test's own, free to be broken."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


@pytest.fixture
def empty_environment() -> Mapping[str, str]:
    """No variable is set: no key, no override."""
    return {}
