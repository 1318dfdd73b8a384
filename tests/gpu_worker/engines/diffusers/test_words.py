"""Weights of words, and prompts that are longer than CLIP reads at once."""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpu_worker.engines.diffusers.engine import DiffusersEngine
from tests.gpu_worker.engines.diffusers.conftest import NO_TORCH, MakeEngine, Witness, entry_text, furthest, wanted

pytest.importorskip("torch", reason=NO_TORCH)
from gpu_worker.engines.diffusers.painting.requests import SCHNELL
from gpu_worker.engines.diffusers.painting.words import HEAVIEST, LIGHTEST, plain, stresses
from tests.gpu_worker.engines.diffusers.tiny_models import save_flux

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")


def read(prompt: str) -> list[tuple[str, float]]:
    return [(part.text, part.weight) for part in stresses(prompt)]


@pytest.mark.parametrize(
    ("prompt", "parts"),
    [
        ("a fox", [("a fox", 1.0)]),
        ("a (red:1.4) fox", [("a ", 1.0), ("red", 1.4), (" fox", 1.0)]),
        ("a (red) fox", [("a ", 1.0), ("red", 1.1), (" fox", 1.0)]),
        ("a [red] fox", [("a ", 1.0), ("red", 0.9091), (" fox", 1.0)]),
        ("((red))", [("red", 1.21)]),
        ("(a (red:2) fox:0.5)", [("a ", 0.5), ("red", 1.0), (" fox", 0.5)]),
        (r"a \(red\) fox", [("a (red) fox", 1.0)]),
        ("a fox :( at 12:30", [("a fox :( at 12:30", 1.0)]),
        ("a fox) and ]", [("a fox) and ]", 1.0)]),
        ("(red:99)", [("red", HEAVIEST)]),
        ("(red:-3)", [("red", LIGHTEST)]),
        ("(red:0)", [("red", LIGHTEST)]),
        ("(red: 1.2 )", [("red", 1.2)]),
        ("(red:1.2.3)", [("red:1.2.3", 1.1)]),
        ("", []),
        ("()", []),
    ],
)
def test_weights_are_read_as_they_are_written_elsewhere(prompt: str, parts: list[tuple[str, float]]) -> None:
    assert read(prompt) == parts


@given(st.text(alphabet="a ()[]:.\\19-", max_size=60))
def test_any_text_is_read_and_every_weight_is_bounded(prompt: str) -> None:
    assert all(LIGHTEST <= part.weight <= HEAVIEST for part in stresses(prompt))
    assert set(plain(prompt)) <= set(prompt)


def test_ten_thousand_brackets_take_no_time() -> None:
    begun = time.process_time()
    stresses("(" * 10_000 + "a" + ")" * 10_000)
    stresses("[a:" * 10_000)
    assert time.process_time() - begun < 1


def test_words_that_count_more_change_the_picture_and_marks_alone_do_not(engine: DiffusersEngine) -> None:
    for kind in ("sd", "sdxl"):
        plainly, heavier, lighter, unweighted = (
            engine.render([wanted(kind, prompt, style="")], Witness())[0].pixels
            for prompt in ("a red fox", "a (red:1.8) fox", "a (red:0.3) fox", "a (red:1.0) fox")
        )
        assert furthest(plainly, heavier) > 0
        assert furthest(heavier, lighter) > 0
        assert furthest(plainly, unweighted) <= 1


def test_models_that_know_no_weights_read_the_words(engine: DiffusersEngine) -> None:
    marked, unmarked = (
        engine.render([wanted("flux", prompt)], Witness())[0].pixels for prompt in ("a (red:1.5) fox", "a red fox")
    )
    assert furthest(marked, unmarked) == 0


def test_what_stands_behind_the_first_77_tokens_still_counts(engine: DiffusersEngine) -> None:
    for kind in ("sd", "sdxl"):
        ends = ("a fox", "two cats on a boat")
        first, other = (
            engine.render([wanted(kind, "long grass " * 12 + end, style="")], Witness())[0].pixels for end in ends
        )
        assert furthest(first, other) > 0


def test_long_weighted_and_plain_prompts_in_one_batch_equal_their_solo_twins_p5(engine: DiffusersEngine) -> None:
    prompts = ("a fox", "a (red:1.4) fox", "long grass " * 12, "long grass " * 30, "x " * 2000, "a [fox] by the sea")
    for kind in ("sd", "sdxl"):
        batch = [wanted(kind, prompt[:2000], seed=number) for number, prompt in enumerate(prompts)]
        together = engine.render(batch, Witness())
        for picture, order in zip(together, batch, strict=True):
            assert furthest(picture.pixels, engine.render([order], Witness())[0].pixels) <= 1


def places(engine: DiffusersEngine, *prompts: str) -> list[tuple[int, int]]:
    """Draw a batch with Flux, and return each call's number of pictures and of places for their words."""
    studio, heard = engine.studio(), []
    network: Any = studio.shelf.get(studio.entry("flux")).base.transformer

    def listen(_module: object, _inputs: object, named: dict[str, Any]) -> None:
        heard.append(tuple(named["encoder_hidden_states"].shape[:2]))

    hook = network.register_forward_pre_hook(listen, with_kwargs=True)
    engine.render([wanted("flux", prompt, steps=1) for prompt in prompts], Witness())
    hook.remove()
    return heard


def test_schnell_gets_the_places_it_was_distilled_with_and_long_words_are_read_to_their_end(
    make_engine: MakeEngine,
) -> None:
    long = "x " * SCHNELL
    engine = make_engine(entry_text("flux", "./flux"))
    assert places(engine, "a fox", "two cats", long) == [(2, SCHNELL), (1, 512)]
    together = engine.render([wanted("flux", words, steps=1) for words in ("a fox", long, "two cats")], Witness())
    for words, drawn in zip(("a fox", long, "two cats"), together, strict=True):
        alone = engine.render([wanted("flux", words, steps=1)], Witness())[0]
        assert furthest(drawn.pixels, alone.pixels) <= 1, "P5"


def test_dev_gets_the_places_it_was_trained_with(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(entry_text("flux", save_flux(tmp_path / "dev", guided=True)))
    assert places(engine, "a fox") == [(1, 512)]
