"""Settings: three sources joined, every mistake told in the owner's words, and no secret ever shown.

Refuses the environment of whoever runs the tests: each test gives its own.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

import settings
import strict_yaml
from setting_groups import DEFAULT_PROVIDERS
from settings import Keys, Settings, SettingsMistakes

CONFIG = Path(settings.__file__).with_name("config.yaml")
EXAMPLE = CONFIG.with_name(".env.example")
NOTHING_SET = "{}\n"
# Made up: looks like no vendor's key.
PRIVATE = "not-to-be-shown-anywhere"


def load(folder: Path, environment: Mapping[str, str], config: str = NOTHING_SET, dotenv: str = "") -> Settings:
    """The settings of a folder that holds these files."""
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    (folder / ".env").write_text(dotenv, encoding="utf-8")
    return settings.load(environment, folder)


def refused(
    folder: Path, environment: Mapping[str, str], config: str = NOTHING_SET, dotenv: str = ""
) -> tuple[str, ...]:
    """What the owner reads when the settings cannot be used."""
    with pytest.raises(SettingsMistakes) as told:
        load(folder, environment, config, dotenv)
    assert str(told.value) == "\n".join(told.value.mistakes)
    return told.value.mistakes


def places(model: type[BaseModel], above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every setting of a model by the keys that lead to it."""
    found: set[tuple[str, ...]] = set()
    for key, field in model.model_fields.items():
        inner: Any = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= places(inner, (*above, key))
        elif key == "providers":
            each = get_args(inner)[1]
            found |= {place for name in DEFAULT_PROVIDERS for place in places(each, (*above, key, name))}
        else:
            found.add((*above, key))
    return found


def test_the_config_file_says_what_holds_without_it(tmp_path: Path, empty_environment: Mapping[str, str]) -> None:
    """config.yaml as delivered changes nothing: each value in it is the built-in default."""
    delivered = load(tmp_path, empty_environment, CONFIG.read_text(encoding="utf-8"))
    assert delivered.model_dump() == load(tmp_path, empty_environment).model_dump()


def test_the_config_file_names_every_setting() -> None:
    """Whatever can be set stands in config.yaml, and nothing else does; secrets stand in .env.example alone."""
    document = strict_yaml.read(CONFIG, CONFIG.name)
    written = {tuple(map(str, place)) for place in document.lines if place}
    leaves = {place for place in written if not any(other[:-1] == place for other in written)}
    settable = {place for place in places(Settings) if place[0] != "keys"}
    assert {place for place in leaves if place[0] != "chain"} | {("chain",)} == settable
    variables = re.findall(r"(?m)^([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"))
    assert sorted(variables) == sorted((key.upper(), "") for key in Keys.model_fields)


def test_the_config_file_explains_every_setting() -> None:
    """A setting carries a remark on its line, or follows one within its group."""
    explained = False
    for row in CONFIG.read_text(encoding="utf-8").splitlines():
        if not row.strip():
            explained = False
            continue
        explained = explained or "#" in row
        is_group = re.fullmatch(r"\s*[a-z_]+:", row.partition("#")[0].rstrip())
        assert explained or is_group, row


def test_a_part_of_the_config_file_is_enough(tmp_path: Path, empty_environment: Mapping[str, str]) -> None:
    """What a config file leaves out keeps its default, also inside a provider."""
    usual = load(tmp_path, empty_environment)
    own = load(tmp_path, empty_environment, "chain: [claude]\nproviders:\n  claude:\n    price: {input: 3}\n")
    assert own.chain == ("claude",)
    assert own.providers["claude"].price.input == Decimal(3)
    assert own.providers["claude"].price.output == usual.providers["claude"].price.output
    assert own.providers["claude"].model == usual.providers["claude"].model
    assert own.model_dump(exclude={"chain", "providers"}) == usual.model_dump(exclude={"chain", "providers"})


def test_the_environment_wins_over_dotenv_and_dotenv_over_the_config_file(tmp_path: Path) -> None:
    """Of the three sources the nearest one counts."""
    config, dotenv = "web: {port: 1}\n", "BOT__WEB__PORT=2\n"
    assert load(tmp_path, {}, config).web.port == 1
    assert load(tmp_path, {}, config, dotenv).web.port == 2
    assert load(tmp_path, {"BOT__WEB__PORT": "3"}, config, dotenv).web.port == 3


