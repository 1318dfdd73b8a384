"""Cheap pictures of unfinished latents: one matrix product, or a tiny decoder where its weights are there."""

import logging
import time
from collections.abc import Sequence
from typing import Any

import torch

from gpu_worker.engines.diffusers.painting.factors import Projection, projection_for
from gpu_worker.engines.engine import Pixels

LARGEST_SHARE = 0.03  # of the time, that decoding previews may take (bar P8)
_VIDEO_AXES, _PACKED_AXES = 5, 3
_log = logging.getLogger(__name__)


class Previewer:
    """Makes previews of one model's latents."""

    def __init__(self, base: Any) -> None:  # noqa: ANN401 - diffusers has no types
        """Find out how the model's latents look."""
        vae = getattr(base, "vae", None)
        config = getattr(vae, "config", None)
        channels = getattr(config, "latent_channels", None) or getattr(config, "z_dim", None) or 0
        self.projection = projection_for(type(vae).__name__, channels, getattr(config, "scaling_factor", None) or 0.0)
        self.tiny: Any = None
        self._not_before = 0.0

    @property
    def can(self) -> bool:
        """Whether there is anything to make previews with."""
        return self.projection is not None or self.tiny is not None

    def note(self, sentence: str) -> None:
        """Say on the log what is missing."""
        _log.warning("%s", sentence)

    def previews(self, latents: torch.Tensor, size: tuple[int, int]) -> Sequence[Pixels]:
        """Return a small picture of each latent of pictures of a size (width, height); none where nothing is known.

        ``latents`` are (batch, channels, h, w), with an axis of frames before h in videos, of which the middle one is
        shown, or (batch, tokens, channels) where the transformer takes squares of them for tokens.
        """
        flat = flattened(latents.detach(), size, self.projection)
        if flat is None:
            return ()
        decoded = self._decoded(flat) if self.tiny is not None else ()
        return decoded or projected(flat, self.projection)

    def _decoded(self, latents: torch.Tensor) -> Sequence[Pixels]:
        """Return what the tiny decoder makes of latents, unless its share of the time is used up."""
        if latents.shape[1] != self.tiny.config.latent_channels or time.monotonic() < self._not_before:
            return ()
        begun = time.monotonic()
        with torch.inference_mode():
            pixels = self.tiny.decode(latents.to(self.tiny.device, self.tiny.dtype)).sample
        small = torch.nn.functional.avg_pool2d(pixels.float(), 4)
        whole = ((small.clamp(-1, 1) + 1) * 127.5).nan_to_num().round().to("cpu", torch.uint8)
        took = time.monotonic() - begun
        self._not_before = begun + took / LARGEST_SHARE
        return [picture.permute(1, 2, 0).contiguous().numpy() for picture in whole]


def projected(latents: torch.Tensor, projection: Projection | None) -> Sequence[Pixels]:
    """Return a picture of each latent: (batch, channels, h, w) → batch × (h, w, 3) uint8; none without projection."""
    if projection is None or latents.shape[1] != projection.channels:
        return ()
    plain = latents.to("cpu", torch.float32)
    rgb = torch.einsum("bchw,rc->bhwr", plain, torch.tensor(projection.factors)) + torch.tensor(projection.bias)
    whole = rgb.nan_to_num().round().clamp(0, 255).to(torch.uint8)
    return [pixels.numpy() for pixels in whole]


def flattened(latents: torch.Tensor, size: tuple[int, int], projection: Projection | None) -> torch.Tensor | None:
    """Return latents as (batch, channels, h, w), or None where their shape means nothing here."""
    if latents.ndim == _VIDEO_AXES:
        return latents[:, :, latents.shape[2] // 2]
    if latents.ndim != _PACKED_AXES:
        return latents
    patch = projection.patch if projection else 2
    batch, tokens, channels = latents.shape
    across = round((tokens * size[0] / size[1]) ** 0.5)
    if across < 1 or tokens % across or channels % patch**2:
        return None
    down = tokens // across
    squares = latents.reshape(batch, down, across, channels // patch**2, patch, patch)
    return squares.permute(0, 3, 1, 4, 2, 5).reshape(batch, channels // patch**2, down * patch, across * patch)
