"""What is laid over the tiny pipelines: LoRAs, an IP-Adapter, ControlNets, a tiny decoder; all with random weights."""

import importlib
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from tests.gpu_worker.engines.diffusers.tiny_models import diffusers, transformers

_peft: Any = importlib.import_module("peft")
_PARTS = {"sd": "unet", "sdxl": "unet", "flux": "transformer"}


def save_lora(model: Path, target: Path, *, seed: int = 0, strength: float = 0.5) -> Path:
    """Save a LoRA for the attention of a saved pipeline; ``strength`` is the spread of its random weights."""
    torch.manual_seed(seed)
    pipe = diffusers.DiffusionPipeline.from_pretrained(model, local_files_only=True)
    part = getattr(pipe, _PARTS[model.name])
    part.add_adapter(_peft.LoraConfig(r=2, lora_alpha=2, target_modules=["to_q", "to_v"], init_lora_weights=False))
    weights = _peft.get_peft_model_state_dict(part)
    weights = {name: torch.randn_like(weight) * strength for name, weight in weights.items()}
    type(pipe).save_lora_weights(
        target.parent, **{f"{_PARTS[model.name]}_lora_layers": weights}, weight_name=target.name
    )
    return target


def save_looks(model: Path, folder: Path, *, seed: int = 0) -> Path:
    """Save an IP-Adapter for a saved pipeline of the Stable Diffusion kind, with its image encoder."""
    torch.manual_seed(seed)
    unet = diffusers.UNet2DConditionModel.from_pretrained(model / "unet")
    width, tokens, seen = unet.config.cross_attention_dim, 4, 16
    encoder = transformers.CLIPVisionModelWithProjection(
        transformers.CLIPVisionConfig(
            hidden_size=16, intermediate_size=20, num_hidden_layers=1, num_attention_heads=2, image_size=32,
            patch_size=16, projection_dim=seen,
        )
    )  # fmt: skip
    encoder.save_pretrained(folder / "models" / "image_encoder")
    weights = {
        "image_proj.proj.weight": torch.randn(tokens * width, seen) * 0.5,
        "image_proj.proj.bias": torch.zeros(tokens * width),
        "image_proj.norm.weight": torch.ones(width),
        "image_proj.norm.bias": torch.zeros(width),
    }
    # Adapters count the attentions over words as the UNet lists them: 1, 3, 5 …
    crossed = [name for name in unet.attn_processors if "attn2" in name]
    for number, name in enumerate(crossed):
        inner = unet.get_submodule(name.removesuffix(".processor")).to_k.out_features
        for part in ("k", "v"):
            weights[f"ip_adapter.{2 * number + 1}.to_{part}_ip.weight"] = torch.randn(inner, width) * 0.3
    (folder / "models").mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "models" / "looks.safetensors")
    return folder


def save_controlnet(model: Path, folder: Path, *, seed: int = 0) -> Path:
    """Save a ControlNet for a saved pipeline, with weights that do something at once."""
    torch.manual_seed(seed)
    if model.name == "flux":
        transformer = diffusers.FluxTransformer2DModel.from_pretrained(model / "transformer")
        network = diffusers.FluxControlNetModel.from_transformer(
            transformer, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2
        )
    else:
        unet = diffusers.UNet2DConditionModel.from_pretrained(model / "unet")
        network = diffusers.ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(8, 8, 8, 8))
    with torch.no_grad():
        for weight in network.parameters():  # fresh ones end in zeros, which change nothing
            if not weight.any():
                weight.normal_(std=0.3)
    network.save_pretrained(folder)
    return folder


def save_tiny_decoder(folder: Path) -> Path:
    """Save a decoder for previews (TAESD) of four-channel latents."""
    torch.manual_seed(0)
    diffusers.AutoencoderTiny(
        encoder_block_out_channels=(8, 8, 8, 8), decoder_block_out_channels=(8, 8, 8, 8),
        num_encoder_blocks=(1, 1, 1, 1), num_decoder_blocks=(1, 1, 1, 1),
    ).save_pretrained(folder)  # fmt: skip
    return folder
