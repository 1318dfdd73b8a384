"""Workflows on a ComfyUI server, over the wire: what they are filled with, how far they are, and how they can fail."""

import json
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.engines import Shape
from core.jobs.motion import Motion
from core.jobs.orders import Failure
from core.jobs.specs import DrawSpec
from core.jobs.tuning import Tuning
from gpu_worker.engines.comfyui.engine import ComfyUIEngine
from gpu_worker.engines.comfyui.server import event_of
from gpu_worker.engines.comfyui.workflows import SHIPPED
from gpu_worker.engines.engine import Cancelled, EngineError, Pixels, Wanted
from launcher.folders import REPOSITORY
from tests.core.pictures.bombs import BOMBS, NO_PICTURES
from tests.gpu_worker.engines.comfyui.loopback import CHECKPOINTS, Comfy, running_comfy

ASSETS = REPOSITORY / "node_modules"


class Watch:
    """Somebody who waits for so many steps."""

    def __init__(self, *, steps: int = 1_000_000) -> None:
        """Wait."""
        self.left = steps
        self.shares: list[float] = []
        self.previews: list[Pixels] = []

    def step(self, done: float, previews: Sequence[Pixels] = ()) -> None:
        """Note a step."""
        self.shares.append(done)
        self.previews.extend(previews)
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.fixture(scope="module")
def server() -> Iterator[Comfy]:
    """The server."""
    with running_comfy() as comfy:
        yield comfy


@pytest.fixture
def comfy(server: Comfy) -> Comfy:
    """The server, well and with nothing heard."""
    server.fault, server.step_s = "", 0.01
    server.prompts.clear()
    server.uploads.clear()
    return server


@pytest.fixture
def engine(comfy: Comfy) -> Iterator[ComfyUIEngine]:
    """An engine that uses it."""
    engine = ComfyUIEngine(comfy.url, own=None, limit_s=20, assets=ASSETS)
    yield engine
    engine.close()


def wanted(model: str = "text-to-image", *, seed: int = 7, **fields: object) -> Wanted:
    """Return one wanted result."""
    spec = DrawSpec.model_validate(
        {"prompt": "a red fox", "engine": "comfyui", "model": model, "style": "noir", "shape": Shape.LANDSCAPE,
         "width": 96, "height": 64, "seed": seed, "steps": 12, "guidance": 3.5, "cost": 2, **fields}
    )  # fmt: skip
    return Wanted(spec, seed, {key: np.full((30, 40, 3), 90, np.uint8) for key in spec.needed()})


def failure(engine: ComfyUIEngine, one: Wanted | None = None) -> tuple[Failure, bool]:
    """Draw, and return how it failed."""
    with pytest.raises(EngineError) as failed:
        engine.render([one or wanted()], Watch())
    return failed.value.failure, failed.value.passing


def test_a_graph_is_filled_and_its_picture_fetched(engine: ComfyUIEngine, comfy: Comfy) -> None:
    (drawn,) = engine.render([wanted(tuning=Tuning(negative="rain"))], Watch())
    assert drawn.pixels.shape == (64, 96, 3)
    assert int(drawn.pixels[0, 0, 0]) == 7
    assert drawn.level is None
    graph = comfy.prompts[0]
    assert graph["words"]["inputs"]["text"] == "a red fox, noir"
    assert graph["without"]["inputs"]["text"] == "rain"
    sampler = graph["sampler"]["inputs"]
    assert (sampler["seed"], sampler["steps"], sampler["cfg"], sampler["denoise"]) == (7, 12, 3.5, 1.0)


def test_a_batch_comes_back_in_order(engine: ComfyUIEngine) -> None:
    watch = Watch()
    drawn = engine.render([wanted(seed=seed) for seed in (3, 1, 2)], watch)
    assert [int(one.pixels[0, 0, 0]) for one in drawn] == [3, 1, 2]
    assert watch.shares == sorted(watch.shares)


def test_progress_and_previews_are_passed_on(engine: ComfyUIEngine, comfy: Comfy) -> None:
    comfy.step_s = 0.1
    watch = Watch()
    engine.render([wanted()], watch)
    assert len(set(watch.shares)) >= 4
    assert watch.shares == sorted(watch.shares)
    assert {int(preview[0, 0, 0]) for preview in watch.previews} >= {1, 2, 3}


def test_a_clip_begins_with_the_picture_that_was_sent(engine: ComfyUIEngine, comfy: Comfy) -> None:
    one = wanted("image-to-video", reference="start", motion=Motion(seconds=1, fps=5))
    (drawn,) = engine.render([one], Watch())
    assert drawn.clip is not None
    assert (len(drawn.clip.frames), drawn.clip.fps) == (5, 5)
    (sent,) = comfy.uploads.values()
    assert Image.open(BytesIO(sent)).size == (40, 30)
    assert comfy.prompts[0]["start"]["inputs"]["image"] in comfy.uploads


def test_a_comic_panel_is_drawn_over_its_storyboard(engine: ComfyUIEngine, comfy: Comfy) -> None:
    engine.render([wanted("comic-panel")], Watch())
    (sent,) = comfy.uploads.values()
    draft = np.asarray(Image.open(BytesIO(sent)))
    assert draft.shape[0] * 3 == pytest.approx(draft.shape[1] * 2, rel=0.05)
    assert len(np.unique(draft.reshape(-1, 3), axis=0)) > 20, "a scene, not a plain colour"
    assert comfy.prompts[0]["sampler"]["inputs"]["denoise"] == 0.72, "the workflow's own"


