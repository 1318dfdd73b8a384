"""Every file that an order leaves in the store says where it comes from, and is signed by the house."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.jobs.motion import Motion
from core.jobs.orders import Event, Item
from core.pictures.credentials import found, read_credentials
from core.pictures.provenance import Inspector, Origin, Standing
from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE
from core.storage import FolderStore
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from gpu_worker.settings import WorkerSettings
from tests.factories import NOON
from tests.gpu_worker.orders import apart, item, order, told

ORDERS: dict[str, Callable[[], Item]] = {
    "pictures": lambda: item(count=2),
    "a clip": lambda: item(motion=Motion(seconds=2, fps=6)),
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house's keys."""
    folder = tmp_path_factory.mktemp("marks")
    found(folder, now=NOON)
    return folder


def stored(wanted: Item, signet: Signet, folder: Path, redis_url: str) -> dict[str, bytes]:
    """Return every file that an order left in an empty store, by key, in the order they were reported."""
    store = FolderStore(folder, base_url="http://127.0.0.1", signing_key=SecretStr("x" * 32))
    engine = StoryboardEngine(WorkerSettings.model_fields["node_modules"].default)

    def work() -> None:
        reporter = Reporter(redis_url, holder="pc#1")
        with closing(Renderer({engine.name: engine}, store, reporter, signet=signet)) as renderer:
            renderer.render(order(wanted))

    apart(work)
    reports = [report for report in told(redis_url) if report.job == wanted.job]
    assert Event.SUCCEEDED in {report.event for report in reports}
    keys = [
        key
        for report in reports
        for artefact in report.artefacts
        for key in (artefact.key, *(copy.key for copy in artefact.renditions))
    ]
    return {key: asyncio.run(store.get(key)) for key in keys}


@pytest.mark.parametrize("kind", ORDERS)
def test_every_file_of_an_order_is_known_as_ours(kind: str, keys: Path, tmp_path: Path, redis_url: str) -> None:
    credentials = read_credentials(keys)
    assert credentials is not None
    inspector = Inspector(credentials.roots)
    files = stored(ORDERS[kind](), Signet(keys), tmp_path, redis_url)
    origins = {key: inspector.origin(data) for key, data in files.items()}
    assert set(origins.values()) == {Origin(Standing.OURS, COMPOSITE, "Inkhearth", "Inkhearth")}
    endings = {key.rpartition(".")[2] for key in files}
    assert endings == {"pictures": {"png", "avif", "webp"}, "a clip": {"mp4", "gif", "avif", "webp"}}[kind]


@pytest.mark.parametrize("kind", ORDERS)
def test_drawing_an_order_again_leaves_no_second_files(kind: str, keys: Path, tmp_path: Path, redis_url: str) -> None:
    """R1: a worker that was killed after storing leaves no orphan behind."""
    again = [set(stored(ORDERS[kind](), Signet(keys), tmp_path, redis_url)) for _ in range(2)]
    assert again[0] == again[1]
    assert {path.name for path in tmp_path.glob("*/*.*")} == {key.rpartition("/")[2] for key in again[0]}


def test_a_machine_without_keys_marks_what_it_stores_unsigned(tmp_path: Path, redis_url: str) -> None:
    files = stored(item(), Signet(tmp_path / "none"), tmp_path / "store", redis_url)
    assert {Inspector(None).origin(data) for data in files.values()} == {Origin(source=COMPOSITE, tool="Inkhearth")}
