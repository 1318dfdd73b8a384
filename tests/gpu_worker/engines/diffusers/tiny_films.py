"""Tiny video pipelines and tiny pipelines of the newer families, built from configurations with random weights."""

from pathlib import Path
from typing import Any

import torch

from tests.gpu_worker.engines.diffusers import tiny_models as tiny
from tests.gpu_worker.engines.diffusers.tiny_models import diffusers, transformers


def save_animatediff(folder: Path) -> Path:
    """Save a motion adapter that fits the tiny Stable Diffusion pipeline."""
    torch.manual_seed(0)
    adapter = diffusers.MotionAdapter(
        block_out_channels=(32, 64), motion_layers_per_block=1, motion_norm_num_groups=2, motion_num_attention_heads=4,
        use_motion_mid_block=False,
    )  # fmt: skip
    adapter.save_pretrained(folder)
    return folder


def save_modelscope(folder: Path) -> Path:
    """Save a pipeline shaped like ModelScope's text to video."""
    torch.manual_seed(0)
    tokenizer = tiny.clip_tokenizer()
    unet = diffusers.UNet3DConditionModel(
        block_out_channels=(8, 8), layers_per_block=1, sample_size=8, in_channels=4, out_channels=4,
        down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"), up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        cross_attention_dim=32, attention_head_dim=4, norm_num_groups=2,
    )  # fmt: skip
    pipe = diffusers.TextToVideoSDPipeline(
        vae=tiny.vae(scaling=0.18215, channels=4), text_encoder=transformers.CLIPTextModel(tiny.clip_config(tokenizer)),
        tokenizer=tokenizer, unet=unet, scheduler=diffusers.DDIMScheduler(),
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_ltx(folder: Path) -> Path:
    """Save a pipeline shaped like LTX-Video."""
    torch.manual_seed(0)
    vae = diffusers.AutoencoderKLLTXVideo(
        in_channels=3, out_channels=3, latent_channels=8, block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8), layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 1, 1), spatio_temporal_scaling=(True, True, False, False),
        decoder_spatio_temporal_scaling=(True, True, False, False), decoder_inject_noise=(False,) * 5,
        upsample_residual=(False,) * 4, upsample_factor=(1,) * 4, timestep_conditioning=False, patch_size=1,
        patch_size_t=1, encoder_causal=True, decoder_causal=False,
    )  # fmt: skip
    vae.use_framewise_encoding = vae.use_framewise_decoding = False
    transformer = diffusers.LTXVideoTransformer3DModel(
        in_channels=8, out_channels=8, patch_size=1, patch_size_t=1, num_attention_heads=4, attention_head_dim=8,
        cross_attention_dim=32, num_layers=1, caption_channels=32,
    )  # fmt: skip
    pipe = diffusers.LTXPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(), vae=vae, text_encoder=_t5(),
        tokenizer=tiny.t5_tokenizer(), transformer=transformer,
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def _wan_vae() -> Any:  # noqa: ANN401 - diffusers has no types
    return diffusers.AutoencoderKLWan(
        base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
    )


def _wan_transformer(*, channels: int, seen: int | None) -> Any:  # noqa: ANN401 - diffusers has no types
    return diffusers.WanTransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=12, in_channels=channels, out_channels=16,
        text_dim=32, freq_dim=32, ffn_dim=16, num_layers=1, cross_attn_norm=True, qk_norm="rms_norm_across_heads",
        rope_max_seq_len=32, image_dim=seen, added_kv_proj_dim=None if seen is None else 24,
    )  # fmt: skip


