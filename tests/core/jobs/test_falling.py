"""When one engine can't, the next draws; and only what it costs is charged."""

from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.engines import STORYBOARD, ModelCard
from core.jobs import outcomes, sweeps
from core.jobs.editing import Edit, Mode
from core.jobs.falling import next_spec
from core.jobs.models import Job
from core.jobs.orders import Event, Failure
from core.jobs.specs import DrawSpec, Wish, draw_spec
from core.jobs.states import State
from core.quotas.models import Entry
from tests.factories import NOON, job, order, person, report, success, worker

PAINTER = ModelCard(name="painter", engine="diffusers", cost=5, steps=20, edits=(Mode.IMAGE, Mode.OUTPAINT))
CLOUD = ModelCard(name="cloud", engine="openai", cost=3, pixels=512 * 512)
DEAR = ModelCard(name="dear", engine="comfyui", cost=9)
CARDS = [PAINTER, CLOUD, DEAR, STORYBOARD]
ALL = worker().model_copy(update={"models": (PAINTER, CLOUD, DEAR, STORYBOARD)})


def auto(**fields: object) -> DrawSpec:
    """Return a spec for which nobody named a model."""
    return draw_spec(Wish("a fox", **fields), CARDS, dice=Random(0))  # type: ignore[arg-type]  # as given


async def fail(session: AsyncSession, failure: Failure) -> bool:
    """Have a worker take the next job and fail with it."""
    claimed = await order(session, ALL)
    assert claimed is not None
    told = report(claimed.items[0], Event.FAILED, error=failure)
    return await outcomes.apply(session, told, lease=outcomes.BACKOFF, now=NOON)


async def test_the_next_engine_draws_what_one_can_not_and_the_difference_comes_back(session: AsyncSession) -> None:
    await sweeps.note_workers(session, [ALL], now=NOON)
    made = await job(session, await person(session), wanted=auto())
    assert made.target == PAINTER.target
    await fail(session, Failure.ENGINE)
    await session.refresh(made)
    spec = made.draw
    assert (made.state, made.target, made.failures) == (State.QUEUED, CLOUD.target, 0)
    assert (spec.wished, spec.steps) == (PAINTER.target, 1)
    assert spec.width * spec.height == pytest.approx(512 * 512, rel=0.1)
    claimed = await order(session, ALL)
    assert claimed is not None
    await outcomes.finish(session, success(claimed.items[0]), now=NOON)
    assert await session.scalar(select(func.sum(Entry.credits)).where(Entry.job_id == made.id)) == -3


async def test_when_every_engine_has_failed_the_credits_are_back(session: AsyncSession) -> None:
    await sweeps.note_workers(session, [ALL], now=NOON)
    made = await job(session, await person(session), wanted=auto())
    targets = []
    while made.state is State.QUEUED:
        targets.append(made.target)
        await fail(session, Failure.MODEL_MISSING)
        await session.refresh(made)
    assert targets == [PAINTER.target, CLOUD.target, STORYBOARD.target], "each once, and the dear one never"
    assert made.state is State.FAILED
    assert await session.scalar(select(func.sum(Entry.credits)).where(Entry.job_id == made.id)) == 0


@pytest.mark.parametrize(
    ("named", "failure"), [("painter", Failure.ENGINE), (None, Failure.REFERENCE_MISSING), (None, Failure.STORE)]
)
async def test_nothing_takes_the_place_of_a_named_model_or_of_a_missing_picture(
    session: AsyncSession, named: str | None, failure: Failure
) -> None:
    await sweeps.note_workers(session, [ALL], now=NOON)
    made = await job(session, await person(session), wanted=auto(model=named))
    await fail(session, failure)
    await session.refresh(made)
    assert (made.state, made.target) == (State.FAILED, PAINTER.target)


async def test_an_engine_that_sleeps_takes_nobodys_place(session: AsyncSession) -> None:
    made: Job = await job(session, await person(session), wanted=auto())
    await fail(session, Failure.ENGINE)
    await session.refresh(made)
    assert made.state is State.FAILED, "no worker was heard of"


def test_margins_fit_the_other_models_size() -> None:
    edit = Edit(mode=Mode.OUTPAINT, margins=(100, 0, 100, 0))
    spec = auto(reference="key", size=(1500, 1000), edit=edit)
    other = CLOUD.model_copy(update={"edits": (Mode.OUTPAINT,)})
    moved = next_spec(spec.model_copy(update={"others": (other.target,), "edit": edit}), [other])
    assert moved is not None
    assert moved.edit is not None
    assert moved.edit.margins[0] == pytest.approx(100 * moved.width / spec.width, abs=1)


def test_a_dearer_engine_is_passed_over() -> None:
    spec = auto()
    assert spec.others == (CLOUD.target, DEAR.target, STORYBOARD.target)
    assert next_spec(spec, [DEAR]) is None
    moved = next_spec(spec, [DEAR, STORYBOARD])
    assert moved is not None
    assert (moved.model, moved.style, moved.others) == ("storyboard", "flat", ())
