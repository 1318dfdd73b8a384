"""Tiny pipelines that enlarge by diffusion: ×4 over pixels, ×2 over latents."""

from pathlib import Path

import torch

from tests.gpu_worker.engines.diffusers import tiny_models as tiny
from tests.gpu_worker.engines.diffusers.tiny_models import diffusers, transformers


def save_x4(folder: Path) -> Path:
    """Save a pipeline shaped like Stable Diffusion's ×4: latents lie over the picture, pixel for pixel."""
    torch.manual_seed(0)
    tokenizer = tiny.clip_tokenizer()
    unet = diffusers.UNet2DConditionModel(
        block_out_channels=(32, 32, 64), layers_per_block=1, sample_size=32, in_channels=7, out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), cross_attention_dim=32,
        attention_head_dim=8, use_linear_projection=True, num_class_embeds=1000,
        only_cross_attention=(True, True, False),
    )  # fmt: skip
    vae = diffusers.AutoencoderKL(
        block_out_channels=[32, 32, 64], in_channels=3, out_channels=3, down_block_types=["DownEncoderBlock2D"] * 3,
        up_block_types=["UpDecoderBlock2D"] * 3, latent_channels=4, scaling_factor=0.08333,
    )  # fmt: skip
    pipe = diffusers.StableDiffusionUpscalePipeline(
        vae=vae, text_encoder=transformers.CLIPTextModel(tiny.clip_config(tokenizer)), tokenizer=tokenizer, unet=unet,
        low_res_scheduler=diffusers.DDPMScheduler(),
        scheduler=diffusers.DDIMScheduler(prediction_type="v_prediction", clip_sample=False, set_alpha_to_one=False),
        max_noise_level=350,
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_x2(folder: Path) -> Path:
    """Save a pipeline shaped like Stable Diffusion's latent ×2."""
    torch.manual_seed(0)
    tokenizer = tiny.clip_tokenizer()
    unet = diffusers.UNet2DConditionModel(
        act_fn="gelu", attention_head_dim=8, norm_num_groups=None, block_out_channels=(32, 32, 64, 64),
        time_cond_proj_dim=160, conv_in_kernel=1, conv_out_kernel=1, cross_attention_dim=32,
        down_block_types=("KDownBlock2D", "KCrossAttnDownBlock2D", "KCrossAttnDownBlock2D", "KCrossAttnDownBlock2D"),
        in_channels=8, mid_block_type=None, only_cross_attention=False, out_channels=5,
        resnet_time_scale_shift="scale_shift", time_embedding_type="fourier", timestep_post_act="gelu",
        up_block_types=("KCrossAttnUpBlock2D", "KCrossAttnUpBlock2D", "KCrossAttnUpBlock2D", "KUpBlock2D"),
    )  # fmt: skip
    pipe = diffusers.StableDiffusionLatentUpscalePipeline(
        vae=tiny.vae(scaling=0.18215, channels=4), tokenizer=tokenizer, unet=unet,
        text_encoder=transformers.CLIPTextModel(tiny.clip_config(tokenizer)),
        scheduler=diffusers.EulerDiscreteScheduler(prediction_type="sample"),
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder
