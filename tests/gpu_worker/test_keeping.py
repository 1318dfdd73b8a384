"""What is stored of a clip: forms of it for every chat, and a film that plays before it is all there (issue 8)."""

import io

import av
import numpy as np
import pytest
from PIL import Image

from core.pictures.writing import COMPOSITE, Marks
from core.storage import key_of
from gpu_worker.engines.clips import GIF_LIMIT, Clip, Pixels
from gpu_worker.engines.engine import Drawn
from gpu_worker.keeping import LARGE_BYTES, SMALL_SIDE, Keeper, Kept


def noise(frames: int, *, width: int, height: int) -> tuple[Pixels, ...]:
    """Return frames that hardly shrink when they are coded."""
    dice = np.random.default_rng(1)
    return tuple(dice.integers(0, 256, (height, width, 3), dtype=np.uint8) for _ in range(frames))


class Shelf:
    """A store in memory."""

    def __init__(self) -> None:
        """Hold nothing."""
        self.files: dict[str, bytes] = {}

    def put(self, data: bytes, media_type: str) -> str:
        """Keep a file under its key."""
        key = key_of(data, media_type)
        self.files[key] = data
        return key


def kept(shelf: Shelf, clip: Clip) -> Kept:
    """Keep a clip with its first frame as the poster."""
    return Keeper(shelf.put).keep(Drawn(clip.frames[0], clip=clip, level=0), seed=1, marks=Marks(COMPOSITE))


def length_of(data: bytes) -> tuple[int, tuple[int, int]]:
    """Return how many frames a film has, and their size."""
    with av.open(io.BytesIO(data), "r") as container:
        frames = list(container.decode(video=0))
    return len(frames), (frames[0].width, frames[0].height)


@pytest.fixture(scope="module")
def large() -> tuple[Shelf, Kept]:
    """A clip of more than four megabytes, and where it was put."""
    shelf = Shelf()
    return shelf, kept(shelf, Clip(noise(12, width=960, height=640), fps=6))


def test_a_large_clip_gets_a_smaller_twin_for_chats_that_take_little(large: tuple[Shelf, Kept]) -> None:
    shelf, whole = large
    assert whole.artefact.bytes > LARGE_BYTES
    (twin,) = (one for one in whole.artefact.renditions if one.media_type == "video/mp4")
    assert (twin.width, twin.height) == (SMALL_SIDE, SMALL_SIDE * 2 // 3)
    assert twin.bytes < whole.artefact.bytes / 4
    assert length_of(shelf.files[twin.key]) == (12, (480, 320)), "as long as the clip itself"
    assert whole.artefact.seconds == 2.0


def test_films_play_before_they_are_all_there_and_gifs_fit_into_chats(large: tuple[Shelf, Kept]) -> None:
    shelf, whole = large
    twins = [one.key for one in whole.artefact.renditions if one.media_type == "video/mp4"]
    assert len(twins) == 1
    for key in (whole.artefact.key, *twins):
        assert shelf.files[key].index(b"moov") < shelf.files[key].index(b"mdat")
    (moving,) = (one for one in whole.artefact.renditions if one.media_type == "image/gif")
    assert moving.bytes <= GIF_LIMIT + 20_000, "with its marks"
    assert Image.open(io.BytesIO(shelf.files[moving.key])).format == "GIF"


@pytest.mark.parametrize(("width", "height"), [(65, 49), (64, 2), (2, 64), (601, 33)])
def test_clips_of_any_proportions_are_kept_with_even_sides(width: int, height: int) -> None:
    shelf = Shelf()
    whole = kept(shelf, Clip(noise(3, width=width, height=height), fps=4)).artefact
    even = width - width % 2, height - height % 2
    assert (whole.width, whole.height) == even
    assert length_of(shelf.files[whole.key]) == (3, even)
    assert {one.media_type for one in whole.renditions} == {"image/avif", "image/webp", "image/gif"}
    assert whole.thumbhash
