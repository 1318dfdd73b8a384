"""What goes wrong with comics: failed panels, cancelled and doubled requests, bad scripts; nobody pays for it."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import making
from core.comics.making import ScriptUnfinished
from core.comics.models import PanelDrawing
from core.engines import STORYBOARD
from core.jobs import families, outcomes, sweeps
from core.jobs import service as jobs
from core.jobs.models import Job
from core.jobs.orders import Event, Failure
from core.jobs.states import State
from core.quotas.service import OutOfCredits
from core.screening.reasons import ScreenedOut
from tests.core.comics.comics import begun, claimed, drawing, finish_all, left, maker, request
from tests.factories import NOON, POLICY, report, success


async def test_the_same_press_twice_draws_and_charges_once(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    first = await drawing(session, owner, comic, key="press")
    second = await drawing(session, owner, comic, key="press")
    assert first.id == second.id
    assert await left(session, owner) == 97
    assert await session.scalar(select(func.count()).select_from(PanelDrawing)) == 3
    assert comic.version == 1


async def test_the_same_message_twice_makes_one_comic(session: AsyncSession) -> None:
    owner = await maker(session)
    assert (await begun(session, owner, key="same")).id == (await begun(session, owner, key="same")).id


async def test_a_comic_that_costs_more_than_is_left_charges_nothing(session: AsyncSession) -> None:
    owner = await maker(session)
    owner.credits_a_day = 2
    comic = await begun(session, owner)
    with pytest.raises(OutOfCredits) as refused:
        await drawing(session, owner, comic)
    assert refused.value.fields == {"cost": 3, "left": 2}


async def test_a_comic_with_a_failed_panel_is_set_without_it_and_can_be_finished_later(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session, but=1)
    assert await left(session, owner) == 98
    (pages,) = await finish_all(session)
    assert pages.spec.pages is not None
    assert [bool(part.key) for part in pages.spec.pages.parts] == [True, False, True]
    assert await making.missing(session, owner, comic, STORYBOARD) == (1, 1)
    await drawing(session, owner, comic)
    await finish_all(session)
    (whole,) = await claimed(session)
    assert whole.spec.pages is not None
    assert all(part.key for part in whole.spec.pages.parts)


async def test_a_panel_whose_cause_may_pass_is_tried_again_alone(session: AsyncSession) -> None:
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    items = await claimed(session)
    await outcomes.fail(session, report(items[0], Event.FAILED, error=Failure.ENGINE, passing=True), now=NOON)
    for item in items[1:]:
        await outcomes.finish(session, success(item), now=NOON)
    await session.refresh(job)
    assert job.target == families.WAITING
    assert (await session.get_one(Job, items[0].job)).state is State.QUEUED


async def test_a_comic_all_of_whose_panels_fail_fails_and_gives_everything_back(session: AsyncSession) -> None:
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    for item in await claimed(session):
        await outcomes.fail(session, report(item, Event.FAILED, error=Failure.OUT_OF_MEMORY), now=NOON)
    await session.refresh(job)
    assert (job.state, job.error) == (State.FAILED, Failure.OUT_OF_MEMORY)
    assert await left(session, owner) == 100


async def test_cancelling_a_comic_cancels_its_panels_and_gives_everything_back(session: AsyncSession) -> None:
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    await jobs.cancel(session, owner, job.id, now=NOON)
    states = set(await session.scalars(select(Job.state_name)))
    assert states == {State.CANCELLED.value}
    assert await left(session, owner) == 100


async def test_a_comic_whose_panels_ended_unseen_is_released_by_the_sweep(session: AsyncSession) -> None:
    """Anything may be killed between a panel's end and the look at its comic."""
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    await finish_all(session)
    job.target = families.WAITING
    await session.flush()
    await sweeps.expire(session, now=NOON)
    await session.refresh(job)
    assert job.target == "storyboard/storyboard"


async def test_a_script_with_mistakes_is_kept_and_charges_nothing(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner, ": hello")
    for ask in (making.storyboard(session, owner, comic, request=request(), policy=POLICY, now=NOON),):
        with pytest.raises(ScriptUnfinished):
            await ask
    with pytest.raises(ScriptUnfinished):
        await drawing(session, owner, comic)
    assert comic.script == ": hello"
    assert await left(session, owner) == 100


async def test_the_whole_script_is_screened_not_only_its_title(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner, "A street || A naked child")
    with pytest.raises(ScreenedOut):
        await drawing(session, owner, comic)
    assert await left(session, owner) == 100
