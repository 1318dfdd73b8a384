"""Animatics: a scene that lives for a few seconds."""

from collections.abc import Callable

from core.jobs.motion import Move
from gpu_worker.engines.clips import Clip
from gpu_worker.engines.storyboard.drawing.picture import compose
from gpu_worker.engines.storyboard.drawing.render import STYLES, paint
from gpu_worker.engines.storyboard.filming import filmed
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Scene

SHORTEST, LONGEST = 1.0, 10.0  # seconds
SLOWEST, FASTEST = 4, 30  # frames a second
Told = Callable[[float], None]


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
        seconds: 1 to 10; other lengths become the nearest of these.
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
