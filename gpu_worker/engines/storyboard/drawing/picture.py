"""Puts the picture together: backdrop, pieces back to front, weather; and what stands where."""

import random
from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.drawing.atmosphere import air_of, draw_sky, draw_weather
from gpu_worker.engines.storyboard.drawing.figure import draw_thing
from gpu_worker.engines.storyboard.drawing.lands import LANDS, Land
from gpu_worker.engines.storyboard.drawing.motion import move
from gpu_worker.engines.storyboard.drawing.outdoors import View, draw_ground
from gpu_worker.engines.storyboard.drawing.parts import PARTS
from gpu_worker.engines.storyboard.drawing.placing import place
from gpu_worker.engines.storyboard.drawing.rigged import Anatomy
from gpu_worker.engines.storyboard.drawing.rooms import draw_room
from gpu_worker.engines.storyboard.drawing.scenery import draw_layers
from gpu_worker.engines.storyboard.drawing.sketch import Shape, Sketch
from gpu_worker.engines.storyboard.drawing.staging import Piece, stage, upright
from gpu_worker.engines.storyboard.drawing.surface import Box
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Scene

# Backdrops when no place was named: what lives in water wants water, and so on.
_HOMES = {"water": "sea", "seabed": "underwater"}
_FURNITURE = {
    "room kitchen": {"stove", "fridge", "pot", "sink"},
    "room bathroom": {"bathtub", "toilet"},
    "room bedroom": {"bed", "wardrobe"},
    "room living": {
        "sofa",
        "piano",
        "television",
        "computer",
        "laptop",
        "desk",
        "bookshelf",
        "fireplace",
        "armchair",
        "lamp",
        "window",
        "table",
    },
}
# Layers that lie on the ground rather than behind it.
_NEAR = frozenset({"seastrip", "lakestrip", "riverstrip", "fence", "flowers", "graves", "rail", "stalls", "play"})


@dataclass(slots=True)
class Drawn:
    """One piece as it was drawn."""

    piece: Piece
    anatomy: Anatomy
    box: Box
    shapes: list[Shape]


@dataclass(slots=True)
class Stagecraft:
    """The whole picture before painting: shapes in order, and every piece with its anatomy."""

    view: View
    backdrop: list[Shape] = field(default_factory=list)
    ground_at: int = 0  # where in the backdrop the far things end and the ground begins
    drawn: list[Drawn] = field(default_factory=list)
    foreground: list[Shape] = field(default_factory=list)

    @property
    def shapes(self) -> list[Shape]:
        """All shapes, back to front."""
        middle = [shape for drawn in self.drawn for shape in drawn.shapes]
        return [*self.backdrop, *middle, *self.foreground]


def compose(
    scene: Scene, width: int, height: int, seed: int, library: Library, headroom: float, *, moment: float = 0.0,
    share: float = 0.0,
) -> Stagecraft:  # fmt: skip
    """Draws every part of the scene as shapes in picture coordinates.

    `moment` is the time in seconds for animatics, `share` how much of the clip is over; 0 is the still picture.
    """
    name = backdrop_of(scene)
    land = LANDS.get(name, LANDS["meadow"])
    room = _is_room(name)
    horizon = height * (0.66 if room else land.horizon)
    if width < height * 0.8 and not room:
        horizon = height * min(0.7, land.horizon + 0.06)
    horizon = _tilted(horizon, height, scene.camera, room=room)
    season = scene.season or ("winter" if scene.weather == "snow" or scene.festive == "christmas" else "")
    view = View(width, height, horizon, air_of(scene), season)
    craft = Stagecraft(view)
    taken = frozenset(thing.concept for thing in scene.things)
    craft.backdrop, craft.ground_at = _backdrop(scene, name, land, view, seed, taken)
    pieces = stage(scene, library, seed)
    place(pieces, scene, view, seed, headroom)
    if moment:
        move(pieces, moment, share, width)
    for piece in sorted(pieces, key=lambda p: p.depth):
        craft.drawn.append(_draw(piece, library, seed, scene))
    front = Sketch()
    if not room:
        draw_weather(front, scene, width, height, random.Random(f"{seed}:weather:{round(moment * 4)}"))  # noqa: S311 -- a picture, not a secret
    craft.foreground = front.shapes
    return craft


def _tilted(horizon: float, height: float, camera: str, *, room: bool) -> float:
    """The horizon from above, where the ground fills the picture, and from below, where the sky does."""
    if camera == "above":
        return height * (0.36 if room else 0.14)
    return max(horizon, height * 0.84) if camera == "below" else horizon


def backdrop_of(scene: Scene) -> str:
    """The backdrop: the place named, else where the things of the scene live."""
    if scene.backdrop:
        return scene.backdrop
    concepts = {thing.concept for thing in scene.things}
    actions = {thing.action.key for thing in scene.things if thing.action}
    return _waters(scene) or _heavens(scene, concepts) or _by_deeds(actions) or _indoors(concepts) or _roads(scene)