def test_the_sources_are_joined_setting_by_setting(tmp_path: Path) -> None:
    """A variable for one setting leaves its neighbours as the file has them."""
    config = "web: {host: 0.0.0.0, port: 1}\nproviders: {groq: {limits: {requests_per_minute: 2}}}\n"
    joined = load(tmp_path, {"BOT__PROVIDERS__GROQ__LIMITS__TOKENS_PER_DAY": "9"}, config, "BOT__WEB__PORT=3\n")
    usual = load(tmp_path, {}).providers["groq"].limits
    limits = joined.providers["groq"].limits
    assert (joined.web.host, joined.web.port) == ("0.0.0.0", 3)  # noqa: S104 -- nothing listens there
    assert (limits.requests_per_minute, limits.tokens_per_day) == (2, 9)
    assert limits.requests_per_day == usual.requests_per_day


@pytest.mark.parametrize("in_dotenv", [True, False])
def test_another_config_file_may_be_named(tmp_path: Path, in_dotenv: bool) -> None:
    """BOT_CONFIG names the file that is read in place of config.yaml."""
    (tmp_path / "other.yaml").write_text("web: {port: 7}\n", encoding="utf-8")
    named = {"BOT_CONFIG": "other.yaml"}
    dotenv = "BOT_CONFIG=other.yaml\n" if in_dotenv else ""
    assert load(tmp_path, {} if in_dotenv else named, "web: {port: 1}\n", dotenv).web.port == 7


def test_null_means_none(tmp_path: Path) -> None:
    """The word null takes a limit away, in the environment and in the file."""
    config = "providers: {groq: {limits: {tokens_per_day: null}}}\nweb: {public_url: https://shop.example}\n"
    environment = {"BOT__PROVIDERS__GROQ__LIMITS__REQUESTS_PER_DAY": "null", "BOT__WEB__PUBLIC_URL": " null "}
    found = load(tmp_path, environment, config)
    assert found.providers["groq"].limits.tokens_per_day is None
    assert found.providers["groq"].limits.requests_per_day is None
    assert found.providers["groq"].limits.requests_per_minute is not None
    assert found.web.public_url is None


def test_lists_are_json(tmp_path: Path) -> None:
    """A list in a variable is written as JSON; an empty one is one, too."""
    found = load(tmp_path, {"BOT__CHAIN": ' ["claude", "groq"]', "BOT__OWNER__TELEGRAM_IDS": "[12, 34]"})
    assert found.chain == ("claude", "groq")
    assert found.owner.telegram_ids == (12, 34)
    assert load(tmp_path, {"BOT__CHAIN": "[]"}).chain == ()


def test_a_provider_of_ones_own_may_be_added(tmp_path: Path) -> None:
    """A new name under providers becomes a tier, beside the built-in ones."""
    mine = {"KIND": "compatible", "MODEL": "small", "BASE_URL": "http://127.0.0.1:9000/"}
    environment = {f"BOT__PROVIDERS__MINE__{key}": value for key, value in mine.items()}
    environment |= {"BOT__PROVIDERS__MINE__PRICE": '{"input": 0, "output": "0.25"}', "BOT__CHAIN": '["mine", "groq"]'}
    found = load(tmp_path, environment)
    assert found.providers["mine"].base_url == "http://127.0.0.1:9000"
    assert found.providers["mine"].price.output == Decimal("0.25")
    assert set(found.providers) == {*DEFAULT_PROVIDERS, "mine"}


def test_a_compatible_provider_has_a_key_of_its_own_and_an_address(tmp_path: Path) -> None:
    """Its key is NAME_API_KEY and may be missing; its address may hold a path and must be given."""
    own = "{kind: compatible, base_url: 'http://127.0.0.1:1/api', model: m, price: {input: 0, output: 0}}"
    config = f"providers:\n  my-llm: {own}\n"
    assert load(tmp_path, {}, config).key_of("my-llm") == ""
    found = load(tmp_path, {"MY_LLM_API_KEY": " test-key "}, config)
    assert (found.key_of("my-llm"), found.key_of("groq")) == ("test-key", None)
    (told,) = refused(tmp_path, {}, config.replace("base_url: 'http://127.0.0.1:1/api', ", ""))
    assert "must be the address of the server" in told


def test_a_relative_path_counts_from_the_folder(tmp_path: Path) -> None:
    """Files are found wherever the bot was started from; an absolute path stays."""
    found = load(tmp_path, {"BOT__TEMPLATES__PATH": str(tmp_path / "elsewhere")}, "storage: {path: files/shop.db}\n")
    assert found.storage.path == tmp_path / "files/shop.db"
    assert found.templates.path == tmp_path / "elsewhere"


