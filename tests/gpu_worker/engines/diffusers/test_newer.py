"""Newer families at tiny size: Z-Image, FLUX.2 klein with several pictures to look at, FLUX.1 Kontext, Qwen-Image."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from core.jobs.editing import Edit, Mode
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import Pixels, Wanted
from tests.gpu_worker.engines.diffusers.conftest import (
    SIDE,
    Witness,
    edited,
    entry_text,
    furthest,
    reference,
    wanted,
)

NEWER = ("zimage", "klein", "kontext", "qwen")


@pytest.fixture(scope="session")
def newer(models: Path) -> DiffusersEngine:
    """An engine on tiny pipelines of the newer families."""
    tiny = importlib.import_module("tests.gpu_worker.engines.diffusers.tiny_newer")
    for name in NEWER:
        getattr(tiny, f"save_{name}")(models / name)
    path = models / "newer.toml"
    path.write_text("".join(entry_text(name, f"./{name}", guidance=1.0, multiple=16) for name in NEWER))
    return DiffusersEngine(path, ready=None, preview_every_s=0.0)


def drawn(engine: DiffusersEngine, order: Wanted) -> Pixels:
    return engine.render([order], Witness())[0].pixels


def asked(model: str, **spec: object) -> Wanted:
    return wanted(model, **({"guidance": 1.0, "steps": 2} | spec))  # type: ignore[arg-type]  # passed on as given


def looking(*seen: int, start: Pixels | None = None, style: int | None = None, **spec: object) -> Wanted:
    pictures = {f"seen{number}": reference(number) for number in seen}
    keys = tuple(pictures)
    if style is not None:
        pictures["style"] = reference(style)
    edit = Edit(references=keys, style_reference="style" if style is not None else "")
    return edited("klein", edit, pictures, reference=start, **({"guidance": 1.0, "steps": 2} | spec))


def test_cards_say_what_each_family_can(newer: DiffusersEngine) -> None:
    cards = {card.name: card for card in newer.cards()}
    assert (cards["klein"].most_references, cards["klein"].style_reference) == (4, True)
    assert cards["zimage"].edits == (Mode.IMAGE, Mode.VARIATION, Mode.INPAINT, Mode.OUTPAINT)
    assert cards["kontext"].edits == (Mode.IMAGE, Mode.VARIATION)
    assert not any(card.negative for card in cards.values())


def test_words_and_pictures_are_drawn_at_the_size_asked_for(newer: DiffusersEngine) -> None:
    for model in NEWER:
        plain = drawn(newer, asked(model, width=96))
        changed = drawn(newer, asked(model, width=96, reference=reference()))
        assert plain.shape == changed.shape == (SIDE, 96, 3)
        assert furthest(plain, changed) > 0


def test_a_batch_of_them_equals_solo_twins_p5(newer: DiffusersEngine) -> None:
    for model in NEWER:
        batch = [
            asked(model, seed=1),
            asked(model, seed=2, prompt="two cats at night"),
            asked(model, seed=3, reference=reference(1)),
            asked(model, seed=4, reference=reference(2)),
        ]
        together = newer.render(batch, Witness())
        for picture, order in zip(together, batch, strict=True):
            assert furthest(picture.pixels, drawn(newer, order)) <= 1


def test_several_pictures_are_looked_at_beside_the_one_to_start_from(newer: DiffusersEngine) -> None:
    pictures = [
        drawn(newer, order)
        for order in (
            asked("klein"),
            looking(1),
            looking(1, 2),
            looking(1, 2, 3, 4),
            looking(1, style=5),
            looking(1, 2, start=reference(6)),
        )
    ]
    assert len({pixels.tobytes() for pixels in pictures}) == len(pictures)


def test_klein_repaints_only_what_is_masked(newer: DiffusersEngine) -> None:
    start, mask = reference(3, height=60, width=63), np.zeros((SIDE, SIDE, 3), np.uint8)
    mask[:, :20] = 255
    order = edited("klein", Edit(mode=Mode.INPAINT, mask="mask"), {"mask": mask}, reference=start, guidance=1.0)
    first, other = (drawn(newer, Wanted(order.spec, seed, order.pictures)) for seed in (1, 2))
    assert np.array_equal(first[:, 24:], other[:, 24:])
    assert furthest(first[:, :16], other[:, :16]) > 0


def test_pictures_of_absurd_proportions_are_looked_at_all_the_same(newer: DiffusersEngine) -> None:
    for height, width in ((1, 1), (1, 2000), (2000, 3)):
        strange = np.full((height, width, 3), 120, np.uint8)
        order = edited("klein", Edit(references=("strange",)), {"strange": strange}, guidance=1.0, steps=1)
        assert drawn(newer, order).shape == (SIDE, SIDE, 3)


def test_latents_of_sixteen_channels_have_previews(newer: DiffusersEngine) -> None:
    witness = Witness()
    newer.render([asked("zimage", width=96)], witness)
    assert {preview.shape for previews in witness.previews for preview in previews} == {(SIDE // 8, 96 // 8, 3)}
