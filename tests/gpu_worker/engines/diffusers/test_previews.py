"""Pictures of unfinished latents: linear maps, packed latents, and a tiny decoder where it is there."""

from pathlib import Path

import pytest

from tests.gpu_worker.engines.diffusers.conftest import NO_TORCH, SIDE, MakeEngine, Witness, entry_text, wanted

pytest.importorskip("torch", reason=NO_TORCH)
import torch

from gpu_worker.engines.diffusers.painting.factors import FLUX, SDXL, projection_for
from gpu_worker.engines.diffusers.painting.previews import flattened, projected

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
]


def test_a_preview_is_a_linear_map_of_the_latents() -> None:
    (grey,) = projected(torch.zeros(1, 4, 2, 3), SDXL)
    assert grey.shape == (2, 3, 3)
    assert grey[0, 0].tolist() == [150, 140, 130]
    (wild,) = projected(torch.full((1, 4, 1, 1), float("nan")), SDXL)
    assert wild.tolist() == [[[0, 0, 0]]]
    assert projected(torch.zeros(1, 4, 2, 3), None) == ()
    assert projected(torch.zeros(1, 4, 2, 3), FLUX) == (), "channels that are not its own"
    assert projection_for("AutoencoderKL", 16, 0.3611) is FLUX
    assert projection_for("AutoencoderKL", 4, 0.3611) is None


def test_packed_latents_are_laid_out_as_they_lie_in_the_picture() -> None:
    plain = torch.arange(2 * 16 * 4 * 6).reshape(2, 16, 4, 6).float()
    packed = plain.reshape(2, 16, 2, 2, 3, 2).permute(0, 2, 4, 1, 3, 5).reshape(2, 6, 64)  # as FluxPipeline packs them
    flat = flattened(packed, (48, 32), FLUX)
    assert flat is not None
    assert torch.equal(flat, plain)
    assert flattened(torch.zeros(1, 7, 64), (48, 32), FLUX) is None, "tokens that make no rectangle"


def test_a_tiny_decoder_makes_the_previews_where_it_is_there(overlays: Path, make_engine: MakeEngine) -> None:
    entry = entry_text("sd", "./sd") + f'preview = {{ source = "{overlays}/taesd" }}\n'
    broken = entry_text("other", "./sd") + f'preview = {{ source = "{overlays}/sd-looks" }}\n'
    engine = make_engine(entry, broken, preview_every_s=0.0)
    for model, size in (("sd", (SIDE // 4, SIDE // 4, 3)), ("other", (SIDE // 8, SIDE // 8, 3))):
        witness = Witness()
        engine.render([wanted(model)], witness)
        shapes = [preview.shape for previews in witness.previews for preview in previews]
        assert shapes[0] == size
