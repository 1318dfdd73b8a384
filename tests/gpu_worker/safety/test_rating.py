"""What a worker reports of a picture's age rating, and what becomes of it: real classifiers, Redis and rows."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import redis
from numpy.typing import NDArray
from PIL import Image
from pydantic import SecretStr

from core.db import Database
from core.engines import STORYBOARD, ModelCard
from core.jobs import outcomes
from core.jobs.editing import Edit, Mode
from core.jobs.orders import Artefact, Event, Failure, Item, Outcome
from core.media import queries
from core.media.models import Media
from core.media.service import PictureNotJudged, set_visibility
from core.pictures.writing import TRAINED, UNKNOWN, Marks, write_picture
from core.privacy import Visibility
from core.roles import Role
from core.storage import FolderStore
from core.users.models import User
from gpu_worker.engines.clips import Clip
from gpu_worker.engines.engine import Drawn, Engine, Wanted, Watch
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from gpu_worker.safety.judge import FRAMES_APART, Judge
from launcher.folders import REPOSITORY
from tests.factories import NOON, job, order, person, shown_to_all
from tests.gpu_worker.orders import apart, item, told
from tests.gpu_worker.orders import order as ordered
from tests.gpu_worker.safety.scenes import EXPLICIT, HARMLESS, NUDE, SUGGESTIVE, plain

Pixels = NDArray[np.uint8]


class Painting:
    """An engine that has one result, whatever it is asked."""

    name = STORYBOARD.engine
    source = TRAINED

    def __init__(self, drawn: Drawn) -> None:
        """Take the result."""
        self._drawn = drawn

    def cards(self) -> tuple[ModelCard, ...]:
        """Offer the usual."""
        return (STORYBOARD,)

    def warm(self) -> None:
        """Load nothing."""

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Return it."""
        watch.step(1.0)
        return [self._drawn for _ in batch]


@pytest.fixture
def store(data_folder: Path) -> FolderStore:
    """An empty store."""
    return FolderStore(data_folder, base_url="http://127.0.0.1", signing_key=SecretStr("x" * 32))


def rated(engine: Engine, judge: Judge, store: FolderStore, redis_url: str, *, of: Item) -> Artefact:
    """Return what a worker reports of an item's first picture."""

    def work() -> None:
        reporter = Reporter(redis_url, holder="pc#1")
        with closing(Renderer({of.spec.engine: engine}, store, reporter, judge=judge)) as renderer:
            renderer.render(ordered(of))

    apart(work)
    (succeeded,) = [report for report in told(redis_url) if report.event is Event.SUCCEEDED and report.job == of.job]
    return succeeded.artefacts[0]


@pytest.mark.parametrize(("pixels", "level"), [(NUDE, 2), (SUGGESTIVE, 1), (HARMLESS, 0)])
def test_what_no_engine_vouches_for_is_rated_by_the_classifiers(
    pixels: Pixels, level: int, judge: Judge, store: FolderStore, redis_url: str
) -> None:
    assert rated(Painting(Drawn(pixels)), judge, store, redis_url, of=item()).level == level


def test_an_engine_that_vouches_is_believed(judge: Judge, store: FolderStore, redis_url: str) -> None:
    assert rated(Painting(Drawn(NUDE, level=0)), judge, store, redis_url, of=item()).level == 0


async def test_nobody_vouches_for_what_was_made_of_somebodys_picture(
    judge: Judge, store: FolderStore, redis_url: str
) -> None:
    """An uploaded picture that comes back through an engine of ours is looked at like any other."""
    key = await store.put(write_picture(Image.fromarray(NUDE), "image/png", Marks(UNKNOWN)), "image/png")
    engine = Painting(Drawn(NUDE, level=0))
    assert rated(engine, judge, store, redis_url, of=item(reference=key)).level == 2


async def _uploaded(store: FolderStore, pixels: Pixels) -> str:
    return await store.put(write_picture(Image.fromarray(pixels), "image/png", Marks(UNKNOWN)), "image/png")


def refused(judge: Judge, store: FolderStore, redis_url: str, *, of: Item) -> tuple[Failure | None, bool]:
    """Return why a worker reports that it made nothing of an item, and whether another attempt may succeed."""

    def work() -> None:
        engine = Painting(Drawn(HARMLESS))
        with closing(Renderer({engine.name: engine}, store, Reporter(redis_url, holder="pc#1"), judge=judge)) as one:
            one.render(ordered(of))

    apart(work)
    (failed,) = [report for report in told(redis_url) if report.event is Event.FAILED]
    return failed.error, failed.passing


async def test_a_result_is_rated_no_lower_than_what_it_was_made_from(
    judge: Judge, store: FolderStore, redis_url: str
) -> None:
    """Issue 6, line 6: a tame result of a picture that is not keeps that picture's rating."""
    key = await _uploaded(store, NUDE)
    asked = item(prompt="a marble statue in a museum", reference=key)
    assert rated(Painting(Drawn(HARMLESS)), judge, store, redis_url, of=asked).level == 2


async def test_nothing_is_made_from_what_only_adults_may_see(judge: Judge, store: FolderStore, redis_url: str) -> None:
    """Whichever way the picture comes in, and whatever the words say; no other attempt is made."""
    key = await _uploaded(store, EXPLICIT)
    ways: tuple[dict[str, Any], ...] = (
        {"reference": key},
        {"edit": Edit(references=(key,))},
        {"edit": Edit(style_reference=key)},
    )
    for number, way in enumerate(ways):
        of = item(prompt="a castle", **way)
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
        assert refused(judge, store, redis_url, of=of) == (Failure.REFERENCE_REFUSED, False), number


