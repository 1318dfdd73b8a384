"""Pictures from real pipelines: alone, in batches, from references, stopped half-way."""

import random

import numpy as np
import pytest

from core.engines import STYLES
from core.jobs.orders import Failure
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.diffusers.painting.styles import WORDINGS, negative, styled
from gpu_worker.engines.engine import Cancelled, EngineError
from tests.gpu_worker.engines.diffusers.conftest import (
    KINDS,
    SIDE,
    MakeEngine,
    Witness,
    entry_text,
    furthest,
    reference,
    wanted,
)

# diffusers' Euler scheduler reads a tensor in the way of numpy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
BATCHES = 36
PROMPTS = ("a fox", "lis śpi pod drzewem", "🦊🌲", "x", "two cats on a bench at night " * 60, "<|endoftext|> dog")


def test_every_kind_of_pipeline_draws_from_words(engine: DiffusersEngine) -> None:
    for kind in KINDS:
        (drawn,) = engine.render([wanted(kind)], Witness())
        assert drawn.pixels.shape == (SIDE, SIDE, 3)
        assert drawn.pixels.dtype == np.uint8
        assert drawn.pixels.std() > 5


def test_the_same_seed_gives_the_same_picture_and_another_seed_another(engine: DiffusersEngine) -> None:
    for kind in KINDS:
        first, again, other = (engine.render([wanted(kind, seed=seed)], Witness())[0].pixels for seed in (7, 7, 8))
        assert np.array_equal(first, again)
        assert furthest(first, other) > 20


def test_the_size_asked_for_is_the_size_drawn(engine: DiffusersEngine) -> None:
    for kind in KINDS:
        for start in (None, reference()):
            (drawn,) = engine.render([wanted(kind, width=112, height=80, reference=start)], Witness())
            assert drawn.pixels.shape == (80, 112, 3)


def test_a_reference_changes_the_picture_and_less_strength_keeps_more_of_it(engine: DiffusersEngine) -> None:
    for kind in KINDS:
        start = reference()
        (plain,) = engine.render([wanted(kind, steps=10)], Witness())
        weak, strong = (
            engine.render([wanted(kind, steps=10, strength=strength, reference=start)], Witness())[0].pixels
            for strength in (0.1, 1.0)
        )
        assert furthest(plain.pixels, weak) > 10
        assert furthest(weak, strong) > 10


def test_a_few_step_model_takes_at_least_one_step_from_a_reference(engine: DiffusersEngine) -> None:
    for strength in (0.05, 1 / 3, 0.6, 1.0):
        witness = Witness()
        engine.render([wanted("sdxl", steps=1, guidance=0.0, strength=strength, reference=reference())], witness)
        assert len(witness.shares) >= 4


def test_a_batched_picture_equals_its_solo_twin(engine: DiffusersEngine) -> None:
    dice = random.Random(20)
    styles = list(STYLES)
    for number in range(BATCHES):
        kind = KINDS[number % len(KINDS)]
        alike = {"guidance": dice.choice([0.0, 1.0, 5.0]), "steps": dice.choice([1, 2, 4])}
        editing = number % 2
        batch = [
            wanted(
                kind,
                dice.choice(PROMPTS),
                seed=dice.randrange(2**32),
                style=dice.choice(styles),
                reference=reference(dice.randrange(9)) if editing else None,
                **alike,
            )
            for _ in range(dice.randint(2, 5))
        ]
        together = engine.render(batch, Witness())
        twin = dice.randrange(len(batch))
        (alone,) = engine.render([batch[twin]], Witness())
        assert furthest(together[twin].pixels, alone.pixels) <= 1, (number, kind, alike)


def test_a_batch_wider_than_the_model_allows_is_split_and_keeps_its_order(make_engine: MakeEngine) -> None:
    engine = make_engine(entry_text("sd", "./sd", batch_width=2), preview_every_s=0.0)
    batch = [wanted("sd", seed=seed) for seed in range(5)]
    witness = Witness()
    drawn = engine.render(batch, witness)
    for one, order in zip(drawn, batch, strict=True):
        assert furthest(one.pixels, engine.render([order], Witness())[0].pixels) <= 1
    assert witness.shares == sorted(witness.shares)
    assert (witness.shares[0], witness.shares[-1]) == (0.0, 1.0)
    assert [len(previews) for previews in witness.previews if previews] == [2, 2, 2, 2, 4, 4, 4, 4, 5, 5, 5, 5]


def test_a_mixed_batch_is_drawn_in_its_order(engine: DiffusersEngine) -> None:
    batch = [wanted("sd"), wanted("sdxl"), wanted("sd", reference=reference()), wanted("sd", width=96), wanted("sd")]
    drawn = engine.render(batch, Witness())
    assert [one.pixels.shape[1] for one in drawn] == [SIDE, SIDE, SIDE, 96, SIDE]
    assert np.array_equal(drawn[0].pixels, drawn[-1].pixels)


def test_a_cancelled_batch_stops_at_that_step_and_the_pipeline_stays_usable(engine: DiffusersEngine) -> None:
    dice = random.Random(9)
    for kind in KINDS:
        for start in (None, reference()):
            order = wanted(kind, steps=8, reference=start)
            (before,) = engine.render([order], Witness())
            for _ in range(3):
                stop = dice.randint(1, 6)
                witness = Witness(stop_at=stop)
                with pytest.raises(Cancelled):
                    engine.render([wanted(kind, seed=5, steps=8, reference=start)] * 2, witness)
                assert len(witness.shares) == stop
            (after,) = engine.render([order], Witness())
            assert np.array_equal(before.pixels, after.pixels)


def test_every_step_is_told_with_previews_where_factors_are_known(engine: DiffusersEngine) -> None:
    for kind, previewed in (("sd", True), ("sdxl", True), ("flux", False)):
        witness = Witness()
        engine.render([wanted(kind, seed=seed, width=96) for seed in range(2)], witness)
        assert witness.shares == sorted(witness.shares)
        assert witness.shares[-1] == 1.0
        shown = [previews for previews in witness.previews if previews]
        assert len(shown) >= 3 if previewed else not shown
        for previews in shown:
            assert [one.shape for one in previews] == [(SIDE // 8, 96 // 8, 3)] * 2
            assert {one.dtype for one in previews} == {np.dtype(np.uint8)}


def test_previews_are_not_made_more_often_than_asked(make_engine: MakeEngine) -> None:
    witness = Witness()
    make_engine(entry_text("sd", "./sd"), preview_every_s=60.0).render([wanted("sd")], witness)
    assert len(witness.shares) > 3
    assert not any(witness.previews)


def test_every_style_has_words_and_changes_the_picture(engine: DiffusersEngine) -> None:
    assert set(WORDINGS) == set(STYLES)
    for kind in KINDS:
        drawn = engine.render([wanted(kind, style=style) for style in STYLES], Witness())
        assert len({one.pixels.tobytes() for one in drawn}) == len(STYLES)


def test_style_words_stand_where_the_model_still_reads_them() -> None:
    assert styled("a fox", "ink") == f"a fox, {WORDINGS['ink'].suffix}"
    assert styled("fox " * 60, "ink").startswith(WORDINGS["ink"].suffix)
    assert styled("a fox", "") == "a fox"
    assert styled("a fox", "of a later version") == "a fox"
    assert negative("noir") != negative("flat")


@pytest.mark.parametrize(("width", "height"), [(4096, 4096), (68, 64), (64, 4096)])
def test_absurd_sizes_are_refused_before_anything_is_drawn(engine: DiffusersEngine, width: int, height: int) -> None:
    witness = Witness()
    with pytest.raises(EngineError) as refusal:
        engine.render([wanted("sd", width=width, height=height)], witness)
    assert refusal.value.failure is Failure.ENGINE
    assert witness.shares == [0.0]
