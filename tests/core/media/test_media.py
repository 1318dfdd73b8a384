"""How far a picture and its files reach, and what a deletion leaves behind."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.jobs.models import Job
from core.media import queries as media
from core.media import service
from core.media.models import Derivative, Media
from core.media.queries import FileReach
from core.media.service import PictureNotFound
from core.privacy import Visibility
from core.roles import NotAllowed, NotAllowedHere, Role
from core.users.models import User
from tests.factories import NOON, finished, person

LATER = NOON + timedelta(hours=1)


async def picture_of(session: AsyncSession, owner: User, **changes: object) -> Media:
    """Return a finished picture of somebody."""
    made: Job = await finished(session, owner)
    (picture,) = await media.of_job(session, made.id)
    for name, value in changes.items():
        setattr(picture, name, value)
    await session.flush()
    return picture


@pytest.mark.parametrize("visibility", list(Visibility))
async def test_only_what_is_public_is_published_and_going_back_unpublishes(
    session: AsyncSession, visibility: Visibility
) -> None:
    anna = await person(session)
    picture = await picture_of(session, anna)
    for wanted in (Visibility.PUBLIC, visibility):
        await service.set_visibility(session, anna, picture.id, visibility=wanted, now=LATER)
        await session.flush()
    await session.refresh(picture)
    assert picture.visibility is visibility
    assert picture.published_at == (LATER if visibility is Visibility.PUBLIC else None)


async def test_who_may_not_publish_cannot(session: AsyncSession) -> None:
    anna = await person(session)
    picture = await picture_of(session, anna)
    public, closed = Visibility.PUBLIC, frozenset({"publish"})
    with pytest.raises(NotAllowedHere):
        await service.set_visibility(session, anna, picture.id, visibility=public, closed=closed, now=NOON)
    anna.role_level = Role.GUEST
    with pytest.raises(NotAllowed):
        await service.set_visibility(session, anna, picture.id, visibility=public, now=NOON)


async def test_another_persons_picture_is_not_found_and_an_admins_hand_reaches_it(session: AsyncSession) -> None:
    anna, bert, admin = await person(session), await person(session), await person(session, role=Role.ADMIN)
    picture = await picture_of(session, anna)
    for who, which in ((bert, picture.id), (anna, new_id())):
        with pytest.raises(PictureNotFound):
            await service.owned(session, who, which)
    assert (await service.owned(session, admin, picture.id)).id == picture.id


async def test_what_is_deleted_keeps_nothing_of_the_prompt_and_is_gone_everywhere(session: AsyncSession) -> None:
    anna = await person(session)
    picture = await picture_of(session, anna, alt={"en": "a fox"}, scene={"things": []})
    await service.set_visibility(session, anna, picture.id, visibility=Visibility.PUBLIC, now=NOON)
    await service.delete(session, anna, picture.id, now=LATER)
    await session.flush()
    assert (picture.prompt, picture.alt, picture.scene, picture.published_at) == ("", {}, None, None)
    assert await media.of_job(session, picture.job_id) == []
    assert await media.mine(session, anna.id, limit=9) == []
    assert await media.wanted_keys(session, [picture.key]) == set()
    assert await media.file_reach(session, picture.key) is FileReach.GONE
    with pytest.raises(PictureNotFound):
        await service.delete(session, anna, picture.id, now=LATER)


async def test_a_file_is_as_open_as_the_most_open_harmless_picture_of_it_g6(session: AsyncSession) -> None:
    anna = await person(session)
    first, second = await picture_of(session, anna), await picture_of(session, anna)
    second.key = first.key
    copy = f"00/{'8' * 64}.webp"
    session.add(Derivative(media_id=first.id, key=copy, media_type="image/webp", width=1, height=1, bytes=1))
    await session.flush()
    assert await media.file_reach(session, "00/none.png") is FileReach.UNKNOWN
    assert await media.file_reach(session, first.key) is FileReach.HELD
    await service.set_visibility(session, anna, second.id, visibility=Visibility.PUBLIC, now=NOON)
    await session.flush()
    assert await media.file_reach(session, first.key) is FileReach.OPEN
    assert await media.file_reach(session, copy) is FileReach.HELD, "its own picture is private"
    await session.execute(update(Media).values(level=2))
    assert await media.file_reach(session, first.key) is FileReach.HELD
    assert await media.wanted_keys(session, [first.key, copy, "00/none.png"]) == {first.key, copy}


async def test_ones_pictures_come_newest_first_and_page_by_page(session: AsyncSession) -> None:
    anna = await person(session)
    made = [(await picture_of(session, anna)).id for _ in range(3)]
    await picture_of(session, await person(session))
    assert [one.id for one in await media.mine(session, anna.id, limit=2)] == made[:0:-1]
    assert [one.id for one in await media.mine(session, anna.id, limit=2, before=made[1])] == made[:1]