def save_wan(folder: Path) -> Path:
    """Save a pipeline shaped like Wan 2.1 from words."""
    torch.manual_seed(0)
    pipe = diffusers.WanPipeline(
        tokenizer=tiny.t5_tokenizer(), text_encoder=_umt5(), vae=_wan_vae(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=7.0),
        transformer=_wan_transformer(channels=16, seen=None),
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_wan_image(folder: Path) -> Path:
    """Save a pipeline shaped like Wan 2.1 from a picture."""
    torch.manual_seed(0)
    seen = transformers.CLIPVisionConfig(
        hidden_size=4, intermediate_size=16, num_hidden_layers=2, num_attention_heads=2, image_size=32, patch_size=16,
        projection_dim=4,
    )  # fmt: skip
    size = {"height": 32, "width": 32}
    pipe = diffusers.WanImageToVideoPipeline(
        tokenizer=tiny.t5_tokenizer(), text_encoder=_umt5(), vae=_wan_vae(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
        transformer=_wan_transformer(channels=36, seen=4),
        image_encoder=transformers.CLIPVisionModelWithProjection(seen),
        image_processor=transformers.CLIPImageProcessor(size=size, crop_size=size),
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def _hunyuan_transformer(*, channels: int, **more: object) -> Any:  # noqa: ANN401 - diffusers has no types
    return diffusers.HunyuanVideoTransformer3DModel(
        in_channels=channels, out_channels=4, num_attention_heads=2, attention_head_dim=10, num_layers=1,
        num_single_layers=1, num_refiner_layers=1, patch_size=1, patch_size_t=1, text_embed_dim=16,
        pooled_projection_dim=32, rope_axes_dim=(2, 4, 4), **more,
    )  # fmt: skip


def _hunyuan_vae() -> Any:  # noqa: ANN401 - diffusers has no types
    return diffusers.AutoencoderKLHunyuanVideo(
        in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(8, 8, 8, 8), layers_per_block=1,
        act_fn="silu", norm_num_groups=4, scaling_factor=0.476986, spatial_compression_ratio=8,
        temporal_compression_ratio=4, mid_block_add_attention=True,
        down_block_types=("HunyuanVideoDownBlock3D",) * 4, up_block_types=("HunyuanVideoUpBlock3D",) * 4,
    )  # fmt: skip


def save_hunyuan(folder: Path) -> Path:
    """Save a pipeline shaped like HunyuanVideo."""
    torch.manual_seed(0)
    tokenizer = tiny.clip_tokenizer()
    llama = transformers.LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=37, num_hidden_layers=2, num_attention_heads=2,
        bos_token_id=0, eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    pipe = diffusers.HunyuanVideoPipeline(
        text_encoder=transformers.LlamaModel(llama), tokenizer=tokenizer, vae=_hunyuan_vae(),
        transformer=_hunyuan_transformer(channels=4, guidance_embeds=True),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=7.0),
        text_encoder_2=transformers.CLIPTextModel(tiny.clip_config(tokenizer)), tokenizer_2=tiny.clip_tokenizer(),
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_hunyuan_image(folder: Path) -> Path:
    """Save a pipeline shaped like HunyuanVideo from a picture, the kind that is given it beside its latents."""
    torch.manual_seed(0)
    tokenizer = tiny.clip_tokenizer()
    marks = ["<image>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
    tokenizer.add_tokens(marks, special_tokens=True)
    words = transformers.LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=16, num_hidden_layers=4, num_attention_heads=2,
        bos_token_id=0, eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    seen = transformers.CLIPVisionConfig(  # the pipeline counts on 24 × 24 pieces of a picture
        hidden_size=8, intermediate_size=8, num_hidden_layers=2, num_attention_heads=2, image_size=24, patch_size=1,
        projection_dim=8,
    )  # fmt: skip
    both = transformers.LlavaConfig(
        vision_config=seen, text_config=words, image_token_index=tokenizer.convert_tokens_to_ids(marks[0]),
        pad_token_id=1, image_seq_length=24 * 24,
    )  # fmt: skip
    size = {"height": 24, "width": 24}
    reader = tiny.clip_tokenizer()
    pipe = diffusers.HunyuanVideoImageToVideoPipeline(
        text_encoder=transformers.LlavaForConditionalGeneration(both), tokenizer=tokenizer, vae=_hunyuan_vae(),
        transformer=_hunyuan_transformer(channels=9, guidance_embeds=False, image_condition_type="latent_concat"),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=7.0),
        text_encoder_2=transformers.CLIPTextModel(tiny.clip_config(reader)), tokenizer_2=reader,
        image_processor=transformers.CLIPImageProcessor(size=size, crop_size=size),
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def _t5() -> Any:  # noqa: ANN401 - transformers has no types
    return transformers.T5EncoderModel(tiny.t5_config())


def _umt5() -> Any:  # noqa: ANN401 - transformers has no types
    return transformers.UMT5EncoderModel(
        transformers.UMT5Config(vocab_size=256, d_model=32, d_kv=8, d_ff=37, num_layers=2, num_heads=4, pad_token_id=0)
    )
