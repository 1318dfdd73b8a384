"""One model of the table: where its weights are, how it is drawn with, what may be laid over it."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core.jobs.editing import Control
from core.jobs.motion import LONGEST

ENGINE = "diffusers"
LATENT = 8  # pixels a side that one latent stands for, in the families with the smallest
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_PLACE = r"^$|^\w[\w.-]*(/\w[\w.-]*)*$"  # no way up and out
_NAME = r"^[a-z0-9][a-z0-9._-]*$"


class Precision(StrEnum):
    """The number format of the weights on a GPU; a CPU always computes in float32."""

    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


class Part(BaseModel):
    """Weights: ``source`` is a folder or a hub id, ``subfolder`` a place in it, ``file`` one file of it.

    Only .safetensors files are taken: the other kinds can run code when they are read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=1, max_length=1000)
    revision: str | None = Field(None, min_length=1, max_length=200)
    subfolder: str = Field("", max_length=200, pattern=_PLACE)
    file: str = Field("", max_length=200, pattern=r"^$|^[\w.-]+\.safetensors$")
    licence: str = Field("", max_length=500)

    @property
    def is_hub_id(self) -> bool:
        """Tell a hub id from a folder; a relative folder is written with ./ before it."""
        return _HUB_ID.fullmatch(self.source) is not None

    def beside(self, table: Path) -> "Part":
        """Return it with a folder that counts from the table's own."""
        return self if self.is_hub_id else self.model_copy(update={"source": _absolute(self.source, table)})


class Addition(Part):
    """A LoRA: a small trained addition with the name that people know it by.

    ``words`` go into the prompt with it, where it was trained on a word of its own.
    """

    name: str = Field(min_length=1, max_length=60, pattern=_NAME)
    file: str = Field(max_length=200, pattern=r"^[\w.-]+\.safetensors$")
    words: str = Field("", max_length=200)


class Looks(Part):
    """An IP-Adapter: has pictures looked at beside the words.

    ``encoder`` is the folder of the image encoder in the same source, counted from its root.
    """

    file: str = Field(max_length=200, pattern=r"^[\w.-]+\.safetensors$")
    encoder: str = Field("models/image_encoder", max_length=200, pattern=_PLACE)
    most: int = Field(1, ge=1, le=4)


class Entry(Part):
    """One model.

    Attributes:
        pipeline: the class in diffusers; "" takes what the folder itself says.
        variant: the part of the weights' file names that some repositories carry ("fp16").
        pixels: the area that it draws best at.
        multiple: what both sides are divisible by.
        cost: the credits of one picture, or of one second of a clip.
        references: whether it may start from a picture.
        fastest: few steps, for drafts.
        scheduler: how it steps where nobody says otherwise; "" is its own.
        distilled: an addition that belongs to the model and is always applied, at full weight.
        loras, controls, looks: what may be laid over it.
        motion: the motion adapter of an AnimateDiff model.
        preview: a tiny decoder (TAESD) for previews, used where it is there.
        seconds: the longest clip. fps: its usual frames a second.
        trained_fps: frames a second of what it was trained on; what is missing to ``fps`` is put between them.
        licence, licence_url: a note for who installs it, and where that is written.
        gated: the hub asks for an account that has agreed to the licence.
        gigabytes: how much is fetched, about.
    """

    name: str = Field(min_length=1, max_length=60, pattern=_NAME)
    pipeline: str = Field("", pattern=r"^$|^[A-Z][A-Za-z0-9]+Pipeline$")
    variant: str | None = Field(None, pattern=r"^[A-Za-z0-9_]{1,40}$")
    dtype: Precision = Precision.BFLOAT16
    steps: int = Field(30, ge=1, le=200)
    guidance: float = Field(5.0, ge=0, le=50)
    pixels: int = Field(1024 * 1024, ge=64 * 64, le=4096 * 4096)
    multiple: int = Field(64, ge=LATENT, le=128)
    batch_width: int = Field(1, ge=1, le=64)
    cost: int = Field(1, ge=0, le=10_000)
    title: str = Field("", max_length=100)
    references: bool = True
    fastest: bool = False
    scheduler: str = Field("", max_length=40)
    distilled: Addition | None = None
    loras: tuple[Addition, ...] = Field((), max_length=100)
    controls: dict[Control, Part] = Field(default_factory=dict)
    looks: Looks | None = None
    motion: Part | None = None
    preview: Part | None = None
    seconds: float = Field(0.0, ge=0, le=LONGEST)
    fps: int = Field(16, ge=4, le=60)
    trained_fps: int = Field(16, ge=1, le=60)
    licence_url: str = Field("", max_length=500)
    gated: bool = False
    gigabytes: float = Field(0.0, ge=0, le=2000)

    @field_validator("multiple")
    @classmethod
    def _fits_latents(cls, multiple: int) -> int:
        if multiple % LATENT:
            message = f"has to be a multiple of {LATENT}, because one latent stands for {LATENT} × {LATENT} pixels"
            raise ValueError(message)
        return multiple

    def parts(self) -> Iterator[Part]:
        """Yield everything that has weights of its own, the model first."""
        yield self
        yield from self.additions()
        for part in (*self.controls.values(), self.looks, self.motion, self.preview):
            if part is not None:
                yield part

    def additions(self) -> Iterator[Addition]:
        """Yield the LoRAs, the one that belongs to it first."""
        if self.distilled is not None:
            yield self.distilled
        yield from self.loras

    def beside(self, table: Path) -> "Entry":
        """Return it with folders that count from the table's own."""
        single = {
            name: part.beside(table)
            for name in ("distilled", "looks", "motion", "preview")
            if (part := getattr(self, name))
        }
        return self.model_copy(
            update={
                "source": self.source if self.is_hub_id else _absolute(self.source, table),
                "loras": tuple(one.beside(table) for one in self.loras),
                "controls": {control: part.beside(table) for control, part in self.controls.items()},
                **single,
            }
        )


def _absolute(source: str, table: Path) -> str:
    return str((table.parent / Path(source).expanduser()).resolve())
