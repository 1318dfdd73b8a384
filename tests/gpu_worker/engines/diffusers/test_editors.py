"""Models that only change pictures, at tiny size: Qwen-Image-Edit (both kinds), FLUX.1 Fill; repainting by others."""

import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.jobs.editing import Edit, Mode
from core.jobs.orders import Failure
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import EngineError, Pixels, Wanted
from tests.gpu_worker.engines.diffusers.conftest import (
    SIDE,
    MakeEngine,
    Witness,
    edited,
    entry_text,
    furthest,
    reference,
    wanted,
)

EDITORS = {"qwen_edit": "qwen-edit", "qwen_edit_first": "qwen-edit-first", "fill": "fill"}
REPAINTERS = ("fill", "zimage", "qwen")
QWEN = "diffusers.pipelines.qwenimage.pipeline_qwenimage_edit"


@pytest.fixture(scope="session")
def editors(models: Path) -> Iterator[DiffusersEngine]:
    """An engine on tiny pipelines that change pictures.

    Qwen's look at a megapixel of each picture, whatever its size, which takes a CPU half a minute: here at 64 × 64.
    """
    tiny = importlib.import_module("tests.gpu_worker.engines.diffusers.tiny_newer")
    saved = EDITORS | {"zimage": "zimage", "qwen": "qwen"}
    for saver, name in saved.items():
        getattr(tiny, f"save_{saver}")(models / f"editor-{name}")
    path = models / "editors.toml"
    path.write_text("".join(entry_text(name, f"./editor-{name}", multiple=16) for name in saved.values()))
    with pytest.MonkeyPatch.context() as patch:
        for module in (QWEN, f"{QWEN}_plus"):
            sized = importlib.import_module(module).calculate_dimensions
            patch.setattr(f"{module}.calculate_dimensions", lambda _area, ratio, sized=sized: sized(SIDE * SIDE, ratio))
        yield DiffusersEngine(path, ready=None, preview_every_s=0.0)


def drawn(engine: DiffusersEngine, order: Wanted) -> Pixels:
    return engine.render([order], Witness())[0].pixels


def looking(*seen: int, start: Pixels | None = None, **spec: object) -> Wanted:
    pictures = {f"seen{number}": reference(number) for number in seen}
    return edited("qwen-edit", Edit(references=tuple(pictures)), pictures, reference=start, steps=1, **spec)


def test_their_cards_say_that_they_need_a_picture_and_what_they_do_with_it(editors: DiffusersEngine) -> None:
    cards = {card.name: card for card in editors.cards()}
    assert all(cards[name].only_edits for name in EDITORS.values())
    assert cards["fill"].edits == (Mode.INPAINT, Mode.OUTPAINT)
    assert cards["qwen-edit"].edits == cards["qwen-edit-first"].edits == (Mode.IMAGE, Mode.VARIATION)
    assert (cards["qwen-edit"].most_references, cards["qwen-edit-first"].most_references) == (3, 0)
    assert cards["qwen-edit"].negative
    assert not cards["fill"].negative


@pytest.mark.parametrize("model", ["qwen-edit", "qwen-edit-first"])
def test_a_picture_is_changed_by_words_at_the_size_asked_for(editors: DiffusersEngine, model: str) -> None:
    one, other = (drawn(editors, wanted(model, reference=reference(number), width=96, steps=1)) for number in (1, 2))
    assert one.shape == (SIDE, 96, 3)
    assert furthest(one, other) > 0
    assert np.array_equal(one, drawn(editors, wanted(model, reference=reference(1), width=96, steps=1)))


def test_several_pictures_are_looked_at_and_words_that_should_not_be_there_are_heard(editors: DiffusersEngine) -> None:
    orders = [looking(1), looking(1, 2), looking(1, 2, 3), looking(1, start=reference(4))]
    orders.append(looking(1, tuning={"negative": "blue"}))
    assert len({drawn(editors, order).tobytes() for order in orders}) == len(orders)


def test_qwen_edit_in_a_batch_equals_its_solo_twins_p5(editors: DiffusersEngine) -> None:
    batch = [looking(number, seed=number) for number in (1, 2)]
    for picture, order in zip(editors.render(batch, Witness()), batch, strict=True):
        assert furthest(picture.pixels, drawn(editors, order)) <= 1


def test_words_alone_are_refused_by_those_that_change_pictures(editors: DiffusersEngine) -> None:
    for model in EDITORS.values():
        with pytest.raises(EngineError) as refusal:
            drawn(editors, wanted(model))
        assert refusal.value.failure is Failure.ENGINE


@pytest.mark.parametrize("model", REPAINTERS)
def test_only_what_is_masked_is_repainted(editors: DiffusersEngine, model: str) -> None:
    start, mask = reference(3, height=60, width=63), np.zeros((SIDE, SIDE, 3), np.uint8)
    mask[:, :20] = 255
    order = edited(model, Edit(mode=Mode.INPAINT, mask="mask"), {"mask": mask}, reference=start, steps=2)
    first, other = (drawn(editors, Wanted(order.spec, seed, order.pictures)) for seed in (1, 2))
    assert np.array_equal(first[:, 24:], other[:, 24:])
    assert furthest(first[:, :16], other[:, :16]) > 0


def test_fill_paints_what_lies_beyond_a_picture_s_margins(editors: DiffusersEngine) -> None:
    edit = Edit(mode=Mode.OUTPAINT, margins=(0, 0, 63, 0))
    order = edited("fill", edit, reference=reference(3, height=60, width=63), width=SIDE * 2, steps=1)
    grown = drawn(editors, order)
    assert grown.shape == (SIDE, SIDE * 2, 3)
    assert grown[:, SIDE + 8 :].std() > 1


def test_pictures_of_absurd_proportions_are_changed_all_the_same(editors: DiffusersEngine) -> None:
    for height, width in ((1, 1), (1, 2000), (2000, 3)):
        strange = np.full((height, width, 3), 120, np.uint8)
        assert drawn(editors, wanted("qwen-edit", reference=strange, steps=1)).shape == (SIDE, SIDE, 3)


@pytest.mark.parametrize("damage", ["gone", "garbage", "of a clock"])
def test_a_broken_processor_is_refused_by_name(
    editors: DiffusersEngine, models: Path, tmp_path: Path, make_engine: MakeEngine, damage: str
) -> None:
    del editors
    folder = shutil.copytree(models / "editor-qwen-edit", tmp_path / "broken")
    settings = folder / "processor" / "preprocessor_config.json"
    match damage:
        case "gone":
            shutil.rmtree(folder / "processor")
        case "garbage":
            settings.write_text("{")
        case _:
            settings.write_text(json.dumps({"image_processor_type": "ClockProcessor"}))
    with pytest.raises(EngineError) as refusal:
        drawn(make_engine(entry_text("broken", folder, multiple=16)), wanted("broken", reference=reference()))
    assert refusal.value.failure is Failure.MODEL_MISSING
