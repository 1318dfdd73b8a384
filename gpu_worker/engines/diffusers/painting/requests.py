"""The call of a pipeline for some wanted pictures that are drawn alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import torch
from PIL import Image, ImageOps

from core.jobs.editing import Control, Mode
from core.jobs.tuning import Tuning
from gpu_worker.engines.diffusers.loading.libraries import Pipe, supports
from gpu_worker.engines.diffusers.loading.loaded import Loaded
from gpu_worker.engines.diffusers.loading.overlays import Look
from gpu_worker.engines.diffusers.models.families import Family, Guidance, Reader, Task
from gpu_worker.engines.diffusers.painting.pictures import Canvas, fitted
from gpu_worker.engines.diffusers.painting.styles import negative, styled
from gpu_worker.engines.diffusers.painting.words import Clip, plain, read, tokenized
from gpu_worker.engines.engine import Pixels, Wanted

CHARACTER, STYLE, BOTH = 0.6, 0.9, 0.5  # scales of IP-Adapters; diffusers' guide suggests 0.5 to 0.8 with a prompt
CONTROL = 0.8
SCHNELL = (
    256  # places of T5 that FLUX.1 [schnell] was distilled with (huggingface.co/docs/diffusers/api/pipelines/flux)
)
SMALLEST, STEEPEST = 64, 8  # pixels a side and times as long as wide: what FLUX.2 takes (its image_processor)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a picture is drawn: which pipeline, and how its words are read; pictures of one plan share a batch.

    ``windows`` is how many windows of CLIP its words fill, 0 where the pipeline reads them itself; ``places`` how many
    tokens the words are padded to, 0 where that is the pipeline's own number.
    """

    task: Task
    control: Control | None = None
    references: int = 0
    style: bool = False
    windows: int = 0
    places: int = 0

    def draws_alone(self, family: Family) -> bool:
        """Tell whether all pictures that a call is given would be taken for those of every order."""
        if family.adapters:  # the pipelines repeat what is seen for each prompt
            return self.references > 0 or self.style
        return family.instructed and self.task is not Task.WORDS


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one picture is drawn from beside its words: the canvas, and the map that holds it."""

    wanted: Wanted
    canvas: Canvas | None = None
    map: Pixels | None = None


def plan_of(wanted: Wanted, loaded: Loaded) -> Plan:
    """Decide how a picture is drawn."""
    family, edit, mode = loaded.family, wanted.spec.edit, wanted.spec.mode
    control = edit.control if edit else None
    references, style = len(wanted.references), wanted.style_reference is not None
    windows, places = _windows(wanted, loaded), _places(wanted, loaded)
    if mode in {Mode.INPAINT, Mode.OUTPAINT}:
        task = Task.INPAINT
    elif control is not None:
        task = Task.CONTROL_IMAGE if mode and Task.CONTROL_IMAGE in family.classes else Task.CONTROL
    elif mode is not None or (family.instructed and (references or style)):
        task = Task.IMAGE
    else:
        task = Task.WORDS
    return Plan(task, None if task is Task.INPAINT else control, references, style, windows, places)


def request_of(loaded: Loaded, pipe: Pipe, plan: Plan, sittings: Sequence[Sitting]) -> dict[str, Any]:
    """Return the arguments of one call; all sittings are of one plan, size, steps, guidance, strength and tuning."""
    wanted, spec = [one.wanted for one in sittings], sittings[0].wanted.spec
    request: dict[str, Any] = {
        # One generator a picture, and on the CPU: neither batch nor device changes what a seed gives.
        "generator": [torch.Generator("cpu").manual_seed(one.seed) for one in wanted],
        "num_inference_steps": spec.steps,
        "output_type": "np",
    }
    request |= _guidance(loaded.family, spec.guidance)
    request |= _encoded(loaded, plan, wanted) if plan.windows else _worded(loaded, pipe, wanted)
    if plan.places and supports(pipe, "max_sequence_length"):
        request["max_sequence_length"] = plan.places
    if supports(pipe, "height"):
        request |= {"width": spec.width, "height": spec.height}
    if supports(pipe, "max_area"):  # Kontext draws a megapixel, whatever is asked, unless it is told otherwise
        request |= {"max_area": spec.width * spec.height, "_auto_resize": False}
    if sittings[0].canvas is not None or loaded.family.instructed:
        request |= _pictured(loaded, pipe, plan, sittings)
    if plan.control is not None:
        request |= _held(pipe, sittings)
    if loaded.family.adapters and (plan.references or plan.style):
        request["ip_adapter_image_embeds"] = _seen(loaded, wanted[0], guided=spec.guidance > 1)
    return request


def looks_of(plan: Plan, family: Family) -> list[Look]:
    """Return how each picture that an IP-Adapter looks at counts, those of characters first."""
    if not family.adapters:
        return []
    scale = (BOTH if plan.style else CHARACTER) / max(plan.references, 1) ** 0.5
    characters = [Look(scale)] * plan.references
    return [*characters, *([Look(STYLE, style=True)] if plan.style else [])]


def texts_of(wanted: Wanted, loaded: Loaded) -> tuple[str, str]:
    """Return what a picture should show and what it should not."""
    spec = wanted.spec
    tuning = spec.tuning or Tuning()
    words = loaded.overlays.words(tuning.loras)
    prompt = styled(f"{spec.prompt}, {words}" if words else spec.prompt, spec.style)
    return prompt, ", ".join(part for part in (tuning.negative, negative(spec.style)) if part)


def _guidance(family: Family, guidance: float) -> dict[str, object]:
    if family.guidance is Guidance.TRUE:
        return {"true_cfg_scale": guidance}
    return {"guidance_scale": guidance}


def _is_told(loaded: Loaded, wanted: Wanted) -> bool:
    """Tell whether the model listens to what should not be there."""
    return loaded.family.guidance is not Guidance.EMBEDDED and wanted.spec.guidance > 1


def _worded(loaded: Loaded, pipe: Pipe, wanted: Sequence[Wanted]) -> dict[str, object]:
    texts = [texts_of(one, loaded) for one in wanted]
    request: dict[str, object] = {"prompt": [plain(prompt) for prompt, _ in texts]}
    if supports(pipe, "negative_prompt") and _is_told(loaded, wanted[0]):
        request["negative_prompt"] = [plain(away) for _, away in texts]
    return request


def _clips(loaded: Loaded) -> list[Clip]:
    base = loaded.base
    if loaded.family.reader is Reader.CLIP_PAIR:
        return [
            Clip(base.tokenizer, base.text_encoder, last=False),
            Clip(base.tokenizer_2, base.text_encoder_2, last=False),
        ]
    return [Clip(base.tokenizer, base.text_encoder, last=True)]


def _windows(wanted: Wanted, loaded: Loaded) -> int:
    if loaded.family.reader is Reader.LANGUAGE_MODEL:
        return 0
    tokens = [tokenized(text, clip.tokenizer) for text in texts_of(wanted, loaded) for clip in _clips(loaded)]
    return 0 if all(one.is_plain for one in tokens) else max(len(one.windows) for one in tokens)


def _places(wanted: Wanted, loaded: Loaded) -> int:
    """Return how many places words get; longer ones than a model was distilled with are read to their end all the same.

    What pads them counts in the picture, so the number follows from the model and the words alone.
    """
    base = loaded.base
    if loaded.family.name != "flux" or base.transformer.config.guidance_embeds:
        return 0
    prompt = plain(texts_of(wanted, loaded)[0])
    tokens = base.tokenizer_2(prompt, truncation=True, max_length=SCHNELL + 1).input_ids
    return SCHNELL if len(tokens) <= SCHNELL else 0


def _encoded(loaded: Loaded, plan: Plan, wanted: Sequence[Wanted]) -> dict[str, torch.Tensor]:
    """Return embeddings for words with weights and for prompts that are longer than a window."""
    texts = [texts_of(one, loaded) for one in wanted]
    request = _embedded(loaded, [prompt for prompt, _ in texts], plan.windows, "")
    if _is_told(loaded, wanted[0]):
        request |= _embedded(loaded, [away for _, away in texts], plan.windows, "negative_")
    return request


def _embedded(loaded: Loaded, texts: Sequence[str], windows: int, prefix: str) -> dict[str, torch.Tensor]:
    states: list[torch.Tensor] = []
    pooled: list[torch.Tensor] = []
    for text in texts:
        with torch.inference_mode():
            heard = [
                read(tokenized(text, clip.tokenizer), windows, clip, device=loaded.device) for clip in _clips(loaded)
            ]
        states.append(torch.cat([one.states for one in heard], dim=-1))
        pooled.extend(one.pooled for one in heard if one.pooled is not None)
    request = {f"{prefix}prompt_embeds": torch.cat(states)}
    return request | ({f"{prefix}pooled_prompt_embeds": torch.cat(pooled)} if pooled else {})


def _pictured(loaded: Loaded, pipe: Pipe, plan: Plan, sittings: Sequence[Sitting]) -> dict[str, object]:
    spec = sittings[0].wanted.spec
    canvases = [one.canvas for one in sittings if one.canvas is not None]
    request: dict[str, object] = {"image": [one.picture for one in canvases]}
    if plan.task is Task.INPAINT:
        request["mask_image"] = [one.mask for one in canvases]
    elif loaded.family.instructed:
        request = _instructed(loaded.family, sittings[0])
    if supports(pipe, "strength"):
        # The pipelines run int(steps × strength) of the steps; with few-step models that would be none.
        strength = 1.0 if spec.mode is Mode.OUTPAINT else spec.strength
        request |= {"strength": strength, "num_inference_steps": max(spec.steps, ceil(1 / strength))}
    return request


def _instructed(family: Family, sitting: Sitting) -> dict[str, object]:
    """Return the pictures that a model is told about, which are one picture's: such a model draws one at a time."""
    wanted, size = sitting.wanted, (sitting.wanted.spec.width, sitting.wanted.spec.height)
    first = [sitting.canvas.picture] if sitting.canvas else []
    style = [wanted.style_reference] if wanted.style_reference is not None else []
    others = [_bounded(pixels, size) for pixels in (*wanted.references, *style)]
    pictures = [*first, *others]
    if not pictures:
        return {}
    return {"image": pictures if family.references else pictures[0]}


