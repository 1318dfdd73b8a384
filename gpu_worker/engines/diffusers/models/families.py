"""What the pipelines of diffusers can do, known by the class that a folder names; nothing is imported for it.

The facts are those of diffusers 0.42: signatures of the classes, and the pages of its documentation at
https://huggingface.co/docs/diffusers/api/pipelines/overview.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from core.jobs.editing import Control, Mode


class Task(StrEnum):
    """What a pipeline of a family is made for; each has a class of its own that shares the others' weights."""

    WORDS = "words"
    IMAGE = "image"
    INPAINT = "inpaint"
    CONTROL = "control"
    CONTROL_IMAGE = "control-image"
    ENLARGE = "enlarge"


class Guidance(StrEnum):
    """How a model is kept to its words, and whether it can be told what to leave out."""

    FREE = "free"  # classifier-free: guidance_scale with a negative prompt
    TRUE = "true"  # the same under the name of true_cfg_scale
    EMBEDDED = "embedded"  # guidance is an input of a distilled model; no negative prompt


class Reader(StrEnum):
    """Which text encoders read the words, as far as weights and length of a prompt depend on it."""

    CLIP = "clip"
    CLIP_PAIR = "clip-pair"
    LANGUAGE_MODEL = "language-model"


# Schedulers by the names that people know, with their classes and what differs from the model's own settings.
Scheduler = tuple[str, dict[str, object]]
DIFFUSION_SCHEDULERS: dict[str, Scheduler] = {
    "ddim": ("DDIMScheduler", {}),
    "euler": ("EulerDiscreteScheduler", {}),
    "euler-a": ("EulerAncestralDiscreteScheduler", {}),
    "euler-trailing": ("EulerDiscreteScheduler", {"timestep_spacing": "trailing"}),
    "heun": ("HeunDiscreteScheduler", {}),
    "dpm++2m": ("DPMSolverMultistepScheduler", {}),
    "dpm++2m-karras": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
    "unipc": ("UniPCMultistepScheduler", {}),
    "pndm": ("PNDMScheduler", {"skip_prk_steps": True}),
    "lcm": ("LCMScheduler", {}),
}
FLOW_SCHEDULERS: dict[str, Scheduler] = {
    "euler": ("FlowMatchEulerDiscreteScheduler", {}),
    "lcm": ("FlowMatchLCMScheduler", {}),
}


@dataclass(frozen=True, slots=True)
class Family:
    """Pipelines of one architecture.

    Attributes:
        classes: the class for each task.
        multiple: what both sides of a picture must be divisible by.
        references: how many pictures beside the prompt the model itself looks at.
        instructed: it is told what to change in a picture, so there is no strength, and the picture is a reference.
        adapters: IP-Adapters fit on it.
        flow: it steps along flows (rectified flow), not along noise levels.
        enlarges: how many times wider and higher it makes a picture, 0 where it does something else.
        clip: it films: (frames between two of its latent frames, so a clip has n × step + 1), else 0.
    """

    name: str
    classes: dict[Task, str] = field(default_factory=dict)
    multiple: int = 16
    guidance: Guidance = Guidance.FREE
    reader: Reader = Reader.LANGUAGE_MODEL
    references: int = 0
    instructed: bool = False
    adapters: bool = False
    flow: bool = True
    clip: int = 0
    enlarges: int = 0

    @property
    def films(self) -> bool:
        """Whether it makes clips."""
        return self.clip > 0

    @property
    def edits(self) -> tuple[Mode, ...]:
        """What it does with a picture to start from."""
        modes: list[Mode] = []
        if Task.IMAGE in self.classes:
            modes += [Mode.IMAGE, Mode.VARIATION]
        if Task.INPAINT in self.classes:
            modes += [Mode.INPAINT, Mode.OUTPAINT]
        return () if self.films else tuple(modes)

    @property
    def controls(self) -> tuple[Control, ...]:
        """What a ControlNet, where there is one, can hold a composition by."""
        return tuple(Control) if Task.CONTROL in self.classes else ()

    @property
    def schedulers(self) -> dict[str, Scheduler]:
        """The ways of stepping on offer."""
        return FLOW_SCHEDULERS if self.flow else DIFFUSION_SCHEDULERS

    @property
    def words_only(self) -> bool:
        """Whether it can draw without a picture."""
        return Task.WORDS in self.classes


def _classic(name: str, prefix: str, reader: Reader) -> Family:
    return Family(
        name,
        {
            Task.WORDS: f"{prefix}Pipeline",
            Task.IMAGE: f"{prefix}Img2ImgPipeline",
            Task.INPAINT: f"{prefix}InpaintPipeline",
            Task.CONTROL: f"{prefix}ControlNetPipeline",
            Task.CONTROL_IMAGE: f"{prefix}ControlNetImg2ImgPipeline",
        },
        multiple=8,
        reader=reader,
        adapters=True,
        flow=False,
    )