def _waters(scene: Scene) -> str:
    mediums = [thing.medium for thing in scene.things]
    for medium, home in _HOMES.items():
        fish_only = all(thing.group == "animal" for thing in scene.things if thing.medium == medium)
        enough = mediums.count(medium) > len(mediums) / 2 - (0.0 if fish_only else 0.1)
        if mediums[:1] == [medium] or (mediums and enough):
            fish = any(thing.group == "animal" and thing.medium == medium for thing in scene.things)
            afloat = any(thing.concept in {"boat", "ship", "sailboat"} for thing in scene.things)
            return "underwater" if fish and not afloat else home
    return ""


def _heavens(scene: Scene, concepts: set[str]) -> str:
    outer = {"satellite", "planet", "saturn", "ufo"}
    if concepts & (outer | {"rocket", "astronaut", "alien"}):
        alone = all(thing.group in {"person", "vehicle", "plant"} for thing in scene.things)
        return ("space" if concepts & outer else "moonscape") if alone else ""
    return ""


def _by_deeds(actions: set[str]) -> str:
    if actions & {"iceskate", "ski", "snowboarding", "sled"}:
        return "snowfield"
    return "room kitchen" if actions & {"cook", "bake"} else "sea" if "surf" in actions else ""


def _indoors(concepts: set[str]) -> str:
    for room, things in _FURNITURE.items():
        if concepts & things:
            return room
    return ""


def _roads(scene: Scene) -> str:
    driven = [thing for thing in scene.things if thing.group == "vehicle" and thing.medium == "ground"]
    if not driven:
        return "meadow"
    concepts = {thing.concept for thing in driven}
    if concepts & {"train", "steamtrain", "bullettrain"}:
        return "railway"
    return "farm" if concepts & {"tractor"} else "construction" if concepts & {"bulldozer", "crane"} else "street"


def _backdrop(
    scene: Scene, name: str, land: Land, view: View, seed: int, taken: frozenset[str]
) -> tuple[list[Shape], int]:
    """The backdrop, and where in it the ground begins."""
    sketch = Sketch()
    chance = random.Random(f"{seed}:{name}")  # noqa: S311 -- a picture, not a secret
    if _is_room(name):
        draw_room(sketch, name.removeprefix("room ").strip() or "living", view, chance, taken=taken)
        return sketch.shapes, 0
    if land.sky:
        draw_sky(sketch, view.air, view.width, view.horizon, chance, scene)
        _sun_or_moon(sketch, scene, view, taken)
    far = LANDS.get(scene.far)
    if far is not None:
        draw_layers(sketch, far.far, view, chance)
    draw_layers(sketch, tuple(layer for layer in land.far if layer not in _NEAR), view, chance)
    ground_at = len(sketch.shapes)
    draw_ground(sketch, land, view, chance)
    draw_layers(sketch, tuple(layer for layer in land.far if layer in _NEAR), view, chance)
    return sketch.shapes, ground_at


def _is_room(name: str) -> bool:
    return name.startswith("room") or name in {"stage", "circus", "cinema", "disco", "ringhall"}


def _sun_or_moon(sketch: Sketch, scene: Scene, view: View, taken: frozenset[str]) -> None:
    if {"sun", "moon"} & taken or view.air.gray:
        return
    low = scene.time in {"sunset", "dawn"}
    where = (0.5, 0.98) if low else (0.85, 0.36)
    with sketch.frame(view.width * where[0], view.horizon * where[1], view.unit * (0.26 if low else 0.2)):
        PARTS["moon" if view.air.dark else "sun"](sketch, "#ff9a4a" if low else "")


def _draw(piece: Piece, library: Library, seed: int, scene: Scene) -> Drawn:
    sketch = Sketch()
    if piece.host is None and not piece.aloft and piece.depth > 0.3 and not _floats(piece, scene):  # noqa: PLR2004 -- stands on the ground
        wide = piece.width * 0.5
        middle = piece.x + (piece.box.left + piece.box.right) / 2 * piece.height * (-1 if piece.flip else 1)
        sketch.oval(middle, piece.y, wide, max(2.0, wide * 0.14), (25, 22, 40), alpha=0.22, line=False)
    if piece.host is None and piece.role.pose in {"sittable", "desk", "piano"} and upright(piece):
        with sketch.frame(piece.x, piece.y, piece.height * 0.17):
            PARTS["stool"](sketch, "")
    first = len(sketch.shapes)
    with sketch.frame(piece.x, piece.y, -piece.height if piece.flip else piece.height, piece.height):
        anatomy = draw_thing(sketch, piece.thing, piece.role, library, seed)
    box = sketch.box_of(first)
    return Drawn(piece, anatomy, box, sketch.shapes)


def _floats(piece: Piece, scene: Scene) -> bool:
    return (
        scene.backdrop in {"space", "underwater", "skyhigh"}
        or piece.thing.medium in {"water", "sky"}
        or (piece.thing.action is not None and piece.thing.action.pose in {"fly", "swim"})
    )
