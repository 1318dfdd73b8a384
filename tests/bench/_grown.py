"""Pipelines for the GPU's benchmark: tiny ones, or networks of the published sizes, all with random weights."""

import importlib
import tempfile
from pathlib import Path
from typing import Any


def built(name: str, *, grown: bool) -> Any:  # noqa: ANN401 - diffusers has no types
    """Return a pipeline of a family: tiny, or its networks at the published sizes with random weights."""
    torch: Any = importlib.import_module("torch")
    tiny: Any = importlib.import_module("tests.gpu_worker.engines.diffusers.tiny_models")
    diffusers = tiny.diffusers
    with tempfile.TemporaryDirectory() as folder:
        getattr(tiny, f"save_{name}")(Path(folder) / name)
        pipe = diffusers.DiffusionPipeline.from_pretrained(Path(folder) / name, local_files_only=True)
    if grown:
        with torch.device("cuda"):
            torch.set_default_dtype(torch.bfloat16)
            changed = _grown(name, diffusers)
            torch.set_default_dtype(torch.float32)
        pipe.register_modules(**changed)
    pipe.set_progress_bar_config(disable=True)
    return pipe.to("cuda", torch.bfloat16) if grown else pipe.to("cpu", torch.float32)


def _grown(name: str, diffusers: Any) -> dict[str, object]:  # noqa: ANN401 - diffusers has no types
    """Return networks at the sizes of SDXL's and FLUX.1's published configurations; words are read by tiny ones."""
    vae = {
        "block_out_channels": (128, 256, 512, 512), "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4, "layers_per_block": 2, "sample_size": 1024,
    }  # fmt: skip
    if name == "sdxl":
        unet = diffusers.UNet2DConditionModel(
            sample_size=128, in_channels=4, out_channels=4, layers_per_block=2, block_out_channels=(320, 640, 1280),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            transformer_layers_per_block=(1, 2, 10), attention_head_dim=(5, 10, 20), cross_attention_dim=64,
            use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=6 * 8 + 32,
        )  # fmt: skip
        return {"unet": unet, "vae": diffusers.AutoencoderKL(latent_channels=4, scaling_factor=0.13025, **vae)}
    transformer = diffusers.FluxTransformer2DModel(
        in_channels=64, num_layers=19, num_single_layers=38, attention_head_dim=128, num_attention_heads=24,
        joint_attention_dim=32, pooled_projection_dim=32, guidance_embeds=True, axes_dims_rope=(16, 56, 56),
    )  # fmt: skip
    kind = diffusers.AutoencoderKL(latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159, **vae)
    return {"transformer": transformer, "vae": kind}
