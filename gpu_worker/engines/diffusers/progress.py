"""What the watch of a batch is told while its chunks are drawn."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from gpu_worker.engines.diffusers.painting.previews import Previewer
from gpu_worker.engines.engine import Drawn, Pixels, Watch

_PREVIEW_OF_FINISHED = 8  # every eighth pixel, the size of a preview from latents


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The latents of pictures of a size (width, height) after some step, and who can make previews of them."""

    latents: torch.Tensor | None
    previewer: Previewer
    size: tuple[int, int]


class Progress:
    """Tells the watch of a batch what its chunks have done."""

    def __init__(self, watch: Watch, total: int, *, preview_every_s: float) -> None:
        """Begin with nothing done."""
        self._watch = watch
        self._total = total
        self._every_s = preview_every_s
        self._shown = time.monotonic()
        self.finished: list[Drawn] = []

    def add(self, drawn: Sequence[Drawn]) -> None:
        """Add what is finished, in the batch's order."""
        self.finished.extend(drawn)

    def note(self, share: float, running: int, unfinished: Unfinished | None = None) -> None:
        """Note that a chunk of ``running`` pictures is done to a share.

        Raises:
            Cancelled: nobody waits for the batch.
        """
        done = (len(self.finished) + share * running) / self._total
        self._watch.step(done, self._previews(unfinished) if unfinished else ())

    def _previews(self, unfinished: Unfinished) -> Sequence[Pixels]:
        now = time.monotonic()
        if unfinished.latents is None or not unfinished.previewer.can or now - self._shown < self._every_s:
            return ()
        self._shown = now
        small = [one.pixels[::_PREVIEW_OF_FINISHED, ::_PREVIEW_OF_FINISHED] for one in self.finished]
        return [*small, *unfinished.previewer.previews(unfinished.latents, unfinished.size)]
