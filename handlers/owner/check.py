"""Check: is everything in place? What is right, what is missing and what to do next, in plain words.

Refuses to change anything: it reads the files, looks at the database beside a running bot, and asks each vendor once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from handlers.owner.check_channels import check_owner, check_telegram
from handlers.owner.check_tiers import check_tiers
from handlers.owner.finding import MARKS, Finding
from settings import Settings
from shop import loader
from shop.template_folder import TemplateFolder, is_draft
from storage.errors import DatabaseMissing, StorageError
from storage.migrations import Migration
from storage.reader import Reader

MOST_DRAFTS = 20


async def check(settings: Settings, migrations: Sequence[Migration]) -> list[Finding]:
    """Everything that can be looked at from here."""
    return [
        Finding("settings", "ok", "read and valid"),
        *_templates(settings.templates.path),
        *_drafts(settings.templates.path),
        await _database(settings.storage.path, migrations),
        Finding("cache", "ok", "pinned answers come from the templates, others are kept for an hour"),
        *await check_tiers(settings),
        Finding("rules", "ok", "always answer"),
        Finding("terminal", "ok", "make run"),
        await check_telegram(settings),
        await _whatsapp(settings),
        await check_owner(settings, migrations),
    ]


def _templates(folder: Path) -> list[Finding]:
    try:
        catalogue = loader.load(folder)
    except loader.CatalogueMistakes as mistakes:
        return [Finding("templates", "failed", mistake, "correct it and save") for mistake in mistakes.mistakes]
    detail = f"{len(catalogue.products)} products, {len(catalogue.intents)} intents, version {catalogue.version}"
    return [Finding("templates", "ok", detail)]


def _drafts(folder: Path) -> list[Finding]:
    """What the products that are not sold yet still lack."""
    from shop import product_draft  # noqa: PLC0415 - only who checks, or imports, looks at drafts

    paths = [path for path in TemplateFolder(folder).files("products") if is_draft(path)]
    findings = []
    for path in paths[:MOST_DRAFTS]:
        name = f"products/{path.name}"
        lacks = product_draft.lacking(path, name)
        next_step = f"fill in: {', '.join(lacks)}" if lacks else 'take out its line "draft: yes" to sell it'
        findings.append(Finding("draft", "off", f"{name} is not sold yet", next_step))
    if len(paths) > MOST_DRAFTS:
        findings.append(Finding("draft", "off", f"{len(paths) - MOST_DRAFTS} more are not sold yet"))
    return findings


async def _database(path: Path, migrations: Sequence[Migration]) -> Finding:
    try:
        async with Reader.open_read_only(path, migrations) as reader:
            rows = await reader.read(lambda connection: connection.execute("PRAGMA quick_check(1)").fetchall())
    except DatabaseMissing:
        return Finding("database", "ok", f"{path.name} is made at the first start")
    except StorageError as error:
        return Finding("database", "failed", str(error))
    if rows != [("ok",)]:
        return Finding("database", "failed", f"{path.name} is damaged: {rows[0][0]}", "put back the newest backup")
    return Finding("database", "ok", f"{path.name} is sound")


async def _whatsapp(settings: Settings) -> Finding:
    # The webhook and all that it needs are loaded by those alone who check.
    from handlers.owner.check_whatsapp import check_whatsapp  # noqa: PLC0415

    return await check_whatsapp(settings)


def as_text(findings: Sequence[Finding]) -> str:
    """One line for each finding."""
    return "\n".join(
        f"{MARKS[each.status]} {each.name}: {each.detail}" + (f" -> {each.next_step}" if each.next_step else "")
        for each in findings
    )


def as_dict(findings: Sequence[Finding]) -> dict[str, Any]:
    """The shape that `check --json` prints."""
    return {"ok": all(each.status != "failed" for each in findings), "checks": [asdict(each) for each in findings]}
