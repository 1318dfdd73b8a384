"""The storyboard as the worker sees it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core.jobs.direction import Direction
from core.jobs.motion import Motion, Move
from core.jobs.specs import DrawSpec
from gpu_worker.engines.engine import Cancelled, Drawn, Pixels, Wanted
from gpu_worker.engines.storyboard_engine import StoryboardEngine

ASSETS = Path(__file__).resolve().parents[3] / "node_modules"


class Patience:
    """Somebody who waits for a number of steps."""

    def __init__(self, steps: int = 1000) -> None:
        """Wait for so many steps."""
        self.left = steps

    def step(self, _done: float, _previews: Sequence[Pixels] = ()) -> None:
        """Count a step."""
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.fixture(scope="module")
def engine() -> StoryboardEngine:
    return StoryboardEngine(ASSETS)


def wanted(prompt: str, direction: Direction | None = None, *, seed: int = 1) -> Wanted:
    """Return an order for a small square picture."""
    spec = DrawSpec.model_validate(
        {
            "prompt": prompt, "engine": "storyboard", "model": "storyboard", "shape": "square", "width": 320,
            "height": 320, "seed": seed, "cost": 1, "direction": direction,
        }
    )  # fmt: skip
    return Wanted(spec, seed)


def moving(order: Wanted, motion: Motion) -> Wanted:
    """Return an order for a clip."""
    return Wanted(order.spec.model_copy(update={"motion": motion}), order.seed)


def _draw(engine: StoryboardEngine, *orders: Wanted) -> list[Drawn]:
    return engine.render(orders, Patience())


def test_a_panel_is_drawn_as_directed(engine: StoryboardEngine) -> None:
    direction = Direction.model_validate(
        {
            "language": "pl", "cast": {"Maya": "czerwony płaszcz"}, "speakers": ["MAYA", "Kot"],
            "expressions": {"Maya": "sad"}, "headroom": 0.4,
        }
    )  # fmt: skip
    scene = _draw(engine, wanted("w lesie nocą", direction))[0].scene or {}
    heads = scene["heads"]
    assert scene["names"] == {"Maya": "maya", "MAYA": "maya", "Kot": "kot"}
    assert isinstance(heads, dict)
    assert all(head[1] >= 0.4 * 320 - 1 for head in heads.values())


def test_an_order_without_directions_is_drawn_by_its_prompt(engine: StoryboardEngine) -> None:
    stored = wanted("a fox").spec.model_dump(exclude={"direction"})
    drawn = _draw(engine, Wanted(DrawSpec.model_validate(stored), 1))[0]
    assert drawn.alt["en"] == "Illustration: fox."


def test_a_picture_does_not_depend_on_its_batch(engine: StoryboardEngine) -> None:
    alone = _draw(engine, wanted("a red car in the city", seed=4))[0]
    among = _draw(engine, wanted("two cats"), wanted("a red car in the city", seed=4), wanted("rain"))[1]
    assert alone.pixels.tobytes() == among.pixels.tobytes()


def test_words_that_were_not_drawn_are_told(engine: StoryboardEngine) -> None:
    assert _draw(engine, wanted("a fox and a qwrtz"))[0].not_drawn == ("qwrtz",)


def test_a_batch_stops_when_nobody_waits(engine: StoryboardEngine) -> None:
    patience = Patience(1)
    with pytest.raises(Cancelled):
        engine.render([wanted("a fox", seed=seed) for seed in range(4)], patience)


def test_an_order_comes_to_life(engine: StoryboardEngine) -> None:
    drawn = _draw(engine, moving(wanted("a fox running"), Motion(seconds=2, fps=4)))[0]
    assert drawn.clip is not None
    assert (len(drawn.clip.frames), drawn.clip.frames[0].shape) == (8, (320, 320, 3))
    assert drawn.alt["en"].startswith("Illustration: fox")
    assert drawn.level == 0


def test_a_clip_stops_when_nobody_waits(engine: StoryboardEngine) -> None:
    with pytest.raises(Cancelled):
        engine.render([moving(wanted("a fox running"), Motion(seconds=2, fps=4))], Patience(3))


@pytest.mark.parametrize("move", Move)
def test_the_camera_moves_over_a_picture_from_elsewhere_and_never_beyond_it(
    engine: StoryboardEngine, move: Move
) -> None:
    picture = np.full((200, 400, 3), 200, np.uint8)
    picture[:, :100] = (0, 90, 0)
    order = moving(wanted("a photo"), Motion(seconds=1, fps=8, move=move))
    order = Wanted(order.spec.model_copy(update={"reference": "key"}), 1, {"key": picture})
    drawn = _draw(engine, order)[0]
    assert drawn.clip is not None
    assert len(drawn.clip.frames) == 8
    assert min(int(frame[:, :, 1].min()) for frame in drawn.clip.frames) >= 80, "no black edge comes into view"
    changed = np.abs(drawn.clip.frames[0].astype(int) - drawn.clip.frames[-1]).max() > 5
    assert changed == (move is not Move.STILL)
    assert drawn.level is None, "nobody has looked at somebody's photo"
