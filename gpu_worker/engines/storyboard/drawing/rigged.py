"""What a drawn thing tells about itself: its box, head, mouth, hands and joints, in pixels."""

from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Box, Point


@dataclass(slots=True)
class Anatomy:
    """Where the parts of a drawn character are, in picture pixels.

    Attributes:
        head: the box of the head without hat, or None for things.
        mouth: the middle of the mouth.
        hands: the far and the near hand, when there are hands.
        seat: where the hips are.
        joints: named points for the pose image, by COCO names where they exist.
    """

    head: Box | None = None
    mouth: Point | None = None
    hands: tuple[Point, Point] | None = None
    seat: Point | None = None
    joints: dict[str, Point] = field(default_factory=dict)


def head_box(sketch: Sketch, rx: float, ry: float, cy: float = 0.0) -> Box:
    """The box of a head of some half axes around the frame's origin."""
    corners = [sketch.at(x, y) for x in (-rx, rx) for y in (cy - ry, cy + ry)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))