def test_settings_do_not_change(tmp_path: Path) -> None:
    """Nothing of the settings can be set after loading."""
    found = load(tmp_path, {})
    for part, key in ((found, "chain"), (found.web, "port"), (found.providers["groq"], "model")):
        with pytest.raises(ValidationError):
            setattr(part, key, "x")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BOT__CHAIN", '["groq"', ("not JSON", 'a list is written ["a","b"]')),
        ("BOT__CHAIN", "groq", ("chain must be a list and is one text",)),
        ("BOT__CHAIN", '["groq", "rules"]', ('leave out "rules"', "always end it")),
        ("BOT__CHAIN", '["cache"]', ('leave out "cache"', "always begins it")),
        ("BOT__CHAIN", '["grok"]', ('"grok" does not stand under providers', "groq, gemini, claude")),
        ("BOT__CHAIN", '["groq", "groq"]', ("a tier stands in it twice",)),
        ("BOT__WEB__PORT", "http", ('web.port "http" is not a whole number',)),
        ("BOT__WEB__PORT", "70000", ("web.port", "65535", '"70000"')),
        ("BOT__WEB__PORT", "[1]", ("web.port must be a whole number and is a list",)),
        ("BOT__BUDGET__DAY_USD", "null", ("budget.day_usd must be a number and is empty",)),
        ("BOT__PROVIDERS__GROQ__TIMEOUT_S", "null", ("timeout_s must be a number and is empty",)),
        ("BOT__WEB__PROT", "80", ('unknown key "web.prot"', 'did you mean "port"?')),
        ("BOT__WEB", "on", ("web must hold keys and values and is one text",)),
        ("BOT__WEB__PUBLIC_URL", "bot.example", ("web.public_url: must be scheme, host and port alone",)),
        ("BOT__PROVIDERS__GROQ__BASE_URL", "https://a.example/v1", ("base_url: must be scheme, host and port alone",)),
        ("BOT__PROVIDERS__GROQ__KIND", "grok", ('providers.groq.kind "grok" must be', "'groq'")),
        ("BOT__PROVIDERS__GROQ__LIMITS__TOKENS_PER_DAY", "0", ("tokens_per_day", "must be at least 1")),
        ("BOT__PROVIDERS__CLAUDE__MODEL", "[]", ("providers.claude.model must be text and is a list",)),
        ("BOT__BUDGET__DAY_USD", "1,299", ('budget.day_usd "1,299" is not a number', "write 1299")),
        ("BOT__BUDGET__MONTH_USD", "-1", ("budget.month_usd", "must be at least 0")),
        ("BOT__BUDGET__MONTH_USD", "inf", ("budget.month_usd", "is not a number")),
        ("BOT__ANSWERS__DEADLINE_S", "0", ("answers.deadline_s", "must be more than 0")),
        ("BOT__TELEGRAM__MODE", "push", ('telegram.mode "push" must be', "'polling' or 'webhook'")),
        ("BOT__OWNER__TELEGRAM_IDS", "12", ("owner.telegram_ids must be a list",)),
        ("BOT__OWNER__WHATSAPP", "9800", ("owner.whatsapp", '"9800"')),
        ("BOT__LOG_LEVEL", "loud", ('log_level "loud" must be', "'WARNING'")),
        ("BOT__COLOUR", "red", ('unknown key "colour"', "known here:", "chain")),
        ("BOT__KEYS__GROQ_API_KEY", PRIVATE, ("set the key under its own name", "GROQ_API_KEY")),
    ],
)
def test_a_wrong_variable_is_told_by_its_name(tmp_path: Path, name: str, value: str, says: tuple[str, ...]) -> None:
    """The owner reads which variable is wrong, and what would be right, from the environment and from .env."""
    (told,) = refused(tmp_path, {name: value})
    assert told.startswith(f"environment {name}: ")
    assert [words for words in says if words not in told] == []
    assert refused(tmp_path, {}, dotenv=f"{name}='{value}'\n") == (told,)


