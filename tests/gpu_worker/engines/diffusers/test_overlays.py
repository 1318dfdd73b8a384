"""What is laid over a model for one picture: LoRAs, pictures to look at, poses, depths, schedulers; all kept apart."""

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.jobs.editing import Control, Edit
from core.jobs.orders import Failure
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.diffusers.loading.overlays import MOST_HELD
from gpu_worker.engines.engine import EngineError, Pixels, Wanted
from tests.gpu_worker.engines.diffusers.conftest import (
    KINDS,
    SIDE,
    MakeEngine,
    Witness,
    edited,
    entry_text,
    furthest,
    reference,
    wanted,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:`FluxPosEmbed` is deprecated:FutureWarning"
    ),  # diffusers' own ControlNet uses it
]
LOOKERS = ("sd", "sdxl")


def drawn(engine: DiffusersEngine, order: Wanted) -> Pixels:
    return engine.render([order], Witness())[0].pixels


def with_lora(kind: str, *loras: tuple[str, float], **spec: object) -> Wanted:
    tuning = {"loras": [{"name": name, "weight": weight} for name, weight in loras]}
    return wanted(kind, tuning=tuning, **spec)  # type: ignore[arg-type]  # passed on as given


def looking(kind: str, *seen: int, style: int | None = None, seed: int = 1) -> Wanted:
    keys = tuple(f"seen{number}" for number in seen)
    pictures = {key: reference(number) for key, number in zip(keys, seen, strict=True)}
    if style is not None:
        pictures["style"] = reference(style)
    edit = Edit(references=keys, style_reference="" if style is None else "style")
    return edited(kind, edit, pictures, seed=seed)


def held(kind: str, by: int | None = 3, *, control: Control = Control.POSE, **spec: object) -> Wanted:
    edit = Edit(control=control, control_picture="" if by is None else "map")
    maps = {} if by is None else {"map": reference(by)}
    return edited(kind, edit, maps, **spec)  # type: ignore[arg-type]  # passed on as given


def test_cards_promise_what_is_there_and_no_more(dressed: DiffusersEngine, engine: DiffusersEngine) -> None:
    for card in dressed.cards():
        assert card.loras == ("wild", "mild")
        assert card.controls == tuple(Control)
        assert (card.most_references, card.style_reference) == ((4, True) if card.name in LOOKERS else (0, False))
    for card in engine.cards():
        assert (card.loras, card.controls, card.most_references) == ((), (), 0)


def test_a_lora_changes_the_picture_by_its_weight_and_leaves_nothing_behind(dressed: DiffusersEngine) -> None:
    for kind in KINDS:
        before = drawn(dressed, wanted(kind))
        whole, half = (drawn(dressed, with_lora(kind, ("mild", weight))) for weight in (1.0, 0.5))
        both = drawn(dressed, with_lora(kind, ("mild", 1.0), ("wild", 1.0)))
        assert furthest(before, whole) > 3
        assert furthest(whole, half) > 0
        assert furthest(whole, both) > 3
        assert np.array_equal(before, drawn(dressed, wanted(kind)))


def test_a_batch_of_people_with_and_without_loras_keeps_them_apart(dressed: DiffusersEngine) -> None:
    dice = random.Random(4)
    for kind in KINDS:
        batch = [
            wanted(kind, seed=1),
            with_lora(kind, ("wild", 0.7), seed=2),
            with_lora(kind, ("wild", 0.7), seed=3),
            with_lora(kind, ("mild", 1.0), seed=4),
            wanted(kind, seed=5),
        ]
        together = dressed.render(batch, Witness())
        for place in dice.sample(range(5), 3):
            assert furthest(together[place].pixels, drawn(dressed, batch[place])) <= 1


def test_the_words_a_lora_was_trained_on_go_into_the_prompt(dressed: DiffusersEngine) -> None:
    spoken = with_lora("sd", ("mild", 0.0))  # weighs nothing and has no words
    worded = with_lora("sd", ("wild", 0.0))
    assert furthest(drawn(dressed, spoken), drawn(dressed, wanted("sd"))) <= 1
    assert furthest(drawn(dressed, worded), drawn(dressed, wanted("sd", "a fox, wildly"))) <= 1


