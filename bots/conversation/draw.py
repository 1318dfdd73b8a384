"""Asking for pictures: ``/draw``, redo, edit."""

from collections.abc import Callable, Sequence
from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Field, Form, Reply, Suggestion
from bots.conversation.reworking.submitting import hand_in, known_models, wished_reach
from bots.conversation.turns import Context
from bots.conversation.writing.asking import enhance
from core.engines import ModelCard
from core.jobs import queries as jobs
from core.jobs.models import Job
from core.jobs.prompts import PROMPT_LENGTH
from core.jobs.service import JobNotFound
from core.jobs.specs import DrawSpec, Wish, draw_spec
from core.jobs.states import Kind
from core.jobs.tuning import tuning_of
from core.media import queries as media
from core.media.models import Media
from core.media.service import PictureNotFound, owned
from core.privacy import Visibility

ENHANCED = "yes"
_SUGGESTIONS = 25  # Discord shows at most so many


async def draw(context: Context, options: Options) -> Reply:
    """Take a ``/draw``: what is not said comes from the person's settings; ``enhance`` asks for better words first."""
    wish, reach = _wish_from(context, options), wished_reach(context, options.get("visibility"))
    if options.get("enhance") == ENHANCED:
        return await enhance(context, wish, reach)
    spec = draw_spec(wish, await known_models(context), dice=context.dice)
    return await hand_in(context, spec, reach)


def _wish_from(context: Context, options: Options) -> Wish:
    person = context.person
    count = cast("int | None", options.get("count"))
    return Wish(
        prompt=cast("str", options.get("prompt") or ""),
        style=cast("str | None", options.get("style")) or person.default_style,
        shape=cast("str | None", options.get("shape")),
        count=1 if count is None else count,
        model=cast("str | None", options.get("model")) or person.default_model,
        seed=cast("int | None", options.get("seed")),
        reference=cast("str | None", options.get("reference")),
        strength=cast("int | None", options.get("strength")),
        tuning=tuning_of(
            negative=cast("str | None", options.get("negative")) or "",
            loras=cast("str | None", options.get("lora")) or "",
            scheduler=cast("str | None", options.get("scheduler")) or "",
        ),
    )


async def redo(context: Context, action: Action) -> Reply:
    """Draw the same again with another seed."""
    job = await _visible_job(context, action)
    wish = _wish_of(job.draw)
    return await _again(context, wish, job)


async def edit(context: Context, action: Action) -> Reply:
    """Offer the prompt for changing."""
    say = context.say
    job = await _visible_job(context, action)
    field = Field("prompt", say.gettext("What to draw"), job.draw.prompt, PROMPT_LENGTH)
    return Reply(form=Form(say.gettext("Edit and draw again"), str(Action("edited", job.id)), (field,)))


async def edited(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Draw a changed prompt."""
    job = await _visible_job(context, action)
    return await _again(context, _wish_of(job.draw, prompt=fields.get("prompt", "")), job)


async def complete_model(context: Context, typed: str) -> list[Suggestion]:
    """Suggest models by what was typed."""
    wanted = typed.strip().lower()
    cards = await jobs.models(context.session, now=context.now, makes=Kind.IMAGE)
    found = [card for card in cards if wanted in card.name or wanted in card.title.lower()]
    return [Suggestion(card.name, card.title or card.name) for card in found][:_SUGGESTIONS]


async def complete_lora(context: Context, typed: str) -> list[Suggestion]:
    """Suggest additions of the models that there are."""
    return await _complete(context, typed, lambda card: card.loras)


async def complete_scheduler(context: Context, typed: str) -> list[Suggestion]:
    """Suggest ways of stepping."""
    return await _complete(context, typed, lambda card: card.schedulers)


async def _complete(context: Context, typed: str, names: Callable[[ModelCard], Sequence[str]]) -> list[Suggestion]:
    wanted = typed.strip().lower()
    cards = await jobs.models(context.session, now=context.now, makes=Kind.IMAGE)
    found = dict.fromkeys(name for card in cards for name in names(card) if wanted in name)
    return [Suggestion(name, name) for name in found][:_SUGGESTIONS]


async def _again(context: Context, wish: Wish, job: Job) -> Reply:
    spec = draw_spec(wish, await known_models(context), dice=context.dice)
    reach = job.visibility if job.owner_id == context.person.id else context.usual_reach
    return await hand_in(context, spec, reach)


def _wish_of(spec: DrawSpec, *, prompt: str | None = None) -> Wish:
    """Return the wish that a spec came from; what started from a picture keeps its size, anything else its shape."""
    sized = bool(spec.reference or spec.motion)
    factor = spec.upscale.factor if spec.upscale else 1
    return Wish(
        prompt=spec.prompt if prompt is None else prompt,
        style=spec.style,
        shape=None if sized else spec.shape.value,
        size=(spec.width // factor, spec.height // factor) if sized else None,
        count=spec.count,
        model=spec.wished or spec.model,
        reference=spec.reference,
        strength=round(spec.strength * 100) if spec.reference else None,
        edit=spec.edit,
        motion=spec.motion,
        tuning=spec.tuning,
        upscale=spec.upscale,
        caption=spec.caption,
        level=spec.level,
        after=spec.after,
    )


async def _job(context: Context, job_id: object) -> Job:
    job = await context.session.get(Job, job_id) if job_id else None
    if job is None:
        raise JobNotFound
    return job


async def _visible_job(context: Context, action: Action) -> Job:
    """Return the job of a button; others may redo only what anybody can see."""
    job = await _job(context, action.subject)
    if job.owner_id == context.person.id:
        return job
    pictures = await media.of_job(context.session, job.id)
    if not pictures or not all(is_shared(picture) for picture in pictures):
        raise JobNotFound
    return job


def is_shared(picture: Media) -> bool:
    """Tell whether anybody may draw a picture's prompt again, which the answer quotes."""
    return picture.visibility is not Visibility.PRIVATE and not picture.prompt_hidden


async def visible_picture(context: Context, action: Action) -> Media:
    """Return the picture of a button: one's own, or one that everybody may see.

    Raises:
        PictureNotFound: there is none.
    """
    if action.subject is None:
        raise PictureNotFound
    picture = await context.session.get(Media, action.subject)
    if picture is not None and picture.deleted_at is None and is_shared(picture):
        return picture
    return await owned(context.session, context.person, action.subject)
