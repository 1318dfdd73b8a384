"""Nets of one's own: real architectures of spandrel at tiny size, saved to a folder and found there."""

import importlib
import importlib.util
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.jobs.orders import Failure
from core.jobs.states import Kind
from gpu_worker.engines.engine import Cancelled, EngineError, Pixels
from gpu_worker.engines.upscaling.engine import LANCZOS, UpscaleEngine
from gpu_worker.engines.upscaling.own import nets_in
from tests.gpu_worker.engines.upscaling.test_upscaling import Watch, drawing, furthest, wanted

needs_spandrel = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None or importlib.util.find_spec("spandrel") is None,
    reason="torch and spandrel are not installed (pip install torch; extra “diffusers”)",
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a net of each layout."""
    tiny = importlib.import_module("tests.gpu_worker.engines.upscaling.tiny_nets")
    importlib.import_module("torch").set_num_threads(1)
    place = tmp_path_factory.mktemp("nets")
    tiny.save_compact(place / "2x-Tiny Compact.safetensors", factor=2)
    tiny.save_compact(place / "4x-Tiny.safetensors", factor=4)
    tiny.save_rrdb(place / "RealTiny_x4plus.safetensors")
    return place


@pytest.fixture(scope="session")
def engine(folder: Path) -> UpscaleEngine:
    """An engine that keeps its nets from test to test, as a worker does."""
    return UpscaleEngine(own=folder)


def enlarged(engine: UpscaleEngine, picture: Pixels, model: str, factor: int, watch: Watch | None = None) -> Pixels:
    (drawn,) = engine.render([wanted(picture, factor=factor, model=model)], watch or Watch())
    return drawn.pixels


@needs_spandrel
def test_nets_of_a_folder_are_offered_before_those_that_come_along(engine: UpscaleEngine) -> None:
    cards = engine.cards()
    assert [card.name for card in cards[:3]] == ["2x-tiny-compact", "4x-tiny", "realtiny_x4plus"]
    assert [card.factors for card in cards[:3]] == [(2,), (4,), (4,)]
    assert {card.makes for card in cards[:3]} == {(Kind.UPSCALE,)}
    assert not any(card.invents for card in cards)
    assert cards[-1] == LANCZOS


@needs_spandrel
@pytest.mark.parametrize(("model", "factor"), [("2x-tiny-compact", 2), ("4x-tiny", 4), ("realtiny_x4plus", 4)])
def test_every_layout_enlarges_by_its_factor_and_the_same_each_time(
    engine: UpscaleEngine, model: str, factor: int
) -> None:
    picture = drawing(70, 45)
    first = enlarged(engine, picture, model, factor)
    assert first.shape == (45 * factor, 70 * factor, 3)
    assert first.std() > 0
    assert np.array_equal(enlarged(engine, picture, model, factor), first)


@needs_spandrel
def test_a_picture_in_pieces_equals_the_whole_one(folder: Path) -> None:
    trained = importlib.import_module("gpu_worker.engines.upscaling.trained")
    net = trained.TrainedNet(nets_in(folder)["2x-tiny-compact"])
    picture = drawing(300, 170)
    pieces = net.enlarged(picture, told=Watch().step)
    whole = net._piece(picture)  # noqa: SLF001 - at once what is never done at once
    assert pieces.shape == whole.shape == (340, 600, 3)
    # Four convolutions see four pixels far, and of the eight outermost pixels of a piece nothing is taken.
    assert furthest(pieces, whole) <= 1


@needs_spandrel
def test_nobody_who_waits_ends_it_while_a_piece_is_at_work_p9(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained: Any = importlib.import_module("gpu_worker.engines.upscaling.trained")
    monkeypatch.setattr(trained, "ASKED_EVERY_S", 0.0)
    engine, watch = UpscaleEngine(own=folder), Watch(patience=3)
    with pytest.raises(Cancelled):
        enlarged(engine, drawing(60, 40), "realtiny_x4plus", 4, watch)
    assert watch.shares == [0.0] * 4, "one piece, that was not finished"
    assert enlarged(engine, drawing(60, 40), "realtiny_x4plus", 4).shape == (160, 240, 3)


@needs_spandrel
def test_memory_that_runs_out_makes_the_pieces_smaller(folder: Path) -> None:
    torch: Any = importlib.import_module("torch")
    trained: Any = importlib.import_module("gpu_worker.engines.upscaling.trained")
    net = trained.TrainedNet(nets_in(folder)["4x-tiny"])
    sizes: list[tuple[int, int]] = []

    def little(_module: object, given: tuple[Any, ...]) -> None:
        sizes.append(tuple(given[0].shape[-2:]))
        if max(sizes[-1]) > 64:
            torch.empty(1 << 60)  # as an allocator answers when there is no more

    net._model.model.register_forward_pre_hook(little)  # noqa: SLF001 - a machine with less memory
    assert net.enlarged(drawing(200, 90), told=Watch().step).shape == (360, 800, 3)
    assert sizes[0] == (90, 128)
    assert {max(size) for size in sizes[1:]} == {64}


@needs_spandrel
def test_memory_that_never_suffices_is_said(folder: Path) -> None:
    torch: Any = importlib.import_module("torch")
    engine = UpscaleEngine(own=folder)
    enlarged(engine, drawing(20, 20), "4x-tiny", 4)
    net = engine._trained["4x-tiny"]  # noqa: SLF001 - a machine with no memory left
    net._model.model.register_forward_pre_hook(lambda *_: torch.empty(1 << 60) and None)  # noqa: SLF001
    with pytest.raises(EngineError) as refusal:
        enlarged(engine, drawing(20, 20), "4x-tiny", 4)
    assert refusal.value.failure is Failure.OUT_OF_MEMORY


@needs_spandrel
def test_no_more_than_one_net_of_ones_own_is_held(engine: UpscaleEngine) -> None:
    for model, factor in (("4x-tiny", 4), ("2x-tiny-compact", 2)):
        enlarged(engine, drawing(20, 20), model, factor)
        assert list(engine._trained) == [model]  # noqa: SLF001 - what is in memory


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def _garble(path: Path) -> None:
    path.write_bytes(b"\xff" * 3000)


def _strange(path: Path) -> None:
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 4)


def _misnamed(path: Path) -> None:
    tiny = importlib.import_module("tests.gpu_worker.engines.upscaling.tiny_nets")
    tiny.save_compact(path, factor=2)


@needs_spandrel
@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_cut, "is damaged"),
        (_garble, "is damaged"),
        (_strange, "no architecture"),
        (_misnamed, "enlarges ×2, not ×4"),
        (Path.unlink, "is damaged"),
    ],
)
def test_a_net_that_is_none_is_refused_and_the_others_go_on(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[Path], None],
    sentence: str,
) -> None:
    tiny = importlib.import_module("tests.gpu_worker.engines.upscaling.tiny_nets")
    path = tiny.save_compact(tmp_path / "4x-broken.safetensors", factor=4)
    engine = UpscaleEngine(own=tmp_path)
    damage(path)
    with pytest.raises(EngineError) as refusal:
        enlarged(engine, drawing(20, 20), "4x-broken", 4)
    assert (refusal.value.failure, refusal.value.passing) == (Failure.MODEL_MISSING, False)
    assert sentence in caplog.text
    assert enlarged(engine, drawing(20, 20), "lanczos", 2).shape == (40, 40, 3)


@needs_spandrel
def test_a_net_that_computes_no_numbers_is_said_to(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tiny = importlib.import_module("tests.gpu_worker.engines.upscaling.tiny_nets")
    torch = importlib.import_module("safetensors.torch")
    path = tiny.save_compact(tmp_path / "2x-nan.safetensors", factor=2)
    torch.save_file({name: weight * float("nan") for name, weight in torch.load_file(path).items()}, path)
    with pytest.raises(EngineError) as refusal:
        enlarged(UpscaleEngine(own=tmp_path), drawing(20, 20), "2x-nan", 2)
    assert refusal.value.failure is Failure.ENGINE
    assert "computed no numbers" in caplog.text


@needs_spandrel
def test_a_factor_that_a_net_has_not_is_refused(engine: UpscaleEngine) -> None:
    with pytest.raises(EngineError) as refusal:
        enlarged(engine, drawing(20, 20), "4x-tiny", 2)
    assert refusal.value.failure is Failure.MODEL_MISSING


@needs_spandrel
def test_no_empty_torchvision_stays_behind(engine: UpscaleEngine) -> None:
    enlarged(engine, drawing(20, 20), "4x-tiny", 4)
    there = importlib.util.find_spec("torchvision") is not None
    assert there or not [name for name in sys.modules if name.startswith("torchvision")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("4x-old.pth", "pickled weights can run code"),
        ("portrait.safetensors", "its name has to say ×2 or ×4"),
        ("8x-huge.safetensors", "its name has to say ×2 or ×4"),
        ("max4.safetensors", "its name has to say ×2 or ×4"),
    ],
)
def test_what_is_no_net_of_a_known_factor_is_passed_over_with_the_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, sentence: str
) -> None:
    (tmp_path / name).write_bytes(b"")
    assert nets_in(tmp_path) == {}
    assert sentence in caplog.text


def test_absurd_names_become_names_that_people_can_type(tmp_path: Path) -> None:
    for name in ("4x ŻÓŁĆ — Net!!", "_x2-" + "long" * 40, "x4", "…2x…"):
        (tmp_path / f"{name}.safetensors").write_bytes(b"")
    cards = UpscaleEngine(own=tmp_path).cards()
    assert all(len(card.name) <= 60 and card.name.isascii() for card in cards)
    assert {card.name for card in cards} >= {"x4", "2x", "4x-net"}


def test_a_folder_that_is_not_there_is_said_and_nothing_is_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        engine = UpscaleEngine(own=tmp_path / "gone")
    assert "UPSCALE_MODELS names" in caplog.text
    assert engine.cards()[-1] == LANCZOS


@needs_spandrel
def test_without_torch_a_net_is_a_missing_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpu_worker.engines.upscaling.trained", None)
    with pytest.raises(EngineError) as refusal:
        enlarged(UpscaleEngine(own=folder), np.asarray(Image.new("RGB", (9, 9))), "4x-tiny", 4)
    assert refusal.value.failure is Failure.MODEL_MISSING
