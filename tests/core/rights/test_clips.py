"""Of a clip nothing stays behind: its film, the smaller twin, its GIF and its poster go with it (issue 8, line 3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import new_id, utc_now
from core.jobs import outcomes, sweeps
from core.jobs.orders import Rendition
from core.media import service
from core.media.models import Media
from core.media.queries import FileReach, file_reach
from core.moderation import hiding
from core.platforms import Platform
from core.privacy import Visibility
from core.rights import erasure, retention
from core.rights.forgetting import forget_due
from core.rights.purging import purge
from core.users.models import User
from tests.core.rights.conftest import House
from tests.factories import NOON, artefact, order, success

DAY = timedelta(days=1)
FILES = {
    "film": "video/mp4",
    "smaller twin": "video/mp4",
    "gif": "image/gif",
    "poster": "image/webp",
    "poster for newer browsers": "image/avif",
}


async def _stored(house: House, content: str, media_type: str) -> Rendition:
    key = await house.store.put(content.encode(), media_type)
    return Rendition(key=key, media_type=media_type, width=64, height=48, bytes=len(content))


async def _film(house: House, owner: User, *, seed: int = 1) -> Media:
    """Return a clip with all its files; of another seed they are others."""
    film, *others = [await _stored(house, f"{name} of {seed}", kind) for name, kind in FILES.items()]
    async with house.database.transaction() as session:
        made = await house.asked(session, owner, f"a fox runs, {seed}")
        claimed = await order(session)
        assert claimed is not None
        whole = artefact(seed=seed).model_copy(update={**dict(film), "seconds": 1.0, "renditions": tuple(others)})
        assert await outcomes.finish(session, success(claimed.items[0], whole), now=NOON)
        return (await session.scalars(select(Media).where(Media.job_id == made.id))).one()


async def _reaches(house: House, seed: int = 1) -> set[FileReach]:
    keys = [(await _stored(house, f"{name} of {seed}", kind)).key for name, kind in FILES.items()]
    async with house.database.transaction() as session:
        return {await file_reach(session, key) for key in keys}


@pytest.fixture
async def ada(house: House) -> User:
    """Somebody who films."""
    return await house.person("7", "Ada")


@pytest.mark.parametrize("quarantine", [False, True])
async def test_hiding_a_clip_hides_every_file_of_it_and_taking_that_back_shows_them(
    house: House, ada: User, *, quarantine: bool
) -> None:
    clip, decision = await _film(house, ada), new_id()
    assert await _reaches(house) == {FileReach.OPEN}
    async with house.database.transaction() as session:
        await hiding.hide(session, clip.job_id, by=decision, quarantine=quarantine, now=utc_now())
    assert await _reaches(house) == {FileReach.GONE}
    async with house.database.transaction() as session:
        await hiding.show(session, by=decision, now=utc_now())
    assert await _reaches(house) == {FileReach.OPEN}


async def test_a_private_clip_keeps_its_film_twin_gif_and_poster_private(house: House, ada: User) -> None:
    clip = await _film(house, ada)
    async with house.database.transaction() as session:
        await service.set_visibility(session, ada, clip.id, visibility=Visibility.PRIVATE, now=utc_now())
    assert await _reaches(house) == {FileReach.HELD}


async def test_a_deleted_clip_s_files_go_with_the_next_sweep_and_its_rows_after_their_time(
    house: House, ada: User
) -> None:
    gone, _ = await _film(house, ada), await _film(house, ada, seed=2)
    assert len(house.files()) == 2 * len(FILES)
    async with house.database.transaction() as session:
        await service.delete(session, ada, gone.id, now=NOON)
    assert await sweeps.purge_deleted(house.database, house.store, now=utc_now() + 2 * sweeps.PURGE_AGE) == 1
    assert len(house.files()) == len(FILES), "another clip keeps what is its own"
    await retention.sweep(house.database, house.folder, now=NOON + 31 * DAY)
    async with house.database.transaction() as session:
        assert list(await session.scalars(select(Media.seed))) == [2]


async def test_of_a_clip_of_somebody_who_was_erased_no_file_is_left(house: House, ada: User) -> None:
    await _film(house, ada)
    bert = await house.person("8", "Bert")
    kept = await _film(house, bert, seed=2)
    async with house.database.transaction() as session:
        await erasure.ask(session, ada, platform=Platform.DISCORD, locale="en", at_once=True, now=NOON)
    assert await forget_due(house.database, house.bus, house.folder, now=NOON) == 1
    assert await purge(house.database, house.store, now=utc_now() + DAY) == len(FILES)
    assert len(house.files()) == len(FILES)
    assert await house.store.exists(kept.key)
    assert await _reaches(house, seed=2) == {FileReach.OPEN}
