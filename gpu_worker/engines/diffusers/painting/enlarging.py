"""Larger pictures by diffusion: every piece is drawn anew from its words and from what it was, then faded together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from core.jobs.orders import Failure
from gpu_worker.engines.diffusers.loading.libraries import Pipe
from gpu_worker.engines.diffusers.loading.loaded import Loaded
from gpu_worker.engines.diffusers.models.families import Task
from gpu_worker.engines.diffusers.painting.painting import Note, NotFinite, watched
from gpu_worker.engines.diffusers.painting.requests import texts_of
from gpu_worker.engines.diffusers.painting.words import plain
from gpu_worker.engines.engine import EngineError, Pixels, Wanted
from gpu_worker.engines.upscaling.tiling import Grid, feathered

SMALLEST_TILE = 64
_PIXEL_LATENTS = "sd-x4"  # its latents lie pixel for pixel over the picture that it is given


def tile_of(loaded: Loaded) -> int:
    """Return the side of the pieces that a model enlarges, in pixels of the small picture."""
    side = int(loaded.entry.pixels**0.5) // loaded.family.enlarges
    return max(SMALLEST_TILE, side // loaded.family.multiple * loaded.family.multiple)


def enlarge(loaded: Loaded, wanted: Wanted, tile: int, note: Note) -> Pixels:
    """Return the picture to start from enlarged by the model's factor, in pieces of at most ``tile`` pixels a side.

    Raises:
        NotFinite, CannotDoIt, UnusableModel: the model is not up to it.
        EngineError: there is no picture.
    """
    picture = wanted.reference
    if picture is None:
        raise EngineError(Failure.REFERENCE_MISSING)
    tuning = wanted.spec.tuning
    grid = Grid(loaded.family.enlarges, tile, tile // 4)
    pipe = loaded.pipe(Task.ENLARGE, scheduler=tuning.scheduler if tuning else "")
    work = _Work(loaded, pipe, wanted, _Share(note, pieces=_pieces(grid, picture)), _noise(loaded, pipe, wanted))
    return feathered(picture, work.piece, grid, told=work.share.told)


def _pieces(grid: Grid, picture: Pixels) -> int:
    height, width = picture.shape[:2]
    return len(grid.starts(height)) * len(grid.starts(width))


def _noise(loaded: Loaded, pipe: Any, wanted: Wanted) -> torch.Tensor | None:  # noqa: ANN401 - diffusers has no types
    """Return what the whole picture is drawn out of, so that neighbours agree where they overlap."""
    if loaded.family.name != _PIXEL_LATENTS or wanted.reference is None:
        return None
    height, width = (side + loaded.family.multiple for side in wanted.reference.shape[:2])
    size = (1, pipe.vae.config.latent_channels, height, width)
    return torch.randn(size, generator=torch.Generator("cpu").manual_seed(wanted.seed))


class _Share:
    """Counts what is done: whole pieces, and the steps of the present one."""

    def __init__(self, note: Note, *, pieces: int) -> None:
        self._note = note
        self._pieces = pieces
        self._whole = 0.0

    def told(self, share: float) -> None:
        self._whole = share
        self._note(share, None)

    def step(self, share: float, _latents: torch.Tensor | None) -> None:
        # Latents of one piece are no picture of the whole, so there is nothing to preview.
        self._note(min(self._whole + share / self._pieces, 1.0), None)


@dataclass(frozen=True, slots=True)
class _Work:
    loaded: Loaded
    pipe: Pipe
    wanted: Wanted
    share: _Share
    noise: torch.Tensor | None

    def piece(self, pixels: Pixels, top: int, left: int) -> Pixels:
        """Enlarge (h, w, 3) that begins there."""
        height, width = pixels.shape[:2]
        factor = self.loaded.family.enlarges
        given = self._padded(pixels)
        images = self.pipe(**self._request(given, top, left), **watched(self.pipe, self.share.step)).images
        if not np.isfinite(images).all():
            raise NotFinite
        large: Pixels = np.rint(np.clip(images[0], 0, 1) * 255).astype(np.uint8)
        return large[: height * factor, : width * factor]

    def _padded(self, pixels: Pixels) -> Pixels:
        """Continue the outermost pixels until both sides are what the model takes."""
        down, across = (-side % self.loaded.family.multiple for side in pixels.shape[:2])
        return np.pad(pixels, ((0, down), (0, across), (0, 0)), mode="edge")

    def _request(self, given: Pixels, top: int, left: int) -> dict[str, Any]:
        spec = self.wanted.spec
        prompt, away = texts_of(self.wanted, self.loaded)
        planes = torch.from_numpy(given.transpose(2, 0, 1).copy())[None].float() / 255
        request: dict[str, Any] = {
            "prompt": [plain(prompt)],
            "image": planes,
            "generator": torch.Generator("cpu").manual_seed(self.wanted.seed),
            "num_inference_steps": spec.steps,
            "guidance_scale": spec.guidance,
            "output_type": "np",
        }
        if spec.guidance > 1:
            request["negative_prompt"] = [plain(away)]
        if self.noise is not None:
            height, width = given.shape[:2]
            latents = self.noise[:, :, top : top + height, left : left + width]
            request["latents"] = latents.to(dtype=self.loaded.base.unet.dtype)
        return request
