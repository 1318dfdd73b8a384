"""Workflows: a graph in ComfyUI's API format, and which of its inputs mean what.

A file holds what `Workflow` describes as JSON. ``inputs`` maps our words to places in the graph, each a node and one of
its inputs: ``"prompt": [["6", "text"]]``. A file of one's own with a shipped one's name takes its place.
"""

import copy
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.engines import ModelCard
from core.jobs.editing import Mode
from core.jobs.states import Kind

ENGINE = "comfyui"
SHIPPED = Path(__file__).parent / "shipped"
_MOST_BYTES = 2_000_000
Place = tuple[str, str]
Graph = dict[str, dict[str, Any]]


class WorkflowError(ValueError):
    """A workflow can't be used; the sentence says which file and what to change."""


class Input(StrEnum):
    """What a place in a graph is filled with."""

    PROMPT = "prompt"
    NEGATIVE = "negative"
    SEED = "seed"
    WIDTH = "width"
    HEIGHT = "height"
    STEPS = "steps"
    GUIDANCE = "guidance"
    STRENGTH = "strength"
    PICTURE = "picture"
    FRAMES = "frames"
    FPS = "fps"


class Workflow(BaseModel):
    """One workflow.

    Attributes:
        makes: "image", or "video" for a clip whose frames the output node saves one by one.
        draft: has the storyboard draw the picture to start from where nobody sent one.
        output: the node whose saved pictures are the result.
        licence: of the models that it names.
        longest_s: the longest clip in seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    title: str = Field(min_length=1, max_length=100)
    makes: Kind = Kind.IMAGE
    draft: bool = False
    pixels: int = Field(1024 * 1024, ge=64 * 64, le=4096 * 4096)
    multiple: int = Field(8, ge=1, le=128)
    steps: int = Field(20, ge=1, le=200)
    guidance: float = Field(7.0, ge=0, le=50)
    cost: int = Field(2, ge=0, le=10_000)
    fps: int = Field(8, ge=1, le=60)
    longest_s: float = Field(4, ge=1, le=60)
    licence: str = Field("", max_length=500)
    inputs: dict[Input, Annotated[tuple[Place, ...], Field(min_length=1)]]
    output: str
    graph: Graph

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.makes not in {Kind.IMAGE, Kind.VIDEO}:
            message = "makes has to be image or video"
            raise ValueError(message)
        if Input.PROMPT not in self.inputs and Input.PICTURE not in self.inputs:
            message = "inputs name neither a prompt nor a picture, so every result would be the same"
            raise ValueError(message)
        for name, places in self.inputs.items():
            for node, field in places:
                if field not in self.graph.get(node, {}).get("inputs", {}):
                    message = f"inputs.{name} names node {node}, input {field}, which the graph has not"
                    raise ValueError(message)
        if self.output not in self.graph:
            message = f"output names node {self.output}, which the graph has not"
            raise ValueError(message)
        return self

    @property
    def needs_picture(self) -> bool:
        """Whether it makes nothing without a picture to start from."""
        return Input.PICTURE in self.inputs and not self.draft

    def card(self) -> ModelCard:
        """Return what the worker announces."""
        films = self.makes is Kind.VIDEO
        takes = Input.PICTURE in self.inputs
        return ModelCard(
            name=self.name,
            engine=ENGINE,
            title=self.title,
            pixels=self.pixels,
            multiple=self.multiple,
            steps=self.steps,
            guidance=self.guidance,
            cost=self.cost,
            makes=(self.makes,),
            edits=(Mode.IMAGE, Mode.VARIATION) if takes and not films else (),
            negative=Input.NEGATIVE in self.inputs,
            only_edits=self.needs_picture,
            films_pictures=films and takes,
            most_seconds=self.longest_s if films else 0,
            clip_pixels=self.pixels,
            fps=self.fps,
        )

    def filled(self, values: dict[Input, object]) -> Graph:
        """Return the graph with values in their places; what the graph has no place for is left out."""
        graph = copy.deepcopy(self.graph)
        for name, value in values.items():
            for node, field in self.inputs.get(name, ()):
                graph[node]["inputs"][field] = value
        return graph


def read_workflows(own: Path | None) -> dict[str, Workflow]:
    """Return the workflows by name, one's own first: the first of all is the one for everyday use.

    Raises:
        WorkflowError: a file can't be read or is wrong.
    """
    found: dict[str, Workflow] = {}
    for folder in (own, SHIPPED):
        if folder is None:
            continue
        if not folder.is_dir():
            raise WorkflowError(f"{folder}: there is no such folder. Create it or change COMFYUI_WORKFLOWS.")  # noqa: EM102, TRY003 - one sentence for the owner
        for path in sorted(folder.glob("*.json")):
            workflow = _read(path)
            found.setdefault(workflow.name, workflow)
    return found


def _read(path: Path) -> Workflow:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise WorkflowError(f"{path}: is larger than any workflow.")  # noqa: EM102, TRY003 - as above
        return Workflow.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'it'}: {fault['msg']}" for fault in error.errors()[:3])
        raise WorkflowError(f"{path}: {told}") from None  # noqa: EM102, TRY003 - as above
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, WorkflowError):
            raise
        raise WorkflowError(f"{path}: is no JSON that can be read ({type(error).__name__}).") from None  # noqa: EM102, TRY003 - as above
