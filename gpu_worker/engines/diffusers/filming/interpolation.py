"""Pictures between pictures, by optical flow: FFmpeg's ``minterpolate`` on the CPU, in a library that is there anyway.

Filter: https://ffmpeg.org/ffmpeg-filters.html#minterpolate; overlapped block motion compensation along flows estimated
in both directions.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph

from gpu_worker.engines.engine import Pixels

_FEWEST = 3  # frames; with fewer the filter has no motion to go by
_SMALLEST = 32  # pixels; its blocks are 16 wide
_HOW = "mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=fdiff"


def interpolated(frames: Sequence[Pixels], *, fps: int, wanted_fps: int, count: int) -> tuple[Pixels, ...]:
    """Return ``count`` frames at another rate, those between the given ones moved along their flow.

    Frames are (height, width, 3) uint8. Where there is too little to estimate motion from, and where the given rate is
    high enough already, the nearest frames are taken.
    """
    height, width = frames[0].shape[:2]
    if wanted_fps <= fps or len(frames) < _FEWEST or min(height, width) < _SMALLEST:
        return _nearest(frames, fps=fps, wanted_fps=wanted_fps, count=count)
    moved = list(_filtered(frames, fps, wanted_fps))
    # The filter gives nothing after the last frame that has a next one: the clip ends with what it was given.
    moved += [frames[-1]] * max(0, count - len(moved))
    return tuple(moved[:count])


def _nearest(frames: Sequence[Pixels], *, fps: int, wanted_fps: int, count: int) -> tuple[Pixels, ...]:
    last = len(frames) - 1
    return tuple(frames[min(last, round(number * fps / wanted_fps))] for number in range(count))


def _filtered(frames: Sequence[Pixels], fps: int, wanted_fps: int) -> Iterator[Pixels]:
    height, width = frames[0].shape[:2]
    graph = Graph()
    source = graph.add_buffer(
        width=width, height=height, format=av.VideoFormat("rgb24", width, height), time_base=Fraction(1, fps)
    )
    steps = [source, graph.add("format", "yuv444p"), graph.add("minterpolate", f"fps={wanted_fps}:{_HOW}")]
    graph.link_nodes(*steps, graph.add("format", "rgb24"), graph.add("buffersink")).configure()
    # Two frames more at the end: the filter looks ahead, and would leave the end away.
    for number, pixels in enumerate((*frames, frames[-1], frames[-1])):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, fps)
        graph.push(frame)
        yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: Graph) -> Iterator[Pixels]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.VideoFrame):
            yield frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
