"""Owners: who owns the shop, and how it is claimed by a code.

Refuses real chance: letters are chosen by a seeded generator.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from handlers.owner.owners import ALPHABET, MOST_WRONG, MOST_WRONG_A_CHAT, CodeUsed, Owners
from setting_groups import OwnerSettings
from storage.database import Database
from tests.owner_peers import CUSTOMER, NOON_MS, OWNER, opened

NOBODY = OwnerSettings()


async def loaded(database: Database, settings: OwnerSettings = NOBODY, seed: int = 1) -> Owners:
    """The owners as a start finds them."""
    return await Owners.load(database, settings, random.Random(seed).choice)  # noqa: S311 - no secret, a test's choice


async def claim(database: Database, owners: Owners, chat: str, code: str | None) -> bool:
    """Whether the chat owns the shop after saying the code."""
    step = await owners.claim(chat, code or "", NOON_MS)
    if step is not None:
        await database.write(step, name="claim")
    return owners.is_owner(chat)


async def test_the_settings_name_owners(tmp_path: Path) -> None:
    """Telegram comes first, and where somebody is named there is no code."""
    async with opened(tmp_path) as database:
        owners = await loaded(database, OwnerSettings(telegram_ids=(5, 7), whatsapp="+919800000000"))
        assert owners.chats() == ("telegram:5", "telegram:7", "whatsapp:+919800000000")
        assert owners.code() is None
        assert [owners.is_owner(chat) for chat in ("telegram:5", "telegram:57", "ask:5")] == [True, False, False]


async def test_the_code_stays_the_same_until_it_is_used(tmp_path: Path) -> None:
    """Eight letters and digits that are not mistaken for each other, made once for all starts."""
    async with opened(tmp_path) as database:
        code = (await loaded(database)).code()
    async with opened(tmp_path) as database:
        assert (await loaded(database, seed=2)).code() == code
    assert code is not None
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert not set("01OILSUZ258BG") & set(ALPHABET)


async def test_who_says_the_code_owns_the_shop_for_good(tmp_path: Path) -> None:
    """Case and spaces do not matter; the code is dead afterwards, also for the next start."""
    async with opened(tmp_path) as database:
        owners = await loaded(database)
        code = owners.code() or ""
        assert await claim(database, owners, OWNER, f" {code[:4].lower()} {code[4:]} ")
        assert owners.code() is None
        assert not await claim(database, owners, CUSTOMER, code)
    async with opened(tmp_path) as database:
        owners = await loaded(database)
        assert (owners.chats(), owners.code()) == ((OWNER,), None)


@pytest.mark.parametrize("chat", ["terminal:1", "ask:1", "telegrams:1"])
async def test_only_chats_that_a_channel_vouches_for_may_claim(tmp_path: Path, chat: str) -> None:
    """The right code does not help elsewhere."""
    async with opened(tmp_path) as database:
        owners = await loaded(database)
        assert not await claim(database, owners, chat, owners.code())


async def test_five_wrong_tries_lock_a_chat_out(tmp_path: Path) -> None:
    """The right code comes too late there, while another chat may still say it."""
    async with opened(tmp_path) as database:
        owners = await loaded(database)
        for _ in range(MOST_WRONG_A_CHAT):
            assert not await claim(database, owners, CUSTOMER, "AAAAAAAA")
        assert not await claim(database, owners, CUSTOMER, owners.code())
        assert await claim(database, owners, OWNER, owners.code())


async def test_fifty_wrong_tries_kill_the_code(tmp_path: Path) -> None:
    """From however many chats; the next start makes a new one."""
    async with opened(tmp_path) as database:
        owners = await loaded(database)
        code = owners.code()
        for number in range(MOST_WRONG):
            await claim(database, owners, f"telegram:{number // 2}", "AAAAAAAA")
        assert owners.code() is None
        assert not await claim(database, owners, OWNER, code)
    async with opened(tmp_path) as database:
        owners = await loaded(database, seed=2)
        assert owners.code() not in (None, code)
        assert await claim(database, owners, OWNER, owners.code())


async def test_wrong_tries_are_counted_across_restarts(tmp_path: Path) -> None:
    """Four before and one after a restart lock the chat out; the start after that lets everybody try anew."""
    for _ in range(MOST_WRONG_A_CHAT):
        async with opened(tmp_path) as database:
            owners = await loaded(database)
            code = owners.code()
            await claim(database, owners, CUSTOMER, "AAAAAAAA")
            assert not owners.is_owner(CUSTOMER)
    async with opened(tmp_path) as database:
        owners = await loaded(database, seed=2)
        assert owners.code() != code
        assert await claim(database, owners, CUSTOMER, owners.code())


async def test_an_empty_or_foreign_code_is_wrong(tmp_path: Path) -> None:
    """Nothing said is no try; letters of other scripts, even broken ones, are a wrong one."""
    async with opened(tmp_path) as database:
        owners = await loaded(database)
        for said in ("", "   ", "कोड", "\ud800", f"{owners.code()}A"):
            assert not await claim(database, owners, CUSTOMER, said)
        (wrong,) = await database.read(lambda c: c.execute("SELECT wrong FROM owner_code_tries").fetchone())
        assert wrong == 3


async def test_of_two_at_once_one_owns_the_shop(tmp_path: Path) -> None:
    """Whoever stores second is refused, and nothing of it happens."""
    async with opened(tmp_path) as database:
        owners = await loaded(database)
        code = owners.code() or ""
        steps = [await owners.claim(chat, code, NOON_MS) for chat in (OWNER, CUSTOMER)]
        assert steps[0] is not None
        assert steps[1] is not None
        await database.write(steps[0], name="claim")
        with pytest.raises(CodeUsed):
            await database.write(steps[1], name="claim")
        assert owners.chats() == (OWNER,)
        assert (await loaded(database)).chats() == (OWNER,)


async def test_a_claim_that_is_not_stored_is_none(tmp_path: Path) -> None:
    """Where the reply's transaction fails, the next start knows no owner and the same code."""
    async with opened(tmp_path) as database:
        owners = await loaded(database)
        code = owners.code() or ""
        step = await owners.claim(OWNER, code, NOON_MS)
        assert step is not None
        with pytest.raises(ZeroDivisionError):
            await database.write(step, lambda _: 1 / 0, name="answer")
        again = await loaded(database, seed=2)
        assert (again.chats(), again.code()) == ((), code)


async def test_naming_an_owner_in_the_settings_kills_the_code(tmp_path: Path) -> None:
    """Once an owner was named the old code serves nobody, even when the name is taken out again."""
    async with opened(tmp_path) as database:
        code = (await loaded(database)).code()
        await loaded(database, OwnerSettings(telegram_ids=(5,)))
        assert (await loaded(database, seed=2)).code() not in (None, code)
