"""Variations and wider pictures: ``/vary``, and the buttons below a picture."""

from dataclasses import replace
from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Reply
from bots.conversation.reworking.subject import Subject, subject_at, subject_of
from bots.conversation.reworking.submitting import hand_in, known_models, wished_reach
from bots.conversation.turns import Context
from core.engines import ModelCard
from core.jobs.abilities import MOST_OTHERS, makes, others_of
from core.jobs.editing import Edit, Mode
from core.jobs.specs import DrawSpec, Wish, draw_spec
from core.jobs.states import Kind
from core.privacy import Visibility

SUBTLE, STRONG = "subtle", "strong"
STRENGTHS = {SUBTLE: 30, "": 55, STRONG: 75}  # percent of the way from the picture
_MODES = frozenset({Mode.VARIATION, Mode.IMAGE})
_WIDER = 1.5  # times as long as before


async def vary(context: Context, options: Options) -> Reply:
    """Draw more like one picture."""
    subject = await subject_of(context, options)
    how = cast("str | None", options.get("change")) or ""
    wish = wish_like(context, subject, count=cast("int | None", options.get("count")) or 1)
    wish = replace(wish, model=cast("str | None", options.get("model")) or wish.model)
    cards = await known_models(context)
    spec = varied(context, wish, cards, subject=subject, strength=STRENGTHS[how])
    if options.get("model"):
        spec = spec.model_copy(update={"others": ()})
    return await hand_in(context, spec, wished_reach(context, options.get("visibility")))


async def press_vary(context: Context, action: Action) -> Reply:
    """Draw more like one picture by button; as many as there were."""
    subject = await subject_at(context, action)
    if action.detail not in STRENGTHS:
        raise ValueError(action.detail)
    count = subject.spec.count if subject.spec else 1
    cards = await known_models(context)
    wish = wish_like(context, subject, count=count)
    spec = varied(context, wish, cards, subject=subject, strength=STRENGTHS[action.detail])
    return await hand_in(context, spec, _reach(context, subject))


async def press_outpaint(context: Context, action: Action) -> Reply:
    """Add to both sides of a picture, or above and below it."""
    subject = await subject_at(context, action)
    if action.detail not in {"wide", "tall"}:
        raise ValueError(action.detail)
    wide = action.detail == "wide"
    width, height = subject.size
    grown = (round(width * _WIDER), height) if wide else (width, round(height * _WIDER))
    wish = replace(wish_like(context, subject, count=1), size=grown, shape=None, reference=subject.key, model=None)
    spec = draw_spec(replace(wish, edit=Edit(mode=Mode.OUTPAINT)), await known_models(context), dice=context.dice)
    return await hand_in(context, _with_margins(spec, wide=wide), _reach(context, subject))


def _with_margins(spec: DrawSpec, *, wide: bool) -> DrawSpec:
    """Say which part of the finished picture is new: a sixth at each end."""
    share = (1 - 1 / _WIDER) / 2
    across, down = (round(spec.width * share), 0) if wide else (0, round(spec.height * share))
    return spec.model_copy(update={"edit": Edit(mode=Mode.OUTPAINT, margins=(across, down, across, down))})


def wish_like(context: Context, subject: Subject, *, count: int) -> Wish:
    """Return the wish for the same again; of a picture that was sent, nothing is known but itself."""
    spec = subject.spec
    if spec is None or subject.media is None:
        return Wish(context.say.gettext("A variation"), count=count, size=subject.size)
    return Wish(
        prompt=spec.prompt, style=spec.style, shape=spec.shape.value, count=count, model=spec.model,
        tuning=spec.tuning, after=subject.media.key,
    )  # fmt: skip


def varied(context: Context, wish: Wish, cards: list[ModelCard], *, subject: Subject, strength: int) -> DrawSpec:
    """Start from the picture itself where the model can, else draw the same words with other seeds.

    What was made by something that draws nothing from words (a larger picture) is varied by what draws.
    """
    drawing = [card for card in cards if makes(card, Kind.IMAGE)]
    named = next((card for card in drawing if wish.model in {card.name, card.target}), None)
    able = next((card for card in drawing if _MODES.intersection(card.edits)), drawing[0])
    card = named or (drawing[0] if subject.media is not None else able)
    mode = next((mode for mode in (Mode.VARIATION, Mode.IMAGE) if mode in card.edits), None)
    if mode is not None or subject.media is None:
        edit = Edit(mode=mode) if mode is Mode.VARIATION else None
        wish = replace(wish, reference=subject.key, strength=strength, edit=edit, size=subject.size, shape=None)
    spec = draw_spec(replace(wish, model=card.target), cards, dice=context.dice)
    return spec.model_copy(update={"others": _others(wish, card, cards, subject=subject)})


def _others(wish: Wish, card: ModelCard, cards: list[ModelCard], *, subject: Subject) -> tuple[str, ...]:
    """Return who may take the model's place: who does the same, then who draws the picture's own words anew."""
    able = others_of(card, cards, wish.need())
    if subject.media is None:
        return able
    engines = {target.partition("/")[0] for target in able}
    drawing = others_of(card, cards, replace(wish, reference=None, edit=None, size=None).need())
    others = (*able, *(target for target in drawing if target.partition("/")[0] not in engines))
    return others[:MOST_OTHERS]


def _reach(context: Context, subject: Subject) -> Visibility:
    """Return how far a result reaches: as its own picture does, somebody else's as usual."""
    own = subject.job is not None and subject.job.owner_id == context.person.id
    return subject.job.visibility if own and subject.job else context.usual_reach
