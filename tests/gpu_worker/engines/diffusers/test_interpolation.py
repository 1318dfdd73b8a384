"""Frames between frames."""

import numpy as np
import pytest

from gpu_worker.engines.diffusers.filming.interpolation import interpolated
from gpu_worker.engines.engine import Pixels

SIDE = 96


def moving(frames: int, *, step: int = 8) -> list[Pixels]:
    """Return a patch of noise that moves to the right over a still background."""
    dice = np.random.default_rng(0)
    background = np.full((SIDE, SIDE, 3), 60, np.uint8)
    patch = dice.integers(0, 256, (8, 8, 3), dtype=np.uint8).repeat(4, 0).repeat(4, 1)
    pictures = []
    for number in range(frames):
        picture = background.copy()
        picture[32:64, 4 + step * number : 36 + step * number] = patch
        pictures.append(picture)
    return pictures


def place(frame: Pixels) -> float:
    """Return the column around which a frame differs from the background."""
    away = np.abs(frame.astype(int) - 60).sum(axis=(0, 2))
    return float((away * np.arange(SIDE)).sum() / away.sum())


def test_what_moves_is_half_way_between_two_frames_and_not_faded_in_two_places() -> None:
    given = moving(6)
    made = interpolated(given, fps=4, wanted_fps=8, count=12)
    assert len(made) == 12
    between, before, after = made[3], made[2], made[4]
    assert place(before) < place(between) < place(after)
    halfway = (place(before) + place(after)) / 2
    assert abs(place(between) - halfway) < 1.5
    faded = (before.astype(int) + after.astype(int)) / 2
    truth = np.roll(before, 4, axis=1)
    assert np.abs(between - truth).mean() < np.abs(faded - truth).mean() * 0.6


@pytest.mark.parametrize(
    ("frames", "fps", "wanted_fps", "count"),
    [(1, 8, 16, 5), (2, 8, 60, 9), (5, 8, 8, 5), (9, 24, 12, 4), (4, 4, 60, 60)],
)
def test_the_count_is_what_is_asked_for_whatever_is_given(frames: int, fps: int, wanted_fps: int, count: int) -> None:
    made = interpolated(moving(frames, step=4), fps=fps, wanted_fps=wanted_fps, count=count)
    assert len(made) == count
    assert {frame.shape for frame in made} == {(SIDE, SIDE, 3)}
    assert {frame.dtype for frame in made} == {np.dtype(np.uint8)}


def test_frames_too_small_to_see_motion_in_are_repeated() -> None:
    tiny = [np.full((8, 8, 3), number, np.uint8) for number in range(4)]
    made = interpolated(tiny, fps=4, wanted_fps=8, count=8)
    assert [int(frame[0, 0, 0]) for frame in made] == [0, 0, 1, 2, 2, 2, 3, 3]
