"""The table of models: a TOML file with one ``[[model]]`` per entry, checked before anything is loaded.

Example::

    [[model]]
    name = "sdxl"
    source = "/models/sdxl"          # a folder, or a hub id such as "stabilityai/stable-diffusion-xl-base-1.0"
    title = "Stable Diffusion XL"
    steps = 30
    guidance = 6.0
    batch_width = 4
    licence = "CreativeML Open RAIL++-M"
"""

import re
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.engines import ModelCard
from core.jobs.editing import Mode

ENGINE = "diffusers"
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


class TableError(ValueError):
    """The table can't be used; the sentence says which file, which entry and what to change."""


class Precision(StrEnum):
    """The number format of the weights on a GPU; a CPU always computes in float32."""

    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


class Entry(BaseModel):
    """One model.

    ``source`` is a folder (relative ones count from the table's own) or a hub id; ``variant`` the part of the
    weights' file names that some repositories carry ("fp16"); ``pixels`` the area the model draws best at;
    ``multiple`` what both sides are divisible by; ``cost`` the credits of one picture; ``references`` says that
    it may start from a picture.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    source: str = Field(min_length=1, max_length=1000)
    revision: str | None = Field(None, min_length=1, max_length=200)
    variant: str | None = Field(None, pattern=r"^[A-Za-z0-9_]{1,40}$")
    dtype: Precision = Precision.BFLOAT16
    steps: int = Field(30, ge=1, le=200)
    guidance: float = Field(5.0, ge=0, le=50)
    pixels: int = Field(1024 * 1024, ge=64 * 64, le=4096 * 4096)
    multiple: int = Field(64, ge=8, le=128)
    batch_width: int = Field(1, ge=1, le=64)
    cost: int = Field(1, ge=0, le=10_000)
    title: str = Field("", max_length=100)
    licence: str = Field("", max_length=500)
    references: bool = True

    @field_validator("multiple")
    @classmethod
    def _fits_latents(cls, multiple: int) -> int:
        if multiple % 8:
            message = "has to be a multiple of 8, because one latent stands for 8 × 8 pixels"
            raise ValueError(message)
        return multiple

    @property
    def is_hub_id(self) -> bool:
        """Tell a hub id from a folder; a relative folder is written with ./ before it."""
        return _HUB_ID.fullmatch(self.source) is not None

    def card(self) -> ModelCard:
        """Return what the worker announces."""
        return ModelCard(
            name=self.name,
            engine=ENGINE,
            title=self.title or self.name,
            pixels=self.pixels,
            multiple=self.multiple,
            steps=self.steps,
            guidance=self.guidance,
            batch_width=self.batch_width,
            cost=self.cost,
            edits=(Mode.IMAGE,) if self.references else (),
        )


def read_table(path: Path | None) -> tuple[Entry, ...]:
    """Return the models of a table, the one for everyday use first; none where no file is named.

    Raises:
        TableError: the file is missing, is not TOML, or an entry is wrong.
    """
    if path is None:
        return ()
    models = _parsed(path)
    entries = tuple(_entry(path, number, raw) for number, raw in enumerate(models, start=1))
    names = [entry.name for entry in entries]
    for number, name in enumerate(names, start=1):
        if name in names[: number - 1]:
            raise _fault(path, f"[[model]] {number}: the name “{name}” is taken. Give each model a name of its own.")
    return entries


def _parsed(path: Path) -> list[object]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _fault(path, "there is no such file. Create it or change MODELS_FILE.") from None
    except OSError as error:
        raise _fault(path, f"can't be read ({error.strerror}). Change its permissions or MODELS_FILE.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(path, f"is not TOML: {error}.") from error
    unknown = sorted(set(table) - {"model"})
    if unknown:
        raise _fault(path, f"“{unknown[0]}” means nothing here. Write every model as a [[model]] of its own.")
    models = table.get("model", [])
    if not isinstance(models, list):
        raise _fault(path, "write [[model]] with two brackets on each side, once for each model.")
    return models


def _entry(path: Path, number: int, raw: object) -> Entry:
    place = f"[[model]] {number}"
    if isinstance(raw, dict) and isinstance(raw.get("name"), str):
        place += f" (“{raw['name'][:60]}”)"
    try:
        entry = Entry.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(_sentence(dict(fault)) for fault in error.errors())
        raise _fault(path, f"{place}: {faults}.") from None
    if entry.is_hub_id:
        return entry
    folder = path.parent / Path(entry.source).expanduser()
    return entry.model_copy(update={"source": str(folder.resolve())})


def _sentence(fault: dict[str, Any]) -> str:
    field = ".".join(str(part) for part in fault["loc"]) or "the entry"
    match fault["type"]:
        case "missing":
            return f"{field} is missing; add it"
        case "extra_forbidden":
            return f"{field} is unknown; remove it. Known are {', '.join(Entry.model_fields)}"
        case _:
            reason = str(fault["msg"]).removeprefix("Value error, ")
            return f"{field} = {fault['input']!r:.80} won't do: {reason[0].lower()}{reason[1:]}"


def _fault(path: Path, sentence: str) -> TableError:
    return TableError(f"{path}: {sentence}")
