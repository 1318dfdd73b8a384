"""ComfyUI behind the engine's protocol: a workflow is a model, its server draws, its socket tells how far it is."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from core.engines import STORYBOARD, STYLES, ModelCard, size_like
from core.jobs.orders import Failure
from core.jobs.states import Kind
from core.pictures.writing import TRAINED
from gpu_worker.engines.comfyui.running import Run
from gpu_worker.engines.comfyui.server import AWAY, Garbled, Refused, Server
from gpu_worker.engines.comfyui.workflows import ENGINE, Input, Workflow, WorkflowError, read_workflows
from gpu_worker.engines.engine import Clip, Drawn, EngineError, Pixels, Wanted, Watch
from gpu_worker.engines.storyboard_engine import StoryboardEngine

_log = logging.getLogger(__name__)


class ComfyUIEngine:
    """Draws with the workflows of a ComfyUI server, one at a time as it does."""

    name = ENGINE
    source = TRAINED

    def __init__(self, url: str, *, own: Path | None, limit_s: float, assets: Path | None = None) -> None:
        """Read the workflows; nothing is asked of the server yet. ``assets`` is where drafts' art lies.

        Raises:
            ValueError: a workflow's file is wrong.
        """
        self._workflows = read_workflows(own)
        self._server = Server(url)
        self._limit_s = limit_s
        self._drafts = StoryboardEngine(assets) if assets else None

    def close(self) -> None:
        """Let go of the connections."""
        self._server.close()

    def cards(self) -> tuple[ModelCard, ...]:
        """Return one model a workflow."""
        return tuple(workflow.card() for workflow in self._workflows.values())

    def warm(self) -> None:
        """Do nothing: the server keeps its models itself."""

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Run one workflow after the other."""
        drawn: list[Drawn] = []
        for wanted in batch:
            watch.step(len(drawn) / len(batch))
            drawn.append(self._draw(wanted, _Part(watch, len(drawn), len(batch))))
        return drawn

    def _draw(self, wanted: Wanted, watch: Watch) -> Drawn:
        workflow = self._workflows.get(wanted.spec.model)
        if workflow is None:
            raise EngineError(Failure.MODEL_MISSING)
        try:
            return self._drawn(workflow, wanted, self._pictures(workflow, wanted, watch))
        except Refused as error:
            _log.error("ComfyUI refuses the workflow “%s”: %s", workflow.name, error)
            raise EngineError(Failure.MODEL_MISSING if error.missing else Failure.ENGINE) from error
        except (Garbled, *AWAY) as error:
            _log.warning("ComfyUI is not to be relied on: %s", type(error).__name__)
            raise EngineError(Failure.SERVICE, passing=True) from error

    def _drawn(self, workflow: Workflow, wanted: Wanted, pictures: Sequence[Pixels]) -> Drawn:
        if workflow.makes is not Kind.VIDEO:
            return Drawn(pictures[0])
        motion = wanted.spec.motion
        return Drawn(pictures[0], clip=Clip(tuple(pictures), motion.fps if motion else workflow.fps))

    def _pictures(self, workflow: Workflow, wanted: Wanted, watch: Watch) -> list[Pixels]:
        graph = workflow.filled(self._values(workflow, wanted, watch))
        with Run(self._server, graph, limit_s=self._limit_s) as run:
            run.wait(watch)
            return [self._server.picture(place) for place in run.saved(workflow.output)]

    def _values(self, workflow: Workflow, wanted: Wanted, watch: Watch) -> dict[Input, object]:
        spec = wanted.spec
        style = f", {STYLES[spec.style]}" if spec.style in STYLES else ""
        values: dict[Input, object] = {
            Input.PROMPT: f"{spec.prompt}{style}",
            Input.SEED: wanted.seed,
            Input.WIDTH: spec.width,
            Input.HEIGHT: spec.height,
            Input.STEPS: spec.steps,
            Input.GUIDANCE: spec.guidance,
        }
        if spec.tuning and spec.tuning.negative:
            values[Input.NEGATIVE] = spec.tuning.negative
        if spec.motion:
            values |= {Input.FRAMES: spec.motion.frames, Input.FPS: spec.motion.fps}
        if Input.PICTURE in workflow.inputs:
            values[Input.PICTURE] = self._server.upload(self._start(workflow, wanted, watch), f"{uuid4().hex}.png")
        if wanted.reference is not None:
            values[Input.STRENGTH] = spec.strength
        return values

    def _start(self, workflow: Workflow, wanted: Wanted, watch: Watch) -> Pixels:
        """Return the picture to start from: the one that was sent, or the storyboard's of the same words."""
        if wanted.reference is not None:
            return wanted.reference
        if not workflow.draft or self._drafts is None:
            _log.error("the workflow “%s” needs a picture to start from", workflow.name)
            raise EngineError(Failure.ENGINE)
        spec = wanted.spec
        width, height = size_like((spec.width, spec.height), pixels=STORYBOARD.pixels, multiple=STORYBOARD.multiple)
        plain = spec.model_copy(update={"style": "flat", "width": width, "height": height})
        return self._drafts.render([Wanted(plain, wanted.seed)], watch)[0].pixels


@dataclass(frozen=True, slots=True)
class _Part:
    """The watch of one of several results."""

    watch: Watch
    before: int
    total: int

    def step(self, done: float, previews: Sequence[Pixels] = ()) -> None:
        """Report the share of the whole; a preview stands where its result will."""
        shown = [*([previews[0]] * self.before), *previews] if previews else previews
        self.watch.step((self.before + done) / self.total, shown)


__all__ = ["ComfyUIEngine", "WorkflowError"]
