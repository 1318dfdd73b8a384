"""Tiny pipelines of the newer families: Z-Image, FLUX.2 klein, FLUX.1 Kontext and Fill, Qwen-Image and its editors."""

import json
from pathlib import Path
from typing import Any

import torch

from tests.gpu_worker.engines.diffusers import tiny_models as tiny
from tests.gpu_worker.engines.diffusers.tiny_models import diffusers, transformers

_CHAT = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
_HIDDEN = 16
_SEEN = ("<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>")
_MARKS = {"unk_token": "<|endoftext|>", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}


def save_zimage(folder: Path) -> Path:
    """Save a pipeline shaped like Z-Image, with latents of sixteen channels as Flux has them."""
    torch.manual_seed(0)
    tokenizer = _qwen_tokenizer()
    transformer = diffusers.ZImageTransformer2DModel(
        all_patch_size=(2,), all_f_patch_size=(1,), in_channels=16, dim=32, n_layers=1, n_refiner_layers=1, n_heads=2,
        n_kv_heads=2, qk_norm=True, cap_feat_dim=_HIDDEN, rope_theta=256.0, t_scale=1000.0, axes_dims=[8, 4, 4],
        axes_lens=[256, 32, 32],
    )  # fmt: skip
    with torch.no_grad():
        for name, weight in transformer.named_parameters():
            if "pad_token" in name:  # made without being filled
                weight.normal_()
    pipe = diffusers.ZImagePipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(), vae=tiny.vae(scaling=0.3611, channels=16, shift=0.1159),
        text_encoder=_qwen3(tokenizer, layers=2), tokenizer=tokenizer, transformer=transformer,
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_klein(folder: Path) -> Path:
    """Save a pipeline shaped like FLUX.2 klein, which looks at up to four pictures."""
    torch.manual_seed(0)
    tokenizer = _qwen_tokenizer()
    transformer = diffusers.Flux2Transformer2DModel(
        patch_size=1, in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=3 * _HIDDEN, timestep_guidance_channels=32, axes_dims_rope=[4, 4, 4, 4],
        guidance_embeds=False,
    )  # fmt: skip
    vae = diffusers.AutoencoderKLFlux2(
        in_channels=3, out_channels=3, down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4, block_out_channels=(8, 8, 8, 8), layers_per_block=1,
        latent_channels=4, norm_num_groups=4, sample_size=64, use_quant_conv=True, use_post_quant_conv=True,
    )  # fmt: skip
    pipe = diffusers.Flux2KleinPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(), vae=vae, text_encoder=_qwen3(tokenizer, layers=28),
        tokenizer=tokenizer, transformer=transformer, is_distilled=True,
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_kontext(folder: Path) -> Path:
    """Save a pipeline shaped like FLUX.1 Kontext, which has the parts of FLUX.1."""
    index = tiny.save_flux(folder) / "model_index.json"
    listed = json.loads(index.read_text(encoding="utf-8"))
    index.write_text(json.dumps(listed | {"_class_name": "FluxKontextPipeline"}), encoding="utf-8")
    return folder


def save_fill(folder: Path) -> Path:
    """Save a pipeline shaped like FLUX.1 Fill, whose network is given the masked picture and the mask as well."""
    torch.manual_seed(0)
    tiny.save_flux(folder)
    parts = diffusers.FluxPipeline.from_pretrained(folder, local_files_only=True).components
    # 4 channels a latent pixel, packed by 2 × 2; the picture likewise, and 8 × 8 pixels of mask for each of the four.
    wider = diffusers.FluxTransformer2DModel.from_config(
        parts["transformer"].config, in_channels=16 + 16 + 256, out_channels=16
    )
    kept = {name: parts[name] for name in ("scheduler", "vae", "text_encoder", "tokenizer", "text_encoder_2")}
    pipe = diffusers.FluxFillPipeline(**kept, tokenizer_2=parts["tokenizer_2"], transformer=wider)
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def _qwen_tokenizer() -> Any:  # noqa: ANN401 - transformers has no types
    letters = [*(chr(code) for code in range(33, 127)), "Ġ", "Ċ"]
    marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *_SEEN]
    words = {word: number for number, word in enumerate([*marks, *letters])}
    tokenizer = transformers.Qwen2Tokenizer(vocab=words, merges=[], extra_special_tokens=list(_SEEN), **_MARKS)
    tokenizer.chat_template = _CHAT
    return tokenizer


