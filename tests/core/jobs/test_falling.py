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
from core.jobs.motion import Motion
from core.jobs.orders import Event, Failure
from core.jobs.specs import DrawSpec, Wish, draw_spec
from core.jobs.states import Kind, State
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


FILMER = ModelCard(
    name="filmer", engine="diffusers", makes=(Kind.VIDEO,), films_pictures=True, most_seconds=5, cost=5, multiple=16
)
CHANGER = ModelCard(name="changer", engine="comfyui", cost=2, edits=(Mode.IMAGE,))


def test_a_clip_falls_to_the_storyboard_and_is_what_that_makes() -> None:
    """Its rating, unknown while a model films, stays unknown; the camera moves over the same picture."""
    wish = Wish("a fox", reference="key", size=(600, 400), motion=Motion(seconds=2), level=1)
    spec = draw_spec(wish, [FILMER, STORYBOARD], dice=Random(0))
    assert (spec.target, spec.kind, spec.level, spec.others) == (FILMER.target, Kind.VIDEO, None, (STORYBOARD.target,))
    moved = next_spec(spec, [STORYBOARD])
    assert moved is not None
    assert (moved.kind, moved.reference, moved.motion, moved.wished) == (
        Kind.ANIMATION, "key", spec.motion, FILMER.target,
    )  # fmt: skip
    assert moved.cost == 2 < spec.cost
    assert moved.width / moved.height == pytest.approx(1.5, rel=0.05)


def test_a_rating_does_not_go_along_to_a_model_that_invents() -> None:
    wish = Wish("a fox", reference="key", size=(600, 400), motion=Motion(seconds=2), level=1)
    spec = draw_spec(wish, [STORYBOARD, FILMER.model_copy(update={"cost": 1})], dice=Random(0))
    assert spec.level == 1
    moved = next_spec(spec, [FILMER.model_copy(update={"cost": 1})])
    assert moved is not None
    assert moved.level is None


def test_a_variation_is_made_in_the_way_of_whoever_takes_it() -> None:
    varying = auto(reference="key", size=(600, 400), edit=Edit(mode=Mode.IMAGE), shape=None)
    spec = varying.model_copy(
        update={"edit": Edit(mode=Mode.VARIATION), "others": (CHANGER.target, STORYBOARD.target), "cost": 5}
    )
    first = next_spec(spec, [CHANGER, STORYBOARD])
    assert first is not None
    assert (first.target, first.reference, first.mode) == (CHANGER.target, "key", Mode.IMAGE)
    last = next_spec(first, [STORYBOARD])
    assert last is not None
    assert (last.target, last.reference, last.mode, last.prompt) == (STORYBOARD.target, None, None, spec.prompt)


def test_a_repainted_picture_only_falls_to_whoever_repaints() -> None:
    inpainting = CLOUD.model_copy(update={"edits": (Mode.INPAINT,)})
    wish = Wish("a fox", reference="key", size=(600, 400), edit=Edit(mode=Mode.INPAINT, mask="mask"))
    painter = PAINTER.model_copy(update={"edits": (Mode.INPAINT,)})
    spec = draw_spec(wish, [painter, inpainting, CHANGER, STORYBOARD], dice=Random(0))
    assert spec.others == (inpainting.target,)
    moved = next_spec(spec, [inpainting])
    assert moved is not None
    assert (moved.reference, moved.edit, moved.others) == ("key", spec.edit, ())
