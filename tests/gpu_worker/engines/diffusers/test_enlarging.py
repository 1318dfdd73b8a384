"""Larger pictures by diffusion: real pipelines at tiny size, worked through in pieces."""

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.jobs.orders import Failure
from core.jobs.scaling import Upscale
from core.jobs.states import Kind
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import Cancelled, EngineError, Pixels, Wanted
from tests.gpu_worker.engines.diffusers.conftest import Witness, entry_text, furthest, reference, wanted

FACTORS = {"x4": 4, "x2": 2}
MULTIPLES = {"x4": 8, "x2": 64}
# diffusers' Euler scheduler reads a tensor in the way of numpy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")


@pytest.fixture(scope="session")
def enlarging(models: Path) -> DiffusersEngine:
    """An engine on tiny pipelines that enlarge."""
    tiny = importlib.import_module("tests.gpu_worker.engines.diffusers.tiny_enlargers")
    for name in FACTORS:
        getattr(tiny, f"save_{name}")(models / name)
    path = models / "enlarging.toml"
    lines = [
        entry_text(name, f"./{name}", guidance=2.0, multiple=MULTIPLES[name], pixels=(64 * FACTORS[name]) ** 2)
        for name in FACTORS
    ]
    path.write_text("".join(lines))
    return DiffusersEngine(path, ready=None, preview_every_s=0.0)


def order(model: str, picture: Pixels | None, *, factor: int | None = None, **more: object) -> Wanted:
    """Return an order to enlarge a picture."""
    times = factor or FACTORS[model]
    height, width = (16, 16) if picture is None else picture.shape[:2]
    spec: dict[str, object] = {"guidance": 2.0, "steps": 2, "upscale": Upscale.model_validate({"factor": times})}
    return wanted(model, reference=picture, **(spec | {"width": width * times, "height": height * times} | more))  # type: ignore[arg-type]  # passed on as given


def enlarged(engine: DiffusersEngine, wish: Wanted, witness: Witness | None = None) -> Pixels:
    return engine.render([wish], witness or Witness())[0].pixels


def test_cards_say_what_they_enlarge_and_that_it_is_rated_anew(enlarging: DiffusersEngine) -> None:
    cards = {card.name: card for card in enlarging.cards()}
    assert {name: card.factors for name, card in cards.items()} == {"x4": (4,), "x2": (2,)}
    for card in cards.values():
        assert (card.makes, card.edits, card.batch_width, card.invents) == ((Kind.UPSCALE,), (), 1, True)


@pytest.mark.parametrize("model", FACTORS)
def test_a_picture_of_any_size_is_enlarged_by_the_factor(enlarging: DiffusersEngine, model: str) -> None:
    times = FACTORS[model]
    for height, width in ((50, 90), (33, 17)):
        picture = np.ascontiguousarray(reference()[:height, :width])
        large = enlarged(enlarging, order(model, picture))
        assert large.shape == (picture.shape[0] * times, picture.shape[1] * times, 3)
    small = np.ascontiguousarray(reference()[:24, :24])
    first, again, other = (enlarged(enlarging, order(model, small, seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert furthest(first, other) > 0


def test_words_count_in_what_is_made_larger(enlarging: DiffusersEngine) -> None:
    picture = np.ascontiguousarray(reference()[:24, :24])
    fox, cat = (enlarged(enlarging, order("x4", picture, prompt=prompt)) for prompt in ("a fox", "twelve cats"))
    assert furthest(fox, cat) > 0


def test_pieces_fade_into_one_another(enlarging: DiffusersEngine) -> None:
    picture = reference()[:40, :90]
    large = enlarged(enlarging, order("x4", picture)).astype(np.int16)
    across = np.abs(np.diff(large, axis=1)).mean(axis=(0, 2))
    # Pieces begin at 0 and 26; within four pixels of either rim nothing jumps further than elsewhere.
    rims = [place for rim in (26 * 4, 64 * 4) for place in range(rim - 4, rim + 4)]
    assert across[rims].max() <= 1.2 * np.delete(across, rims).max()


def test_cancelling_is_heard_within_a_piece_and_the_pipeline_stays_usable_p9(enlarging: DiffusersEngine) -> None:
    picture = reference()[:40, :90]
    before = enlarged(enlarging, order("x4", picture))
    witness = Witness(stop_at=3)
    with pytest.raises(Cancelled):
        enlarged(enlarging, order("x4", picture), witness)
    assert 0 < witness.shares[-1] < 0.5, "two pieces: the first had not ended"
    assert np.array_equal(enlarged(enlarging, order("x4", picture)), before)


def test_its_progress_grows_from_nothing_to_all(enlarging: DiffusersEngine) -> None:
    witness = Witness()
    enlarged(enlarging, order("x4", reference()[:40, :90]), witness)
    assert witness.shares == sorted(witness.shares)
    assert (witness.shares[0], witness.shares[-1]) == (0.0, 1.0)
    assert len(witness.shares) >= 6


def test_memory_that_runs_out_makes_the_pieces_smaller(enlarging: DiffusersEngine) -> None:
    torch: Any = importlib.import_module("torch")
    loaded = enlarging.studio().shelf.get(enlarging.studio().entry("x2"))
    sizes: list[int] = []

    def little(_module: object, given: tuple[Any, ...]) -> None:
        sizes.append(max(given[0].shape[-2:]))
        if sizes[-1] > 16:
            torch.empty(1 << 60)  # as an allocator answers when there is no more

    picture = np.tile(reference(), (3, 2, 1))[:140, :70]
    entry = loaded.entry
    loaded.entry = entry.model_copy(update={"pixels": (128 * 2) ** 2})
    held = loaded.base.unet.register_forward_pre_hook(little)
    try:
        assert enlarged(enlarging, order("x2", picture)).shape == (280, 140, 3)
    finally:
        held.remove()
        loaded.entry = entry
    assert sizes[0] == 32, "128 pixels are 16 latents, doubled"
    assert set(sizes[1:]) == {16}


@pytest.mark.parametrize(
    ("wish", "failure"),
    [
        (order("x4", None), Failure.REFERENCE_MISSING),
        (order("x4", reference(), factor=2), Failure.MODEL_MISSING),
        (order("x4", np.zeros((2000, 1000, 3), np.uint8)), Failure.ENGINE),
    ],
)
def test_what_it_can_not_enlarge_is_refused_by_name(enlarging: DiffusersEngine, wish: Wanted, failure: Failure) -> None:
    with pytest.raises(EngineError) as refusal:
        enlarged(enlarging, wish)
    assert refusal.value.failure is failure


def test_a_model_that_draws_is_not_asked_to_enlarge(engine: DiffusersEngine) -> None:
    with pytest.raises(EngineError) as refusal:
        enlarged(engine, order("sd", reference(), factor=2))
    assert refusal.value.failure is Failure.MODEL_MISSING
