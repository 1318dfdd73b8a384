"""Pictures made from pictures: repainted in part, grown at the sides, varied; each on its own in a batch (P5)."""

import random

import numpy as np
import pytest

from core.jobs.editing import Edit, Mode
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.diffusers.painting.pictures import canvas_of
from gpu_worker.engines.engine import Cancelled, EngineError, Pixels, Wanted
from tests.gpu_worker.engines.diffusers.conftest import KINDS, SIDE, Witness, edited, furthest, reference, wanted

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
BATCHES = 18


def mask(*, left: int = 20, right: int = 40, height: int = 64, width: int = 64) -> Pixels:
    """Return a mask that is white between two columns."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, left:right] = 255
    return pixels


def inpaint(kind: str, start: Pixels, part: Pixels, **spec: object) -> Wanted:
    edit = Edit(mode=Mode.INPAINT, mask="mask")
    return edited(kind, edit, {"mask": part}, reference=start, **({"strength": 0.9} | spec))


def outpaint(kind: str, start: Pixels, margins: tuple[int, int, int, int], **spec: object) -> Wanted:
    return edited(kind, Edit(mode=Mode.OUTPAINT, margins=margins), reference=start, **spec)  # type: ignore[arg-type]  # passed on as given


def test_only_what_is_masked_is_repainted(engine: DiffusersEngine) -> None:
    start = reference(3, height=60, width=63)
    for kind in KINDS:
        order = inpaint(kind, start, mask())
        (drawn,) = engine.render([order], Witness())
        canvas = canvas_of(order)
        assert canvas is not None
        before = np.asarray(canvas.picture)
        assert np.array_equal(drawn.pixels[:, :18], before[:, :18])
        assert np.array_equal(drawn.pixels[:, 42:], before[:, 42:])
        assert furthest(drawn.pixels[:, 24:36], before[:, 24:36]) > 20


def test_a_picture_grows_by_its_margins_and_stays_what_it_was_in_the_middle(engine: DiffusersEngine) -> None:
    start = reference(1, height=60, width=63)
    for kind in KINDS:
        order = outpaint(kind, start, (63, 0, 0, 0), width=128)
        (drawn,) = engine.render([order], Witness())
        canvas = canvas_of(order)
        assert canvas is not None
        assert drawn.pixels.shape == (SIDE, 128, 3)
        assert np.array_equal(drawn.pixels[:, 64:], np.asarray(canvas.picture)[:, 64:])
        assert furthest(drawn.pixels[:, :60], np.asarray(canvas.picture)[:, :60]) > 20


def test_a_variation_is_another_picture_near_the_one_it_starts_from(engine: DiffusersEngine) -> None:
    for kind in KINDS:
        start = reference(2)
        varied = [
            engine.render([edited(kind, Edit(mode=Mode.VARIATION), reference=start, seed=seed, steps=6)], Witness())[0]
            for seed in (1, 2)
        ]
        assert furthest(varied[0].pixels, varied[1].pixels) > 10


def test_an_edited_picture_in_a_batch_equals_its_solo_twin_p5(engine: DiffusersEngine) -> None:
    dice = random.Random(31)
    for number in range(BATCHES):
        kind = KINDS[number % len(KINDS)]
        batch = []
        for _ in range(3):
            start, left = reference(dice.randrange(9), height=60, width=63), dice.randint(0, 30)
            seed = dice.randrange(2**32)
            if number // len(KINDS) % 2:
                batch.append(inpaint(kind, start, mask(left=left, right=left + 20), seed=seed))
            else:
                batch.append(outpaint(kind, start, (left, 0, 30 - left, 0), seed=seed, width=96))
        together = engine.render(batch, Witness())
        twin = dice.randrange(3)
        (alone,) = engine.render([batch[twin]], Witness())
        assert furthest(together[twin].pixels, alone.pixels) <= 1, (number, kind)


def test_edits_stop_at_the_step_they_are_told_p9(engine: DiffusersEngine) -> None:
    start = reference()
    for kind in KINDS:
        for order in (inpaint(kind, start, mask(), steps=8), outpaint(kind, start, (9, 9, 9, 9), steps=8)):
            witness = Witness(stop_at=3)
            with pytest.raises(Cancelled):
                engine.render([order], witness)
            assert len(witness.shares) == 3
            engine.render([order], Witness())


@pytest.mark.parametrize(
    ("height", "width"), [(1, 1), (1, 3000), (3000, 1), (4, 5)], ids=["point", "line", "column", "stamp"]
)
def test_pictures_of_absurd_proportions_are_started_from_all_the_same(
    engine: DiffusersEngine, height: int, width: int
) -> None:
    start = np.full((height, width, 3), 90, np.uint8)
    for order in (
        wanted("sd", reference=start),
        inpaint("sd", start, mask(height=1, width=1)),
        outpaint("sd", start, (1024, 0, 0, 1024)),
        outpaint("sd", start, (0, 0, 0, 0)),
    ):
        assert engine.render([order], Witness())[0].pixels.shape == (SIDE, SIDE, 3)


def test_a_mask_of_another_size_lies_over_the_same_part(engine: DiffusersEngine) -> None:
    start = reference(3, height=60, width=63)
    small = inpaint("sd", start, mask(left=10, right=20, height=32, width=32))
    large = inpaint("sd", start, mask(left=40, right=80, height=128, width=128))
    first, other = (engine.render([order], Witness())[0].pixels for order in (small, large))
    assert np.array_equal(first[:, 45:], other[:, 45:])


def test_steering_to_what_the_model_has_no_pipeline_for_is_refused(engine: DiffusersEngine) -> None:
    order = edited("sd", Edit(references=("one",)), {"one": reference()})
    with pytest.raises(EngineError):
        engine.render([order], Witness())
