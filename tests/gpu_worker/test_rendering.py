"""A worker's way from an order to stored pictures and reported outcomes, on real Redis, store and engine."""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr
from redis import Redis

from core.bus import OUTCOMES, attempt_key, cancel_flag
from core.clock import new_id
from core.engines import STORYBOARD, ModelCard
from core.jobs.orders import Event, Failure, Item, Outcome, RenderOrder
from core.jobs.states import Kind
from core.pictures.writing import COMPOSITE
from core.storage import FolderStore
from gpu_worker.engines.engine import Drawn, Engine, EngineError, Wanted, Watch
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from gpu_worker.settings import WorkerSettings
from tests.factories import spec

SMALL = {"width": 384, "height": 256}


class Broken:
    """An engine that behaves like one whose library fails."""

    name = "storyboard"
    source = COMPOSITE

    def __init__(self, fault: Exception) -> None:
        """Take what it runs into."""
        self._fault = fault

    def cards(self) -> tuple[ModelCard, ...]:
        """Offer the usual."""
        return (STORYBOARD,)

    def warm(self) -> None:
        """Load nothing."""

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Fail after the first step."""
        watch.step(0.5 / len(batch))
        raise self._fault


@pytest.fixture(scope="module")
def storyboard() -> StoryboardEngine:
    """The real engine, loaded once."""
    return StoryboardEngine(WorkerSettings.model_fields["node_modules"].default)


@pytest.fixture
def store(data_folder: Path) -> FolderStore:
    """An empty store."""
    return FolderStore(data_folder, base_url="http://127.0.0.1", signing_key=SecretStr("x" * 32))


def renderer(engine: Engine, store: FolderStore, redis_url: str) -> Renderer:
    """Return a renderer with one engine."""
    return Renderer({engine.name: engine}, store, Reporter(redis_url, holder="pc#1"))


def item(*, count: int = 1, seed: int = 1, **changes: object) -> Item:
    """Return one job of an order."""
    wanted = spec(count=count, seed=seed).model_copy(update={**SMALL, **changes})
    return Item(job=new_id(), attempt=1, kind=Kind.IMAGE, spec=wanted)


def order(*items: Item) -> RenderOrder:
    """Return an order."""
    return RenderOrder(id=new_id(), lease_s=2.0, items=items)


def draw(engine: Engine, store: FolderStore, redis_url: str, *items: Item) -> None:
    """Render an order."""

    def work() -> None:
        with closing(renderer(engine, store, redis_url)) as ours:
            ours.render(order(*items))

    apart(work)


def apart(work: Callable[[], None]) -> None:
    """Do something in a thread of its own: a worker's process has no running loop."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def told(redis_url: str) -> list[Outcome]:
    """Return what was reported, in order."""
    with Redis.from_url(redis_url) as redis:
        entries = redis.xrange(OUTCOMES)
    assert isinstance(entries, list)
    return [Outcome.model_validate_json(fields[b"body"]) for _, fields in entries]


async def test_pictures_are_stored_marked_and_reported_then_their_renditions(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    one = item(count=2)
    draw(storyboard, store, redis_url, one)
    started, succeeded, renditions = told(redis_url)
    assert [report.event for report in (started, succeeded, renditions)] == [
        Event.STARTED, Event.SUCCEEDED, Event.RENDITIONS,
    ]  # fmt: skip
    assert [artefact.seed for artefact in succeeded.artefacts] == [1, 2]
    data = await store.get(succeeded.artefacts[0].key)
    assert b"compositeSynthetic" in data
    with Image.open(BytesIO(data)) as picture:
        assert picture.size == (384, 256)
    for artefact in renditions.artefacts:
        assert artefact.thumbhash
        assert {copy.media_type for copy in artefact.renditions} == {"image/avif", "image/webp"}
        assert all([await store.exists(copy.key) for copy in artefact.renditions])


def test_cancelled_and_superseded_items_are_not_drawn_p9(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    cancelled, superseded, wanted = item(), item(), item()
    with Redis.from_url(redis_url) as redis:
        redis.set(cancel_flag(cancelled.job), "1")
        redis.set(attempt_key(superseded.job), 2)
        redis.set(attempt_key(wanted.job), 1)
    draw(storyboard, store, redis_url, cancelled, superseded, wanted)
    assert {report.job for report in told(redis_url)} == {wanted.job}


def test_an_order_that_nobody_wants_leaves_no_trace(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str, data_folder: Path
) -> None:
    one = item()
    with Redis.from_url(redis_url) as redis:
        redis.set(cancel_flag(one.job), "1")
    draw(storyboard, store, redis_url, one)
    assert told(redis_url) == []
    assert list(data_folder.glob("*/*")) == []


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (RuntimeError("CUDA error"), Failure.ENGINE),
        (MemoryError(), Failure.OUT_OF_MEMORY),
        (EngineError(Failure.MODEL_MISSING), Failure.MODEL_MISSING),
    ],
)
def test_what_a_library_throws_becomes_the_jobs_failure(
    fault: Exception, failure: Failure, store: FolderStore, redis_url: str
) -> None:
    draw(Broken(fault), store, redis_url, item())
    (_, failed) = told(redis_url)
    assert (failed.event, failed.error, failed.passing) == (Event.FAILED, failure, False)


def test_in_a_batch_anybody_may_be_the_culprit_so_each_is_tried_again(store: FolderStore, redis_url: str) -> None:
    draw(Broken(RuntimeError()), store, redis_url, item(), item())
    failed = [report for report in told(redis_url) if report.event is Event.FAILED]
    assert [report.passing for report in failed] == [True, True]


def test_an_engine_that_is_not_here_and_a_reference_that_is_gone_are_refused(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    draw(storyboard, store, redis_url, item(engine="diffusers"))
    draw(storyboard, store, redis_url, item(reference=f"00/{'0' * 64}.png"))
    failures = [report.error for report in told(redis_url) if report.event is Event.FAILED]
    assert failures == [Failure.MODEL_MISSING, Failure.REFERENCE_MISSING]


def test_renditions_that_never_came_are_made_from_the_stored_picture(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    one = item()
    draw(storyboard, store, redis_url, one)
    (_, succeeded, first) = told(redis_url)

    def work() -> None:
        with closing(renderer(storyboard, store, redis_url)) as ours:
            ours.derive(one, succeeded.artefacts[0])

    apart(work)
    again = told(redis_url)[-1]
    assert again.event is Event.RENDITIONS
    assert [copy.key for copy in again.artefacts[0].renditions] == [
        copy.key for copy in first.artefacts[0].renditions
    ], "the same picture makes the same copies"
