"""The house rules that a machine can check: sizes, imports, names, and what a keyless start may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent
ROOMS = ("storage", "shop", "providers", "handlers", "rehearsal", "bot")
LEAVES = ("settings", "setting_groups", "strict_yaml", "yaml_slips", "mistake_words")
MAX_FILE_LINES = 300
MAX_TEST_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
SAYS_NOTHING = ("util", "utils", "helper", "helpers", "common", "manager", "misc")
VENDOR_PACKAGES = ("groq", "google.genai", "anthropic", "telegram", "twilio", "aiohttp", "httpx", "httpx2", "PIL")
SOURCES = sorted(
    path
    for path in FOLDER.rglob("*.py")
    if path.relative_to(FOLDER).parts[0] not in (".venv", "tests") and "__pycache__" not in path.parts
)
TESTS = sorted((FOLDER / "tests").rglob("*.py"))


def name_of(path: Path) -> str:
    """A file's path as people say it."""
    return str(path.relative_to(FOLDER))


def module_of(path: Path) -> str:
    """A file's name as an import has it."""
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(module: str) -> str:
    """The room, or leaf, that a module belongs to."""
    return module.split(".", maxsplit=1)[0]


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=name_of)
def test_a_file_stays_small(path: Path) -> None:
    """A file has at most 300 lines (a test 400) and a function at most 40, so that it can be read in one go."""
    text = path.read_text(encoding="utf-8")
    most = MAX_TEST_FILE_LINES if path in TESTS else MAX_FILE_LINES
    assert len(text.splitlines()) <= most, f"{len(text.splitlines())} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_opens_with_what_it_is_for(path: Path) -> None:
    """A module's docstring says what it is for; one that holds code also says what it refuses to do."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree)
    assert docstring
    if len(tree.body) > 1:
        assert len(docstring.splitlines()) > 1
        assert "efuses" in docstring


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_public_name_is_explained(path: Path) -> None:
    """A public class or function carries a docstring that explains it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_name_says_something(path: Path) -> None:
    """No module is called utils, helpers, common or manager."""
    assert not set(path.relative_to(FOLDER).with_suffix("").parts) & set(SAYS_NOTHING)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    """A room imports only rooms below it, and a leaf imports no room at all."""
    own = room_of(module_of(path))
    used = {room_of(module) for module in imports_of(path)} - {own}
    if own in LEAVES:
        assert not used & set(ROOMS)
        return
    above = ROOMS[ROOMS.index(own) + 1 :]
    assert not used & set(above)


def test_no_import_cycle() -> None:
    """No chain of imports leads back to where it began."""
    modules = {module_of(path): path for path in SOURCES}
    graph = {module: imports_of(path) & set(modules) - {module} for module, path in modules.items()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for other in sorted(graph[module]):
                visit(other, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_a_channel_does_not_know_another() -> None:
    """The channels stand side by side: neither they nor their parts import another one's."""
    beginnings = {"terminal": "terminal", "telegram": "telegram", "whatsapp": "whatsapp", "twilio": "whatsapp"}
    channel_of = {
        module_of(path): channel
        for path in (*(FOLDER / "handlers").glob("*.py"), *(FOLDER / "rehearsal").glob("*.py"))
        for beginning, channel in beginnings.items()
        if path.name.startswith(beginning)
    }
    assert set(channel_of.values()) == {"terminal", "telegram", "whatsapp"}
    for module, channel in channel_of.items():
        imported = imports_of(FOLDER / f"{module.replace('.', '/')}.py") & set(channel_of)
        assert {channel_of[other] for other in imported} <= {channel}, module


def test_a_keyless_start_loads_no_vendor_package() -> None:
    """Answering one question without a key imports no SDK of a model's vendor and no channel's library."""
    script = (
        "import sys, bot\n"
        "code = bot.main(['catalogue', '--json'], {})\n"
        "print(code, *[name for name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=FOLDER, capture_output=True, text=True, check=True, timeout=30
    )
    code, *loaded = ran.stderr.split()
    assert code == "0"
    assert not {package for package in VENDOR_PACKAGES if package in loaded}


def test_nothing_is_patched() -> None:
    """No test replaces code behind its back: time, randomness and addresses come in as parameters."""
    for path in TESTS:
        assert not {module for module in imports_of(path) if module.startswith(("unittest.mock", "mock"))}
        if path != Path(__file__):
            assert "monkeypatch.setattr" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in TESTS if path.name.startswith("test_")], ids=name_of)
def test_a_test_says_what_it_shows(path: Path) -> None:
    """Every test carries one sentence on the behaviour it shows."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            assert ast.get_docstring(node), node.name


def test_migration_names_are_unique() -> None:
    """Each migration of each room has a name of its own."""
    import bot  # noqa: PLC0415 -- the rooms are loaded by this test alone

    names = sorted(migration.name for migration in bot.MIGRATIONS)
    assert all(one != other for one, other in pairwise(names))
