"""One clip of a video model, from words or from a picture."""

from math import ceil
from typing import Any

import numpy as np
import torch

from core.jobs.motion import Motion, Move
from core.jobs.tuning import Tuning
from gpu_worker.engines.clips import Clip
from gpu_worker.engines.diffusers.filming.interpolation import interpolated
from gpu_worker.engines.diffusers.loading.libraries import Pipe, supports
from gpu_worker.engines.diffusers.loading.loaded import Loaded
from gpu_worker.engines.diffusers.models.families import Guidance, Task
from gpu_worker.engines.diffusers.painting.painting import Note, NotFinite, watched
from gpu_worker.engines.diffusers.painting.pictures import fitted
from gpu_worker.engines.diffusers.painting.requests import texts_of
from gpu_worker.engines.diffusers.painting.words import plain
from gpu_worker.engines.engine import Wanted

# Video models know the camera by words only.
_CAMERA = {
    Move.PUSH: "the camera moves slowly closer",
    Move.PULL: "the camera moves slowly away",
    Move.PAN: "the camera pans slowly",
    Move.STILL: "static camera",
}


def film(loaded: Loaded, wanted: Wanted, note: Note) -> Clip:
    """Return a clip of the length and frames a second that are wanted.

    The model films at the rate that it was trained on; what is missing is put between.

    Raises:
        NotFinite, CannotDoIt, UnusableModel: the model is not up to it.
    """
    spec, motion = wanted.spec, wanted.spec.motion or Motion()
    tuning = spec.tuning or Tuning()
    task = Task.IMAGE if wanted.reference is not None else Task.WORDS
    loaded.overlays.wear(tuning.loras)
    pipe = loaded.pipe(task, scheduler=tuning.scheduler)
    filmed = pipe(**_request(loaded, pipe, wanted, motion), **watched(pipe, note)).frames
    frames = np.asarray(filmed)[0]
    if not np.isfinite(frames).all():
        raise NotFinite
    pictures = [np.rint(np.clip(frame, 0, 1) * 255).astype(np.uint8) for frame in frames]
    fps = loaded.entry.trained_fps
    return Clip(interpolated(pictures, fps=fps, wanted_fps=motion.fps, count=motion.frames), motion.fps)


def frames_for(loaded: Loaded, motion: Motion) -> int:
    """Return how many frames the model films: enough, and a number that its latent frames come to."""
    step = loaded.family.clip
    needed = max(2, ceil(motion.seconds * loaded.entry.trained_fps)) + _cut_off(loaded)
    return needed if step == 1 else step * ceil((needed - 1) / step) + 1


def _cut_off(loaded: Loaded) -> int:
    """Return how many frames the pipeline itself takes off the beginning.

    HunyuanVideo's does so where its network is given the picture beside the latents (diffusers 0.42,
    pipeline_hunyuan_video_image2video).
    """
    network = getattr(loaded.base, "transformer", None)
    beside = network is not None and getattr(network.config, "image_condition_type", None) == "latent_concat"
    return loaded.family.clip if beside else 0


def _request(loaded: Loaded, pipe: Pipe, wanted: Wanted, motion: Motion) -> dict[str, Any]:
    spec = wanted.spec
    prompt, away = texts_of(wanted, loaded)
    request: dict[str, Any] = {
        "prompt": f"{plain(prompt)}, {_CAMERA[motion.move]}",
        "generator": torch.Generator("cpu").manual_seed(wanted.seed),
        "num_inference_steps": spec.steps,
        "guidance_scale": spec.guidance,
        "width": spec.width,
        "height": spec.height,
        "num_frames": frames_for(loaded, motion),
        "output_type": "np",
    }
    if loaded.family.guidance is not Guidance.EMBEDDED and spec.guidance > 1:
        request["negative_prompt"] = plain(away)
    if supports(pipe, "frame_rate"):
        request["frame_rate"] = loaded.entry.trained_fps
    if wanted.reference is not None:
        request["image"] = fitted(wanted.reference, (spec.width, spec.height))
    return request
