"""Clips by real video pipelines at tiny size, from words and from pictures, stopped half-way, refused when broken."""

import importlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.jobs.states import Kind
from gpu_worker.engines.clips import Clip
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.diffusers.filming.filming import frames_for
from gpu_worker.engines.engine import Cancelled, EngineError, Wanted
from tests.gpu_worker.engines.diffusers.conftest import SIDE, Witness, entry_text, furthest, reference, wanted

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
    # ModelScope's pipeline is no longer developed in diffusers; it still runs.
    pytest.mark.filterwarnings("ignore:.*TextToVideoSDPipeline.*:FutureWarning"),
]
SAVED = {
    "modelscope": "modelscope",
    "ltx": "ltx-video",
    "wan": "wan",
    "wan_image": "wan-image",
    "hunyuan": "hunyuan",
    "hunyuan_image": "hunyuan-image",
}
FROM_WORDS = ("modelscope", "ltx-video", "wan", "hunyuan", "animatediff")
FROM_PICTURES = ("ltx-video", "wan-image", "hunyuan-image")
PICTURES_ONLY = ("wan-image", "hunyuan-image")


@pytest.fixture(scope="session")
def films(models: Path) -> Path:
    """A table of tiny video models; each was trained on four frames a second."""
    tiny = importlib.import_module("tests.gpu_worker.engines.diffusers.tiny_films")
    more = {"seconds": 4, "fps": 8, "trained_fps": 4, "multiple": 16}
    entries = []
    for saved, name in SAVED.items():
        getattr(tiny, f"save_{saved}")(models / saved)
        entries.append(entry_text(name, f"./{saved}", **more))
    tiny.save_animatediff(models / "motion")
    animatediff = entry_text("animatediff", "./sd", pipeline="AnimateDiffPipeline", scheduler="ddim", **more)
    entries.append(f'{animatediff}motion = {{ source = "./motion" }}\n')
    path = models / "films.toml"
    path.write_text("".join(entries))
    return path


@pytest.fixture(scope="session")
def cinema(films: Path) -> DiffusersEngine:
    """An engine on the tiny video models."""
    return DiffusersEngine(films, ready=None, preview_every_s=0.0)


def clip(model: str, **spec: object) -> Wanted:
    return wanted(model, **({"steps": 2, "motion": {"seconds": 2, "fps": 8}} | spec))  # type: ignore[arg-type]  # passed on as given


def filmed(engine: DiffusersEngine, order: Wanted) -> Clip:
    (drawn,) = engine.render([order], Witness())
    assert drawn.clip is not None
    assert any(drawn.pixels is frame for frame in drawn.clip.frames), "the poster is one of its frames"
    return drawn.clip


def test_cards_say_that_they_film(cinema: DiffusersEngine) -> None:
    cards = {card.name: card for card in cinema.cards()}
    assert set(cards) == {*FROM_WORDS, *FROM_PICTURES}
    for name, card in cards.items():
        assert (card.makes, card.edits, card.most_seconds, card.fps) == ((Kind.VIDEO,), (), 4, 8)
        assert card.films_pictures is (name in FROM_PICTURES)
        assert card.only_edits is (name in PICTURES_ONLY)


@pytest.mark.parametrize("model", FROM_WORDS)
def test_a_clip_from_words_has_the_length_size_and_rate_asked_for(cinema: DiffusersEngine, model: str) -> None:
    made = filmed(cinema, clip(model, width=96))
    assert (len(made.frames), made.fps, made.seconds) == (16, 8, 2.0)
    assert {frame.shape for frame in made.frames} == {(SIDE, 96, 3)}
    again, other = (filmed(cinema, clip(model, width=96, seed=seed)) for seed in (1, 2))
    assert all(np.array_equal(one, twin) for one, twin in zip(made.frames, again.frames, strict=True))
    assert furthest(made.frames[0], other.frames[0]) > 0


@pytest.mark.parametrize("model", FROM_PICTURES)
def test_a_clip_from_a_picture_depends_on_it(cinema: DiffusersEngine, model: str) -> None:
    first, other = (filmed(cinema, clip(model, reference=reference(number))) for number in (1, 2))
    assert len(first.frames) == 16
    assert furthest(first.frames[0], other.frames[0]) > 0


def test_a_model_films_as_many_frames_as_its_latents_come_to(cinema: DiffusersEngine) -> None:
    for model, frames in (("wan", 9), ("hunyuan", 9), ("ltx-video", 9), ("animatediff", 8), ("modelscope", 8)):
        loaded = cinema.studio().shelf.get(cinema.studio().entry(model))
        order = clip(model)
        assert order.spec.motion is not None
        assert frames_for(loaded, order.spec.motion) == frames


@pytest.mark.parametrize("model", FROM_WORDS)
def test_a_cancelled_clip_stops_at_that_step_and_the_next_is_as_ever_p9(cinema: DiffusersEngine, model: str) -> None:
    before = filmed(cinema, clip(model))
    witness = Witness(stop_at=4)
    with pytest.raises(Cancelled):
        cinema.render([clip(model, steps=6)], witness)
    assert len(witness.shares) == 4
    after = filmed(cinema, clip(model))
    assert np.array_equal(before.frames[-1], after.frames[-1])


def test_progress_of_a_clip_comes_with_previews_where_its_latents_are_known(cinema: DiffusersEngine) -> None:
    for model, size in (("wan", (SIDE // 8, SIDE // 8, 3)), ("animatediff", (SIDE // 8, SIDE // 8, 3))):
        witness = Witness()
        cinema.render([clip(model)], witness)
        assert witness.shares == sorted(witness.shares)
        assert {preview.shape for previews in witness.previews for preview in previews} == {size}


def test_a_clip_goes_on_to_its_end_where_a_pipeline_takes_frames_off_its_beginning(cinema: DiffusersEngine) -> None:
    """HunyuanVideo's from pictures gives four frames less than it is asked for."""
    made = filmed(cinema, clip("hunyuan-image", reference=reference(1)))
    assert furthest(made.frames[-1], made.frames[-3]) > 0, "no picture that stands still stands in for what is missing"


def test_a_model_that_films_pictures_only_refuses_words_alone(cinema: DiffusersEngine) -> None:
    for model in PICTURES_ONLY:
        with pytest.raises(EngineError):
            cinema.render([clip(model)], Witness())


def test_a_video_model_without_its_motion_or_of_another_class_is_refused(models: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(models / "sd", tmp_path / "sd")
    path = tmp_path / "table.toml"
    alone = entry_text("alone", folder, pipeline="AnimateDiffPipeline", seconds=2)
    other = entry_text("other", folder, pipeline="WanPipeline", seconds=2)
    gone = alone.replace("alone", "gone") + f'motion = {{ source = "{tmp_path}/nowhere" }}\n'
    path.write_text(alone + other + gone)
    engine = DiffusersEngine(path, ready=None)
    for name in ("alone", "other", "gone"):
        with pytest.raises(EngineError):
            engine.render([clip(name)], Witness())
