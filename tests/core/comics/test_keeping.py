"""What stays with a comic: its characters, files, reach, and its end."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import making, service
from core.comics.cast import add as add_character
from core.comics.making import NotDrawnYet
from core.comics.service import ComicNotFound
from core.engines import STORYBOARD
from core.jobs import outcomes
from core.jobs.states import Kind
from core.media.models import Media
from core.privacy import Visibility
from tests.core.comics.comics import begun, claimed, drawing, finish_all, maker, request
from tests.factories import NOON, POLICY, artefact, person, shown_to_all, success


async def test_a_persons_characters_keep_their_looks_in_every_comic(session: AsyncSession) -> None:
    owner = await maker(session)
    await add_character(session, owner, "Maya", looks="red coat", now=NOON)
    comic = await begun(session, owner, "Maya walks || A street at night | TOM: Hi || A park | MAYA: Hello")
    await drawing(session, owner, comic)
    specs = [item.spec for item in await claimed(session)]
    assert all(spec.direction and spec.direction.cast == {"Maya": "red coat"} for spec in specs)


async def test_a_changed_look_draws_only_the_panels_of_that_character(session: AsyncSession) -> None:
    owner = await maker(session)
    await add_character(session, owner, "Maya", looks="red coat", now=NOON)
    comic = await begun(session, owner, "Maya walks || A street at night")
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    await add_character(session, owner, "Maya", looks="blue coat", now=NOON)
    assert await making.missing(session, owner, comic, STORYBOARD) == (1, 1)


async def test_a_file_is_made_of_the_newest_pages_and_is_private(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    with pytest.raises(NotDrawnYet):
        await making.make_file(session, owner, comic, file="pdf", request=request(), policy=POLICY, now=NOON)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    job = await making.make_file(session, owner, comic, file="pdf", request=request(), policy=POLICY, now=NOON)
    (item,) = await claimed(session)
    assert (item.kind, job.cost) == (Kind.EXPORT, 0)
    assert item.spec.pages is not None
    assert (item.spec.pages.file, len(item.spec.pages.parts)) == ("pdf", 3)
    made = artefact("book").model_copy(update={"media_type": "application/pdf"})
    await outcomes.finish(session, success(item, made), now=NOON)
    book = await session.scalar(select(Media).where(Media.media_type == "application/pdf"))
    assert book is not None
    assert book.part
    assert book.renditions_at is not None


async def test_publishing_takes_the_pages_along(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    (pages,) = await claimed(session)
    judged = [artefact(f"page{number}").model_copy(update={"level": 0}) for number in (1, 2)]
    await outcomes.finish(session, success(pages, *judged), now=NOON)
    await service.set_visibility(session, owner, comic, visibility=Visibility.PUBLIC, closed=frozenset(), now=NOON)
    await session.flush()
    assert len(await shown_to_all(session)) == 1
    assert comic.visibility is Visibility.PUBLIC


async def test_somebody_elses_comic_is_not_found(session: AsyncSession) -> None:
    owner, other = await person(session), await person(session)
    comic = await begun(session, owner)
    with pytest.raises(ComicNotFound):
        await service.owned(session, other, comic.id)
    with pytest.raises(ComicNotFound):
        await service.owned(session, other, None)
    assert (await service.owned(session, owner, comic.id)).id == comic.id


async def test_a_deleted_comic_takes_every_picture_of_every_version_with_it(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    await service.delete(session, owner, comic, now=NOON)
    await session.flush()
    assert await session.scalar(select(func.count()).select_from(Media).where(Media.deleted_at.is_(None))) == 0
    with pytest.raises(ComicNotFound):
        await service.owned(session, owner, comic.id)
