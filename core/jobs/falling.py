"""When the engine that was chosen can't, the next of the house's order draws; only where nobody named a model."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.engines import STORYBOARD, ModelCard, size_for, size_like
from core.jobs import queries
from core.jobs.editing import Edit, Mode
from core.jobs.models import Job
from core.jobs.orders import Failure
from core.jobs.sizing import cost_of
from core.jobs.specs import DEFAULT_STYLE, DrawSpec
from core.jobs.states import Kind

# A worker that dies over an order may do so again, and what is missing is missing for every engine.
PASSED_ON = frozenset({Failure.ENGINE, Failure.MODEL_MISSING, Failure.OUT_OF_MEMORY})
_MORE_LIKE = frozenset({Mode.VARIATION, Mode.IMAGE})
_WORDS_PASSED_ON = PASSED_ON | {Failure.SERVICE, Failure.REFUSED}  # any writer's text is read before it is used


def passes_on(kind: Kind, failure: Failure | None) -> bool:
    """Tell whether another engine may succeed where one failed."""
    return failure in (_WORDS_PASSED_ON if kind is Kind.SCRIPT else PASSED_ON)


async def pass_on(session: AsyncSession, job: Job, *, now: datetime) -> bool:
    """Give a job to the next engine that can do it and is awake; False when there is none.

    It costs no more than was taken for it; what is cheaper is given back in the end.
    """
    spec = job.draw
    if not spec.others:
        return False
    with session.no_autoflush:  # the job is between two states at this moment
        cards = await queries.models(session, now=now)
    moved = next_spec(spec, cards)
    if moved is None:
        return False
    job.spec = moved.model_dump(mode="json")
    job.target, job.batch_key = moved.target, moved.batch_key
    job.kind_name = moved.kind.value
    return True


def next_spec(spec: DrawSpec, cards: Sequence[ModelCard]) -> DrawSpec | None:
    """Return the order for the next model of ``spec.others`` that is awake and not dearer."""
    for place, target in enumerate(spec.others, 1):
        card = next((card for card in cards if card.target == target and card.awake), None)
        if card is None:
            continue
        moved = _moved(spec, card, others=spec.others[place:])
        if moved.cost <= spec.cost:
            return moved
    return None


def _moved(spec: DrawSpec, card: ModelCard, *, others: tuple[str, ...]) -> DrawSpec:
    spec = _by_what_it_can(spec, card)
    width, height = _size(spec, card)
    bare = spec.style or (DEFAULT_STYLE if card.engine == STORYBOARD.engine else "")
    cost = cost_of(card, count=spec.count, motion=spec.motion, upscale=spec.upscale, pixels=width * height)
    return spec.model_copy(
        update={
            "engine": card.engine,
            "model": card.name,
            "width": width,
            "height": height,
            "steps": card.steps,
            "guidance": card.guidance,
            "style": bare,
            "edit": _scaled(spec.edit, width / spec.width, height / spec.height),
            "cost": cost,
            "wished": spec.wished or spec.target,
            "others": others,
            "level": None if card.invents else spec.level,
        }
    )


def _by_what_it_can(spec: DrawSpec, card: ModelCard) -> DrawSpec:
    """Return a variation as the other model makes it: from the picture, or from the same words with another seed.

    Who let a model that starts from no pictures take the place (``others``) knew that the words are the picture's own.
    """
    if spec.kind is not Kind.IMAGE or spec.mode not in _MORE_LIKE or spec.mode in card.edits:
        return spec
    start = spec.reference if Mode.IMAGE in card.edits else None
    return spec.model_copy(update={"reference": start, "edit": None})


def _size(spec: DrawSpec, card: ModelCard) -> tuple[int, int]:
    if spec.upscale or spec.caption or spec.writing:
        return spec.width, spec.height
    if spec.reference or spec.motion:
        pixels = min(card.pixels, card.clip_pixels) if spec.motion else card.pixels
        return size_like((spec.width, spec.height), pixels=pixels, multiple=card.multiple)
    return size_for(spec.shape, card)


def _scaled(edit: Edit | None, across: float, down: float) -> Edit | None:
    """Return an edit whose margins fit the other model's size."""
    if edit is None:
        return None
    left, top, right, bottom = edit.margins
    margins = round(left * across), round(top * down), round(right * across), round(bottom * down)
    return edit.model_copy(update={"margins": margins})
