"""Parts of a model that wait outside the device's memory: real hooks of accelerate on tiny pipelines.

A CPU has nowhere to move weights to, so it stands for both: the hooks bring the parts to it and take them off again.
"""

import importlib
from pathlib import Path
from typing import Any

import pytest

from core.jobs.editing import Control, Edit, Mode
from core.jobs.orders import Failure
from core.jobs.tuning import Lora, Tuning
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.diffusers.models.families import Task
from gpu_worker.engines.engine import EngineError, Pixels, Wanted
from tests.gpu_worker.engines.diffusers.conftest import (
    MakeEngine,
    Witness,
    edited,
    entry_text,
    furthest,
    overlay_text,
    reference,
    wanted,
)

# diffusers' Euler scheduler reads a tensor in the way of numpy 1.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:`FluxPosEmbed` is deprecated:FutureWarning"
    ),  # diffusers' own ControlNet uses it
]


@pytest.fixture
def plain_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have layers computed on a CPU: diffusers names it "cpu:0", and what is moved there says that it is on "cpu"."""
    torch: Any = importlib.import_module("torch")
    accelerate: Any = importlib.import_module("accelerate")
    hang = accelerate.cpu_offload

    def hang_on(part: object, device: Any, **more: object) -> object:  # noqa: ANN401 - torch is imported when it is there
        return hang(part, torch.device(device.type), **more)

    monkeypatch.setattr(accelerate, "cpu_offload", hang_on)


def orders_of(kind: str) -> list[Wanted]:
    """Return a picture for each way of drawing that lays something over a model or uses another of its pipelines."""
    worn = Tuning(loras=(Lora(name="wild"),))
    depth = Edit(control=Control.DEPTH, control_picture="map")
    seen = edited(kind, Edit(references=("seen",)), {"seen": reference(4)}, steps=2)
    repainted = Edit(mode=Mode.INPAINT, mask="mask")
    return [
        wanted(kind, steps=2),
        wanted(kind, steps=2, tuning=worn),
        wanted(kind, steps=2, reference=reference()),
        edited(kind, depth, {"map": reference(2)}, steps=2),
        edited(kind, repainted, {"mask": reference(3)}, reference=reference(), steps=2),
        *([] if kind == "flux" else [seen, wanted(kind, steps=2)]),
    ]


def drawn(engine: DiffusersEngine, order: Wanted) -> Pixels:
    return engine.render([order], Witness())[0].pixels


def offloads() -> Any:  # noqa: ANN401 - an enum of a module that needs torch
    return importlib.import_module("gpu_worker.engines.diffusers.loading.loaded").Offload


def held(engine: DiffusersEngine, name: str) -> Any:  # noqa: ANN401 - as above
    studio = engine.studio()
    return studio.shelf.get(studio.entry(name))


@pytest.mark.parametrize("kind", ["sd", "flux"])
def test_pictures_are_the_same_wherever_their_models_parts_wait(make_engine: MakeEngine, kind: str) -> None:
    engine = make_engine(entry_text(kind, f"./{kind}"))
    orders = [wanted(kind, steps=2), wanted(kind, steps=2, reference=reference())]
    before = [drawn(engine, order) for order in orders]
    loaded = held(engine, kind)
    loaded.move_out(offloads().MODELS)
    for picture, order in zip(before, orders, strict=True):  # the hooks go from one pipeline to the other and back
        assert furthest(drawn(engine, order), picture) <= 1
    assert furthest(drawn(engine, orders[0]), before[0]) <= 1
    assert loaded.offload is offloads().MODELS


@pytest.mark.usefixtures("plain_cpu")
@pytest.mark.parametrize("kind", ["sd", "flux"])
def test_pictures_are_the_same_computed_layer_by_layer(make_engine: MakeEngine, overlays: Path, kind: str) -> None:
    """8.2: whatever is laid over the model, before its layers wait or after."""
    entry = entry_text(kind, f"./{kind}") + overlay_text(overlays, kind)
    plain = make_engine(entry)
    before = [drawn(plain, order) for order in orders_of(kind)]
    engine = make_engine(entry)
    drawn(engine, wanted(kind, steps=1))
    loaded = held(engine, kind)
    loaded.move_out(offloads().LAYERS)
    for picture, order in zip(before, orders_of(kind), strict=True):
        assert furthest(drawn(engine, order), picture) <= 1
        network = loaded.base.components["transformer" if kind == "flux" else "unet"]
        assert {weight.device.type for weight in network.parameters()} == {"meta"}, "no layer stayed behind"


def test_layers_that_wait_take_no_memory_on_the_device(make_engine: MakeEngine) -> None:
    engine = make_engine(entry_text("sd", "./sd"))
    drawn(engine, wanted("sd", steps=1))
    loaded, shelf = held(engine, "sd"), engine.studio().shelf
    whole = shelf.bytes()
    loaded.move_out(offloads().MODELS)
    assert 0 < shelf.bytes() < whole, "the largest part"
    loaded.move_out(offloads().LAYERS)
    loaded.pipe(Task.WORDS)
    assert shelf.bytes() == 0
    assert {weight.device.type for weight in loaded.base.unet.parameters()} == {"meta"}, "each layer waits for its turn"


@pytest.mark.usefixtures("plain_cpu")
@pytest.mark.parametrize("enough", ["MODELS", "LAYERS"])
def test_when_not_one_picture_fits_parts_of_the_model_leave_until_it_does(
    make_engine: MakeEngine, caplog: pytest.LogCaptureFixture, enough: str
) -> None:
    """8.2: smaller batch, then offload."""
    engine = make_engine(entry_text("sd", "./sd", batch_width=2))
    before = drawn(engine, wanted("sd", steps=1))
    loaded = _tight(engine, enough)
    batch = [wanted("sd", steps=1, seed=seed) for seed in (1, 2)]
    pictures = engine.render(batch, Witness())
    assert furthest(pictures[0].pixels, before) <= 1
    assert loaded.offload is offloads()[enough]
    assert "2 pictures of “sd” don't fit in memory; trying 1" in caplog.text
    assert f"parts of “sd” now wait outside the device's memory ({enough.lower()})" in caplog.text
    start, mask = reference(), {"mask": reference(3)}
    assert drawn(engine, edited("sd", Edit(mode=Mode.INPAINT, mask="mask"), mask, reference=start, steps=2)).size


def test_when_nothing_helps_it_is_said_and_the_next_order_is_tried(
    make_engine: MakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """8.2: then a clear failure."""
    engine = make_engine(entry_text("sd", "./sd"))
    drawn(engine, wanted("sd", steps=1))
    _tight(engine, "")
    with pytest.raises(EngineError) as refusal:
        drawn(engine, wanted("sd", steps=1))
    assert refusal.value.failure is Failure.OUT_OF_MEMORY
    assert "outside the device's memory (layers)" in caplog.text
    assert "not even one picture of “sd” fits in memory" in caplog.text


def test_what_should_fit_but_does_not_is_loaded_with_its_parts_outside(
    make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """8.2: something else on the machine uses the device's memory; nothing is refused before offloading was tried."""
    torch: Any = importlib.import_module("torch")
    diffusers: Any = importlib.import_module("diffusers")
    engine = make_engine(entry_text("sd", "./sd"), entry_text("flux", "./flux"))
    drawn(engine, wanted("flux", steps=1))
    studio = engine.studio()
    studio.shelf._device = torch.device("cuda")  # noqa: SLF001 - there is none here to be short of
    placing = diffusers.DiffusionPipeline.to

    def full(pipe: object, where: object) -> object:
        if str(where) == "cuda":
            raise torch.OutOfMemoryError
        return placing(pipe, where)

    monkeypatch.setattr(diffusers.DiffusionPipeline, "to", full)
    assert held(engine, "sd").offload is offloads().MODELS
    assert studio.shelf.names() == ["sd"], "all others have left"
    assert "memory ran out while “sd” was loaded" in caplog.text


