"""Picture frames: one address a name, always the newest picture, nothing that isn't for a wall."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.frames import queries, service
from core.frames.service import MOST_FRAMES, FrameNameUnfit, TooManyFrames
from core.media import queries as media
from tests.factories import NOON, finished, job, person


async def test_a_frame_shows_the_newest_picture_drawn_for_it_at_one_address(session: AsyncSession) -> None:
    ada = await person(session)
    first = await finished(session, ada)
    frame = await service.hang(session, ada, name="living-room", job=first, now=NOON)
    slugs, shown = {frame.slug}, None
    for _ in range(3):
        drawn = await finished(session, ada)
        frame = await service.hang(session, ada, name="living-room", job=drawn, now=NOON)
        await service.hang(session, ada, name="living-room", job=drawn, now=NOON)
        slugs.add(frame.slug)
        (picture,) = await media.of_job(session, drawn.id)
        shown = await queries.newest(session, frame.id)
        assert shown is not None
        assert shown.id == picture.id
    (slug,) = slugs
    assert slug.startswith("living-room-")
    assert len(slug) > len("living-room-") + 20
    waiting = await job(session, ada)
    await service.hang(session, ada, name="living-room", job=waiting, now=NOON)
    assert await queries.newest(session, frame.id) == shown, "the last one stays until the next is drawn"


async def test_what_is_rated_hidden_or_deleted_leaves_the_wall(session: AsyncSession) -> None:
    ada = await person(session)
    drawn = [await finished(session, ada) for _ in range(4)]
    frame, *_ = [await service.hang(session, ada, name="hall", job=one, now=NOON) for one in drawn]
    pictures = [(await media.of_job(session, one.id))[0] for one in drawn]
    pictures[3].level = 1
    pictures[2].hidden_at = NOON
    pictures[1].deleted_at = NOON
    await session.flush()
    assert await queries.newest(session, frame.id) == pictures[0]
    pictures[0].deleted_at = NOON
    await session.flush()
    assert await queries.newest(session, frame.id) is None


@pytest.mark.parametrize("name", ["", "-a", "a-", "A", "a b", "a/b", "../a", "ż", "a" * 33, "a\n"])
async def test_a_name_must_fit_into_an_address(session: AsyncSession, name: str) -> None:
    ada = await person(session)
    with pytest.raises(FrameNameUnfit):
        await service.hang(session, ada, name=name, job=await job(session, ada), now=NOON)


async def test_there_are_at_most_twenty_and_one_can_be_taken_down(session: AsyncSession) -> None:
    ada, bert = await person(session), await person(session)
    drawn = await job(session, ada)
    for number in range(MOST_FRAMES):
        await service.hang(session, ada, name=f"wall-{number}", job=drawn, now=NOON)
    with pytest.raises(TooManyFrames):
        await service.hang(session, ada, name="one-more", job=drawn, now=NOON)
    assert not await service.take_down(session, bert, name="wall-0")
    assert await service.take_down(session, ada, name="wall-0")
    frame = await service.hang(session, ada, name="one-more", job=drawn, now=NOON)
    assert frame in await queries.of_owner(session, ada.id)
    assert await queries.by_slug(session, frame.slug) == frame
    assert await queries.by_slug(session, "one-more") is None
