"""Animatics of the storyboard."""

import io

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from gpu_worker.engines.clips import GIF_LIMIT
from gpu_worker.engines.storyboard import Clip, Library, Move, animate, parse
from gpu_worker.engines.storyboard.drawing.picture import compose
from gpu_worker.engines.storyboard.drawing.surface import bounds
from gpu_worker.engines.storyboard.filming import filmed


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


def test_who_walks_steps_and_gets_ahead(library: Library) -> None:
    scene = parse("a girl walking in a park", library=library)
    crafts = [
        compose(scene, 512, 384, 1, library, 0.0, moment=share * 3 + 0.01, share=share) for share in (0.0, 0.1, 0.9)
    ]
    girls = [craft.drawn[-1].anatomy for craft in crafts]
    feet = [girl.joints["left_ankle"][0] - girl.joints["neck"][0] for girl in girls]
    assert max(feet) - min(feet) > 3
    assert girls[2].joints["neck"][0] - girls[0].joints["neck"][0] > 512 * 0.05
    heads = [girl.head for girl in girls]
    assert all(head is not None and abs(head.top - (heads[0] or head).top) < 384 * 0.03 for head in heads)


def test_what_is_near_moves_more_than_what_is_far(library: Library) -> None:
    craft = compose(parse("a girl in the mountains", library=library), 512, 384, 1, library, 0.0)
    still, panned = craft.shapes, filmed(craft, Move.PAN, 1.0)
    assert len(still) == len(panned)
    begun = filmed(craft, Move.PAN, 0.0)

    def shift(index: int) -> float:
        return abs(bounds([panned[index].path]).center[0] - bounds([begun[index].path]).center[0])

    girl = len(craft.backdrop) + 2
    assert shift(girl) > 2 * shift(craft.ground_at - 1) > 0


@pytest.mark.parametrize("move", Move)
def test_no_move_shows_the_edge_of_the_picture(library: Library, move: Move) -> None:
    scene = parse("a fox at sea at night", library=library)
    clip = animate(scene, width=320, height=256, seed=1, library=library, seconds=2, fps=4, move=move)
    for frame in clip.frames:
        assert (frame.reshape(-1, 3).min(axis=1) < 255).mean() > 0.97  # what is not painted is white


def test_heads_stay_out_of_the_headroom(library: Library) -> None:
    scene = parse("a king and a queen dancing", library=library)
    for share in (0.2, 0.5, 0.8):
        craft = compose(scene, 384, 384, 1, library, 0.4, moment=share * 3, share=share)
        heads = [drawn.anatomy.head for drawn in craft.drawn if drawn.anatomy.head]
        assert all(head.top > 0.34 * 384 for head in heads)


@pytest.mark.parametrize(("seconds", "frames"), [(0, 8), (4, 32), (100, 80)])
def test_clips_are_one_to_ten_seconds_long(library: Library, seconds: float, frames: int) -> None:
    scene = parse("a fox", library=library)
    clip = animate(scene, width=256, height=256, seed=1, library=library, seconds=seconds, fps=8)
    assert (len(clip.frames), clip.seconds) == (frames, frames / 8)


def test_a_gif_is_made_smaller_until_it_fits(monkeypatch: pytest.MonkeyPatch, clip: Clip) -> None:
    monkeypatch.setattr("gpu_worker.engines.clips.GIF_LIMIT", len(clip.gif()) // 2)
    with Image.open(io.BytesIO(clip.gif())) as picture:
        assert picture.size < (320, 256)


def test_an_unknown_style_of_a_clip_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="blueprint"):
        animate(parse("a fox", library=library), width=256, height=256, seed=1, library=library, style="oil")


def test_an_unknown_camera_move_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="push"):
        animate(parse("a fox", library=library), width=256, height=256, seed=1, library=library, move="spin")
