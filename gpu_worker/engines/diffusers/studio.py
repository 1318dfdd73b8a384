"""Where batches become pictures: split to what fits, watched at every step, smaller again when memory runs out."""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from itertools import groupby

import torch

from core.jobs.orders import Failure
from gpu_worker.engines.diffusers.loading import Loaded, find_device
from gpu_worker.engines.diffusers.painting import CannotEdit, NotFinite, is_out_of_memory, paint
from gpu_worker.engines.diffusers.previews import Projection, previews_of
from gpu_worker.engines.diffusers.shelf import Shelf, TooLarge, free_memory
from gpu_worker.engines.diffusers.table import Entry
from gpu_worker.engines.diffusers.weights import UnusableModel
from gpu_worker.engines.engine import EngineError, Pixels, Wanted, Watch

LARGEST_AREA = 4  # times the area a model draws best at; beyond it pictures fall apart and memory runs out
_PREVIEW_OF_FINISHED = 8  # every eighth pixel, the size of a preview from latents
_log = logging.getLogger(__name__)


class Progress:
    """Tells the watch of a batch what its chunks have done."""

    def __init__(self, watch: Watch, total: int, *, preview_every_s: float) -> None:
        """Begin with nothing done."""
        self._watch = watch
        self._total = total
        self._every_s = preview_every_s
        self._shown = time.monotonic()
        self.finished: list[Pixels] = []

    def note(self, share: float, running: int, *, latents: torch.Tensor | None, projection: Projection | None) -> None:
        """Note that a chunk of ``running`` pictures is done to a share.

        Raises:
            Cancelled: nobody waits for the batch.
        """
        done = (len(self.finished) + share * running) / self._total
        self._watch.step(done, self._previews(latents, projection))

    def _previews(self, latents: torch.Tensor | None, projection: Projection | None) -> Sequence[Pixels]:
        now = time.monotonic()
        if latents is None or projection is None or now - self._shown < self._every_s:
            return ()
        self._shown = now
        small = [pixels[::_PREVIEW_OF_FINISHED, ::_PREVIEW_OF_FINISHED] for pixels in self.finished]
        return [*small, *previews_of(latents, projection)]


class Studio:
    """One process's device, the models on it, and the drawing."""

    def __init__(self, entries: Mapping[str, Entry], *, memory_bytes: int | None, preview_every_s: float) -> None:
        """Choose the device; no model is loaded."""
        self._entries = entries
        self._preview_every_s = preview_every_s
        self._lock = threading.Lock()  # models and schedulers keep state: one thread draws or loads at a time
        self.shelf = Shelf(find_device(), memory_bytes=memory_bytes)

    def entry(self, name: str) -> Entry:
        """Return the table's entry of a model."""
        return self._entries[name]

    def load(self, entry: Entry) -> None:
        """Load a model before it is asked for.

        Raises:
            EngineError: it can't be loaded.
        """
        with self._lock:
            self._loaded(entry)

    def draw(self, batch: Sequence[Wanted], watch: Watch) -> list[Pixels]:
        """Return a picture for each wanted one, in order.

        Raises:
            EngineError: the batch can't be drawn.
            Cancelled: as raised by the watch.
        """
        progress = Progress(watch, len(batch), preview_every_s=self._preview_every_s)
        with self._lock:
            for _, run in groupby(batch, key=_batch_key):
                alike = list(run)
                self._draw_alike(self._entry_for(alike[0]), alike, progress)
        return progress.finished

    def _entry_for(self, wanted: Wanted) -> Entry:
        spec = wanted.spec
        entry = self._entries.get(spec.model)
        if entry is None:
            _log.error("model “%s” is not in the table; it has: %s", spec.model, ", ".join(self._entries) or "none")
            raise EngineError(Failure.MODEL_MISSING)
        too_large = spec.width * spec.height > LARGEST_AREA * entry.pixels
        if too_large or spec.width % entry.multiple or spec.height % entry.multiple:
            _log.error("model “%s” can't draw %d × %d pixels", entry.name, spec.width, spec.height)
            raise EngineError(Failure.ENGINE)
        return entry

    def _draw_alike(self, entry: Entry, alike: Sequence[Wanted], progress: Progress) -> None:
        progress.note(0.0, len(alike), latents=None, projection=None)
        loaded = self._loaded(entry)
        width = entry.batch_width
        rest = list(alike)
        while rest:
            chunk = rest[:width]
            drawn = _drawn_or_none(loaded, chunk, progress)
            if drawn is None:
                width = self._smaller(entry, len(chunk))
                continue
            progress.finished.extend(drawn)
            rest = rest[len(chunk) :]

    def _smaller(self, entry: Entry, width: int) -> int:
        """Return how many pictures to try after so many did not fit in memory."""
        free_memory()
        if width > 1:
            _log.warning("%d pictures of “%s” don't fit in memory; trying %d", width, entry.name, width // 2)
            return width // 2
        if self.shelf.drop_others(entry.name):
            return 1
        _log.error("not even one picture of “%s” fits in memory; give it fewer pixels in the table", entry.name)
        raise EngineError(Failure.OUT_OF_MEMORY)

    def _loaded(self, entry: Entry) -> Loaded:
        try:
            return self.shelf.get(entry)
        except UnusableModel as error:
            _log.error("model “%s” can't be used: %s", entry.name, error)
            raise EngineError(Failure.MODEL_MISSING) from error
        except TooLarge as error:
            _log.error("model “%s” does not fit: %s", entry.name, error)
            raise EngineError(Failure.OUT_OF_MEMORY) from error


def _batch_key(wanted: Wanted) -> tuple[object, ...]:
    spec = wanted.spec
    alike = (spec.model, spec.width, spec.height, spec.steps, spec.guidance)
    return alike if wanted.reference is None else (*alike, spec.strength)


def _drawn_or_none(loaded: Loaded, chunk: Sequence[Wanted], progress: Progress) -> list[Pixels] | None:
    """Return the pictures of a chunk, or None where memory ran out; what it held is let go with this frame."""

    def note(share: float, latents: torch.Tensor | None) -> None:
        progress.note(share, len(chunk), latents=latents, projection=loaded.projection)

    try:
        return paint(loaded, chunk, note)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        return None
    except NotFinite as error:
        _log.error('model “%s” computed no numbers; give it dtype = "float32"', loaded.entry.name)
        raise EngineError(Failure.ENGINE) from error
    except CannotEdit as error:
        _log.error("model “%s” can't start from a picture", loaded.entry.name)
        raise EngineError(Failure.ENGINE) from error
