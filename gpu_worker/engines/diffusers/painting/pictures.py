"""Pictures to start from, made to fit: what is repainted, what is added at the sides, and what stays as it was."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from core.jobs.editing import Edit, Mode
from gpu_worker.engines.engine import Pixels, Wanted

_FEATHER = 64  # a seam is as wide as this part of the shorter side
_WHITE = 255


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture to start from at the size of the result; ``mask`` is white where it is repainted, None everywhere."""

    picture: Image.Image
    mask: Image.Image | None = None

    def kept(self, pixels: Pixels) -> Pixels:
        """Return the result with everything outside the mask as it was, with a soft seam."""
        if self.mask is None:
            return pixels
        seam = max(1, min(self.picture.size) // _FEATHER)
        # The seam lies inside the repainted part, so that nothing outside of it changes.
        inner = self.mask.filter(ImageFilter.MinFilter(2 * (seam // 2) + 1)).filter(ImageFilter.BoxBlur(seam / 2))
        soft = Image.composite(inner, Image.new("L", inner.size, 0), self.mask)
        return np.asarray(Image.composite(Image.fromarray(pixels), self.picture, soft))


def canvas_of(wanted: Wanted) -> Canvas | None:
    """Return what a picture starts from; None where it starts from words alone."""
    reference, spec = wanted.reference, wanted.spec
    if reference is None:
        return None
    size = (spec.width, spec.height)
    match spec.mode:
        case Mode.OUTPAINT if spec.edit is not None:
            return _outpainted(reference, spec.edit, size)
        case Mode.INPAINT if wanted.mask is not None:
            mask = Image.fromarray(wanted.mask).convert("L").resize(reference.shape[1::-1], Image.Resampling.BILINEAR)
            return Canvas(fitted(reference, size), _binary(ImageOps.fit(mask, size, Image.Resampling.BILINEAR)))
        case _:
            return Canvas(fitted(reference, size))


def fitted(pixels: Pixels, size: tuple[int, int]) -> Image.Image:
    """Return a picture at a size; what does not fit is cut evenly from both sides."""
    return ImageOps.fit(Image.fromarray(pixels).convert("RGB"), size, Image.Resampling.LANCZOS)


def _outpainted(reference: Pixels, edit: Edit, size: tuple[int, int]) -> Canvas:
    """Return the picture with its margins: outside it goes on in its blurred edges, for the model to start from."""
    left, top, right, bottom = edit.margins
    height, width = reference.shape[:2]
    across, down = size[0] / (width + left + right), size[1] / (height + top + bottom)
    inner = (max(1, round(width * across)), max(1, round(height * down)))
    corner = (round(left * across), round(top * down))
    picture = Image.fromarray(reference).convert("RGB").resize(inner, Image.Resampling.LANCZOS)
    sides = (
        (corner[1], max(0, size[1] - inner[1] - corner[1])),
        (corner[0], max(0, size[0] - inner[0] - corner[0])),
        (0, 0),
    )
    edges = np.pad(np.asarray(picture), sides, mode="edge")[: size[1], : size[0]]
    whole = Image.fromarray(edges).filter(ImageFilter.GaussianBlur(max(size) / _FEATHER))
    whole.paste(picture, corner)
    mask = Image.new("L", size, _WHITE)
    mask.paste(0, (*corner, corner[0] + inner[0], corner[1] + inner[1]))
    return Canvas(whole, mask)


def _binary(mask: Image.Image) -> Image.Image:
    return mask.point(lambda tone: _WHITE if tone > _WHITE // 2 else 0)