def test_no_more_loras_are_held_than_the_bound(overlays: Path, make_engine: MakeEngine) -> None:
    names = [f"l{number}" for number in range(MOST_HELD + 2)]
    rows = ", ".join(f'{{ name = "{name}", source = "{overlays}", file = "sd-mild.safetensors" }}' for name in names)
    engine = make_engine(entry_text("sd", "./sd") + f"loras = [{rows}]\n")
    for name in names:
        drawn(engine, with_lora("sd", (name, 1.0), steps=1))
    adapters = engine.studio().shelf.get(engine.studio().entry("sd")).base.get_list_adapters()
    assert len(adapters["unet"]) == MOST_HELD


def test_pictures_that_are_looked_at_change_the_picture_and_leave_nothing_behind(dressed: DiffusersEngine) -> None:
    for kind in LOOKERS:
        before = drawn(dressed, wanted(kind))
        one, two, style = (
            drawn(dressed, order) for order in (looking(kind, 1), looking(kind, 1, 2), looking(kind, style=1))
        )
        assert furthest(before, one) > 3
        assert furthest(one, two) > 0
        assert furthest(before, style) > 3
        assert furthest(one, drawn(dressed, looking(kind, 5))) > 0
        assert np.array_equal(before, drawn(dressed, wanted(kind)))


def test_what_others_in_the_batch_look_at_does_not_show_p5(dressed: DiffusersEngine) -> None:
    for kind in LOOKERS:
        batch = [looking(kind, 1, 2), looking(kind, 4, 5), looking(kind, 6, style=7), wanted(kind)]
        together = dressed.render(batch, Witness())
        for picture, order in zip(together, batch, strict=True):
            assert furthest(picture.pixels, drawn(dressed, order)) <= 1


def test_a_map_holds_the_composition_with_and_without_a_picture_to_start_from(dressed: DiffusersEngine) -> None:
    for kind in KINDS:
        plain = drawn(dressed, wanted(kind))
        first, other = (drawn(dressed, held(kind, number)) for number in (3, 4))
        assert furthest(plain, first) > 3
        assert furthest(first, other) > 0
        start = reference(1)
        assert furthest(drawn(dressed, held(kind, reference=start)), drawn(dressed, wanted(kind, reference=start))) > 0


def test_held_pictures_in_a_batch_equal_their_solo_twins_p5(dressed: DiffusersEngine) -> None:
    for kind in KINDS:
        batch = [held(kind, number, seed=number) for number in range(4)]
        together = dressed.render(batch, Witness())
        for picture, order in zip(together, batch, strict=True):
            assert furthest(picture.pixels, drawn(dressed, order)) <= 1


def test_without_a_map_the_storyboard_of_the_same_words_holds_it(dressed: DiffusersEngine) -> None:
    people = drawn(dressed, held("sd", None, prompt="two people wave in a park"))
    empty = drawn(dressed, held("sd", None, control=Control.DEPTH, prompt="two people wave in a park"))
    assert furthest(people, empty) > 0
    wide = held("sd", None, width=SIDE * 4, height=SIDE, prompt="a fox under a tree")
    assert drawn(dressed, wide).shape == (SIDE, SIDE * 4, 3)


def test_every_scheduler_on_offer_draws_in_its_own_way(dressed: DiffusersEngine) -> None:
    for card in dressed.cards():
        own = drawn(dressed, wanted(card.name, steps=4))
        pictures = [drawn(dressed, wanted(card.name, steps=4, tuning={"scheduler": name})) for name in card.schedulers]
        assert all(picture.std() > 3 for picture in pictures)
        assert len({picture.tobytes() for picture in pictures}) > 1
        assert np.array_equal(own, drawn(dressed, wanted(card.name, steps=4)))