def test_what_can_not_be_loaded_for_want_of_memory_is_no_broken_model(
    make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    torch: Any = importlib.import_module("torch")
    diffusers: Any = importlib.import_module("diffusers")
    engine = make_engine(entry_text("sd", "./sd"))
    with monkeypatch.context() as patch:
        patch.setattr(diffusers.DiffusionPipeline, "to", lambda *_: torch.empty(1 << 60))
        with pytest.raises(EngineError) as refusal:
            drawn(engine, wanted("sd", steps=1))
    assert refusal.value.failure is Failure.OUT_OF_MEMORY
    assert "something else on this machine uses it" in caplog.text
    drawn(engine, wanted("sd", steps=1))


def test_what_onednn_can_not_make_any_more_is_drawn_without_it(
    make_engine: MakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """8.2: a kernel of its that once found no memory stays broken, and the worker would refuse all that needs it."""
    mkldnn: Any = importlib.import_module("torch.backends.mkldnn")
    engine = make_engine(entry_text("sd", "./sd"))
    before = drawn(engine, wanted("sd", steps=1))

    def broken(*_: object) -> None:
        if mkldnn.enabled:
            message = "could not create a primitive"
            raise RuntimeError(message)

    held(engine, "sd").base.unet.register_forward_pre_hook(broken)
    assert furthest(drawn(engine, wanted("sd", steps=1)), before) <= 1
    assert "oneDNN has been broken since memory ran out" in caplog.text
    assert mkldnn.enabled


def _tight(engine: DiffusersEngine, enough: str) -> Any:  # noqa: ANN401 - as above
    """Have an allocator refuse until so much of the model has left; the shelf takes the CPU for a device of its own."""
    torch: Any = importlib.import_module("torch")
    loaded, shelf = held(engine, "sd"), engine.studio().shelf
    shelf._device = torch.device("cuda")  # noqa: SLF001 - there is none here to be short of

    def allocate(*_: object) -> None:
        if loaded.offload.name != enough:
            torch.empty(1 << 60)

    loaded.base.text_encoder.register_forward_pre_hook(allocate)
    return loaded
