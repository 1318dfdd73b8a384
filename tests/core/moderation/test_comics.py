"""Decisions about comics: they reach every version and every panel, and nothing new goes round them."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import making, queries, service
from core.comics.models import Comic
from core.comics.service import ComicNotFound
from core.comics.shown import ShownComic, shown
from core.jobs import outcomes
from core.jobs.models import Job
from core.media.models import Media
from core.media.service import PictureHidden
from core.moderation import service as moderation
from core.moderation.effects import UNTIL_PURGED
from core.moderation.words import Concern, Verdict
from core.privacy import Visibility
from core.users.models import User
from tests.core.comics.comics import begun, claimed, drawing, finish_all, maker, request
from tests.core.moderation.court import NOW, Court
from tests.factories import NOON, POLICY, artefact, success


async def finish(session: AsyncSession) -> None:
    """Have the pages that wait set, rated as harmless."""
    for item in await claimed(session):
        page = artefact(item.job.hex[-20:]).model_copy(update={"level": 0})
        await outcomes.finish(session, success(item, page), now=NOON)
    await session.flush()


async def published(session: AsyncSession, owner: User) -> tuple[Comic, Job]:
    """Return a public comic of two versions, with the job of the newer one."""
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish(session)
    await service.set_visibility(session, owner, comic, visibility=Visibility.PUBLIC, closed=frozenset(), now=NOON)
    job = await drawing(session, owner, comic)
    await finish(session)
    return comic, job


async def seen(session: AsyncSession, comic: Comic) -> ShownComic:
    """Return the comic as the gallery gets it."""
    await session.flush()
    found = await shown(session, comic.slug)
    assert found is not None
    return found


async def media_of(session: AsyncSession, comic: Comic) -> list[Media]:
    """Return every picture of a comic: pages of all versions, and panels."""
    jobs = await queries.owned_job_ids(session, comic.id)
    rows = select(Media).where(Media.job_id.in_(jobs)).execution_options(populate_existing=True)
    return list(await session.scalars(rows))


@pytest.fixture
async def owner(session: AsyncSession) -> User:
    """Somebody who makes comics."""
    return await maker(session)


async def decided(court: Court, job: Job, verdict: Verdict, *, level: int | None = None) -> None:
    """Have an admin decide about a job that a member reported."""
    (bea,) = await court.members(1)
    await court.report(bea, job=job)
    chief = await maker(court.session)
    chief.role_level = 4
    await court.decide(verdict, by=chief, level=level)


async def test_a_hidden_comic_stays_hidden_however_often_it_is_set_anew(court: Court, owner: User) -> None:
    comic, job = await published(court.session, owner)
    assert (await seen(court.session, comic)).visibility is Visibility.PUBLIC
    await decided(court, job, Verdict.HIDE)
    assert all(picture.hidden_at for picture in await media_of(court.session, comic)), "older versions, and panels"
    again = await drawing(court.session, owner, comic)
    assert again.visibility is Visibility.PRIVATE
    await finish(court.session)
    found = await seen(court.session, comic)
    assert (found.version, found.visibility, found.is_taken) == (3, Visibility.PRIVATE, True)
    with pytest.raises(PictureHidden):
        await service.set_visibility(
            court.session, owner, comic, visibility=Visibility.UNLISTED, closed=frozenset(), now=NOON
        )


async def test_pages_that_are_set_while_a_comic_is_hidden_come_private(court: Court, owner: User) -> None:
    comic, job = await published(court.session, owner)
    again = await making.storyboard(court.session, owner, comic, request=request(), policy=POLICY, now=NOON)
    asked = again.visibility
    await decided(court, job, Verdict.HIDE)
    await court.session.refresh(again)
    assert (asked, again.visibility) == (Visibility.PUBLIC, Visibility.PRIVATE)


async def test_taking_a_decision_back_brings_every_version_back(court: Court, owner: User) -> None:
    comic, job = await published(court.session, owner)
    await decided(court, job, Verdict.HIDE)
    chief = await maker(court.session)
    chief.role_level = 4
    case = await court.case()
    await moderation.reverse(court.session, chief, case.id, reason="Wrong.", origin="web", now=NOW)
    found = await seen(court.session, comic)
    assert (found.visibility, found.is_taken) == (Visibility.PUBLIC, False)
    assert not any(picture.hidden_at for picture in await media_of(court.session, comic))


async def test_a_deleted_comic_goes_with_older_versions_panels_and_words(court: Court, owner: User) -> None:
    comic, job = await published(court.session, owner)
    await decided(court, job, Verdict.DELETE)
    await moderation.purge_due(court.session, now=NOW + UNTIL_PURGED)
    await court.session.refresh(comic)
    assert (comic.deleted_at, comic.script, comic.title) == (NOW + UNTIL_PURGED, "", "")
    assert all(picture.deleted_at and not picture.prompt for picture in await media_of(court.session, comic))


async def test_a_suspended_persons_comics_go_with_their_pictures(court: Court, owner: User) -> None:
    comic, _ = await published(court.session, owner)
    other = await court.result(owner)
    await decided(court, other, Verdict.SUSPEND)
    found = await seen(court.session, comic)
    assert (found.visibility, found.is_taken) == (Visibility.PRIVATE, True)
    await moderation.purge_due(court.session, now=NOW + UNTIL_PURGED)
    await court.session.refresh(comic)
    assert comic.deleted_at is not None


async def test_a_rating_holds_for_the_pages_that_are_set_next(court: Court, owner: User) -> None:
    comic, job = await published(court.session, owner)
    await decided(court, job, Verdict.RATE, level=2)
    assert {picture.level for picture in await media_of(court.session, comic)} == {2}
    again = await drawing(court.session, owner, comic)
    pages = again.draw.pages
    assert pages is not None
    assert {part.level for part in pages.parts} == {2}


async def test_nobody_goes_on_with_a_comic_in_quarantine(court: Court, owner: User) -> None:
    comic, job = await published(court.session, owner)
    (bea,) = await court.members(1)
    await court.report(bea, Concern.MINOR_SAFETY, job=job)
    assert all(picture.quarantined for picture in await media_of(court.session, comic))
    with pytest.raises(ComicNotFound):
        await service.own(court.session, owner, comic.id)
    assert (await seen(court.session, comic)).pages == ()
