"""Everything that a model is loaded with, broken in every way: refused by name, and the next picture is as ever."""

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.jobs.editing import Control, Edit
from core.jobs.orders import Failure
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import EngineError, Pixels, Wanted
from tests.gpu_worker.engines.diffusers.conftest import (
    MakeEngine,
    Witness,
    edited,
    entry_text,
    reference,
    wanted,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
    pytest.mark.filterwarnings("ignore:It is deprecated to pass a pretrained model name:FutureWarning"),
]
Damage = Callable[[Path], object]


def weights_in(place: Path) -> Path:
    """Return the weights of a folder, or the file itself."""
    return place if place.is_file() else next(iter(sorted(place.rglob("*.safetensors"))))


def cut(place: Path) -> None:
    weights_in(place).write_bytes(weights_in(place).read_bytes()[:-50])


def garble(place: Path) -> None:
    weights_in(place).write_bytes(b"\xff" * 3000)


def empty(place: Path) -> None:
    weights_in(place).write_bytes(b"")


def strange(place: Path) -> None:
    """Leave a whole file of somebody else's tensors."""
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    weights_in(place).write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 4)


def boast(place: Path) -> None:
    """Say that a tensor of a few bytes has a million million numbers."""
    header = json.dumps({"a": {"dtype": "F32", "shape": [10**6, 10**6], "data_offsets": [0, 4]}}).encode()
    weights_in(place).write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 4)


def pickled(place: Path) -> None:
    weights_in(place).write_bytes(pickle.dumps({"a": 1}))


def gone(place: Path) -> None:
    place.unlink() if place.is_file() else shutil.rmtree(place)


def unspoken(place: Path) -> None:
    (place / "config.json").write_text("{", encoding="utf-8")


def huge(place: Path) -> None:
    """Ask for a network that no machine holds."""
    told = json.loads((place / "config.json").read_text(encoding="utf-8"))
    channels = [2**40] * len(told.get("block_out_channels", [1, 1]))
    (place / "config.json").write_text(json.dumps(told | {"block_out_channels": channels, "hidden_size": 2**40}))


FILES: tuple[Damage, ...] = (cut, garble, empty, strange, boast, pickled, gone)
FOLDERS: tuple[Damage, ...] = (*FILES, unspoken)
SOME: tuple[Damage, ...] = (cut, strange, pickled, gone, unspoken)  # one of each kind


def named(value: object) -> str:
    """Return what a case is called."""
    return getattr(value, "__name__", str(value))


@pytest.fixture
def parts(overlays: Path, tmp_path: Path) -> Path:
    """A folder with copies of all that may be laid over the tiny pipelines, to break."""
    for name in ("sd-held", "sd-looks", "taesd"):
        shutil.copytree(overlays / name, tmp_path / name)
    shutil.copy(overlays / "sd-wild.safetensors", tmp_path)
    return tmp_path


def drawn(engine: DiffusersEngine, order: Wanted) -> Pixels:
    return engine.render([order], Witness())[0].pixels


def refused(engine: DiffusersEngine, order: Wanted) -> Failure:
    """See that an order is refused and the next one is drawn as ever; return why."""
    before = drawn(engine, wanted("sd", steps=1))
    failures = []
    for _ in range(2):  # what was half loaded the first time must not count as loaded the second
        with pytest.raises(EngineError) as refusal:
            drawn(engine, order)
        failures.append(refusal.value.failure)
    assert np.array_equal(before, drawn(engine, wanted("sd", steps=1)))
    assert len(set(failures)) == 1
    return failures[0]


def held() -> Wanted:
    return edited("sd", Edit(control=Control.POSE, control_picture="map"), {"map": reference(3)}, steps=1)


def looking() -> Wanted:
    return edited("sd", Edit(references=("seen",)), {"seen": reference(1)}, steps=1)


@pytest.mark.parametrize("damage", FOLDERS, ids=named)
def test_a_broken_controlnet_is_refused(parts: Path, make_engine: MakeEngine, damage: Damage) -> None:
    damage(parts / "sd-held")
    engine = make_engine(entry_text("sd", "./sd") + f'controls = {{ pose = {{ source = "{parts}/sd-held" }} }}\n')
    assert refused(engine, held()) is Failure.MODEL_MISSING


@pytest.mark.parametrize("damage", FILES, ids=named)
def test_a_broken_ip_adapter_is_refused(parts: Path, make_engine: MakeEngine, damage: Damage) -> None:
    damage(parts / "sd-looks" / "models" / "looks.safetensors")
    assert refused(make_engine(entry_text("sd", "./sd") + _looks(parts)), looking()) is Failure.MODEL_MISSING


@pytest.mark.parametrize("damage", SOME, ids=named)
def test_a_broken_encoder_of_an_ip_adapter_is_refused(parts: Path, make_engine: MakeEngine, damage: Damage) -> None:
    damage(parts / "sd-looks" / "models" / "image_encoder")
    assert refused(make_engine(entry_text("sd", "./sd") + _looks(parts)), looking()) is Failure.MODEL_MISSING


