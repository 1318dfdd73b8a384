"""Animatics of the storyboard."""

import io

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from gpu_worker.engines.storyboard import Library, parse
from gpu_worker.engines.storyboard.animating import GIF_LIMIT, Clip, animate


@pytest.fixture(scope="module")
def clip(library: Library) -> Clip:
    scene = parse("a fox running in the rain", library=library)
    return animate(scene, width=320, height=256, seed=1, library=library, seconds=2, fps=8)


def test_the_frames_move(clip: Clip) -> None:
    assert len(clip.frames) == 16
    assert np.abs(clip.frames[0].astype(int) - clip.frames[7].astype(int)).mean() > 1


def test_a_gif_loops_and_is_small_enough_for_chats(clip: Clip) -> None:
    data = clip.gif()
    assert len(data) < GIF_LIMIT
    with Image.open(io.BytesIO(data)) as picture:
        assert sum(1 for _ in ImageSequence.Iterator(picture)) == 16
        assert picture.size == (320, 256)


def test_an_mp4_plays_for_its_length(clip: Clip) -> None:
    with av.open(io.BytesIO(clip.mp4()), "r") as container:
        assert len(list(container.decode(video=0))) == 16


def test_the_same_order_gives_the_same_clip(library: Library, clip: Clip) -> None:
    scene = parse("a fox running in the rain", library=library)
    again = animate(scene, width=320, height=256, seed=1, library=library, seconds=2, fps=8)
    assert all(np.array_equal(a, b) for a, b in zip(clip.frames, again.frames, strict=True))


def test_an_unknown_camera_move_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="push"):
        animate(parse("a fox", library=library), width=256, height=256, seed=1, library=library, move="spin")
