"""Cheap pictures of unfinished latents: one matrix product, no weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from gpu_worker.engines.engine import Pixels


@dataclass(frozen=True, slots=True)
class Projection:
    """A linear map from latent channels to red, green and blue, 0 to 255: ``factors`` (3, channels), ``bias`` (3,)."""

    factors: tuple[tuple[float, ...], ...]
    bias: tuple[float, float, float]


# One for each family of VAE, known by the scale of its latents. Others (Flux, SD 3, Qwen-Image: 16 channels) have
# none here until factors are fitted to their own VAE.
_PROJECTIONS = {
    # Stable Diffusion 1 and 2: https://discuss.huggingface.co/t/decoding-latents-to-rgb-without-upscaling/23204/2
    # gives factors for a range of -1 to 1, here × 127.5.
    (4, 0.18215): Projection(
        (
            (37.995, 23.8425, -20.145, -23.46),
            (26.3925, 36.465, 24.0975, -34.5525),
            (26.52, 22.0575, 33.66, -60.3075),
        ),
        (127.5, 127.5, 127.5),
    ),
    # Stable Diffusion XL: https://huggingface.co/docs/diffusers/v0.36.0/using-diffusers/callback, section on
    # displaying a picture after each step.
    (4, 0.13025): Projection(
        ((60.0, -60.0, 25.0, -70.0), (60.0, -5.0, 15.0, -50.0), (60.0, 10.0, -5.0, -35.0)),
        (150.0, 140.0, 130.0),
    ),
}


def projection_for(channels: int, scaling: float) -> Projection | None:
    """Return the projection of a VAE by its ``latent_channels`` and ``scaling_factor``; None where none is known."""
    return _PROJECTIONS.get((channels, round(scaling, 5)))


def previews_of(latents: torch.Tensor, projection: Projection | None) -> Sequence[Pixels]:
    """Return a picture of each latent: (batch, channels, h, w) → batch × (h, w, 3) uint8; none without projection."""
    if projection is None or latents.ndim != 4:  # noqa: PLR2004 - packed latents have three axes
        return ()
    plain = latents.detach().to("cpu", torch.float32)
    rgb = torch.einsum("bchw,rc->bhwr", plain, torch.tensor(projection.factors)) + torch.tensor(projection.bias)
    whole = rgb.nan_to_num().round().clamp(0, 255).to(torch.uint8)
    return [pixels.numpy() for pixels in whole]
