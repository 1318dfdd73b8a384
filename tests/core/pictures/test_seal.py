"""Seals: valid in every format, the same for the same file, small, and broken by any change."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from random import Random

import numpy as np
import pytest
from c2pa import C2paError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.pictures.provenance import Inspector, Standing
from core.pictures.renditions import copies
from core.pictures.seal import Seal
from core.pictures.settling import UnknownManifest, settled
from core.pictures.writing import COMPOSITE, TRAINED, UNKNOWN, Marks, mark_clip, write_picture
from gpu_worker.engines.clips import Clip

PICTURES = ("image/png", "image/webp", "image/avif", "image/jpeg")
CLIPS = ("image/gif", "video/mp4")
MOST_BYTES = 4096


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    """Return a picture that is unlike any other."""
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


def clip(media_type: str) -> bytes:
    """Return a short clip of noise, without marks."""
    made = Clip(tuple(np.asarray(noise(64, 48, seed)) for seed in range(5)), 10)
    return made.gif() if media_type == "image/gif" else made.mp4()


def written(media_type: str, marks: Marks) -> bytes:
    """Return a marked file of any kind that we write."""
    return (
        mark_clip(clip(media_type), media_type, marks)
        if media_type in CLIPS
        else write_picture(noise(96, 64), media_type, marks)
    )


@settings(max_examples=40, deadline=None)
@given(
    media_type=st.sampled_from(PICTURES),
    source=st.sampled_from([COMPOSITE, TRAINED]),
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    seed=st.integers(0, 2**32 - 1),
)
def test_whatever_is_written_is_known_as_ours(
    seal: Seal, inspector: Inspector, media_type: str, source: str, size: tuple[int, int], seed: int
) -> None:
    data = write_picture(noise(*size, seed), media_type, Marks(source, seal=seal))
    origin = inspector.origin(data)
    assert (origin.standing, origin.source, origin.tool) == (Standing.OURS, source, "Inkhearth")


def test_every_copy_of_a_picture_is_known_as_ours(seal: Seal, inspector: Inspector) -> None:
    made = list(copies(noise(700, 400), Marks(TRAINED, seal=seal)))
    assert len(made) == 6
    assert {inspector.origin(copy.data).standing for copy in made} == {Standing.OURS}
    assert {inspector.origin(copy.data).source for copy in made} == {TRAINED}


@pytest.mark.parametrize("media_type", CLIPS)
def test_clips_are_known_as_ours_and_play(seal: Seal, inspector: Inspector, media_type: str) -> None:
    data = written(media_type, Marks(TRAINED, seal=seal))
    origin = inspector.origin(data)
    assert (origin.standing, origin.source, origin.tool) == (Standing.OURS, TRAINED, "Inkhearth")
    assert _frames(data, media_type) == _frames(clip(media_type), media_type) == 5


def _frames(data: bytes, media_type: str) -> int:
    if media_type == "image/gif":
        with Image.open(BytesIO(data)) as picture:
            return int(getattr(picture, "n_frames", 1))
    av = pytest.importorskip("av")
    with av.open(BytesIO(data)) as container:
        return sum(1 for _ in container.decode(video=0))


@pytest.mark.parametrize("media_type", [*PICTURES, *CLIPS])
def test_the_same_file_has_the_same_seal(seal: Seal, media_type: str) -> None:
    """Files lie under the hash of their bytes: what is drawn again after a crash is the same file."""
    marks = Marks(COMPOSITE, seal=seal)
    assert len({written(media_type, marks) for _ in range(3)}) == 1


@pytest.mark.parametrize("media_type", [*PICTURES, *CLIPS])
def test_a_seal_takes_at_most_four_kilobytes(seal: Seal, media_type: str) -> None:
    grown = len(written(media_type, Marks(COMPOSITE, seal=seal))) - len(written(media_type, Marks(COMPOSITE)))
    assert 0 < grown <= MOST_BYTES


@pytest.mark.parametrize("media_type", [*PICTURES, *CLIPS])
def test_changing_any_byte_never_leaves_another_file_ours(seal: Seal, inspector: Inspector, media_type: str) -> None:
    """A forged file is broken or unsigned, whichever of its bytes was changed."""
    data = written(media_type, Marks(COMPOSITE, seal=seal))
    dice = Random(7)
    kept = []
    for place in dice.sample(range(len(data)), 60):
        forged = bytearray(data)
        forged[place] ^= 1 << dice.randrange(8)
        if inspector.origin(bytes(forged)).standing is Standing.OURS:
            kept.append(place)
    assert kept == [] or all(_is_inside_the_manifest(data, place) for place in kept), kept


def _is_inside_the_manifest(data: bytes, place: int) -> bool:
    """The manifest can't hash itself: its padding, and the frame that its format puts around it, may change."""
    at = data.find(b"jumb")
    return at - 64 <= place <= at + MOST_BYTES


def test_what_somebody_sent_is_not_claimed(seal: Seal, inspector: Inspector) -> None:
    """A photograph may be the person's own: nothing is said, and nothing signed."""
    origin = inspector.origin(write_picture(noise(32, 32), "image/png", Marks(UNKNOWN, seal=seal)))
    assert (origin.standing, origin.source) == (Standing.NONE, "")


def test_several_threads_seal_at_once(seal: Seal, inspector: Inspector) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(
                lambda seed: write_picture(noise(40, 40, seed), "image/jpeg", Marks(TRAINED, seal=seal)), range(16)
            )
        )
    assert len(set(made)) == 16
    assert {inspector.origin(data).standing for data in made} == {Standing.OURS}


def test_what_is_no_file_of_ours_is_not_sealed(seal: Seal) -> None:
    with pytest.raises(ValueError, match="text/html"):
        seal.sealed(b"<p>", "text/html", source=COMPOSITE)
    with pytest.raises(C2paError):
        seal.sealed(b"no picture", "image/png", source=COMPOSITE)
    with pytest.raises(ValueError, match="image/png"):
        mark_clip(b"", "image/png", Marks(COMPOSITE))


@given(st.binary(max_size=400))
def test_what_is_no_manifest_is_not_settled(data: bytes) -> None:
    with pytest.raises((UnknownManifest, ValueError)):
        settled(data, lambda _: bytes(64))


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_manifest_is_settled_or_refused_and_nothing_else(seal: Seal, data: st.DataObject) -> None:
    whole = write_picture(Image.new("RGB", (8, 8)), "image/webp", Marks(COMPOSITE, seal=seal))
    at = whole.index(b"jumb") - 4
    manifest = bytearray(whole[at:])
    for _ in range(data.draw(st.integers(1, 4))):
        manifest[data.draw(st.integers(0, len(manifest) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UnknownManifest, ValueError):
        assert len(settled(bytes(manifest), lambda _: bytes(64))) == len(manifest)
