"""Which models are in memory, and what happens to those that can't be."""

import json
import logging
import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.jobs.orders import Failure
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.diffusers.models.families import Task
from gpu_worker.engines.engine import Drawn, EngineError, Pixels
from tests.gpu_worker.engines.diffusers.conftest import (
    KINDS,
    MakeEngine,
    Witness,
    entry_text,
    furthest,
    reference,
    wanted,
)

# diffusers' Euler scheduler reads a tensor in the way of numpy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
MEBIBYTE = 1 << 20
SMALL_MEMORY = """
import resource, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import EngineError
from tests.gpu_worker.engines.diffusers.conftest import Witness, wanted

def bound(mebibytes):
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + (mebibytes << 20) if mebibytes else resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))

def drawn(side, count):
    batch = [wanted("sd", seed=seed, width=side, height=side, steps=1, guidance=0.0) for seed in range(count)]
    try:
        return len(engine.render(batch, Witness()))
    except EngineError as error:
        return error.failure

engine = DiffusersEngine(Path(sys.argv[1]), ready=None)
print(drawn(192, 1))  # what is loaded once, whatever the size, is loaded now
bound(120)
print(drawn(192, 12))
bound(60)
print(drawn(1024, 1))
bound(None)
print(drawn(64, 1))
"""
Break = Callable[[Path], object]


def drawn_by(engine: DiffusersEngine, model: str) -> Drawn:
    return engine.render([wanted(model)], Witness())[0]


def refusal_of(engine: DiffusersEngine, model: str) -> EngineError:
    with pytest.raises(EngineError) as refusal:
        drawn_by(engine, model)
    return refusal.value


def test_warm_loads_the_first_model_only(make_engine: MakeEngine) -> None:
    engine = make_engine(*(entry_text(kind, f"./{kind}") for kind in KINDS))
    engine.warm()
    assert engine.studio().shelf.names() == ["sd"]


def test_words_and_references_are_drawn_with_the_same_weights(engine: DiffusersEngine, table: Path) -> None:
    del table
    for kind in KINDS:
        drawn_by(engine, kind)
        loaded = engine.studio().shelf.get(engine.studio().entry(kind))
        for part in ("vae", "text_encoder", "transformer" if kind == "flux" else "unet"):
            pipes: list[Any] = [loaded.pipe(task) for task in (Task.WORDS, Task.IMAGE, Task.INPAINT)]
            assert len({next(getattr(pipe, part).parameters()).data_ptr() for pipe in pipes}) == 1


def test_the_least_recently_used_model_leaves_and_comes_back_the_same(make_engine: MakeEngine) -> None:
    engine = make_engine(*(entry_text(kind, f"./{kind}") for kind in KINDS), memory_bytes=8 * MEBIBYTE)
    before: dict[str, Pixels] = {}
    for kind, held in (
        ("sd", ["sd"]),
        ("flux", ["sd", "flux"]),
        ("sd", ["flux", "sd"]),
        ("sdxl", ["sdxl"]),
        ("flux", ["sdxl", "flux"]),
        ("sd", ["flux", "sd"]),
    ):
        drawn = drawn_by(engine, kind).pixels
        assert engine.studio().shelf.names() == held
        assert np.array_equal(before.setdefault(kind, drawn), drawn)


def test_a_model_larger_than_the_bound_is_refused(make_engine: MakeEngine, caplog: pytest.LogCaptureFixture) -> None:
    engine = make_engine(entry_text("sd", "./sd"), entry_text("flux", "./flux"), memory_bytes=3 * MEBIBYTE)
    assert refusal_of(engine, "sd").failure is Failure.OUT_OF_MEMORY
    assert "needs 5 MiB; models may take 3 MiB here" in caplog.text
    drawn_by(engine, "flux")


def test_threads_that_ask_at_once_get_the_pictures_they_would_get_alone(
    make_engine: MakeEngine, engine: DiffusersEngine
) -> None:
    entries = [entry_text(kind, f"./{kind}") for kind in KINDS]
    engines = [make_engine(*entries), make_engine(*entries, memory_bytes=6 * MEBIBYTE)]
    got: dict[tuple[int, str, int], Drawn] = {}

    def draw(number: int, kind: str, place: int) -> None:
        got[number, kind, place] = drawn_by(engines[number], kind)

    asked = [(number, kind, place) for number in range(2) for kind in KINDS for place in range(2)]
    threads = [threading.Thread(target=draw, args=one) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    alone = {kind: drawn_by(engine, kind).pixels for kind in KINDS}
    assert len(got) == len(asked)
    assert all(furthest(drawn.pixels, alone[kind]) <= 1 for (_, kind, _), drawn in got.items())


def _cut(folder: Path) -> None:
    path = folder / "unet" / "diffusion_pytorch_model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def _overwrite(folder: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"\xff" * 4000)


def _lie(folder: Path) -> None:
    path = folder / "vae" / "diffusion_pytorch_model.safetensors"
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 4)


def _pickle(folder: Path) -> None:
    path = folder / "unet" / "diffusion_pytorch_model.safetensors"
    path.unlink()
    path.with_suffix(".bin").write_bytes(pickle.dumps({"a": 1}))


