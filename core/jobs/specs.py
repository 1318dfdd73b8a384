"""What a person asks for, checked in the order of what it costs to find out."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from core.engines import STORYBOARD, STYLES, ModelCard, Shape
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.abilities import MOST_OTHERS, Need, choose_with_others
from core.jobs.direction import Direction
from core.jobs.editing import Edit, Mode
from core.jobs.motion import Motion
from core.jobs.pages import Pages
from core.jobs.prompts import PROMPT_LENGTH, checked_prompt
from core.jobs.scaling import Upscale
from core.jobs.sizing import LONGEST_SIDE, cost_of, enlarged, size_at
from core.jobs.states import Kind
from core.jobs.tuning import Tuning
from core.jobs.writing import Writing

MOST_PICTURES = 4
LARGEST_SEED = 2**32 - 1
DEFAULT_STYLE = "flat"
USUAL_STRENGTH = 0.6
LEAST_STRENGTH, MOST_STRENGTH = 5, 100  # percent
UNSTYLED = ""  # what a model that can look like anything draws in when nobody names a style


class CountOutOfRange(DomainError):
    """Too many or too few pictures at once."""

    refusal = Refusal.INVALID
    code = "count"
    msgid = N_("I can draw 1 to {limit} pictures at once; you asked for {count}.")


class SeedOutOfRange(DomainError):
    """The seed is not a 32-bit number."""

    refusal = Refusal.INVALID
    code = "seed"
    msgid = N_("A seed is a whole number from 0 to {limit}.")


class UnknownStyle(DomainError):
    """No such style."""

    refusal = Refusal.INVALID
    code = "style"
    msgid = N_("I don't know the style “{style}”. Choose one of: {known}.")


class UnknownShape(DomainError):
    """No such shape."""

    refusal = Refusal.INVALID
    code = "shape"
    msgid = N_("I don't know the shape “{shape}”. Choose one of: {known}.")


class UnknownStrength(DomainError):
    """No share of the way from the picture."""

    refusal = Refusal.INVALID
    code = "strength"
    msgid = N_("A strength is a whole number from {least} to {most}: how far the result may go from the picture.")


class DrawSpec(BaseModel):
    """One job as it is stored and ordered; ``seed`` belongs to the first picture, each next one adds one.

    ``reference`` is the key of the picture that it starts from, ``strength`` how far it goes away from it. The parts
    make it more than a picture from words:

    Attributes:
        direction: what a comic asks of a panel; engines that know no characters draw by the prompt alone.
        pages: pictures to set into pages; then the prompt is only what the job is called.
        edit: how the picture to start from is used, and which others come with it.
        motion: makes it a clip.
        tuning: what else was set of the model.
        upscale: makes ``reference`` larger; width and height are the result's.
        caption: asks for words about ``reference`` instead of a picture.
        writing: asks for a text; the rest is of the picture or comic that it is for.
        level: the rating of the picture that is only enlarged or filmed, where it is known; None has the result rated.
        after: the key of the picture that this is a variation of, where it does not start from that picture itself.
        wished: the target that should have drawn it where another one does instead.
        others: the targets that may draw it where its own can't, in order; none where somebody named the model.
    """

    model_config = ConfigDict(frozen=True)

    prompt: str = Field(min_length=1, max_length=PROMPT_LENGTH)
    engine: str
    model: str
    style: str = DEFAULT_STYLE
    shape: Shape
    width: int = Field(ge=16, le=LONGEST_SIDE)
    height: int = Field(ge=16, le=LONGEST_SIDE)
    count: int = Field(1, ge=1, le=MOST_PICTURES)
    seed: int = Field(ge=0, le=LARGEST_SEED)
    steps: int = Field(1, ge=1, le=200)
    guidance: float = Field(0.0, ge=0, le=50)
    reference: str | None = None
    strength: float = Field(USUAL_STRENGTH, gt=0, le=1)
    cost: int = Field(ge=0)
    direction: Direction | None = None
    pages: Pages | None = None
    edit: Edit | None = None
    motion: Motion | None = None
    tuning: Tuning | None = None
    upscale: Upscale | None = None
    caption: bool = False
    writing: Writing | None = None
    level: int | None = Field(None, ge=0, le=3)
    after: str | None = None
    wished: str = ""
    others: tuple[str, ...] = Field((), max_length=MOST_OTHERS)

    @property
    def target(self) -> str:
        """The word by which the order finds a worker that can draw it."""
        return f"{self.engine}/{self.model}"

    @property
    def batch_key(self) -> str:
        """Jobs with equal keys may share a batch; clips, larger pictures and words are made one by one."""
        kind = "pages" if self.pages else "edit" if self.reference else "draw"
        key = f"{kind}:{self.target}:{self.width}x{self.height}:{self.steps}:{self.guidance:g}:{self.strength:g}"
        parts = [part.batch_key for part in (self.edit, self.motion, self.tuning) if part]
        return ":".join([key, *([] if self.kind is Kind.IMAGE else [self.kind.value, str(self.seed)]), *parts])

    @property
    def kind(self) -> Kind:
        """What it makes; comics say so themselves."""
        if self.writing:
            return Kind.SCRIPT
        if self.caption:
            return Kind.CAPTION
        if self.upscale:
            return Kind.UPSCALE
        if self.motion:
            return Kind.ANIMATION if self.engine == STORYBOARD.engine else Kind.VIDEO
        return Kind.IMAGE

    @property
    def mode(self) -> Mode | None:
        """What is done with the picture to start from; None where there is none."""
        return (self.edit.mode if self.edit else Mode.IMAGE) if self.reference else None

    def needed(self) -> tuple[str, ...]:
        """Return the keys of all pictures that it needs, each once, the one to start from first."""
        needed = (*([self.reference] if self.reference else []), *(self.edit.needed() if self.edit else ()))
        return tuple(dict.fromkeys(needed))

    def seeds(self) -> list[int]:
        """Return the seed of each picture."""
        return [(self.seed + index) % (LARGEST_SEED + 1) for index in range(self.count)]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said of a picture, before it is checked; None is "as usual".

    ``size`` is the width and height of the picture to start from, where it is known; ``strength`` how far to go from
    it, in percent. ``quick`` asks for the few steps of a draft. ``level`` is the rating of that picture. ``after`` is
    the key of the picture that a variation is one of.
    """

    prompt: str
    style: str | None = None
    shape: str | None = None
    count: int = 1
    model: str | None = None
    seed: int | None = None
    reference: str | None = None
    size: tuple[int, int] | None = None
    strength: int | None = None
    quick: bool = False
    edit: Edit | None = None
    motion: Motion | None = None
    tuning: Tuning | None = None
    upscale: Upscale | None = None
    caption: bool = False
    level: int | None = None
    after: str | None = None

    def need(self) -> Need:
        """Return what it asks of a model."""
        mode = (self.edit.mode if self.edit else Mode.IMAGE) if self.reference else None
        quick = self.quick or self.count > 1
        return Need(self._kind(), mode, self.edit, self.motion, self.tuning, self.upscale, quick=quick)

    def _kind(self) -> Kind:
        if self.caption:
            return Kind.CAPTION
        if self.upscale:
            return Kind.UPSCALE
        return Kind.VIDEO if self.motion else Kind.IMAGE


