"""Clips: frames as they were drawn, and the files that chats and browsers play."""

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
GIF_LIMIT = 8 * 1024 * 1024  # bytes, what chats show without asking
GIF_SIDE = 640  # pixels of the longer side; a GIF is what plays where nothing better does
_COLORS = 128
_LEAST_SIDE = 64


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames (height, width, 3) uint8 sRGB, all of one size, and how many are shown a second."""

    frames: tuple[Pixels, ...]
    fps: int

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return len(self.frames) / self.fps

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its MP4: odd sides lose a column or row."""
        height, width = (side - side % 2 for side in self.frames[0].shape[:2])
        return width, height

    def smaller(self, side: int) -> "Clip":
        """Return the clip with a longer side of at most so many pixels."""
        height, width = self.frames[0].shape[:2]
        share = side / max(width, height)
        if share >= 1:
            return self
        size = max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)
        return Clip(tuple(_resized(frame, size) for frame in self.frames), self.fps)

    def gif(self) -> bytes:
        """Return a looping GIF with one palette for all frames, made smaller until it fits 8 MB."""
        frames: Sequence[Pixels] = self.frames
        while True:
            data = _gif(frames, self.fps)
            height, width = frames[0].shape[:2]
            if len(data) <= GIF_LIMIT or min(height, width) < _LEAST_SIDE:
                return data
            frames = [_resized(frame, (width * 3 // 4, height * 3 // 4)) for frame in frames]

    def mp4(self, *, quality: int = 20) -> bytes:
        """Return H.264 with the index in front, as browsers and chats want it; ``quality`` is x264's CRF."""
        width, height = self.size
        with (
            tempfile.NamedTemporaryFile(suffix=".mp4") as target,  # the index goes in front in a second pass
            av.open(target.name, "w", format="mp4", options={"movflags": "+faststart"}) as container,
        ):
            stream = container.add_stream("libx264", rate=self.fps, options={"crf": str(quality), "preset": "veryfast"})
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.thread_count = 1  # the bytes must not depend on the number of cores
            for pixels in self.frames:
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[:height, :width]), format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
            container.close()
            return Path(target.name).read_bytes()


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX))


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
