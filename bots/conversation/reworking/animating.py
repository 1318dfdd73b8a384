"""Clips: ``/animate`` from words or a picture, and the button below a picture."""

from dataclasses import replace
from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Reply
from bots.conversation.reworking.subject import Subject, subject_at, subject_of
from bots.conversation.reworking.submitting import hand_in, known_models, wished_reach
from bots.conversation.turns import Context
from core.engines import STORYBOARD, ModelCard
from core.jobs.abilities import choose, others_of
from core.jobs.motion import USUAL_SECONDS, Motion, Move
from core.jobs.specs import DrawSpec, Wish, draw_spec
from core.privacy import Visibility


async def animate(context: Context, options: Options) -> Reply:
    """Make a clip of words, of a picture, or of both."""
    words = cast("str", options.get("prompt") or "").strip()
    named = bool(options.get("picture") or options.get("id"))
    subject = await subject_of(context, options) if named or not words else None
    motion = Motion(
        seconds=float(cast("int | None", options.get("seconds")) or USUAL_SECONDS),
        move=Move(cast("str | None", options.get("move")) or Move.PUSH),
    )
    wish = Wish(
        prompt=words or _prompt_of(context, subject),
        style=cast("str | None", options.get("style")) or _style_of(context, subject),
        shape=cast("str | None", options.get("shape")),
        model=cast("str | None", options.get("model")),
        seed=cast("int | None", options.get("seed")),
        motion=motion,
    )
    fps = cast("int | None", options.get("fps"))
    return await _make(context, wish, subject, fps=fps, visibility=wished_reach(context, options.get("visibility")))


async def press_animate(context: Context, action: Action) -> Reply:
    """Make a clip of a picture, as is usual."""
    subject = await subject_at(context, action)
    wish = Wish(prompt=_prompt_of(context, subject), style=_style_of(context, subject), motion=Motion())
    own = subject.job is not None and subject.job.owner_id == context.person.id
    reach = subject.job.visibility if own and subject.job else context.usual_reach
    return await _make(context, wish, subject, fps=None, visibility=reach)


async def _make(
    context: Context, wish: Wish, subject: Subject | None, *, fps: int | None, visibility: Visibility
) -> Reply:
    cards = await known_models(context)
    spec = _spec(context, wish, cards, subject=subject, fps=fps)
    return await hand_in(context, spec, visibility)


def _spec(
    context: Context, wish: Wish, cards: list[ModelCard], *, subject: Subject | None, fps: int | None
) -> DrawSpec:
    """Return the order; the storyboard draws its own scenes again, so that they live, and only films other pictures."""
    if subject is not None:
        wish = replace(wish, reference=subject.key, size=subject.size, level=subject.level)
    named = (wish.model or "auto").strip().lower() != "auto"
    card = choose(wish.model, cards, wish.need())
    if subject is not None and subject.is_scene and card.engine == STORYBOARD.engine and subject.media is not None:
        seed = subject.media.seed if wish.seed is None else wish.seed
        wish = replace(wish, reference=None, seed=seed, level=None)
    if wish.motion is not None:
        wish = replace(wish, model=card.target, motion=wish.motion.model_copy(update={"fps": fps or card.fps}))
    spec = draw_spec(wish, cards, dice=context.dice)
    return spec if named else spec.model_copy(update={"others": others_of(card, cards, wish.need())})


def _prompt_of(context: Context, subject: Subject | None) -> str:
    if subject is not None and subject.media is not None:
        return subject.media.prompt
    return context.say.gettext("A picture in motion")


def _style_of(context: Context, subject: Subject | None) -> str | None:
    """Return the style that a clip has where nobody says: that of its picture, else the person's."""
    if subject is None:
        return context.person.default_style
    return subject.spec.style if subject.is_scene and subject.spec else None