def test_a_picture_that_was_sent_takes_the_storyboard_s_place(engine: ComfyUIEngine, comfy: Comfy) -> None:
    engine.render([wanted("comic-panel", reference="start", strength=0.4)], Watch())
    (sent,) = comfy.uploads.values()
    assert Image.open(BytesIO(sent)).size == (40, 30)
    assert comfy.prompts[0]["sampler"]["inputs"]["denoise"] == 0.4


@pytest.mark.parametrize("fault", ["drop socket", "no socket"])
def test_without_its_socket_the_history_tells_the_end(engine: ComfyUIEngine, comfy: Comfy, fault: str) -> None:
    comfy.fault = fault
    assert len(engine.render([wanted()], Watch())) == 1


@pytest.mark.parametrize(
    ("fault", "expected", "passing"),
    [
        ("error", Failure.ENGINE, False),
        ("memory", Failure.OUT_OF_MEMORY, False),
        ("forget", Failure.SERVICE, True),
        ("half picture", Failure.SERVICE, True),
        ("garbage", Failure.SERVICE, True),
    ],
)
def test_every_fault_is_a_failure_of_its_kind(
    engine: ComfyUIEngine, comfy: Comfy, fault: str, expected: Failure, *, passing: bool
) -> None:
    comfy.fault = fault
    assert failure(engine) == (expected, passing)


@pytest.mark.parametrize("name", ["html", "svg", "TIFF", "pdf before a picture", "png 65535x65535", "nothing"])
def test_pictures_that_lie_about_what_they_are_are_none(
    engine: ComfyUIEngine, comfy: Comfy, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    files = NO_PICTURES | BOMBS
    monkeypatch.setattr(comfy, "fault", "lie")
    monkeypatch.setattr(comfy, "picture", files[name])
    assert failure(engine) == (Failure.SERVICE, True)
    monkeypatch.undo()
    assert len(engine.render([wanted()], Watch())) == 1, "the next is taken as ever"


@pytest.mark.parametrize(
    "message",
    [
        "", "null", "7", "[]", "{", '{"type": "progress"}', '{"type": "progress", "data": []}', '{"data": {}}',
        "[" * 100_000, b"", b"\x00", b"\x00\x00\x00\x01", b"\x00\x00\x00\x01\x00\x00\x00\x02",
        b"\x00\x00\x00\x01\x00\x00\x00\x02half a picture", b"\x00\x00\x00\x04\xff\xff\xff\xff",
        b"\x00\x00\x00\x01\x00\x00\x00\x02" + BOMBS["png 65535x65535"], b"\xff" * 64,
    ],
    ids=lambda message: repr(message[:12]),
)  # fmt: skip
def test_what_its_socket_says_and_nobody_understands_says_nothing(message: str | bytes) -> None:
    assert event_of(message) is None


def test_a_model_that_is_not_there_is_told_from_a_broken_graph(
    engine: ComfyUIEngine, comfy: Comfy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.gpu_worker.engines.comfyui.loopback.CHECKPOINTS", CHECKPOINTS - {"x"} - CHECKPOINTS)
    assert failure(engine) == (Failure.MODEL_MISSING, False)
    told = json.loads((SHIPPED / "text-to-image.json").read_text(encoding="utf-8"))
    told["graph"]["model"]["class_type"] = "NobodyHasThis"
    (tmp_path / "mine.json").write_text(json.dumps(told), encoding="utf-8")
    own = ComfyUIEngine(comfy.url, own=tmp_path, limit_s=20)
    monkeypatch.undo()
    assert failure(own) == (Failure.ENGINE, False)
    own.close()


def test_a_server_that_is_away_may_come_back() -> None:
    engine = ComfyUIEngine("http://127.0.0.1:1", own=None, limit_s=5)
    assert failure(engine) == (Failure.SERVICE, True)
    engine.close()


def test_a_server_that_hangs_is_given_up_and_told_so(comfy: Comfy) -> None:
    comfy.fault = "hang"
    engine = ComfyUIEngine(comfy.url, own=None, limit_s=0.5)
    assert failure(engine) == (Failure.SERVICE, True)
    engine.close()
    _settled(comfy)


def test_nobody_waits_any_more_and_the_server_stops_p9(engine: ComfyUIEngine, comfy: Comfy) -> None:
    """P9: the prompt is interrupted at the next look."""
    comfy.fault = "hang"
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        engine.render([wanted()], Watch(steps=3))
    assert time.monotonic() - begun < 20
    _settled(comfy)


def _settled(comfy: Comfy) -> None:
    """See that the server works on nothing any more."""
    deadline = time.monotonic() + 5
    while comfy.running or comfy.pending:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_workflow_that_nobody_has_is_a_missing_model(engine: ComfyUIEngine) -> None:
    assert failure(engine, wanted("nobody-s")) == (Failure.MODEL_MISSING, False)


def test_a_workflow_that_needs_a_picture_says_so(engine: ComfyUIEngine) -> None:
    cards = {card.name: card for card in engine.cards()}
    assert cards["image-to-video"].only_edits
    assert not cards["comic-panel"].only_edits
    assert failure(engine, wanted("image-to-video")) == (Failure.ENGINE, False)
