"""From words to finished comics in the database: what is drawn, charged, set anew and drawn again."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import making, queries, service
from core.comics.making import NoSuchPanel
from core.engines import STORYBOARD
from core.jobs import outcomes
from core.jobs.queries import open_jobs
from core.jobs.states import Kind
from core.media import queries as media
from core.media.models import Media
from core.privacy import Visibility
from tests.core.comics.comics import TEXT, begun, claimed, drawing, finish_all, left, maker, request, written
from tests.factories import NOON, POLICY, artefact, order, success


async def test_a_storyboard_is_one_order_and_costs_one_credit(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    job = await making.storyboard(session, owner, comic, request=request(), policy=POLICY, now=NOON)
    (item,) = await claimed(session)
    assert (item.job, item.kind) == (job.id, Kind.COMIC)
    assert item.spec.pages is not None
    assert item.spec.pages.draft
    assert await left(session, owner) == 99


async def test_a_comic_waits_for_its_panels_and_is_then_sent_with_their_pictures(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    job = await drawing(session, owner, comic)
    assert await left(session, owner) == 97
    panels = await finish_all(session)
    assert [item.kind for item in panels] == [Kind.PANEL] * 3
    (pages,) = await claimed(session)
    assert (pages.job, pages.kind) == (job.id, Kind.COMIC)
    assert pages.spec.pages is not None
    assert [bool(part.key) for part in pages.spec.pages.parts] == [True] * 3
    await outcomes.finish(session, success(pages, artefact("page")), now=NOON)
    shown = await queries.latest(session, comic)
    assert shown is not None
    assert [page.key for page in shown.pages] == [artefact("page").key]
    assert await left(session, owner) == 97


async def test_panels_of_one_comic_leave_in_one_order_where_a_worker_is_wide_enough(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner, "Size: strip\n---\nA cat\n---\nA cat runs")
    await drawing(session, owner, comic)
    sent = await order(session)
    assert sent is not None
    assert len(sent.items) == 2


async def test_panels_are_private_parts_that_no_list_shows(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    comic.visibility_name = Visibility.UNLISTED.value
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    pictures = list(await session.scalars(select(Media).order_by(Media.part)))
    assert [(picture.part, picture.visibility) for picture in pictures] == [
        (False, Visibility.UNLISTED), *[(True, Visibility.PRIVATE)] * 3,
    ]  # fmt: skip
    assert len(await media.mine(session, owner.id, limit=10)) == 1
    assert await open_jobs(session, owner.id) == []


async def test_while_its_panels_are_drawn_a_comic_is_one_thing_in_the_queue(session: AsyncSession) -> None:
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    assert [one.id for one in await open_jobs(session, owner.id)] == [job.id]


async def test_edited_words_need_no_drawing_and_cost_nothing(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    service.rewrite(comic, written(TEXT.replace("Good.", "Delicious!")))
    assert await making.missing(session, owner, comic, STORYBOARD) == (0, 0)
    job = await drawing(session, owner, comic)
    (item,) = await claimed(session)
    assert item.job == job.id
    assert item.spec.pages is not None
    assert "Delicious!" in item.spec.pages.script
    assert await left(session, owner) == 97
    assert comic.version == 2


async def test_another_layout_needs_no_drawing(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    comic.size = "a4"
    await drawing(session, owner, comic)
    (item,) = await claimed(session)
    assert item.spec.pages is not None
    assert item.spec.pages.size == "a4"


async def test_only_panels_that_changed_are_drawn_again_and_old_pictures_come_back(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    service.rewrite(comic, written(TEXT.replace("The cat jumps", "The cat sleeps")))
    assert await making.missing(session, owner, comic, STORYBOARD) == (1, 1)
    await drawing(session, owner, comic)
    (panel,) = await finish_all(session)
    assert panel.spec.prompt == "The cat sleeps"
    await finish_all(session)
    service.rewrite(comic, written())
    assert await making.missing(session, owner, comic, STORYBOARD) == (0, 0)
    assert len(await queries.versions(session, comic.id)) == 2


async def test_another_style_draws_every_panel_anew(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    comic.style = "ink"
    assert await making.missing(session, owner, comic, STORYBOARD) == (3, 3)


async def test_a_panel_drawn_again_has_another_seed_and_its_old_picture_is_kept(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    first = await finish_all(session)
    await finish_all(session)
    await drawing(session, owner, comic, again=2)
    (again,) = await finish_all(session)
    assert again.spec.prompt == first[1].spec.prompt
    assert again.spec.seed != first[1].spec.seed
    (pages,) = await claimed(session)
    assert pages.spec.pages is not None
    assert pages.spec.pages.parts[1].job == again.job
    assert await session.scalar(select(func.count()).select_from(Media).where(Media.deleted_at.is_(None))) == 5
    with pytest.raises(NoSuchPanel):
        await drawing(session, owner, comic, again=4)


async def test_a_comic_does_not_fill_the_waiting_list_panel_by_panel(session: AsyncSession) -> None:
    owner = await maker(session)
    limits = replace(POLICY.limits, waiting={**POLICY.limits.waiting, owner.role: 2})
    policy = replace(POLICY, limits=limits)
    comic = await begun(session, owner)
    for _ in range(2):
        await making.draw(session, owner, comic, card=STORYBOARD, request=request(), policy=policy, now=NOON)
