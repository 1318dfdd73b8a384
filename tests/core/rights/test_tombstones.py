"""Tombstones: who was erased stays erased, whatever a backup brings back."""

from datetime import timedelta

from sqlalchemy import func, select

from core.media.models import Media
from core.rights.forgetting import replay
from core.rights.models import Tombstone
from core.rights.tombstones import FILE, buried, bury, digest_of, forget_before
from core.users.models import User
from tests.core.rights import traces
from tests.core.rights.conftest import PLANTED, House
from tests.factories import NOON


async def test_a_restored_backup_brings_nobody_back(house: House, wanda: User) -> None:
    """The tombstones lie beside the database, which here is one from before."""
    await house.person("55", "Friend")
    bury(house.folder, wanda.id, now=NOON)
    assert await replay(house.database, house.folder, now=NOON) == 1
    assert await traces.in_database(house.database, *PLANTED) == []
    async with house.database.transaction() as session:
        assert set(await session.scalars(select(User.name))) == {"A moderator", "Friend"}
        assert list(await session.scalars(select(Tombstone.digest))) == [digest_of(wanda.id)]
        assert await session.scalar(select(func.count(Media.id))) == 0
    assert await replay(house.database, house.folder, now=NOON) == 0


async def test_without_tombstones_nothing_is_replayed(house: House, wanda: User) -> None:
    assert await replay(house.database, house.folder, now=NOON) == 0
    async with house.database.transaction() as session:
        assert await session.get(User, wanda.id) is not None


def test_a_tombstone_that_a_power_cut_halved_is_passed_over(house: House, wanda: User) -> None:
    bury(house.folder, wanda.id, now=NOON)
    whole = (house.folder / FILE).read_text()
    for rest in (whole[:20], '{"digest": 5, "at": "2026-11-21T12:00:00+00:00"}', "[]", "x"):
        (house.folder / FILE).write_text(f"{whole}{rest}")
        assert buried(house.folder) == [(digest_of(wanda.id), NOON)]


def test_tombstones_outlive_backups_and_no_more(house: House, wanda: User) -> None:
    bury(house.folder, wanda.id, now=NOON)
    assert forget_before(house.folder, NOON) == 0
    assert forget_before(house.folder, NOON + timedelta(seconds=1)) == 1
    assert buried(house.folder) == []
