"""CheckTiers: asks every configured vendor the smallest question there is, and says in plain words what came of it.

Refuses to count: it reserves nothing and benches nobody, since a running bot may have the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

from handlers.owner.finding import Finding
from providers.chain import model_of
from providers.failures import (
    CallFailed,
    CreditSpent,
    KeyRefused,
    ModelRetired,
    NotInstalled,
    Outage,
    QuotaSpent,
    RateLimited,
    TimedOut,
    Unreachable,
    Unusable,
)
from providers.model import Model
from providers.prompt import Prompt
from settings import Settings

CALL_TIMEOUT_S = 10.0
SMALLEST = Prompt(instructions="Answer with one word.", text="Say ok.", language="en", answer_tokens=16)
# After this long an owner should compare model, limits and price with the vendor's pages again.
FIGURES_ARE_OLD = timedelta(days=180)


async def check_tiers(settings: Settings, today: Callable[[], date] = date.today) -> list[Finding]:
    """One finding for each tier of the chain, all vendors asked side by side."""
    return list(await asyncio.gather(*(_check_tier(settings, name, today()) for name in settings.chain)))


async def _check_tier(settings: Settings, name: str, today: date) -> Finding:
    model = model_of(settings, name)
    if model is None:
        return Finding(name, "off", "no key; the tier is left out", f"set {settings.key_variable(name)} to use it")
    try:
        await _ask(model)
    except CallFailed as error:
        return _failed(settings, name, error)
    finally:
        await model.close()
    return Finding(name, "ok", f"{settings.providers[name].model} answers", _figures(settings, name, today))


async def _ask(model: Model) -> None:
    try:
        await model.complete(SMALLEST, CALL_TIMEOUT_S)
    except Unusable as error:
        # An answer that is cut off or empty shows all the same that key and model work.
        if not error.usage.tokens_in:
            raise


def _figures(settings: Settings, name: str, today: date) -> str:
    as_of = settings.providers[name].as_of
    if as_of is None or today - as_of <= FIGURES_ARE_OLD:
        return ""
    return f"its limits and price are of {as_of}: compare them with the vendor's pages, then set providers.{name}.as_of"


def _failed(settings: Settings, name: str, error: CallFailed) -> Finding:
    provider, variable = settings.providers[name], settings.key_variable(name)
    where = provider.base_url or "the vendor's address"
    said: dict[type[CallFailed], tuple[str, str]] = {
        KeyRefused: ("the key is wrong, or not allowed to do this", f"copy it again into {variable}"),
        CreditSpent: ("the account has no credit left", "add credit at the vendor; until then the other tiers answer"),
        ModelRetired: (
            f'the model "{provider.model}" does not exist, or no longer',
            f"set providers.{name}.model to one that the vendor lists now",
        ),
        NotInstalled: (
            f"its SDK is not installed ({error.detail})",
            "install it as the README says, or change the kind",
        ),
        QuotaSpent: ("the free quota of the day is used up", "nothing to do: it comes back when the vendor's day ends"),
        RateLimited: ("the vendor asks for a pause: too many calls just now", "try again in a minute"),
        TimedOut: (f"{where} did not answer within {CALL_TIMEOUT_S:.0f} s", "look whether the network works"),
        Unreachable: (f"{where} cannot be reached", f"look at the network, and at providers.{name}.base_url if set"),
        Outage: ("the vendor is in trouble", "nothing to do: the other tiers answer meanwhile"),
        Unusable: ("the vendor does not accept the request", f"look at providers.{name}.model and .kind"),
    }
    detail, next_step = next(said[kind] for kind in type(error).__mro__ if kind in said)
    return Finding(name, "failed", f"{detail} ({error.detail})" if error.detail else detail, next_step)
