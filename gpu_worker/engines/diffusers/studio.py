"""Where batches become pictures: split to what fits, watched at every step, smaller again when memory runs out."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import torch

from core.jobs.orders import Failure
from core.pictures.reading import MOST_PIXELS
from gpu_worker.engines.diffusers.filming.filming import film
from gpu_worker.engines.diffusers.loading.libraries import find_device
from gpu_worker.engines.diffusers.loading.loaded import CannotDoIt, Loaded
from gpu_worker.engines.diffusers.loading.shelf import Shelf, TooLarge, free_memory
from gpu_worker.engines.diffusers.models.entry import Entry
from gpu_worker.engines.diffusers.models.folders import family_here
from gpu_worker.engines.diffusers.models.weights import UnusableModel
from gpu_worker.engines.diffusers.painting.composition import Composer
from gpu_worker.engines.diffusers.painting.enlarging import SMALLEST_TILE, enlarge, tile_of
from gpu_worker.engines.diffusers.painting.painting import Note, NotFinite, paint
from gpu_worker.engines.diffusers.painting.pictures import canvas_of
from gpu_worker.engines.diffusers.painting.requests import Plan, Sitting, alike, plan_of
from gpu_worker.engines.diffusers.progress import Progress, Unfinished
from gpu_worker.engines.engine import Drawn, EngineError, Pixels, Wanted, Watch
from gpu_worker.engines.memory import is_out_of_memory, may_be_spoilt, without_onednn
from gpu_worker.engines.room import Room
from gpu_worker.engines.storyboard import MissingAssetsError

LARGEST_AREA = 4  # times the area a model draws best at; beyond it pictures fall apart and memory runs out
_POSTER = 3  # a clip's poster stands at this part of it, when most models have settled
_Made = TypeVar("_Made")
_log = logging.getLogger(__name__)


class Studio:
    """One process's device, the models on it, and the drawing."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        *,
        memory_bytes: int | None,
        preview_every_s: float,
        assets: Path,
        room: Room | None = None,
    ) -> None:
        """Choose the device; no model is loaded. ``assets`` is the folder of the storyboard's art."""
        self._entries = entries
        self._preview_every_s = preview_every_s
        self._lock = threading.Lock()  # models and schedulers keep state: one thread draws or loads at a time
        self._composer = Composer(assets)
        self.shelf = Shelf(find_device(), memory_bytes=memory_bytes, room=room)

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

    def draw(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Return a picture or clip for each wanted one, in order.

        Raises:
            EngineError: the batch can't be drawn.
            Cancelled: as raised by the watch.
        """
        progress = Progress(watch, len(batch), preview_every_s=self._preview_every_s)
        with self._lock:
            for name, run in groupby(batch, key=lambda wanted: wanted.spec.model):
                self._draw_with(name, list(run), progress)
        return progress.finished

    def _draw_with(self, name: str, run: Sequence[Wanted], progress: Progress) -> None:
        """Draw what comes one after the other with one model, in chunks of what is alike."""
        for wanted in run:
            self._check(name, wanted)
        progress.note(0.0, len(run))
        loaded = self._loaded(self._entries[name])
        if loaded.family.films:
            for wanted in run:
                progress.add([self._film(loaded, wanted, progress)])
            return
        if loaded.family.enlarges:
            for wanted in run:
                progress.add([self._enlarge(loaded, wanted, progress)])
            return
        with told(name):
            planned = [(wanted, plan_of(wanted, loaded)) for wanted in run]
        for _, chunk in groupby(planned, key=lambda pair: alike(*pair)):
            same = list(chunk)
            self._paint_alike(loaded, same[0][1], [wanted for wanted, _ in same], progress)

    def _film(self, loaded: Loaded, wanted: Wanted, progress: Progress) -> Drawn:
        """Film a clip, with less and less of the model on the device until it fits."""
        running = Running(loaded, [wanted], progress)
        while (clip := running.tried(partial(film, loaded, wanted))) is None:
            self._smaller(loaded.entry, 1)
        return Drawn(clip.frames[len(clip.frames) // _POSTER], clip=clip)

    def _enlarge(self, loaded: Loaded, wanted: Wanted, progress: Progress) -> Drawn:
        """Enlarge a picture, in ever smaller pieces until they fit, then with less of the model on the device."""
        running = Running(loaded, [wanted], progress)
        tile = tile_of(loaded)
        while (large := running.tried(partial(enlarge, loaded, wanted, tile))) is None:
            if tile > SMALLEST_TILE:
                tile //= 2
                free_memory()
            else:
                self._smaller(loaded.entry, 1)
        return Drawn(large)

    def _check(self, name: str, wanted: Wanted) -> None:
        spec, entry = wanted.spec, self._entries.get(name)
        if entry is None:
            _log.error("model “%s” is not in the table; it has: %s", name, ", ".join(self._entries) or "none")
            raise EngineError(Failure.MODEL_MISSING)
        if spec.upscale is not None:
            self._check_enlarging(entry, wanted)
            return
        too_large = spec.width * spec.height > LARGEST_AREA * entry.pixels
        if too_large or spec.width % entry.multiple or spec.height % entry.multiple:
            _log.error("model “%s” can't draw %d × %d pixels", entry.name, spec.width, spec.height)
            raise EngineError(Failure.ENGINE)
        if wanted.reference is not None and not entry.references:
            _log.error("model “%s” is not to start from pictures (references = false)", entry.name)
            raise EngineError(Failure.ENGINE)

    def _check_enlarging(self, entry: Entry, wanted: Wanted) -> None:
        """Refuse what is too large for anybody; the picture itself is worked through in pieces."""
        if wanted.reference is None:
            raise EngineError(Failure.REFERENCE_MISSING)
        height, width = wanted.reference.shape[:2]
        factor = family_here(entry).enlarges
        if wanted.spec.upscale is None or wanted.spec.upscale.factor != factor:
            raise EngineError(Failure.MODEL_MISSING)
        if height * width * factor**2 > MOST_PIXELS:
            raise EngineError(Failure.ENGINE)

    def _paint_alike(self, loaded: Loaded, plan: Plan, same: Sequence[Wanted], progress: Progress) -> None:
        sittings = [self._sitting(wanted, plan) for wanted in same]
        width = 1 if plan.draws_alone(loaded.family) else loaded.entry.batch_width
        while sittings:
            chunk = sittings[:width]
            running = Running(loaded, [one.wanted for one in chunk], progress)
            pictures = running.tried(partial(paint, loaded, plan, chunk))
            if pictures is None:
                width = self._smaller(loaded.entry, len(chunk))
                continue
            progress.add([Drawn(pixels) for pixels in pictures])
            sittings = sittings[len(chunk) :]

    def _sitting(self, wanted: Wanted, plan: Plan) -> Sitting:
        drawn_map: Pixels | None = None
        if plan.control is not None:
            drawn_map = wanted.control_picture
            if drawn_map is None:
                try:
                    drawn_map = self._composer.map_of(wanted, plan.control)
                except MissingAssetsError as error:
                    _log.error("the storyboard that should hold the composition has no art: %s", error)
                    raise EngineError(Failure.ENGINE) from error
        return Sitting(wanted, canvas_of(wanted), drawn_map)

    def _smaller(self, entry: Entry, width: int) -> int:
        """Return how many pictures to try after so many did not fit in memory."""
        free_memory()
        if width > 1:
            _log.warning("%d pictures of “%s” don't fit in memory; trying %d", width, entry.name, width // 2)
            return width // 2
        if self.shelf.drop_others(entry.name) or self.shelf.move_out(entry.name):
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


@dataclass(frozen=True, slots=True)
class Running:
    """One call of a pipeline for some wanted pictures."""

    loaded: Loaded
    wanted: Sequence[Wanted]
    progress: Progress

    def tried(self, make: Callable[[Note], _Made]) -> _Made | None:
        """Return what is made, or None where memory ran out; what it held is let go with this frame.

        Raises:
            EngineError: the model is not up to it.
        """
        made, spoilt = self._made(make)
        if made is None and spoilt and len(self.wanted) == 1:
            with without_onednn():
                made, _ = self._made(make)
            if made is not None:
                _log.warning("drawn slowly: oneDNN has been broken since memory ran out; start the worker anew")
        return made

    def _made(self, make: Callable[[Note], _Made]) -> tuple[_Made | None, bool]:
        """Return what is made; or None, and whether it may be for oneDNN's sake."""
        try:
            with told(self.loaded.entry.name):
                return make(self._note), False
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            return None, may_be_spoilt(error)

    def _note(self, share: float, latents: torch.Tensor | None) -> None:
        spec = self.wanted[0].spec
        unfinished = Unfinished(latents, self.loaded.previewer, (spec.width, spec.height))
        self.progress.note(share, len(self.wanted), unfinished)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Say on the log what a model is not up to, and turn it into a failure of the order."""
    try:
        yield
    except NotFinite as error:
        _log.error('model “%s” computed no numbers; give it dtype = "float32"', name)
        raise EngineError(Failure.ENGINE) from error
    except CannotDoIt as error:
        _log.error("%s", error)
        raise EngineError(Failure.ENGINE) from error
    except UnusableModel as error:
        _log.error("model “%s” can't be used so: %s", name, error)
        raise EngineError(Failure.MODEL_MISSING) from error