def _qwen3(tokenizer: Any, *, layers: int) -> Any:  # noqa: ANN401 - transformers has no types
    config = transformers.Qwen3Config(
        vocab_size=len(tokenizer) + 2, hidden_size=_HIDDEN, intermediate_size=16, num_hidden_layers=layers,
        num_attention_heads=2, num_key_value_heads=2, head_dim=8, max_position_embeddings=1024,
    )  # fmt: skip
    return transformers.Qwen3ForCausalLM(config)


def save_qwen(folder: Path) -> Path:
    """Save a pipeline shaped like Qwen-Image."""
    torch.manual_seed(0)
    tokenizer = _qwen_tokenizer()
    transformer = diffusers.QwenImageTransformer2DModel(
        patch_size=2, in_channels=16, out_channels=4, num_layers=1, attention_head_dim=16, num_attention_heads=3,
        joint_attention_dim=_HIDDEN, guidance_embeds=False, axes_dims_rope=(8, 4, 4),
    )  # fmt: skip
    vae = diffusers.AutoencoderKLQwenImage(
        base_dim=8, z_dim=4, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True],
        latents_mean=[0.0] * 4, latents_std=[1.0] * 4,
    )  # fmt: skip
    pipe = diffusers.QwenImagePipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(), vae=vae, text_encoder=_qwen_vl(tokenizer),
        tokenizer=tokenizer, transformer=transformer,
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def save_qwen_edit(folder: Path) -> Path:
    """Save a pipeline shaped like Qwen-Image-Edit of September 2025, with a processor as the hub's folder has it.

    That names a class of transformers 4 which needed torchvision.
    """
    save_qwen(folder)
    tokenizer = _qwen_tokenizer()
    tokenizer.save_pretrained(folder / "processor")
    seen = transformers.Qwen2VLImageProcessorPil(patch_size=14, temporal_patch_size=2, merge_size=2)
    told = seen.to_dict() | {"image_processor_type": "Qwen2VLImageProcessorFast", "processor_class": "Qwen2VLProcessor"}
    (folder / "processor" / "preprocessor_config.json").write_text(json.dumps(told), encoding="utf-8")
    index = folder / "model_index.json"
    listed = json.loads(index.read_text(encoding="utf-8"))
    more = {"_class_name": "QwenImageEditPlusPipeline", "processor": ["transformers", "Qwen2VLProcessor"]}
    index.write_text(json.dumps(listed | more), encoding="utf-8")
    return folder


def save_qwen_edit_first(folder: Path) -> Path:
    """Save a pipeline shaped like the first Qwen-Image-Edit, which looks at one picture."""
    index = save_qwen_edit(folder) / "model_index.json"
    listed = json.loads(index.read_text(encoding="utf-8"))
    index.write_text(json.dumps(listed | {"_class_name": "QwenImageEditPipeline"}), encoding="utf-8")
    return folder


def _qwen_vl(tokenizer: Any) -> Any:  # noqa: ANN401 - transformers has no types
    words = {
        "vocab_size": len(tokenizer) + 2, "hidden_size": _HIDDEN, "intermediate_size": 16, "num_hidden_layers": 2,
        "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 1024,
        "rope_parameters": {"mrope_section": [1, 1, 2], "rope_type": "default", "rope_theta": 1e6},
    }  # fmt: skip
    seen = {"depth": 1, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2, "out_hidden_size": _HIDDEN}
    names = ("vision_start_token_id", "vision_end_token_id", "image_token_id", "video_token_id")
    marks = {name: tokenizer.convert_tokens_to_ids(mark) for name, mark in zip(names, _SEEN, strict=True)}
    config = transformers.Qwen2_5_VLConfig(
        text_config=words, vision_config=seen, bos_token_id=0, eos_token_id=2, **marks
    )
    return transformers.Qwen2_5_VLForConditionalGeneration(config)
