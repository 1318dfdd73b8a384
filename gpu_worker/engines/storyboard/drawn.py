"""What comes out: the picture, what stands where in it, and its words."""

from collections.abc import Callable
from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.drawing.surface import Box, Pixels, Point
from gpu_worker.engines.storyboard.scene import Json, Scene


@dataclass(frozen=True, slots=True)
class Placed:
    """One thing in the picture, in pixels: left, top, right, bottom.

    Attributes:
        depth: 0 is far, 1 is near.
        joints: named points, by COCO's names where it has them.
        name: what the character is called, or "".
    """

    id: str
    concept: str
    words: str
    box: Box
    depth: float
    facing: str = "right"
    head: Box | None = None
    mouth: Point | None = None
    joints: tuple[tuple[str, Point], ...] = ()
    holds: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """The scene graph of a picture: what was understood, and where it stands."""

    scene: Scene
    width: int
    height: int
    horizon: float
    backdrop: str
    things: tuple[Placed, ...] = ()

    @property
    def heads(self) -> dict[str, Box]:
        """The head of each character, for balloons to keep clear of."""
        return {thing.id: thing.head for thing in self.things if thing.head is not None}

    @property
    def mouths(self) -> dict[str, Point]:
        """The mouth of each character, for tails to aim at."""
        return {thing.id: thing.mouth for thing in self.things if thing.mouth is not None}

    @property
    def names(self) -> dict[str, str]:
        """The id of each character that has a name, by the name; names of the cast as they were given."""
        called = {thing.name: thing.id for thing in self.things if thing.name}
        return called | self.scene.names

    def find(self, name: str) -> Placed | None:
        """The figure of somebody called so, whatever the case."""
        ids = {known.casefold(): id_ for known, id_ in self.names.items()}
        wanted = ids.get(name.casefold(), name.casefold())
        return next((thing for thing in self.things if thing.id == wanted), None)

    def to_json(self) -> dict[str, Json]:
        """The graph as plain data; layers are listed back to front."""
        return {
            "width": self.width, "height": self.height, "horizon": round(self.horizon, 1), "backdrop": self.backdrop,
            "things": [_json(thing) for thing in self.things],
            "heads": {name: _rounded(box) for name, box in self.heads.items()},
            "mouths": {name: [round(x, 1), round(y, 1)] for name, (x, y) in self.mouths.items()},
            "names": dict(self.names),
            "joints": {thing.id: _points(thing.joints) for thing in self.things if thing.joints},
            "layers": ["backdrop", *[thing.id for thing in self.things], "weather"],
            "scene": {key: value for key, value in self.scene.to_json().items() if key != "prompt"},
        }  # fmt: skip


def _points(joints: tuple[tuple[str, Point], ...]) -> dict[str, Json]:
    return {name: [round(x, 1), round(y, 1)] for name, (x, y) in joints}


def _rounded(box: Box) -> list[Json]:
    return [round(box.left, 1), round(box.top, 1), round(box.right, 1), round(box.bottom, 1)]


def _json(thing: Placed) -> dict[str, Json]:
    return {
        "id": thing.id, "concept": thing.concept, "words": thing.words, "box": _rounded(thing.box),
        "name": thing.name, "depth": round(thing.depth, 3), "facing": thing.facing, "holds": list(thing.holds),
    }  # fmt: skip


@dataclass(slots=True)
class Drawing:
    """A finished picture.

    Attributes:
        pixels: (height, width, 3) uint8, sRGB.
        alt: what it shows, in "en" and "pl".
        not_drawn: the words that nothing in the picture stands for, as they were written.
    """

    pixels: Pixels
    graph: Graph
    alt: dict[str, str]
    not_drawn: tuple[str, ...]
    _maps: Callable[[str], Pixels] = field(repr=False)
    _made: dict[str, Pixels] = field(default_factory=dict, repr=False)

    def _map(self, name: str) -> Pixels:
        if name not in self._made:
            self._made[name] = self._maps(name)
        return self._made[name]

    @property
    def depth(self) -> Pixels:
        """Depth map: (height, width) uint8, near is white."""
        return self._map("depth")

    @property
    def segmentation(self) -> Pixels:
        """Which thing each pixel is: (height, width) uint8, 0 backdrop, 1… the graph's things in order."""
        return self._map("segmentation")

    @property
    def pose(self) -> Pixels:
        """OpenPose picture of the characters: (height, width, 3) uint8 on black."""
        return self._map("pose")
