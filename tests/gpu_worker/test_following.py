"""Renditions are made beside the next order: on real Redis, a real store and the real engine, held at a gate."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.jobs.orders import Event, Item, Outcome
from core.logs import about
from core.storage import FolderStore
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.following import MOST_ORDERS
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from gpu_worker.settings import WorkerSettings
from tests.gpu_worker.orders import item, order, told

PATIENCE_S = 60


class Gated(FolderStore):
    """A store that takes originals at once, and renditions only while its gate is open."""

    def __init__(self, folder: Path) -> None:
        """Stand with the gate shut; ``fault`` is raised once instead of taking the next rendition."""
        super().__init__(folder, base_url="http://127.0.0.1", signing_key=SecretStr("x" * 32))
        self.gate = threading.Event()
        self.fault: Exception | None = None

    async def put(self, data: bytes, media_type: str) -> str:
        """Wait at the gate."""
        if media_type != "image/png":
            assert self.gate.wait(PATIENCE_S)
            fault, self.fault = self.fault, None
            if fault is not None:
                raise fault
        return await super().put(data, media_type)


class Process:
    """A worker's process that is given one order after the other."""

    def __init__(self, engine: StoryboardEngine, store: Gated, redis_url: str) -> None:
        """Start with no order."""
        self.store = store
        self._redis_url = redis_url
        self._renderer = Renderer({engine.name: engine}, store, Reporter(redis_url, holder="pc#1"))
        self._thread: threading.Thread | None = None

    def take(self, *items: Item) -> None:
        """Draw an order each of some items, in a thread: a worker's process has no running loop."""

        def work() -> None:
            for one in items:
                with about(job=one.job):
                    self._renderer.render(order(one))

        self._thread = threading.Thread(target=work)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether orders are left."""
        return self._thread is not None and self._thread.is_alive()

    def told(self, event: Event) -> list[Outcome]:
        """Return what was said of one kind, in order."""
        return [report for report in told(self._redis_url) if report.event is event]

    def end(self) -> None:
        """Let everything through and leave, as the process does that is told to stop."""
        self.store.gate.set()
        if self._thread is not None:
            self._thread.join()
        self._renderer.close()


def eventually(holds: Callable[[], bool]) -> bool:
    """Tell whether something comes true."""
    until = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


@pytest.fixture(scope="module")
def storyboard() -> StoryboardEngine:
    """The real engine, loaded once."""
    return StoryboardEngine(WorkerSettings.model_fields["node_modules"].default)


@pytest.fixture
def process(storyboard: StoryboardEngine, data_folder: Path, redis_url: str) -> Iterator[Process]:
    """A process that ends with the test."""
    started = Process(storyboard, Gated(data_folder), redis_url)
    yield started
    started.end()


def test_the_next_order_is_drawn_while_the_last_ones_renditions_are_made(process: Process) -> None:
    one, other = item(), item(seed=2)
    process.take(one, other)
    assert eventually(lambda: len(process.told(Event.SUCCEEDED)) == 2)
    assert process.told(Event.RENDITIONS) == []
    process.end()
    assert [report.job for report in process.told(Event.RENDITIONS)] == [one.job, other.job]
    assert all(report.artefacts[0].renditions for report in process.told(Event.RENDITIONS))


def test_only_so_many_orders_pictures_wait_for_their_renditions(process: Process) -> None:
    """Memory is bounded: whoever draws faster than renditions are made waits for them."""
    orders = [item(seed=seed) for seed in range(MOST_ORDERS + 2)]
    process.take(*orders)
    assert eventually(lambda: len(process.told(Event.SUCCEEDED)) == MOST_ORDERS + 1)
    assert process.busy
    assert len(process.told(Event.STARTED)) == MOST_ORDERS + 1, "the last one is not begun"
    process.end()
    assert [report.job for report in process.told(Event.RENDITIONS)] == [one.job for one in orders]


@pytest.mark.parametrize("fault", [OSError("no room"), RuntimeError("a codec")])
def test_renditions_that_fail_are_left_to_the_sweep_and_hold_up_nothing(
    process: Process, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = item(), item(seed=2)
    process.store.fault = fault
    process.store.gate.set()
    process.take(one, other)
    assert eventually(lambda: len(process.told(Event.RENDITIONS)) == 1)
    assert process.told(Event.RENDITIONS)[0].job == other.job
    assert [report.job for report in process.told(Event.SUCCEEDED)] == [one.job, other.job]
    assert "renditions follow with the next sweep" in caplog.text


def test_who_leaves_finishes_the_renditions_that_are_under_way(process: Process) -> None:
    process.take(item(count=2))
    assert eventually(lambda: not process.busy)
    process.end()
    (finished,) = process.told(Event.RENDITIONS)
    assert len(finished.artefacts) == 2
