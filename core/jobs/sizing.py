"""How large a result becomes, and what it costs."""

from math import ceil

from core.engines import ModelCard, Shape, size_for, size_like
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.motion import Motion
from core.jobs.scaling import Upscale
from core.pictures.reading import MOST_PIXELS

LONGEST_SIDE = 8192  # of a result; what is drawn stays well below, what is made larger reaches it
_UPSCALED_PIXELS = 4_000_000  # of a result, for one time a model's cost


class ResultTooLarge(DomainError):
    """The enlarged picture would have too many pixels."""

    refusal = Refusal.INVALID
    code = "result-too-large"
    msgid = N_(
        "Enlarged ×{factor} this picture would have {megapixels} megapixels; at most {limit} are possible. "
        "Choose a smaller factor."
    )


def size_at(card: ModelCard, shape: Shape, *, like: tuple[int, int] | None, clip: bool) -> tuple[int, int]:
    """Return the width and height that a model draws at: of a shape, or of a picture's proportions (``like``)."""
    pixels = min(card.pixels, card.clip_pixels) if clip else card.pixels
    if like is not None:
        return size_like(like, pixels=pixels, multiple=card.multiple)
    return size_for(shape, card.model_copy(update={"pixels": pixels}))


def enlarged(size: tuple[int, int], factor: int) -> tuple[int, int]:
    """Return the size of an enlarged picture.

    Raises:
        ResultTooLarge: it would have too many pixels.
    """
    width, height = size[0] * factor, size[1] * factor
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        megapixels = f"{width * height / 1e6:.0f}"
        raise ResultTooLarge(factor=factor, megapixels=megapixels, limit=MOST_PIXELS // 10**6)
    return width, height


def cost_of(card: ModelCard, *, count: int, motion: Motion | None, upscale: Upscale | None, pixels: int) -> int:
    """Return the credits: a picture's, a second's of a clip, four megapixels' of what is enlarged."""
    if motion is not None:
        return card.cost * ceil(motion.seconds)
    if upscale is not None:
        return card.cost * ceil(pixels / _UPSCALED_PIXELS)
    return card.cost * count
