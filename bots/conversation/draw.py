"""Asking for pictures: ``/draw``, redo, vary, edit."""

from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Field, Form, Reply, Suggestion
from bots.conversation.results import accepted
from bots.conversation.turns import Context
from core.jobs import queries as jobs
from core.jobs.models import Job
from core.jobs.service import JobNotFound, Request, submit
from core.jobs.specs import PROMPT_LENGTH, DrawSpec, Wish, draw_spec
from core.jobs.states import Kind
from core.media import queries as media
from core.media.models import Media
from core.media.service import PictureNotFound, owned
from core.privacy import Visibility, checked_visibility

_SUGGESTIONS = 25  # Discord shows at most so many


async def draw(context: Context, options: Options) -> Reply:
    """Take a ``/draw``: what is not said comes from the person's settings."""
    person = context.person
    count = cast("int | None", options.get("count"))
    wish = Wish(
        prompt=cast("str", options.get("prompt") or ""),
        style=cast("str | None", options.get("style")) or person.default_style,
        shape=cast("str | None", options.get("shape")),
        count=1 if count is None else count,
        model=cast("str | None", options.get("model")) or person.default_model,
        seed=cast("int | None", options.get("seed")),
        reference=cast("str | None", options.get("reference")),
    )
    spec = draw_spec(wish, await jobs.models(context.session, now=context.now), dice=context.dice)
    reach = cast("str | None", options.get("visibility"))
    return await _ask(context, spec, checked_visibility(reach) if reach else context.usual_reach)


async def redo(context: Context, action: Action) -> Reply:
    """Draw the same again with another seed."""
    job = await _visible_job(context, action)
    wish = _wish_of(job.draw)
    return await _again(context, wish, job)


async def vary(context: Context, action: Action) -> Reply:
    """Draw more like one picture: from the picture itself where the model can, else with seeds beside it."""
    picture = await _visible_picture(context, action)
    job = await _job(context, picture.job_id)
    cards = await jobs.models(context.session, now=context.now)
    can_start = any(card.target == job.target and card.references for card in cards)
    wish = _wish_of(job.draw, reference=picture.key if can_start else None)
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


async def _again(context: Context, wish: Wish, job: Job) -> Reply:
    spec = draw_spec(wish, await jobs.models(context.session, now=context.now), dice=context.dice)
    reach = job.visibility if job.owner_id == context.person.id else context.usual_reach
    return await _ask(context, spec, reach)


async def _ask(context: Context, spec: DrawSpec, visibility: Visibility) -> Reply:
    request = Request(context.turn.key, visibility, context.reply_to, context.closed, context.allowed)
    job = await submit(
        context.session, context.person, spec=spec, request=request, policy=context.setting.policy, now=context.now
    )
    return await accepted(context, job)


def _wish_of(spec: DrawSpec, *, prompt: str | None = None, reference: str | None = None) -> Wish:
    return Wish(
        prompt=spec.prompt if prompt is None else prompt,
        style=spec.style,
        shape=spec.shape.value,
        count=spec.count,
        model=spec.model,
        reference=reference or spec.reference,
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
    if not pictures or not all(_is_shared(picture) for picture in pictures):
        raise JobNotFound
    return job


def _is_shared(picture: Media) -> bool:
    """Tell whether anybody may draw a picture's prompt again, which the answer quotes."""
    return picture.visibility is not Visibility.PRIVATE and not picture.prompt_hidden


async def _visible_picture(context: Context, action: Action) -> Media:
    if action.subject is None:
        raise PictureNotFound
    picture = await context.session.get(Media, action.subject)
    if picture is not None and picture.deleted_at is None and _is_shared(picture):
        return picture
    return await owned(context.session, context.person, action.subject)
