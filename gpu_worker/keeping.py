"""From results to stored files: pictures, clips with their posters and GIFs, whole comics; each with its marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image

from core.jobs.orders import Artefact, Rendition
from core.pictures.fingerprints import fingerprint
from core.pictures.renditions import Copy, copies, thumbhash
from core.pictures.writing import Marks, mark_clip, write_picture
from gpu_worker.composing import MadeFile
from gpu_worker.engines.clips import GIF_SIDE, Clip
from gpu_worker.engines.engine import Drawn

ORIGINAL = "image/png"
CLIP = "video/mp4"
GIF = "image/gif"
SMALL_SIDE = 480  # pixels of the longer side of a clip for chats that take little
LARGE_BYTES = 4 * 1024 * 1024  # a clip above it gets a small twin
_SMALL_QUALITY = 30  # x264's CRF


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored result; ``picture`` still wants its renditions, None where there are none or they are there."""

    artefact: Artefact
    picture: Image.Image | None
    marks: Marks


@dataclass(frozen=True, slots=True)
class Made:
    """What a job brought: files, or words by language."""

    kept: Sequence[Kept] = ()
    words: dict[str, str] = field(default_factory=dict)


class Keeper:
    """Writes results into the store."""

    def __init__(self, put: Callable[[bytes, str], str]) -> None:
        """Take what stores bytes of a media type and returns their key."""
        self._put = put

    def keep(self, drawn: Drawn, *, seed: int, marks: Marks) -> Kept:
        """Store a picture or a clip."""
        if drawn.clip is not None:
            return self._keep_clip(drawn, drawn.clip, seed=seed, marks=marks)
        picture = Image.fromarray(drawn.pixels)
        data = write_picture(picture, ORIGINAL, marks)
        stored = self._store(Copy(data, ORIGINAL, picture.width, picture.height))
        return Kept(_artefact(stored, drawn, seed=seed), picture, marks)

    def keep_file(self, made: MadeFile, *, seed: int, marks: Marks) -> Kept:
        """Store a file that is finished."""
        stored = self._store(Copy(made.data, made.media_type, made.width, made.height))
        return Kept(Artefact(**dict(stored), seed=seed), None, marks)

    def derived(self, kept: Kept) -> Artefact | None:
        """Return a picture's artefact with its renditions, stored now; None where nothing is missing."""
        if kept.picture is None:
            return None
        made = {"renditions": self._copies(kept.picture, kept.marks), **_looks(kept.picture)}
        return kept.artefact.model_copy(update=made)

    def _keep_clip(self, drawn: Drawn, clip: Clip, *, seed: int, marks: Marks) -> Kept:
        """Store a clip with everything that chats and pages choose from: they can't wait for its GIF to follow."""
        stored = self._store(Copy(mark_clip(clip.mp4(), CLIP, marks), CLIP, *clip.size))
        small = clip.smaller(GIF_SIDE)
        twins = [self._store(Copy(mark_clip(small.gif(), GIF, marks), GIF, *small.size))]
        if stored.bytes > LARGE_BYTES:
            tiny = clip.smaller(SMALL_SIDE)
            data = mark_clip(tiny.mp4(quality=_SMALL_QUALITY), CLIP, marks)
            twins.append(self._store(Copy(data, CLIP, *tiny.size)))
        poster = Image.fromarray(drawn.pixels)
        artefact = _artefact(stored, drawn, seed=seed).model_copy(
            update={
                "seconds": clip.seconds,
                "renditions": (*self._copies(poster, marks), *twins),
                **_looks(poster),
            }
        )
        return Kept(artefact, None, marks)

    def _copies(self, picture: Image.Image, marks: Marks) -> tuple[Rendition, ...]:
        return tuple(self._store(copy) for copy in copies(picture, marks))

    def _store(self, copy: Copy) -> Rendition:
        return Rendition(
            key=self._put(copy.data, copy.media_type),
            media_type=copy.media_type,
            width=copy.width,
            height=copy.height,
            bytes=len(copy.data),
        )


def _looks(picture: Image.Image) -> dict[str, object]:
    """Return what an artefact says of a picture's looks."""
    return {"thumbhash": thumbhash(picture), "fingerprint": fingerprint(picture)}


def _artefact(stored: Rendition, drawn: Drawn, *, seed: int) -> Artefact:
    return Artefact(
        **dict(stored), seed=seed, alt=drawn.alt, not_drawn=drawn.not_drawn, scene=drawn.scene, level=drawn.level
    )
