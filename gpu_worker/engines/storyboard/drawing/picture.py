"""Puts the picture together: backdrop, pieces back to front, weather; and what stands where."""

import random
from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.drawing.atmosphere import air_of, draw_sky, draw_weather
from gpu_worker.engines.storyboard.drawing.figure import draw_thing
from gpu_worker.engines.storyboard.drawing.outdoors import LANDS, Land, View, draw_ground
from gpu_worker.engines.storyboard.drawing.parts import PARTS
from gpu_worker.engines.storyboard.drawing.placing import place
from gpu_worker.engines.storyboard.drawing.rigged import Anatomy
from gpu_worker.engines.storyboard.drawing.rooms import draw_room
from gpu_worker.engines.storyboard.drawing.scenery import draw_layers
from gpu_worker.engines.storyboard.drawing.sketch import Shape, Sketch
from gpu_worker.engines.storyboard.drawing.staging import Piece, stage
from gpu_worker.engines.storyboard.drawing.surface import Box
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Scene

# Backdrops when no place was named: what lives in water wants water, and so on.
_HOMES = {"water": "sea", "seabed": "underwater"}


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
    drawn: list[Drawn] = field(default_factory=list)
    foreground: list[Shape] = field(default_factory=list)

    @property
    def shapes(self) -> list[Shape]:
        """All shapes, back to front."""
        middle = [shape for drawn in self.drawn for shape in drawn.shapes]
        return [*self.backdrop, *middle, *self.foreground]


def compose(scene: Scene, width: int, height: int, seed: int, library: Library, headroom: float) -> Stagecraft:
    """Draws every part of the scene as shapes in picture coordinates."""
    name = backdrop_of(scene)
    land = LANDS.get(name, LANDS["meadow"])
    room = name.startswith("room") or name in {"stage", "circus", "cinema", "disco", "ringhall"}
    horizon = height * (0.66 if room else land.horizon)
    if width < height * 0.8 and not room:
        horizon = height * min(0.7, land.horizon + 0.06)
    season = scene.season or ("winter" if scene.weather == "snow" or scene.festive == "christmas" else "")
    view = View(width, height, horizon, air_of(scene), season)
    craft = Stagecraft(view)
    taken = frozenset(thing.concept for thing in scene.things)
    craft.backdrop = _backdrop(scene, name, land, view, seed, taken)
    pieces = stage(scene, library, seed)
    place(pieces, scene, view, seed, headroom)
    for piece in sorted(pieces, key=lambda p: p.depth):
        craft.drawn.append(_draw(piece, library, seed, scene))
    front = Sketch()
    if not room:
        draw_weather(front, scene, width, height, random.Random(f"{seed}:weather"))  # noqa: S311 -- a picture, not a secret
    craft.foreground = front.shapes
    return craft


def backdrop_of(scene: Scene) -> str:
    """The backdrop: the place named, else where the things of the scene live."""
    if scene.backdrop:
        return scene.backdrop
    mediums = [thing.medium for thing in scene.things]
    for medium, home in _HOMES.items():
        if mediums and mediums[0] == medium or mediums.count(medium) > len(mediums) / 2:  # noqa: RUF021
            fish = any(thing.group == "animal" for thing in scene.things if thing.medium == medium)
            return "underwater" if fish and home == "sea" and not any(t.concept in {"boat", "ship", "sailboat"} for t in scene.things) else home
    if any(thing.concept in {"rocket", "ufo", "astronaut", "satellite", "planet", "saturn", "alien"} for thing in scene.things) and all(t.group in {"person", "vehicle", "plant"} for t in scene.things):
        return "space" if any(thing.concept in {"satellite", "planet", "saturn", "ufo"} for thing in scene.things) else "moonscape"
    if any(thing.action and thing.action.key in {"iceskate", "ski", "snowboarding", "sled"} for thing in scene.things):
        return "snowfield"
    indoor = {"sofa", "bed", "piano", "television", "computer", "laptop", "desk", "bookshelf", "fireplace", "stove", "fridge", "wardrobe", "armchair", "lamp", "bathtub", "table"}
    if any(thing.concept in indoor for thing in scene.things):
        kitchen = any(thing.concept in {"stove", "fridge", "pot"} for thing in scene.things)
        return "room kitchen" if kitchen else "room bathroom" if any(t.concept == "bathtub" for t in scene.things) else "room bedroom" if any(t.concept == "bed" for t in scene.things) else "room living"
    if any(thing.action and thing.action.key in {"cook", "bake"} for thing in scene.things):
        return "room kitchen"
    if any(thing.group == "vehicle" and thing.medium == "ground" for thing in scene.things):
        return "street" if not any(t.concept == "tractor" for t in scene.things) else "farm"
    return "meadow"


