"""How latents look, roughly: for each family of VAE a linear map from its channels to red, green and blue.

The numbers of four channels are those of the sources named; the others were fitted by the authors of ComfyUI
(comfy/latent_formats.py at commit 75399d7, https://github.com/comfyanonymous/ComfyUI) for a range of -1 to 1 and are
scaled here to 0 to 255.
"""

from dataclasses import dataclass

_HALF = 127.5


@dataclass(frozen=True, slots=True)
class Projection:
    """``factors`` (3, channels) and ``bias`` (3,): red, green and blue, 0 to 255.

    ``patch`` is the side of the square of latents that one token of packed latents stands for.
    """

    factors: tuple[tuple[float, ...], ...]
    bias: tuple[float, float, float]
    patch: int = 2

    @property
    def channels(self) -> int:
        """How many channels its latents have."""
        return len(self.factors[0])


def _fitted(rows: tuple[tuple[float, float, float], ...], bias: tuple[float, float, float]) -> Projection:
    red, green, blue = (tuple(_HALF * row[color] for row in rows) for color in range(3))
    return Projection((red, green, blue), (_HALF + _HALF * bias[0], _HALF + _HALF * bias[1], _HALF + _HALF * bias[2]))


# Stable Diffusion 1 and 2: https://discuss.huggingface.co/t/decoding-latents-to-rgb-without-upscaling/23204/2
SD = Projection(
    (
        (37.995, 23.8425, -20.145, -23.46),
        (26.3925, 36.465, 24.0975, -34.5525),
        (26.52, 22.0575, 33.66, -60.3075),
    ),
    (127.5, 127.5, 127.5),
)
# Stable Diffusion XL: https://huggingface.co/docs/diffusers/v0.36.0/using-diffusers/callback, section on displaying a
# picture after each step.
SDXL = Projection(
    ((60.0, -60.0, 25.0, -70.0), (60.0, -5.0, 15.0, -50.0), (60.0, 10.0, -5.0, -35.0)),
    (150.0, 140.0, 130.0),
)
FLUX = _fitted(
    (
        (-0.0346, 0.0244, 0.0681), (0.0034, 0.0210, 0.0687), (0.0275, -0.0668, -0.0433), (-0.0174, 0.0160, 0.0617),
        (0.0859, 0.0721, 0.0329), (0.0004, 0.0383, 0.0115), (0.0405, 0.0861, 0.0915), (-0.0236, -0.0185, -0.0259),
        (-0.0245, 0.0250, 0.1180), (0.1008, 0.0755, -0.0421), (-0.0515, 0.0201, 0.0011), (0.0428, -0.0012, -0.0036),
        (0.0817, 0.0765, 0.0749), (-0.1264, -0.0522, -0.1103), (-0.0280, -0.0881, -0.0499), (-0.1262, -0.0982, -0.0778),
    ),
    (-0.0329, -0.0718, -0.0851),
)  # fmt: skip
FLUX2 = _fitted(
    (
        (0.0058, 0.0113, 0.0073), (0.0495, 0.0443, 0.0836), (-0.0099, 0.0096, 0.0644), (0.2144, 0.3009, 0.3652),
        (0.0166, -0.0039, -0.0054), (0.0157, 0.0103, -0.0160), (-0.0398, 0.0902, -0.0235), (-0.0052, 0.0095, 0.0109),
        (-0.3527, -0.2712, -0.1666), (-0.0301, -0.0356, -0.0180), (-0.0107, 0.0078, 0.0013), (0.0746, 0.0090, -0.0941),
        (0.0156, 0.0169, 0.0070), (-0.0034, -0.0040, -0.0114), (0.0032, 0.0181, 0.0080), (-0.0939, -0.0008, 0.0186),
        (0.0018, 0.0043, 0.0104), (0.0284, 0.0056, -0.0127), (-0.0024, -0.0022, -0.0030), (0.1207, -0.0026, 0.0065),
        (0.0128, 0.0101, 0.0142), (0.0137, -0.0072, -0.0007), (0.0095, 0.0092, -0.0059), (0.0000, -0.0077, -0.0049),
        (-0.0465, -0.0204, -0.0312), (0.0095, 0.0012, -0.0066), (0.0290, -0.0034, 0.0025), (0.0220, 0.0169, -0.0048),
        (-0.0332, -0.0457, -0.0468), (-0.0085, 0.0389, 0.0609), (-0.0076, 0.0003, -0.0043), (-0.0111, -0.0460, -0.0614),
    ),
    (-0.0329, -0.0718, -0.0851),
)  # fmt: skip
WAN = _fitted(
    (
        (-0.1299, -0.1692, 0.2932), (0.0671, 0.0406, 0.0442), (0.3568, 0.2548, 0.1747), (0.0372, 0.2344, 0.1420),
        (0.0313, 0.0189, -0.0328), (0.0296, -0.0956, -0.0665), (-0.3477, -0.4059, -0.2925), (0.0166, 0.1902, 0.1975),
        (-0.0412, 0.0267, -0.1364), (-0.1293, 0.0740, 0.1636), (0.0680, 0.3019, 0.1128), (0.0032, 0.0581, 0.0639),
        (-0.1251, 0.0927, 0.1699), (0.0060, -0.0633, 0.0005), (0.3477, 0.2275, 0.2950), (0.1984, 0.0913, 0.1861),
    ),
    (-0.1835, -0.0868, -0.3360),
)  # fmt: skip
HUNYUAN_VIDEO = _fitted(
    (
        (-0.0395, -0.0331, 0.0445), (0.0696, 0.0795, 0.0518), (0.0135, -0.0945, -0.0282), (0.0108, -0.0250, -0.0765),
        (-0.0209, 0.0032, 0.0224), (-0.0804, -0.0254, -0.0639), (-0.0991, 0.0271, -0.0669), (-0.0646, -0.0422, -0.0400),
        (-0.0696, -0.0595, -0.0894), (-0.0799, -0.0208, -0.0375), (0.1166, 0.1627, 0.0962), (0.1165, 0.0432, 0.0407),
        (-0.2315, -0.1920, -0.1355), (-0.0270, 0.0401, -0.0821), (-0.0616, -0.0997, -0.0727),
        (0.0249, -0.0469, -0.1703),
    ),
    (0.0259, -0.0192, -0.0761),
)  # fmt: skip

_BY_SCALING = {(4, 0.18215): SD, (4, 0.13025): SDXL, (16, 0.3611): FLUX, (16, 0.47699): HUNYUAN_VIDEO}
# The VAE of Qwen-Image is that of Wan 2.1 (its configuration has the same means and deviations).
_BY_CLASS = {"AutoencoderKLQwenImage": WAN, "AutoencoderKLWan": WAN, "AutoencoderKLFlux2": FLUX2}


def projection_for(kind: str, channels: int, scaling: float) -> Projection | None:
    """Return the projection of a VAE by its class, channels and scaling factor; None where none is known."""
    found = _BY_CLASS.get(kind) or _BY_SCALING.get((channels, round(scaling, 5)))
    return found if found and found.channels == channels else None
