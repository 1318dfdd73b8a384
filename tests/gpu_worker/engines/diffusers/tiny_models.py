"""Real pipelines of a few hundred kilobytes: built from configurations with random weights and saved to a folder.

They draw noise, but they run every line that a grown model runs. The tokenizers know single characters only.
"""

import importlib
import string
from pathlib import Path
from typing import Any

import torch

diffusers: Any = importlib.import_module("diffusers")
transformers: Any = importlib.import_module("transformers")
_LETTERS = string.ascii_lowercase + string.digits + string.punctuation


def save_sd(folder: Path, *, seed: int = 0, slim: bool = False) -> Path:
    """Save a pipeline shaped like Stable Diffusion 1.5; sides are multiples of 8. ``slim`` is as in ``_unet``."""
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer()
    pipe = diffusers.StableDiffusionPipeline(
        vae=vae(scaling=0.18215, channels=4, slim=slim),
        text_encoder=transformers.CLIPTextModel(clip_config(tokenizer)),
        tokenizer=tokenizer,
        unet=diffusers.UNet2DConditionModel(**_unet(slim=slim), cross_attention_dim=32),
        scheduler=diffusers.PNDMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, skip_prk_steps=True
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_sdxl(folder: Path, *, seed: int = 0, slim: bool = False) -> Path:
    """Save a pipeline shaped like Stable Diffusion XL."""
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer()
    unet = diffusers.UNet2DConditionModel(
        **_unet(slim=slim),
        cross_attention_dim=64,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + 32,
        use_linear_projection=True,
    )
    pipe = diffusers.StableDiffusionXLPipeline(
        vae=vae(scaling=0.13025, channels=4, slim=slim),
        text_encoder=transformers.CLIPTextModel(clip_config(tokenizer)),
        text_encoder_2=transformers.CLIPTextModelWithProjection(clip_config(tokenizer)),
        tokenizer=tokenizer,
        tokenizer_2=clip_tokenizer(),
        unet=unet,
        scheduler=diffusers.EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
        ),
        add_watermarker=False,
    )
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_flux(folder: Path, *, seed: int = 0, guided: bool = False, slim: bool = False) -> Path:
    """Save a pipeline shaped like FLUX.1 [schnell]; ``guided`` like [dev], which takes guidance as an input."""
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer()
    pipe = diffusers.FluxPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=1.0),
        vae=vae(scaling=0.3611, channels=4, shift=0.1159, slim=slim),
        text_encoder=transformers.CLIPTextModel(clip_config(tokenizer)),
        tokenizer=tokenizer,
        text_encoder_2=transformers.T5EncoderModel(t5_config()),
        tokenizer_2=t5_tokenizer(),
        transformer=diffusers.FluxTransformer2DModel(
            patch_size=1,
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=32,
            pooled_projection_dim=32,
            axes_dims_rope=(4, 4, 8),
            guidance_embeds=guided,
        ),
    )
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def clip_tokenizer() -> Any:  # noqa: ANN401 - transformers and diffusers say no types
    """Return a tokenizer that knows single characters."""
    words = ["<|startoftext|>", "<|endoftext|>", *_LETTERS, *(letter + "</w>" for letter in _LETTERS)]
    vocabulary = {word: number for number, word in enumerate(words)}
    return transformers.CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77)


def t5_tokenizer() -> Any:  # noqa: ANN401 - transformers and diffusers say no types
    """Return a tokenizer that knows single characters."""
    specials = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    return transformers.T5Tokenizer(
        vocab=[*specials, *((letter, -3.0) for letter in _LETTERS)], extra_ids=0, model_max_length=512
    )


def t5_config() -> Any:  # noqa: ANN401 - transformers and diffusers say no types
    """Return the shape of a T5 encoder."""
    return transformers.T5Config(vocab_size=256, d_model=32, d_kv=8, d_ff=37, num_layers=2, num_heads=4, pad_token_id=0)


def clip_config(tokenizer: Any) -> Any:  # noqa: ANN401 - transformers and diffusers say no types
    """Return the shape of a CLIP text encoder."""
    return transformers.CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=37,
        num_hidden_layers=2,
        num_attention_heads=4,
        projection_dim=32,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _unet(*, slim: bool) -> dict[str, Any]:
    """Return a U-Net's shape; slim ones are about as wide as those in diffusers' own tests."""
    return {
        "block_out_channels": (8, 16) if slim else (32, 64),
        "layers_per_block": 1,
        "sample_size": 8,
        "in_channels": 4,
        "out_channels": 4,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        "attention_head_dim": 8,
        "norm_num_groups": 8 if slim else 32,
    }


def vae(*, scaling: float, channels: int, shift: float | None = None, slim: bool = False) -> Any:  # noqa: ANN401 - transformers and diffusers say no types
    """Return an autoencoder of pictures."""
    width = 8 if slim else 32
    return diffusers.AutoencoderKL(
        block_out_channels=[width] * 4,
        in_channels=3,
        out_channels=3,
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        latent_channels=channels,
        norm_num_groups=width // 4,
        sample_size=64,
        scaling_factor=scaling,
        shift_factor=shift,
    )
