"""What lies in a copy of everything beside its records."""

from zipfile import ZipFile

from sqlalchemy import select, update

from core.comics.models import Character
from core.jobs.models import Job
from core.media.models import Media
from core.rights import packing
from core.users.models import User
from tests.core.rights.conftest import House
from tests.factories import NOON, SEALING


async def _packed(house: House, person: User) -> ZipFile:
    path = await packing.pack(
        house.database, house.store, house.folder / "work", user_id=person.id, sealing=SEALING, now=NOON
    )
    return ZipFile(path)


async def test_what_they_gave_to_start_from_is_in_it_and_nobody_elses_picture(house: House, wanda: User) -> None:
    """The reference of a job, the picture of a character; not a public picture that somebody else had drawn."""
    friend = await house.person("55", "Friend")
    theirs = await house.picture(friend, "a fox", colour="#00aa00")
    given, looks = [await house.store.put(data, "image/png") for data in (b"a sketch", b"a character")]
    async with house.database.transaction() as session:
        foreign = await session.scalar(select(Media.key).where(Media.job_id == theirs.id))
        jobs = list(await session.scalars(select(Job).where(Job.owner_id == wanda.id).order_by(Job.id)))
        for job, key in zip(jobs, (given, foreign), strict=False):
            job.spec = {**job.spec, "reference": key}
        await session.execute(update(Character).values(picture=looks))
    archive = await _packed(house, wanda)
    packed = {name: archive.read(name) for name in archive.namelist() if name.startswith("uploads/")}
    assert packed == {
        f"uploads/{given.rpartition('/')[2]}": b"a sketch",
        f"uploads/{looks.rpartition('/')[2]}": b"a character",
    }
    await house.store.delete(given)
    assert "1 picture could not be found" in (await _packed(house, wanda)).read("README.txt").decode()