def test_what_should_not_be_there_may_differ_in_a_batch(dressed: DiffusersEngine) -> None:
    batch = [wanted("sd", tuning={"negative": words}) for words in ("", "blue", "a crowd of cats")]
    together = [picture.pixels for picture in dressed.render(batch, Witness())]
    assert len({pixels.tobytes() for pixels in together}) == 3
    for pixels, order in zip(together, batch, strict=True):
        assert furthest(pixels, drawn(dressed, order)) <= 1


@pytest.mark.parametrize(
    "order",
    [
        with_lora("sd", ("unheard-of", 1.0)),
        wanted("sd", tuning={"scheduler": "tomorrow"}),
        looking("flux", 1),
        held("flux", control=Control.DEPTH, prompt="a fox"),
    ],
    ids=["lora", "scheduler", "looks", "control"],
)
def test_what_the_table_does_not_name_is_refused_and_the_engine_goes_on(make_engine: MakeEngine, order: Wanted) -> None:
    engine = make_engine(entry_text("sd", "./sd"), entry_text("flux", "./flux"))
    if order.spec.model == "flux" and order.spec.edit and order.spec.edit.references:
        drawn(engine, order)  # Flux has no adapters here; its card says so, and an order that comes anyway is drawn
        return
    with pytest.raises(EngineError):
        drawn(engine, order)
    drawn(engine, wanted(order.spec.model))


@pytest.mark.parametrize("damage", ["cut", "garbage", "pickle", "other model", "gone"])
def test_a_broken_lora_is_refused_and_leaves_nothing_behind(
    overlays: Path, make_engine: MakeEngine, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    path = tmp_path / "wild.safetensors"
    match damage:
        case "cut":
            path.write_bytes((overlays / "sd-wild.safetensors").read_bytes()[:-50])
        case "garbage":
            path.write_bytes(b"\xff" * 500)
        case "pickle":
            path.write_bytes(b"\x80\x04N.")
        case "other model":
            shutil.copy(overlays / "flux-wild.safetensors", path)
    lora = f'loras = [{{ name = "wild", source = "{tmp_path}", file = "wild.safetensors" }}]\n'
    engine = make_engine(entry_text("sd", "./sd") + lora)
    before = drawn(engine, wanted("sd"))
    with pytest.raises(EngineError) as refusal:
        drawn(engine, with_lora("sd", ("wild", 1.0)))
    assert refusal.value.failure is Failure.MODEL_MISSING
    assert "“sd” can't be used so" in caplog.text
    assert np.array_equal(before, drawn(engine, wanted("sd")))


def test_broken_controlnets_and_adapters_are_refused_and_leave_nothing_behind(
    overlays: Path, make_engine: MakeEngine, tmp_path: Path
) -> None:
    shutil.copytree(overlays / "sd-held", tmp_path / "held")
    weights = next((tmp_path / "held").glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-9])
    shutil.copytree(overlays / "sdxl-looks", tmp_path / "looks")  # made for another model
    place = f'source = "{tmp_path}/looks", subfolder = "models", file = "looks.safetensors"'
    more = f'looks = {{ {place} }}\ncontrols = {{ pose = {{ source = "{tmp_path}/held" }} }}\n'
    engine = make_engine(entry_text("sd", "./sd") + more)
    before = drawn(engine, wanted("sd"))
    for order in (held("sd"), looking("sd", 1)):
        with pytest.raises(EngineError):
            drawn(engine, order)
        assert np.array_equal(before, drawn(engine, wanted("sd")))


def test_an_addition_that_belongs_to_the_model_is_always_applied(overlays: Path, make_engine: MakeEngine) -> None:
    own = f'distilled = {{ name = "few", source = "{overlays}", file = "sd-wild.safetensors" }}\n'
    mild = f'loras = [{{ name = "mild", source = "{overlays}", file = "sd-mild.safetensors" }}]\n'
    plain = make_engine(entry_text("sd", "./sd"))
    without = drawn(plain, wanted("sd"))
    engine = make_engine(entry_text("sd", "./sd") + own + mild)
    first = drawn(engine, wanted("sd"))
    assert furthest(without, first) > 3
    assert furthest(first, drawn(engine, with_lora("sd", ("mild", 1.0)))) > 3
    assert np.array_equal(first, drawn(engine, wanted("sd")))
