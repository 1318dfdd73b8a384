"""From an order to stored pictures and reported outcomes."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

import numpy as np

from core.errors import DomainError
from core.jobs.orders import Artefact, Event, Failure, Item, Outcome, RenderOrder
from core.jobs.states import Kind
from core.logs import about
from core.pictures.reading import read_picture
from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE, TRAINED, Marks
from core.storage import STORE_OUTAGES, MissingObject, Store
from gpu_worker.composing import Composer
from gpu_worker.engines.engine import Cancelled, Drawn, Engine, EngineError, Pixels, Wanted
from gpu_worker.following import Owed, Renditions
from gpu_worker.keeping import Keeper, Kept, Made
from gpu_worker.reporting import PROGRESS_EVERY_S, Reporter, Throttle, preview_of
from gpu_worker.safety.judge import Judge
from gpu_worker.safety.starting import start_level

_WORDS = frozenset({Kind.CAPTION, Kind.SCRIPT})
_log = logging.getLogger(__name__)
_Made = TypeVar("_Made")


class BatchWatch:
    """Watches one batch: shows progress, and stops it once nobody wants any of its jobs."""

    def __init__(self, items: Sequence[Item], reporter: Reporter) -> None:
        """Watch the jobs of a batch."""
        self._items = items
        self._reporter = reporter
        self._throttle = Throttle(PROGRESS_EVERY_S)
        self._previews: Sequence[Pixels] = ()

    def step(self, done: float, previews: Sequence[Pixels] = ()) -> None:
        """Note a step, asking before each whether anybody still waits (P9)."""
        wanted = self._reporter.wanted(self._items)
        if not wanted:
            raise Cancelled
        self._previews = previews or self._previews  # engines make few: the latest is shown when it is time
        if self._throttle.open():
            self._show(wanted, done)

    def _show(self, wanted: Sequence[Item], done: float) -> None:
        firsts = _first_pictures(self._items)
        for item in wanted:
            index = firsts[item.job]
            preview = preview_of(self._previews[index]) if index < len(self._previews) else ""
            self._reporter.show(item.job, item.attempt, done=done, preview=preview)


class Renderer:
    """Draws orders with the engines of this process."""

    def __init__(
        self,
        engines: Mapping[str, Engine],
        store: Store,
        reporter: Reporter,
        *,
        assets: Path | None = None,
        judge: Judge | None = None,
        signet: Signet | None = None,
    ) -> None:
        """Hold the engines by name; ``assets`` is the folder of npm packages, with the fonts of comics.

        ``judge`` rates what no engine vouches for; ``signet`` signs what is stored.
        """
        self._engines = engines
        self._judge = judge or Judge(threads=1)
        self._signet = signet or Signet(None)
        self._composer = Composer(engines, assets=assets)
        self._store = store
        self._reporter = reporter
        self._runner = asyncio.Runner()  # the store is asynchronous, a worker draws one order at a time
        self._trained: set[UUID] = set()  # of the present order, the jobs that start from what a model drew
        self._starts: dict[UUID, int | None] = {}  # of the present order, how what the jobs start from is rated
        self._keeper = Keeper(lambda data, media_type: self._runner.run(store.put(data, media_type)))
        self._renditions = Renditions(store, lambda item, finished: self._tell(item, Event.RENDITIONS, finished))

    def close(self) -> None:
        """Finish the renditions that are still owed, and end what the store's calls run on."""
        self._renditions.close()
        self._runner.close()

    def render(self, order: RenderOrder) -> None:
        """Draw an order; every item that is still wanted gets exactly one outcome; its renditions follow."""
        items = self._reporter.wanted(order.items)
        if not items:
            return
        jobs = ",".join(str(item.job) for item in items)
        with about(order=order.id, job=jobs), self._reporter.beating(items, lease_s=order.lease_s):
            for item in items:
                self._tell(item, Event.STARTED)
            try:
                made = self._draw(items)
            except Cancelled:
                return
            except EngineError as error:
                self._fail(items, error.failure, passing=error.passing)
            else:
                self._finish(items, made)

    def derive(self, item: Item, artefact: Artefact) -> None:
        """Have the renditions made of a stored picture that has none."""
        picture = read_picture(self._runner.run(self._store.get(artefact.key)))
        engine = self._engines[item.spec.engine]
        self._renditions.follow([Owed(item, [Kept(artefact, picture, self._marks(engine, item))])])

    def _draw(self, items: Sequence[Item]) -> dict[UUID, Made]:
        engine = self._engines.get(items[0].spec.engine)
        if engine is None:
            raise EngineError(Failure.MODEL_MISSING)
        if items[0].spec.pages is not None:
            return {item.job: self._compose(engine, item) for item in items}
        self._trained.clear()
        self._starts.clear()
        batch = [wanted for item in items for wanted in self._wanted(item)]
        begun = time.perf_counter()
        drawn = _safely(lambda: engine.render(batch, BatchWatch(items, self._reporter)))
        _log.info("drew %d results in %.0f ms", len(drawn), (time.perf_counter() - begun) * 1000)
        remaining = iter(drawn)
        with _store_watched():
            return {item.job: self._keep(engine, item, [next(remaining) for _ in item.spec.seeds()]) for item in items}

    def _keep(self, engine: Engine, item: Item, drawn: Sequence[Drawn]) -> Made:
        """Store what an item brought; of words there is nothing to store."""
        if item.spec.kind in _WORDS:
            return Made(words=drawn[0].text)
        marks = self._marks(engine, item)
        together = zip(item.spec.seeds(), drawn, strict=True)
        return Made([self._keeper.keep(self._judged(item, one), seed=seed, marks=marks) for seed, one in together])

    def _judged(self, item: Item, drawn: Drawn) -> Drawn:
        """Rate what the engine does not vouch for; its word does not reach to what it made of somebody's picture."""
        if item.spec.level is not None:
            return replace(drawn, level=item.spec.level)
        if drawn.level is not None and not item.spec.needed():
            return drawn
        level = self._judge.level_of_clip(drawn.clip.frames) if drawn.clip else self._judge.level(drawn.pixels)
        start = self._starts.get(item.job, 0)
        return replace(drawn, level=None if level is None or start is None else max(level, start))

    def _compose(self, engine: Engine, item: Item) -> Made:
        """Set a comic's pages, or make the file of it that is asked for."""
        spec, watch = item.spec, BatchWatch([item], self._reporter)
        if spec.pages is not None and spec.pages.file:
            seal = self._signet.seal()
            made = _safely(lambda: self._composer.file(spec, fetch=self._fetch, watch=watch, seal=seal))
            with _store_watched():
                return Made([self._keeper.keep_file(made, seed=spec.seed, marks=Marks(COMPOSITE))])
        drawn = _safely(lambda: self._composer.pages(spec, fetch=self._fetch, watch=watch))
        with _store_watched():
            marks = self._marks(engine, item)
            return Made([self._keeper.keep(page, seed=spec.seed, marks=marks) for page in drawn])

    def _marks(self, engine: Engine, item: Item) -> Marks:
        """Return what a result says of itself; what a model had a part in says so, whoever enlarged or filmed it."""
        source = item.spec.pages.source if item.spec.pages else TRAINED if item.job in self._trained else ""
        prompt = item.spec.prompt if item.embed_prompt else None
        return Marks(source or engine.source, prompt=prompt, seal=self._signet.seal())

    def _fetch(self, key: str) -> bytes:
        try:
            return self._runner.run(self._store.get(key))
        except MissingObject as error:
            raise EngineError(Failure.REFERENCE_MISSING) from error
        except STORE_OUTAGES as error:
            raise EngineError(Failure.STORE, passing=True) from error

    def _wanted(self, item: Item) -> list[Wanted]:
        files = {key: self._fetch(key) for key in item.spec.needed()}
        if any(TRAINED.encode() in data for data in files.values()):
            self._trained.add(item.job)
        pictures = {key: _read(data) for key, data in files.items()}
        if pictures and item.spec.kind not in _WORDS:
            self._starts[item.job] = start_level(self._judge, item.spec, pictures)
        return [Wanted(item.spec, seed, pictures) for seed in item.spec.seeds()]

    def _finish(self, items: Sequence[Item], made: Mapping[UUID, Made]) -> None:
        for item in items:
            brought = made[item.job]
            artefacts = tuple(one.artefact for one in brought.kept)
            self._tell(item, Event.SUCCEEDED, artefacts, words=brought.words)
        self._renditions.follow([Owed(item, made[item.job].kept) for item in items])

    def _fail(self, items: Sequence[Item], failure: Failure, *, passing: bool) -> None:
        """Report a failure; in a batch anybody's picture may be the culprit, so each is tried again alone."""
        for item in items:
            outcome = self._outcome(item, Event.FAILED)
            self._reporter.tell(outcome.model_copy(update={"error": failure, "passing": passing or len(items) > 1}))

    def _tell(
        self,
        item: Item,
        event: Event,
        artefacts: tuple[Artefact, ...] = (),
        *,
        words: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        brought = {"artefacts": artefacts, "words": dict(words)}
        self._reporter.tell(self._outcome(item, event).model_copy(update=brought))

    def _outcome(self, item: Item, event: Event) -> Outcome:
        return Outcome(job=item.job, attempt=item.attempt, worker=self._reporter.holder, event=event)


@contextmanager
def _store_watched() -> Iterator[None]:
    """Turn a store that is away into a failure that may pass."""
    try:
        yield
    except STORE_OUTAGES as error:
        _log.warning("the store is away: %s", error)
        raise EngineError(Failure.STORE, passing=True) from error


def _safely(draw: Callable[[], _Made]) -> _Made:
    """Turn whatever a model library raises into a failure of this order; the process goes on."""
    try:
        return draw()
    except (EngineError, Cancelled):
        raise
    except MemoryError as error:
        raise EngineError(Failure.OUT_OF_MEMORY) from error
    except Exception as error:
        _log.exception("an engine failed")
        raise EngineError(Failure.ENGINE) from error


def _read(data: bytes) -> Pixels:
    """Return a stored picture; one that was spoilt in the store is as good as gone."""
    try:
        return np.asarray(read_picture(data))
    except DomainError as error:
        _log.error("a stored picture can't be read: %s", type(error).__name__)
        raise EngineError(Failure.REFERENCE_MISSING) from error


def _first_pictures(items: Sequence[Item]) -> dict[object, int]:
    """Return the place of each job's first picture in the batch."""
    firsts: dict[object, int] = {}
    place = 0
    for item in items:
        firsts[item.job] = place
        place += item.spec.count
    return firsts