def _bounded(pixels: Pixels, size: tuple[int, int]) -> Image.Image:
    """Return a picture of its own proportions, no larger than the result and not smaller than models look at."""
    picture = Image.fromarray(pixels).convert("RGB")
    across, down = picture.size
    across, down = min(across, down * STEEPEST), min(down, across * STEEPEST)
    share = max(min(1.0, (size[0] * size[1] / (across * down)) ** 0.5), SMALLEST / min(across, down))
    return ImageOps.fit(picture, (round(across * share), round(down * share)), Image.Resampling.LANCZOS)


def _held(pipe: Pipe, sittings: Sequence[Sitting]) -> dict[str, object]:
    size = (sittings[0].wanted.spec.width, sittings[0].wanted.spec.height)
    maps = [fitted(one.map, size) for one in sittings if one.map is not None]
    name = "control_image" if supports(pipe, "control_image") else "image"
    return {name: maps, "controlnet_conditioning_scale": CONTROL}


def _seen(loaded: Loaded, wanted: Wanted, *, guided: bool) -> list[torch.Tensor]:
    """Return what is seen in the pictures of an order: a tensor for each adapter, nothing's first where guided."""
    style = [wanted.style_reference] if wanted.style_reference is not None else []
    pictures = [Image.fromarray(pixels).convert("RGB") for pixels in (*wanted.references, *style)]
    seen = [loaded.overlays.seen(picture) for picture in pictures]
    return [torch.cat([nothing, some]) if guided else some for some, nothing in seen]


def alike(wanted: Wanted, plan: Plan) -> tuple[object, ...]:
    """Return what pictures of one batch have in common."""
    spec, tuning = wanted.spec, wanted.spec.tuning or Tuning()
    same = (spec.model, spec.width, spec.height, spec.steps, spec.guidance, tuning.scheduler, tuning.loras, plan)
    return same if wanted.reference is None else (*same, spec.strength, spec.mode)