def _backdrop(scene: Scene, name: str, land: Land, view: View, seed: int, taken: frozenset[str]) -> list[Shape]:
    sketch = Sketch()
    chance = random.Random(f"{seed}:{name}")  # noqa: S311 -- a picture, not a secret
    if name.startswith("room") or name in {"stage", "circus", "cinema", "disco", "ringhall"}:
        draw_room(sketch, (name.removeprefix("room ").strip() or "living"), view, chance, taken=taken)
        return sketch.shapes
    if land.sky:
        draw_sky(sketch, view.air, view.width, view.horizon, chance, scene)
        _sun_or_moon(sketch, scene, view, taken)
    far = LANDS.get(scene.far)
    if far is not None:
        draw_layers(sketch, far.far, view, chance)
    draw_layers(sketch, tuple(n for n in land.far if n not in {"seastrip", "lakestrip", "riverstrip", "fence", "flowers", "graves", "rail", "stalls", "play", "cavewall", "earthrise", "stands"}), view, chance)
    draw_layers(sketch, tuple(n for n in land.far if n in {"cavewall", "earthrise", "stands"}), view, chance)
    draw_ground(sketch, land, view, chance)
    draw_layers(sketch, tuple(n for n in land.far if n in {"seastrip", "lakestrip", "riverstrip", "fence", "flowers", "graves", "rail", "stalls", "play"}), view, chance)
    return sketch.shapes


def _sun_or_moon(sketch: Sketch, scene: Scene, view: View, taken: frozenset[str]) -> None:
    if {"sun", "moon"} & taken or view.air.gray:
        return
    low = scene.time in {"sunset", "dawn"}
    where = (0.5, 0.98) if low else (0.85, 0.36)
    with sketch.frame(view.width * where[0], view.horizon * where[1], view.unit * (0.26 if low else 0.2)):
        PARTS["moon" if view.air.dark else "sun"](sketch, "#ff9a4a" if low else "")


def _draw(piece: Piece, library: Library, seed: int, scene: Scene) -> Drawn:
    sketch = Sketch()
    if piece.host is None and piece.depth > 0.3 and not _floats(piece, scene):  # noqa: PLR2004 -- stands on the ground
        wide = piece.width * 0.5
        middle = piece.x + (piece.box.left + piece.box.right) / 2 * piece.height * (-1 if piece.flip else 1)
        sketch.oval(middle, piece.y, wide, max(2.0, wide * 0.14), (25, 22, 40), alpha=0.22, line=False)
    first = len(sketch.shapes)
    with sketch.frame(piece.x, piece.y, -piece.height if piece.flip else piece.height, piece.height):
        anatomy = draw_thing(sketch, piece.thing, piece.role, library, seed)
    box = sketch.box_of(first)
    return Drawn(piece, anatomy, box, sketch.shapes)


def _floats(piece: Piece, scene: Scene) -> bool:
    return scene.backdrop in {"space", "underwater", "skyhigh"} or piece.thing.medium in {"water", "sky"} or (piece.thing.action is not None and piece.thing.action.pose in {"fly", "swim"})