def _change_class(folder: Path) -> None:
    index = folder / "model_index.json"
    listed = json.loads(index.read_text(encoding="utf-8"))
    index.write_text(json.dumps(listed | {"_class_name": "DDPMPipeline"}), encoding="utf-8")


def _invent_class(folder: Path) -> None:
    index = folder / "model_index.json"
    listed = json.loads(index.read_text(encoding="utf-8"))
    index.write_text(json.dumps(listed | {"unet": ["os", "system"]}), encoding="utf-8")


def _garble_config(folder: Path) -> None:
    (folder / "unet" / "config.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (shutil.rmtree, "there is no folder"),
        (lambda folder: (folder / "model_index.json").unlink(), "not a folder of a diffusers pipeline"),
        (lambda folder: (folder / "model_index.json").write_text("[]"), "lists no parts"),
        (lambda folder: (folder / "model_index.json").write_text("{"), "can't be read"),
        (lambda folder: (folder / "model_index.json").write_text("{}"), "holds no weights"),
        (lambda folder: shutil.rmtree(folder / "vae"), "vae is missing"),
        (_cut, "is damaged"),
        (_overwrite, "is damaged"),
        (_lie, "can load"),
        (_pickle, "pickled weights only"),
        (_change_class, "can load"),
        (_invent_class, "can load"),
        (_garble_config, "can load"),
    ],
    ids=lambda value: getattr(value, "__name__", "") if callable(value) else None,
)
def test_a_broken_model_is_refused_and_the_others_go_on(
    make_engine: MakeEngine,
    models: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Break,
    sentence: str,
) -> None:
    folder = shutil.copytree(models / "sd", tmp_path / "broken")
    damage(folder)
    engine = make_engine(entry_text("broken", folder), entry_text("flux", "./flux"))
    engine.warm()
    error = refusal_of(engine, "broken")
    assert (error.failure, error.passing) == (Failure.MODEL_MISSING, False)
    assert "“broken”" in caplog.text
    assert sentence in caplog.text
    drawn_by(engine, "flux")


def test_a_hub_id_that_was_not_fetched_is_refused_with_the_command(
    make_engine: MakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine = make_engine(entry_text("far", "nobody/nothing", revision="v2"))
    assert refusal_of(engine, "far").failure is Failure.MODEL_MISSING
    assert "./run models fetch far" in caplog.text


def test_a_model_that_left_the_table_is_refused(engine: DiffusersEngine, caplog: pytest.LogCaptureFixture) -> None:
    assert refusal_of(engine, "gone").failure is Failure.MODEL_MISSING
    assert "it has: sd, sdxl, flux" in caplog.text


def test_a_model_that_computes_no_numbers_is_refused(
    make_engine: MakeEngine, models: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    torch = pytest.importorskip("safetensors.torch")
    folder = shutil.copytree(models / "sd", tmp_path / "broken")
    path = folder / "vae" / "diffusion_pytorch_model.safetensors"
    torch.save_file({name: tensor * float("nan") for name, tensor in torch.load_file(path).items()}, path)
    assert refusal_of(make_engine(entry_text("broken", folder)), "broken").failure is Failure.ENGINE
    assert "computed no numbers" in caplog.text


def test_a_variant_is_loaded_from_files_of_its_name(make_engine: MakeEngine, models: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(models / "sd", tmp_path / "half")
    for path in folder.glob("*/*.safetensors"):
        path.rename(path.with_suffix(".fp16.safetensors"))
    drawn = drawn_by(make_engine(entry_text("half", folder, variant="fp16")), "half")
    assert furthest(drawn.pixels, drawn_by(make_engine(entry_text("sd", "./sd")), "sd").pixels) == 0
    assert refusal_of(make_engine(entry_text("half", folder)), "half").failure is Failure.MODEL_MISSING


def test_a_model_said_to_take_no_references_refuses_one(make_engine: MakeEngine) -> None:
    engine = make_engine(entry_text("sd", "./sd", references=False))
    assert not engine.cards()[0].references
    with pytest.raises(EngineError):
        engine.render([wanted("sd", reference=reference())], Witness())


@pytest.mark.slow
@pytest.mark.timeout(400)  # torch is imported once more, which takes a minute beside other work
@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by Linux's RLIMIT_AS here")
def test_when_memory_runs_out_the_batch_shrinks_or_is_refused_and_the_engine_goes_on(
    models: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.toml"
    table.write_text(entry_text("sd", models / "sd", pixels=1024 * 1024, batch_width=12), encoding="utf-8")
    command = [sys.executable, "-c", SMALL_MEMORY, str(table)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=380, check=False)
    assert done.stdout.split() == ["1", "12", "out-of-memory", "1"], done.stderr[-3000:]
    assert "12 pictures of “sd” don't fit in memory; trying 6" in done.stderr
    assert "not even one picture of “sd” fits in memory" in done.stderr


def test_loading_is_logged_with_its_size(make_engine: MakeEngine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        make_engine(entry_text("flux", "./flux")).warm()
    assert "loading model “flux” (1 MiB)" in caplog.text