@pytest.mark.parametrize(
    ("config", "at", "says"),
    [
        ("- chain\n", None, "holds no settings"),
        ("web:\n  prot: 80\n", "prot", 'unknown key "web.prot"; did you mean "port"?'),
        ("web:\n  host: a\n  port: 1,299\n", "port", 'web.port "1,299" is not a whole number; write 1299'),
        ("telegram:\n  mode: push\n", "mode", "telegram.mode \"push\" must be 'polling' or 'webhook'"),
        ("log_level: ERROR\nchain: [grok]\n", "chain", 'chain: "grok" does not stand under providers'),
        ("chain: groq\n", "chain", "chain must be a list and is one text"),
        (
            "providers:\n  own:\n    kind: compatible\n    base_url: http://127.0.0.1:1\n    model: m\n",
            "own",
            'needs "providers.own.price"',
        ),
        ("web:\n  port: 1\nchain: []\nweb:\n  port: 2\n", "web:\n  port: 2", '"web" stands twice (first in line 1)'),
        ("web: {port: [}\n", "web", "is not closed"),
        (f"chain: []\nkeys:\n  groq_api_key: {PRIVATE}\n", "keys", "secrets belong in the environment or .env"),
        (f"chain: []\ngroq_api_key: {PRIVATE}\n", "groq", 'unknown key "groq_api_key"'),
        (f"providers:\n  groq:\n    api_key: {PRIVATE}\n", "api_key", 'unknown key "providers.groq.api_key"'),
    ],
)
def test_a_wrong_config_file_is_told_with_its_line(tmp_path: Path, config: str, at: str | None, says: str) -> None:
    """The owner reads the line of the mistake; a secret in the file is refused without being shown."""
    line = "" if at is None else f" line {config[: config.index(at)].count(chr(10)) + 1}"
    (told,) = refused(tmp_path, {}, config)
    assert told.startswith(f"config.yaml{line}: ")
    assert says in told
    assert PRIVATE not in told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One start tells every mistake of every source, each by its place."""
    environment = {"BOT__LOG_LEVEL": "loud", "GROQ_API_KEY": "schlüssel"}
    told = refused(tmp_path, environment, "web:\n  port: x\n", "BOT__BUDGET__DAY_USD=y\n")
    starts = ("config.yaml line 2: ", *(f"environment {name}: " for name in (*environment, "BOT__BUDGET__DAY_USD")))
    assert len(told) == len(starts)
    assert all(any(mistake.startswith(start) for mistake in told) for start in starts)


def test_a_variable_inside_a_single_value_is_told(tmp_path: Path) -> None:
    """A setting cannot be one text and a group at once."""
    (told,) = refused(tmp_path, {"BOT__WEB": "on", "BOT__WEB__PORT": "80"})
    assert told == "environment BOT__WEB__PORT: another variable sets what stands above it"


def test_a_config_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The name in BOT_CONFIG is what the owner reads."""
    (told,) = refused(tmp_path, {"BOT_CONFIG": "shop.yaml"})
    assert told.startswith("shop.yaml: cannot be read, for it is not there; ")


def test_keys_come_from_the_environment_and_from_dotenv(tmp_path: Path) -> None:
    """Each key is read under its own name as it stands, without blanks around it; an empty one is not set."""
    own = {key.upper(): f" {PRIVATE}-{key} " for key in Keys.model_fields}
    for found in (load(tmp_path, own), load(tmp_path, {}, dotenv="".join(f"{n}='{v}'\n" for n, v in own.items()))):
        values = {key: getattr(found.keys, key).get_secret_value() for key in Keys.model_fields}
        assert values == {key: f"{PRIVATE}-{key}" for key in Keys.model_fields}
    empty = load(tmp_path, {}, dotenv=EXAMPLE.read_text(encoding="utf-8"))
    assert set(empty.keys.model_dump().values()) == {None}
    assert load(tmp_path, {"GROQ_API_KEY": " "}).keys.groq_api_key is None
    with_sign = load(tmp_path, {"HOME": "x"}, dotenv="GROQ_API_KEY=a${HOME}b\n").keys.groq_api_key
    assert with_sign is not None
    assert with_sign.get_secret_value() == "a${HOME}b"


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    """Neither the settings as text nor any mistake holds the value of a key."""
    own = {key.upper(): PRIVATE for key in Keys.model_fields}
    found = load(tmp_path, own)
    shown = (repr(found), str(found), repr(found.keys), str(found.model_dump()), found.model_dump_json())
    assert not [text for text in shown if PRIVATE in text]
    unreadable = dict.fromkeys(own, f"{PRIVATE}\u200b")
    wrong = refused(tmp_path, {**unreadable, "BOT__WEB__PORT": "x"})
    assert len(wrong) == len(own) + 1
    assert sum("holds a letter that no key has; copy it again" in mistake for mistake in wrong) == len(own)
    assert not [mistake for mistake in wrong if PRIVATE in mistake]
    for name in ("BOT__GROQ_API_KEY", "BOT__PROVIDERS__GROQ__API_KEY", "BOT__KEYS__GROQ_API_KEY"):
        (told,) = refused(tmp_path, {name: PRIVATE})
        assert PRIVATE not in told


def test_a_secret_in_an_address_is_not_shown(tmp_path: Path) -> None:
    """A token pasted into an address is refused without being repeated."""
    told = refused(tmp_path, {"BOT__TELEGRAM__BASE_URL": f"https://api.telegram.example/bot{PRIVATE}"})
    assert PRIVATE not in "".join(told)