def draw_spec(wish: Wish, cards: Sequence[ModelCard], *, dice: Random) -> DrawSpec:
    """Turn a wish into a spec.

    ``cards`` are the known models, the one for everyday use first. A missing seed is thrown with ``dice``.

    Raises:
        PromptEmpty, PromptWithoutWords, PromptTooLong, CountOutOfRange, SeedOutOfRange, UnknownStyle,
        UnknownShape, UnknownStrength, ResultTooLarge: what the person can change.
        DomainError: what ``abilities.choose_with_others`` refuses.
    """
    prompt, shape = _checked(wish)
    card, others = choose_with_others(wish.model, cards, wish.need())
    style = _checked_style(wish.style, card)
    width, height = _size(wish, shape, card)
    return DrawSpec(
        prompt=prompt,
        engine=card.engine,
        model=card.name,
        style=style,
        shape=shape,
        width=width,
        height=height,
        count=wish.count,
        seed=dice.randint(0, LARGEST_SEED) if wish.seed is None else wish.seed,
        steps=card.steps,
        guidance=card.guidance,
        reference=wish.reference,
        strength=USUAL_STRENGTH if wish.strength is None else wish.strength / 100,
        cost=cost_of(card, count=wish.count, motion=wish.motion, upscale=wish.upscale, pixels=width * height),
        edit=wish.edit,
        motion=wish.motion,
        tuning=wish.tuning,
        upscale=wish.upscale,
        caption=wish.caption,
        others=others,
        level=wish.level if _keeps_its_level(wish, card) else None,
        after=wish.after if wish.after != wish.reference else None,
    )


def _checked(wish: Wish) -> tuple[str, Shape]:
    prompt = checked_prompt(wish.prompt)
    _check_numbers(wish)
    return prompt, _checked_shape(wish.shape)


def _keeps_its_level(wish: Wish, card: ModelCard) -> bool:
    """Tell whether a result shows nothing that the picture did not: a larger one, or one that a camera moves over."""
    return (wish.upscale is not None or wish.motion is not None) and not card.invents


def _size(wish: Wish, shape: Shape, card: ModelCard) -> tuple[int, int]:
    if wish.size is not None and wish.upscale is not None:
        return enlarged(wish.size, wish.upscale.factor)
    if wish.size is not None and wish.caption:
        return wish.size
    like = wish.size if wish.shape is None else None
    return size_at(card, shape, like=like, clip=wish.motion is not None)


def _check_numbers(wish: Wish) -> None:
    if not 1 <= wish.count <= MOST_PICTURES:
        raise CountOutOfRange(count=wish.count, limit=MOST_PICTURES)
    if wish.seed is not None and not 0 <= wish.seed <= LARGEST_SEED:
        raise SeedOutOfRange(limit=LARGEST_SEED)
    if wish.strength is not None and not LEAST_STRENGTH <= wish.strength <= MOST_STRENGTH:
        raise UnknownStrength(least=LEAST_STRENGTH, most=MOST_STRENGTH)


def _checked_style(style: str | None, card: ModelCard) -> str:
    if not style:
        return DEFAULT_STYLE if card.engine == STORYBOARD.engine else UNSTYLED
    wanted = style.strip().lower()
    if wanted not in STYLES:
        raise UnknownStyle(style=wanted[:60], known=", ".join(STYLES))
    return wanted


def _checked_shape(shape: str | None) -> Shape:
    wanted = (shape or Shape.LANDSCAPE).strip().lower()
    try:
        return Shape(wanted)
    except ValueError:
        raise UnknownShape(shape=wanted[:60], known=", ".join(Shape)) from None
