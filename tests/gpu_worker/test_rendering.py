"""A worker's way from an order to stored pictures and reported outcomes, on real Redis, store and engine."""

from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydantic import SecretStr
from redis import Redis

from core.bus import attempt_key, cancel_flag
from core.engines import STORYBOARD, ModelCard
from core.jobs.editing import Edit, Mode
from core.jobs.motion import Motion
from core.jobs.orders import Event, Failure, Item
from core.pictures.writing import COMPOSITE, Marks, write_picture
from core.storage import FolderStore
from gpu_worker.engines.engine import Drawn, Engine, EngineError, Wanted, Watch
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from gpu_worker.settings import WorkerSettings
from tests.core.pictures.bombs import BOMBS, NO_PICTURES, coded
from tests.gpu_worker.orders import apart, item, order, told


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


class Teller(Broken):
    """An engine that answers with words."""

    def __init__(self) -> None:
        """Remember what is asked."""
        self.asked: list[Wanted] = []

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Say what there is."""
        watch.step(1.0)
        self.asked.extend(batch)
        nothing = np.zeros((1, 1, 3), np.uint8)
        return [Drawn(nothing, text={"en": "A fox.", "pl": "Lis."}) for _ in batch]


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


def draw(engine: Engine, store: FolderStore, redis_url: str, *items: Item) -> None:
    """Render an order."""

    def work() -> None:
        with closing(renderer(engine, store, redis_url)) as ours:
            ours.render(order(*items))

    apart(work)


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


@pytest.mark.parametrize(
    "name", ["half", "html", "html before a picture", "TIFF", "png 65535x65535", "png signature alone", "nothing"]
)
async def test_a_stored_picture_that_is_none_is_as_good_as_gone_and_the_worker_goes_on(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str, name: str
) -> None:
    """What is uploaded is read before it is stored; a disk may spoil it later, and a store may be written by others."""
    whole = coded("PNG", (64, 48), "L")
    files = {"half": whole[: len(whole) // 2], **NO_PICTURES, **BOMBS}
    spoilt = await store.put(files[name], "image/png")
    draw(storyboard, store, redis_url, item(reference=spoilt))
    draw(storyboard, store, redis_url, item())
    _, failed, *well = told(redis_url)
    assert (failed.event, failed.error, failed.passing) == (Event.FAILED, Failure.REFERENCE_MISSING, False)
    assert [report.event for report in well] == [Event.STARTED, Event.SUCCEEDED, Event.RENDITIONS]


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


async def test_a_clip_is_stored_with_its_poster_and_gif_before_anybody_hears_of_it(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    draw(storyboard, store, redis_url, item(motion=Motion(seconds=1, fps=4)))
    outcomes = told(redis_url)
    assert [report.event for report in outcomes] == [Event.STARTED, Event.SUCCEEDED], "nothing follows"
    (clip,) = outcomes[-1].artefacts
    assert (clip.media_type, clip.seconds, clip.width, clip.height) == ("video/mp4", 1.0, 384, 256)
    data = await store.get(clip.key)
    assert data.index(b"moov") < data.index(b"mdat"), "it plays before it is all there"
    assert {copy.media_type for copy in clip.renditions} == {"image/avif", "image/webp", "image/gif"}
    assert all([await store.exists(copy.key) for copy in clip.renditions])
    assert clip.thumbhash
    assert clip.alt["en"].startswith("Illustration")


def test_words_leave_no_file(store: FolderStore, redis_url: str, data_folder: Path) -> None:
    draw(Teller(), store, redis_url, item(caption=True))
    assert told(redis_url)[-1].words == {"en": "A fox.", "pl": "Lis."}
    assert not [path for path in data_folder.rglob("*") if path.is_file()]


async def test_an_engine_gets_every_picture_that_its_order_names(store: FolderStore, redis_url: str) -> None:
    picture = write_picture(Image.new("RGB", (64, 32), "red"), "image/png", Marks(COMPOSITE))
    mask = write_picture(Image.new("RGB", (32, 32), "white"), "image/png", Marks(COMPOSITE))
    keys = [await store.put(data, "image/png") for data in (picture, mask)]
    engine = Teller()
    edit = Edit(mode=Mode.INPAINT, mask=keys[1])
    draw(engine, store, redis_url, item(reference=keys[0], edit=edit, caption=True))
    (wanted,) = engine.asked
    assert wanted.reference is not None
    assert wanted.mask is not None
    assert (wanted.reference.shape, wanted.mask.shape) == ((32, 64, 3), (32, 32, 3))
    assert (wanted.references, wanted.style_reference, wanted.control_picture) == ((), None, None)