@pytest.mark.parametrize("prompt", ["a child at the sea", "dziewczynka nad morzem", "a girl"])
async def test_nobody_young_is_made_from_a_naked_picture(
    prompt: str, judge: Judge, store: FolderStore, redis_url: str
) -> None:
    key = await _uploaded(store, NUDE)
    told_why = refused(judge, store, redis_url, of=item(prompt=prompt, reference=key))
    assert told_why == (Failure.REFERENCE_REFUSED, False)


async def test_of_what_can_not_be_judged_nothing_judged_is_made(store: FolderStore, redis_url: str) -> None:
    """Fail closed: with no judge of its own start a result is not judged, so it can't be public."""
    key = await _uploaded(store, HARMLESS)
    broken = Judge(threads=0)
    broken._trouble = "broken"  # noqa: SLF001 - as _load leaves it; test_judge breaks real ones
    assert rated(Painting(Drawn(HARMLESS)), broken, store, redis_url, of=item(reference=key)).level is None


async def test_a_mask_is_no_picture_to_judge(judge: Judge, store: FolderStore, redis_url: str) -> None:
    start, mask = await _uploaded(store, HARMLESS), await _uploaded(store, EXPLICIT)
    asked = item(prompt="a castle", reference=start, edit=Edit(mode=Mode.INPAINT, mask=mask))
    assert rated(Painting(Drawn(HARMLESS)), judge, store, redis_url, of=asked).level == 0


def test_a_clip_is_rated_by_its_frames_and_not_by_its_poster(judge: Judge, store: FolderStore, redis_url: str) -> None:
    clip = Clip((*[plain()] * FRAMES_APART, np.asarray(Image.fromarray(NUDE).resize((160, 96)))), 12)
    drawn = Drawn(plain(), clip=clip)
    level = judge.level_of_clip(clip.frames)
    assert level
    assert rated(Painting(drawn), judge, store, redis_url, of=item()).level == level


async def _made(database: Database, artefact: Artefact) -> Media:
    """Return the picture of a job that was to be public, with what a worker reported of it."""
    async with database.transaction() as session:
        await job(session, await person(session, role=Role.CREATOR), visibility=Visibility.PUBLIC)
        claimed = await order(session)
        assert claimed is not None
        (one,) = claimed.items
        report = Outcome(job=one.job, attempt=one.attempt, worker="pc#1", event=Event.SUCCEEDED, artefacts=(artefact,))
        assert await outcomes.finish(session, report, now=NOON)
    async with database.transaction() as session:
        return (await queries.of_job(session, one.job))[0]


async def test_what_the_classifiers_pass_is_public_as_was_wished(
    judge: Judge, store: FolderStore, redis_url: str, database: Database
) -> None:
    made = await _made(database, rated(Painting(Drawn(HARMLESS)), judge, store, redis_url, of=item()))
    assert (made.judged, made.level, made.visibility) == (True, 0, Visibility.PUBLIC)


async def test_what_is_rated_higher_is_in_no_list_that_everybody_sees(
    judge: Judge, store: FolderStore, redis_url: str, database: Database
) -> None:
    """G9: anonymous people see level 0."""
    made = await _made(database, rated(Painting(Drawn(NUDE)), judge, store, redis_url, of=item()))
    assert (made.judged, made.level) == (True, 2)
    async with database.transaction() as session:
        assert await shown_to_all(session) == []


async def test_what_nobody_could_judge_is_private_and_can_not_be_made_public(database: Database) -> None:
    """Fail closed."""
    unjudged = Artefact(key=f"00/{'1' * 64}.png", media_type="image/png", width=64, height=48, bytes=9, seed=1)
    made = await _made(database, unjudged)
    assert (made.judged, made.visibility) == (False, Visibility.PRIVATE)
    async with database.transaction() as session:
        owner = await session.get_one(User, made.owner_id)
        with pytest.raises(PictureNotJudged):
            await set_visibility(session, owner, made.id, visibility=Visibility.PUBLIC, now=NOON)


def test_a_worker_with_broken_classifiers_draws_and_leaves_the_rating_open(tmp_path: Path, redis_url: str) -> None:
    """A process of its own, in whose packages the runtime is broken; it reports its success as any other."""
    (tmp_path / "onnxruntime.py").write_text("raise ImportError(name='onnxruntime')\n", encoding="utf-8")
    asked = f"""
import numpy as np
from pathlib import Path
from pydantic import SecretStr
from core.storage import FolderStore
from core.users.models import User
from gpu_worker.engines.engine import Drawn
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from tests.gpu_worker.orders import item, order
from tests.gpu_worker.safety.test_rating import Painting
store = FolderStore(Path({str(tmp_path / "store")!r}), base_url="http://127.0.0.1", signing_key=SecretStr("x" * 32))
engine = Painting(Drawn(np.zeros((64, 64, 3), np.uint8)))
Renderer({{engine.name: engine}}, store, Reporter({redis_url!r}, holder="pc#1")).render(order(item()))
"""
    subprocess.run(
        [sys.executable, "-c", asked], cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(tmp_path)}, check=True
    )
    (succeeded,) = [report for report in told(redis_url) if report.event is Event.SUCCEEDED]
    assert [artefact.level for artefact in succeeded.artefacts] == [None]