@pytest.mark.parametrize("damage", [empty, strange, boast], ids=named)
def test_a_lora_of_nothing_is_refused(parts: Path, make_engine: MakeEngine, damage: Damage) -> None:
    damage(parts / "sd-wild.safetensors")
    lora = f'loras = [{{ name = "wild", source = "{parts}", file = "sd-wild.safetensors" }}]\n'
    order = wanted("sd", steps=1, tuning={"loras": [{"name": "wild"}]})
    assert refused(make_engine(entry_text("sd", "./sd") + lora), order) is Failure.MODEL_MISSING


@pytest.mark.parametrize("damage", [cut, strange, pickled, gone], ids=named)
def test_a_model_whose_own_addition_is_broken_is_refused(parts: Path, make_engine: MakeEngine, damage: Damage) -> None:
    damage(parts / "sd-wild.safetensors")
    own = f'distilled = {{ name = "few", source = "{parts}", file = "sd-wild.safetensors" }}\n'
    engine = make_engine(entry_text("sd", "./sd"), entry_text("few", "./sd") + own)
    assert refused(engine, wanted("few", steps=1)) is Failure.MODEL_MISSING


@pytest.mark.parametrize("damage", SOME, ids=named)
def test_a_broken_decoder_of_previews_costs_no_picture(parts: Path, make_engine: MakeEngine, damage: Damage) -> None:
    damage(parts / "taesd")
    entry = entry_text("sd", "./sd") + f'preview = {{ source = "{parts}/taesd" }}\n'
    witness = Witness()
    make_engine(entry, preview_every_s=0.0).render([wanted("sd", steps=1)], witness)
    assert any(witness.previews)


@pytest.mark.parametrize("damage", SOME, ids=named)
def test_a_broken_motion_adapter_is_refused(
    models: Path, tmp_path: Path, make_engine: MakeEngine, damage: Damage
) -> None:
    tiny = pytest.importorskip("tests.gpu_worker.engines.diffusers.tiny_films")
    damage(tiny.save_animatediff(tmp_path / "motion"))
    film = entry_text("film", "./sd", pipeline="AnimateDiffPipeline", seconds=2)
    engine = make_engine(entry_text("sd", "./sd"), f'{film}motion = {{ source = "{tmp_path}/motion" }}\n')
    order = wanted("film", steps=1, motion={"seconds": 1, "fps": 8})
    assert refused(engine, order) is Failure.MODEL_MISSING


@pytest.mark.parametrize("part", ["vae", "text_encoder", "unet"])
@pytest.mark.parametrize("damage", [strange, boast, empty, gone], ids=named)
def test_every_broken_part_of_a_pipeline_is_refused(
    models: Path, tmp_path: Path, make_engine: MakeEngine, damage: Damage, part: str
) -> None:
    folder = shutil.copytree(models / "sd", tmp_path / "broken")
    damage(folder / part)
    engine = make_engine(entry_text("sd", "./sd"), entry_text("broken", folder))
    assert refused(engine, wanted("broken", steps=1)) is Failure.MODEL_MISSING


@pytest.mark.parametrize("part", ["vae", "text_encoder", "unet"])
def test_a_network_that_no_machine_holds_is_refused(
    models: Path, tmp_path: Path, make_engine: MakeEngine, part: str
) -> None:
    folder = shutil.copytree(models / "sd", tmp_path / "huge")
    huge(folder / part)
    engine = make_engine(entry_text("sd", "./sd"), entry_text("huge", folder))
    assert refused(engine, wanted("huge", steps=1)) in {Failure.MODEL_MISSING, Failure.OUT_OF_MEMORY}


@pytest.mark.parametrize("file", ["scheduler/scheduler_config.json", "tokenizer/tokenizer.json"])
@pytest.mark.parametrize("text", ["", "{", "[]", '{"num_train_timesteps": 1000000000000, "model": 7}'])
def test_settings_that_make_no_sense_are_refused(
    models: Path, tmp_path: Path, make_engine: MakeEngine, file: str, text: str
) -> None:
    folder = shutil.copytree(models / "sd", tmp_path / "broken")
    (folder / file).write_text(text, encoding="utf-8")
    engine = make_engine(entry_text("sd", "./sd"), entry_text("broken", folder))
    assert refused(engine, wanted("broken", steps=1)) in {Failure.MODEL_MISSING, Failure.OUT_OF_MEMORY}


def test_weights_that_are_no_numbers_spoil_one_picture_and_no_other(parts: Path, make_engine: MakeEngine) -> None:
    torch = pytest.importorskip("safetensors.torch")
    for place in (parts / "sd-held", parts / "sd-wild.safetensors"):
        path = weights_in(place)
        torch.save_file({name: tensor * float("nan") for name, tensor in torch.load_file(path).items()}, path)
    lora = f'loras = [{{ name = "wild", source = "{parts}", file = "sd-wild.safetensors" }}]\n'
    control = f'controls = {{ pose = {{ source = "{parts}/sd-held" }} }}\n'
    engine = make_engine(entry_text("sd", "./sd") + lora + control)
    for order in (wanted("sd", steps=1, tuning={"loras": [{"name": "wild"}]}), held()):
        assert refused(engine, order) is Failure.ENGINE


def _looks(parts: Path) -> str:
    return f'looks = {{ source = "{parts}/sd-looks", subfolder = "models", file = "looks.safetensors" }}\n'