def _clip(name: str, words: str, *, step: int, image: str = "", **more: object) -> Family:
    classes = {Task.WORDS: words} | ({Task.IMAGE: image} if image else {})
    return Family(name, classes, clip=step, **more)  # type: ignore[arg-type]  # named fields of Family


def _enlarging(name: str, pipeline: str, *, times: int, multiple: int) -> Family:
    """Return a family that enlarges; ``multiple`` is what the sides of the picture it is given must be divisible by."""
    return Family(name, {Task.ENLARGE: pipeline}, multiple, reader=Reader.CLIP, flow=False, enlarges=times)


_FAMILIES = (
    _classic("sd", "StableDiffusion", Reader.CLIP),
    _classic("sdxl", "StableDiffusionXL", Reader.CLIP_PAIR),
    Family(
        "flux",
        {
            Task.WORDS: "FluxPipeline",
            Task.IMAGE: "FluxImg2ImgPipeline",
            Task.INPAINT: "FluxInpaintPipeline",
            Task.CONTROL: "FluxControlNetPipeline",
            Task.CONTROL_IMAGE: "FluxControlNetImg2ImgPipeline",
        },
        guidance=Guidance.EMBEDDED,
    ),
    Family("flux-fill", {Task.INPAINT: "FluxFillPipeline"}, guidance=Guidance.EMBEDDED),
    Family(
        "flux-kontext",
        {Task.WORDS: "FluxKontextPipeline", Task.IMAGE: "FluxKontextPipeline"},
        guidance=Guidance.EMBEDDED,
        instructed=True,
    ),
    Family(
        "flux2-klein",
        {
            Task.WORDS: "Flux2KleinPipeline",
            Task.IMAGE: "Flux2KleinPipeline",
            Task.INPAINT: "Flux2KleinInpaintPipeline",
        },
        guidance=Guidance.EMBEDDED,
        references=4,
        instructed=True,
    ),
    Family(
        "flux2",
        {Task.WORDS: "Flux2Pipeline", Task.IMAGE: "Flux2Pipeline"},
        guidance=Guidance.EMBEDDED,
        references=4,
        instructed=True,
    ),
    Family(
        "qwen-image",
        {
            Task.WORDS: "QwenImagePipeline",
            Task.IMAGE: "QwenImageImg2ImgPipeline",
            Task.INPAINT: "QwenImageInpaintPipeline",
            Task.CONTROL: "QwenImageControlNetPipeline",
        },
        guidance=Guidance.TRUE,
    ),
    Family(
        "qwen-image-edit",
        {Task.IMAGE: "QwenImageEditPlusPipeline"},
        guidance=Guidance.TRUE,
        references=3,
        instructed=True,
    ),
    Family(
        "qwen-image-edit-first",
        {Task.IMAGE: "QwenImageEditPipeline"},
        guidance=Guidance.TRUE,
        instructed=True,
    ),
    Family(
        "z-image",
        {Task.WORDS: "ZImagePipeline", Task.IMAGE: "ZImageImg2ImgPipeline", Task.INPAINT: "ZImageInpaintPipeline"},
    ),
    _enlarging("sd-x4", "StableDiffusionUpscalePipeline", times=4, multiple=8),
    _enlarging("sd-x2-latent", "StableDiffusionLatentUpscalePipeline", times=2, multiple=64),
    _clip("hunyuan-video", "HunyuanVideoPipeline", step=4, guidance=Guidance.EMBEDDED),
    _clip("wan", "WanPipeline", step=4),
    Family("wan-image", {Task.IMAGE: "WanImageToVideoPipeline"}, clip=4),
    Family(
        "hunyuan-video-image",
        {Task.IMAGE: "HunyuanVideoImageToVideoPipeline"},
        clip=4,
        guidance=Guidance.EMBEDDED,
    ),
    _clip("ltx-video", "LTXPipeline", step=8, image="LTXImageToVideoPipeline", multiple=32),
    _clip("animatediff", "AnimateDiffPipeline", step=1, multiple=8, reader=Reader.CLIP, flow=False),
    _clip("modelscope", "TextToVideoSDPipeline", step=1, multiple=8, reader=Reader.CLIP, flow=False),
)
_BY_CLASS = {name: family for family in _FAMILIES for name in family.classes.values()}


def family_of(pipeline: str) -> Family:
    """Return the family of a pipeline's class; one that is not known here draws from words, and no more is promised."""
    return _BY_CLASS.get(pipeline) or Family(pipeline, {Task.WORDS: pipeline}, flow=False)
