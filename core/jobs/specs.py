"""What a person asks for, checked in the order of what it costs to find out."""

import unicodedata
from dataclasses import dataclass
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from core.engines import STORYBOARD, STYLES, ModelCard, Shape, size_for
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.direction import Direction
from core.jobs.pages import Pages

PROMPT_LENGTH = 2000
MOST_PICTURES = 4
LARGEST_SEED = 2**32 - 1
DEFAULT_STYLE = "flat"
UNSTYLED = ""  # what a model that can look like anything draws in when nobody names a style


class PromptEmpty(DomainError):
    """Nothing was asked for."""

    refusal = Refusal.INVALID
    code = "prompt-empty"
    msgid = N_("Say what to draw, for example: a fox reading under a tree at night.")


class PromptWithoutWords(DomainError):
    """There is neither a letter nor a picture sign in the prompt."""

    refusal = Refusal.INVALID
    code = "prompt-without-words"
    msgid = N_("I found no words in this. Describe the picture in a few words.")


class PromptTooLong(DomainError):
    """The prompt does not fit."""

    refusal = Refusal.INVALID
    code = "prompt-too-long"
    msgid = N_("This prompt has {length} characters; at most {limit} fit. Shorten it, the picture gets better too.")


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


class UnknownModel(DomainError):
    """No worker has announced this model."""

    refusal = Refusal.INVALID
    code = "model"
    msgid = N_("I don't know the model “{model}”. Choose one of: {known}.")


class ReferenceNotSupported(DomainError):
    """The model can't start from a picture."""

    refusal = Refusal.INVALID
    code = "reference-not-supported"
    msgid = N_("The model “{model}” can't start from a picture. Leave the picture out or choose another model.")


class DrawSpec(BaseModel):
    """One image job as it is stored and ordered; ``seed`` belongs to the first picture, each next one adds one.

    ``direction`` is what a comic asks of a panel; engines that know no characters draw by the prompt alone. ``pages``
    makes it an order to set pictures into pages: then the prompt is only what the job is called.
    """

    model_config = ConfigDict(frozen=True)

    prompt: str = Field(min_length=1, max_length=PROMPT_LENGTH)
    engine: str
    model: str
    style: str = DEFAULT_STYLE
    shape: Shape
    width: int = Field(ge=64, le=4096)
    height: int = Field(ge=64, le=4096)
    count: int = Field(1, ge=1, le=MOST_PICTURES)
    seed: int = Field(ge=0, le=LARGEST_SEED)
    steps: int = Field(1, ge=1, le=200)
    guidance: float = Field(0.0, ge=0, le=50)
    reference: str | None = None
    strength: float = Field(0.6, gt=0, le=1)
    cost: int = Field(ge=0)
    direction: Direction | None = None
    pages: Pages | None = None

    @property
    def target(self) -> str:
        """The word by which the order finds a worker that can draw it."""
        return f"{self.engine}/{self.model}"

    @property
    def batch_key(self) -> str:
        """Jobs with equal keys may share a batch."""
        kind = "pages" if self.pages else "edit" if self.reference else "draw"
        return f"{kind}:{self.target}:{self.width}x{self.height}:{self.steps}:{self.guidance:g}:{self.strength:g}"

    def seeds(self) -> list[int]:
        """Return the seed of each picture."""
        return [(self.seed + index) % (LARGEST_SEED + 1) for index in range(self.count)]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said of a picture, before it is checked; None is "as usual"."""

    prompt: str
    style: str | None = None
    shape: str | None = None
    count: int = 1
    model: str | None = None
    seed: int | None = None
    reference: str | None = None


def draw_spec(wish: Wish, cards: list[ModelCard], *, dice: Random) -> DrawSpec:
    """Turn a wish into a spec.

    ``cards`` are the known models, the one for everyday use first. A missing seed is thrown with ``dice``.

    Raises:
        PromptEmpty, PromptWithoutWords, PromptTooLong, CountOutOfRange, SeedOutOfRange, UnknownStyle,
        UnknownShape, UnknownModel, ReferenceNotSupported: what the person can change.
    """
    prompt = _checked_prompt(wish.prompt)
    _check_numbers(wish)
    shape = _checked_shape(wish.shape)
    card = _chosen_card(wish.model, cards)
    style = _checked_style(wish.style, card)
    if wish.reference and not card.references:
        raise ReferenceNotSupported(model=card.name)
    width, height = size_for(shape, card)
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
        cost=card.cost * wish.count,
    )


def _checked_prompt(text: str) -> str:
    cleaned = "".join(" " if _is_control(character) else character for character in text)
    prompt = " ".join(unicodedata.normalize("NFC", cleaned).split())
    if not prompt:
        raise PromptEmpty
    if len(prompt) > PROMPT_LENGTH:
        raise PromptTooLong(length=len(prompt), limit=PROMPT_LENGTH)
    if not any(
        unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So" for character in prompt
    ):
        raise PromptWithoutWords
    return prompt


def _is_control(character: str) -> bool:
    """Tell control characters and lone surrogates (which no store keeps) from text; joiners in emoji stay."""
    return unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}


def _check_numbers(wish: Wish) -> None:
    if not 1 <= wish.count <= MOST_PICTURES:
        raise CountOutOfRange(count=wish.count, limit=MOST_PICTURES)
    if wish.seed is not None and not 0 <= wish.seed <= LARGEST_SEED:
        raise SeedOutOfRange(limit=LARGEST_SEED)


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


def _chosen_card(model: str | None, cards: list[ModelCard]) -> ModelCard:
    wanted = (model or "auto").strip().lower()
    if wanted == "auto":
        return cards[0]
    for card in cards:
        if wanted in {card.name, card.target}:
            return card
    raise UnknownModel(model=wanted[:60], known=", ".join(card.name for card in cards))
