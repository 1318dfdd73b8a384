"""Animatics: a scene that lives for a few seconds, as frames, GIF or MP4."""

import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image

from gpu_worker.engines.storyboard.drawing.picture import compose
from gpu_worker.engines.storyboard.drawing.render import STYLES, paint
from gpu_worker.engines.storyboard.drawing.surface import Pixels
from gpu_worker.engines.storyboard.filming import Move, filmed
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Scene

SHORTEST, LONGEST = 2.0, 6.0  # seconds
SLOWEST, FASTEST = 4, 30  # frames a second
GIF_LIMIT = 8 * 1024 * 1024  # bytes, what chats show without asking
_COLORS = 128
Told = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames (height, width, 3) uint8 sRGB, all of one size, and how many are shown a second."""

    frames: tuple[Pixels, ...]
    fps: int

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return len(self.frames) / self.fps

    def gif(self) -> bytes:
        """A looping GIF with one palette for all frames, made smaller until it fits 8 MB."""
        frames: Sequence[Pixels] = self.frames
        while True:
            data = _gif(frames, self.fps)
            if len(data) <= GIF_LIMIT or min(frames[0].shape[:2]) < 64:  # noqa: PLR2004 -- nothing left to save
                return data
            frames = [_smaller(frame) for frame in frames]

    def mp4(self) -> bytes:
        """H.264 with the index in front, as browsers and chats want it; odd sizes lose a row or column."""
        height, width = (side - side % 2 for side in self.frames[0].shape[:2])
        with (
            tempfile.NamedTemporaryFile(suffix=".mp4") as target,  # the index goes in front in a second pass
            av.open(target.name, "w", format="mp4", options={"movflags": "+faststart"}) as container,
        ):
            stream = container.add_stream("libx264", rate=self.fps, options={"crf": "20", "preset": "veryfast"})
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.thread_count = 1  # the bytes must not depend on the number of cores
            for pixels in self.frames:
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[:height, :width]), format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
            container.close()
            return Path(target.name).read_bytes()


def animate(  # noqa: PLR0913 -- what draw asks, and what time asks
    scene: Scene, *, width: int, height: int, seed: int, style: str = "flat", library: Library,
    seconds: float = 3.0, fps: int = 12, move: str = "push", headroom: float = 0.0, told: Told | None = None,
) -> Clip:  # fmt: skip
    """Steps, blinks, weather and a camera that moves before the scene, nearer things more than far ones.

    The same arguments give the same frames, and the same bytes of GIF and MP4.

    Args:
        scene: from `parse`.
        width: pixels; like `height` as in `draw`.
        height: pixels.
        seed: as in `draw`: the clip begins with the picture's composition.
        style: one of STYLES.
        library: from `load`.
        seconds: 2 to 6; other lengths become the nearest of these.
        fps: frames a second, 4 to 30.
        move: the camera: push, pull, pan or still.
        headroom: as in `draw`.
        told: called with the share of frames done (0 to 1) after each; what it raises ends the work.

    Raises:
        ValueError: a style or move that is not offered.
    """
    if move not in set(Move):
        message = f"no camera move {move!r}; there are {', '.join(Move)}"
        raise ValueError(message)
    if style not in STYLES:
        message = f"no style {style!r}; there are {', '.join(STYLES)}"
        raise ValueError(message)
    fps = max(SLOWEST, min(FASTEST, fps))
    count = round(max(SHORTEST, min(LONGEST, seconds)) * fps)
    frames = []
    for number in range(count):
        share = number / max(1, count - 1)
        craft = compose(scene, width, height, seed, library, headroom, moment=number / fps, share=share)
        shapes = filmed(craft, Move(move), share)
        frames.append(paint(shapes, width, height, style=style, light=craft.view.air.light))
        if told is not None:
            told((number + 1) / count)
    return Clip(tuple(frames), fps)


def _smaller(pixels: Pixels) -> Pixels:
    """Three quarters of the size."""
    height, width = pixels.shape[:2]
    return np.asarray(Image.fromarray(pixels).resize((width * 3 // 4, height * 3 // 4), Image.Resampling.BOX))


def _gif(frames: Sequence[Pixels], fps: int) -> bytes:
    # One palette for all: some pixels of some frames say which colours the clip has.
    strip = np.concatenate([frame[::6, ::6] for frame in frames[:: max(1, len(frames) // 6)]])
    palette = Image.fromarray(np.ascontiguousarray(strip)).quantize(_COLORS, dither=Image.Dither.NONE)
    pictures = [Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    target = io.BytesIO()
    pictures[0].save(
        target, "GIF", save_all=True, append_images=pictures[1:], duration=round(1000 / fps), loop=0, optimize=False
    )
    return target.getvalue()
