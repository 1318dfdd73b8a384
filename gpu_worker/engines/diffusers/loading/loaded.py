"""A model in memory: one set of weights, a pipeline for each task on it, and where its parts are kept."""

import copy
from enum import IntEnum
from typing import Any, cast

import torch

from core.jobs.editing import Control
from gpu_worker.engines.diffusers.loading.libraries import Pipe, diffusers, named, weigh
from gpu_worker.engines.diffusers.loading.overlays import Overlays
from gpu_worker.engines.diffusers.models.entry import Entry
from gpu_worker.engines.diffusers.models.families import Family, Task
from gpu_worker.engines.diffusers.painting.previews import Previewer


class CannotDoIt(Exception):
    """The model has no pipeline for a task; the sentence says which."""


class Offload(IntEnum):
    """Where the weights wait while they are not computed with: the more is away, the less memory and speed."""

    NOTHING = 0
    MODELS = 1
    LAYERS = 2


class Loaded:
    """A model whose pipelines all share its weights; used by one thread at a time.

    ``base`` is the pipeline it was loaded as. Schedulers keep state, so each drawing gets a fresh copy.
    """

    def __init__(self, entry: Entry, family: Family, base: Any, *, device: torch.device) -> None:  # noqa: ANN401 - diffusers has no types
        """Take over a pipeline that lies on the device, or on the CPU where it is to be offloaded."""
        self.entry = entry
        self.family = family
        self.base = base
        self.device = device
        self.offload = Offload.NOTHING
        self._hooked: Any = None
        self.overlays = Overlays(entry, base, device=device, gather=self._gather)
        self.previewer = Previewer(base)
        self._scheduler = copy.deepcopy(base.scheduler)
        self._pipes: dict[tuple[Task, Control | None], Any] = {}
        self._weight: tuple[tuple[int, Offload], tuple[int, int]] | None = None

    @property
    def bytes(self) -> int:
        """What its weights take, with all that is laid over them."""
        return self._weighed()[0]

    @property
    def largest_part(self) -> int:
        """What the largest of its parts takes, which has to be on the device at once when the others are offloaded."""
        return self._weighed()[1]

    def _weighed(self) -> tuple[int, int]:
        """Weigh what is held, anew where that has changed: it takes longer than all else that is done for an order."""
        key = (self.overlays.changes, self.offload)
        if self._weight is None or self._weight[0] != key:
            parts = list(self.base.components.values())
            whole = weigh(*parts, *self.overlays.networks())
            self._weight = (key, (whole, max((weigh(part) for part in parts), default=0)))
        return self._weight[1]

    def pipe(self, task: Task, control: Control | None = None, *, scheduler: str = "") -> Pipe:
        """Return the pipeline for a task, with a scheduler that remembers nothing of earlier drawings, ended or not.

        Raises:
            CannotDoIt: the model's family has none.
            UnusableModel: its ControlNet can't be used.
        """
        key = (task, control)
        if key not in self._pipes:
            self._pipes[key] = self._make(task, control)
        pipe = self._pipes[key]
        pipe.scheduler = self._stepping(scheduler or self.entry.scheduler)
        self._keep_offloaded(pipe)
        return cast("Pipe", pipe)

    def move_out(self, level: Offload, *, device: torch.device | None = None) -> None:
        """Have parts wait in the machine's memory; ``device`` is where they are computed with, by default its own."""
        self.offload = level
        self.device = device or self.device
        self._hooked = None
        self.base.remove_all_hooks()
        self.base.to("cpu")

    def _make(self, task: Task, control: Control | None) -> Any:  # noqa: ANN401 - diffusers has no types
        name = self.family.classes.get(task)
        if name is None:
            message = f"“{self.entry.name}” has no pipeline for {task}"
            raise CannotDoIt(message)
        more = {} if control is None else {"controlnet": self.overlays.controlnet(control)}
        if type(self.base).__name__ == name and not more:
            return self.base
        pipe = sharing(named(name), self.base, **more)
        pipe.set_progress_bar_config(disable=True)
        return pipe

    def _stepping(self, name: str) -> object:
        if not name:
            return copy.deepcopy(self._scheduler)
        if name not in self.family.schedulers:
            message = f"“{self.entry.name}” has no scheduler “{name}”; it has {', '.join(self.family.schedulers)}"
            raise CannotDoIt(message)
        kind, changes = self.family.schedulers[name]
        return getattr(diffusers, kind).from_config(self._scheduler.config, **changes)

    def _gather(self) -> None:
        """Bring layers that wait back to their model: what is laid over one goes where its weights are."""
        if self.offload is Offload.LAYERS and self._hooked is not None:
            self._hooked.remove_all_hooks()
            self._hooked = None

    def _keep_offloaded(self, pipe: Any) -> None:  # noqa: ANN401 - diffusers has no types
        """Hang the hooks that bring parts to the device on the pipeline that is used now; they are one pipeline's."""
        if self.offload is Offload.NOTHING or self._hooked is pipe:
            return
        if self._hooked is not None:
            self._hooked.remove_all_hooks()
        if self.offload is Offload.MODELS:
            pipe.enable_model_cpu_offload(device=self.device)
        else:
            pipe.enable_sequential_cpu_offload(device=self.device)
        self._hooked = pipe


def sharing(kind: Any, pipe: Any, **more: object) -> Any:  # noqa: ANN401 - diffusers has no types
    """Return a pipeline of another class on the same parts, as they are: ``from_pipe`` would change their precision."""
    modules, settings = kind._get_signature_keys(kind)  # noqa: SLF001 - what from_pipe itself asks
    parts = {name: part for name, part in pipe.components.items() if name in modules}
    kept = {name: pipe.config[name] for name in settings if name in pipe.config}
    return kind(**(kept | parts | more))
