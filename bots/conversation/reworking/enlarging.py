"""Larger pictures: ``/upscale``, and the buttons below a picture."""

from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Reply
from bots.conversation.reworking.subject import Subject, subject_at, subject_of
from bots.conversation.reworking.submitting import hand_in, known_models, wished_reach
from bots.conversation.turns import Context
from core.jobs.scaling import FACTORS, Upscale
from core.jobs.specs import Wish, draw_spec
from core.privacy import Visibility

_USUAL = FACTORS[0]


async def upscale(context: Context, options: Options) -> Reply:
    """Make a picture larger."""
    subject = await subject_of(context, options)
    factor = _factor(cast("str | None", options.get("factor")))
    model = cast("str | None", options.get("model"))
    reach = wished_reach(context, options.get("visibility"))
    return await _make(context, subject, factor, model=model, visibility=reach)


async def press_upscale(context: Context, action: Action) -> Reply:
    """Make a picture larger by button."""
    subject = await subject_at(context, action)
    own = subject.job is not None and subject.job.owner_id == context.person.id
    reach = subject.job.visibility if own and subject.job else context.usual_reach
    return await _make(context, subject, _factor(action.detail), model=None, visibility=reach)


async def _make(
    context: Context, subject: Subject, factor: Upscale, *, model: str | None, visibility: Visibility
) -> Reply:
    prompt = subject.media.prompt if subject.media else context.say.gettext("A larger picture")
    style = subject.spec.style if subject.spec and subject.spec.style else None
    wish = Wish(
        prompt, style=style, model=model, reference=subject.key, size=subject.size, upscale=factor, level=subject.level
    )
    spec = draw_spec(wish, await known_models(context), dice=context.dice)
    return await hand_in(context, spec, visibility)


def _factor(text: str | None) -> Upscale:
    """Return the factor that a choice or a button names.

    Raises:
        ValueError: there is none of that size.
    """
    return Upscale.model_validate({"factor": int(text) if text else _USUAL})
