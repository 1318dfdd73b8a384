"""Animatics: a scene that lives for a few seconds, as frames, GIF or MP4."""

import io
import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image

from gpu_worker.engines.storyboard.drawing.picture import compose
from gpu_worker.engines.storyboard.drawing.render import paint
from gpu_worker.engines.storyboard.drawing.surface import Pixels
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Scene

SHORTEST, LONGEST = 2.0, 6.0  # seconds
GIF_LIMIT = 8 * 1024 * 1024  # bytes, what chats show without asking
_MOVES = ("push", "pull", "pan", "still")


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames (height, width, 3) uint8 sRGB, all of one size, and how many are shown a second."""

    frames: tuple[Pixels, ...]
    fps: int

    def gif(self) -> bytes:
        """A looping GIF with one palette for all frames, made smaller until it fits 8 MB."""
        frames: Sequence[Pixels] = self.frames
        while True:
            data = _gif(frames, self.fps)
            if len(data) <= GIF_LIMIT or min(frames[0].shape[:2]) < 64:  # noqa: PLR2004 -- nothing left to save
                return data
            frames = [np.ascontiguousarray(frame[::2, ::2]) for frame in frames]

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


def animate(  # noqa: PLR0913 -- what draw asks, and three of time
    scene: Scene, *, width: int, height: int, seed: int, style: str = "flat", library: Library,
    seconds: float = 3.0, fps: int = 12, move: str = "push",
) -> Clip:  # fmt: skip
    """Steps, blinks, hops, weather and a camera move over the scene.

    Args:
        scene: from `parse`.
        width: pixels; like `height` as in `draw`.
        height: pixels.
        seed: as in `draw`: the first frame has the picture's composition.
        style: one of STYLES.
        library: from `load`.
        seconds: 2 to 6.
        fps: frames a second.
        move: the camera: push, pull, pan or still.
    """
    if move not in _MOVES:
        message = f"no camera move {move!r}; there are {', '.join(_MOVES)}"
        raise ValueError(message)
    count = round(max(SHORTEST, min(LONGEST, seconds)) * fps)
    frames = _frames(scene, (width, height), seed, style=style, library=library, count=count, fps=fps)
    return Clip(tuple(_filmed(frame, number / max(1, count - 1), move) for number, frame in enumerate(frames)), fps)


def _frames(
    scene: Scene, size: tuple[int, int], seed: int, *, style: str, library: Library, count: int, fps: int
) -> Iterator[Pixels]:
    for number in range(count):
        craft = compose(scene, size[0], size[1], seed, library, 0.0, moment=number / fps)
        yield paint(craft.shapes, *size, style=style, light=craft.view.air.light)


def _filmed(pixels: Pixels, share: float, move: str) -> Pixels:
    """The part of a frame that the camera sees, at full size; eased in and out."""
    if move == "still":
        return pixels
    eased = 0.5 - 0.5 * math.cos(math.pi * share)
    height, width = pixels.shape[:2]
    zoom = {"push": 0.12 * eased, "pull": 0.12 * (1 - eased), "pan": 0.1}[move]
    left = width * zoom * (eased if move == "pan" else 0.5)
    box = (left, height * zoom * 0.5, left + width * (1 - zoom), height * (1 - zoom * 0.5))
    picture = Image.fromarray(pixels).resize((width, height), Image.Resampling.BILINEAR, box=box)
    return np.asarray(picture)


def _gif(frames: Sequence[Pixels], fps: int) -> bytes:
    strip = np.concatenate([frame[::4, ::4] for frame in frames[:: max(1, len(frames) // 6)]])
    palette = Image.fromarray(np.ascontiguousarray(strip)).quantize(128)
    pictures = [Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    target = io.BytesIO()
    pictures[0].save(
        target, "GIF", save_all=True, append_images=pictures[1:], duration=round(1000 / fps), loop=0, optimize=False
    )
    return target.getvalue()
