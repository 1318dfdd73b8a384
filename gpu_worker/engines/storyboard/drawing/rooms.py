"""Rooms: wall, floor, a window with the weather in it, and what makes the room what it is."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import random
from dataclasses import dataclass

from gpu_worker.engines.storyboard.drawing import parts
from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.outdoors import View
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Gradient, rectangle


@dataclass(frozen=True, slots=True)
class Room:
    """A room: colours, whether it has a window, and furniture as (part, x share, height share, lift share)."""

    wall: str
    floor: str
    window: bool = True
    things: tuple[tuple[str, float, float, float], ...] = ()
    pattern: str = "boards"


ROOMS: dict[str, Room] = {
    "living": Room("#f1d9b5", "#b98a5a", things=(("bookshelf", 0.12, 0.42, 0.02), ("lamp", 0.9, 0.4, 0.04), ("rug", 0.5, 0.08, 0.24))),
    "bedroom": Room("#c9d4ec", "#b08a68", things=(("bed", 0.2, 0.26, 0.05), ("wardrobe", 0.9, 0.5, 0.02), ("rug", 0.55, 0.07, 0.25))),
    "kitchen": Room("#f6e7c4", "#c9a27a", things=(("fridge", 0.08, 0.44, 0.03), ("stove", 0.24, 0.27, 0.03), ("sink", 0.88, 0.26, 0.03)), pattern="tiles"),
    "bathroom": Room("#bfe3e6", "#dfe8ea", things=(("sink", 0.14, 0.26, 0.03), ("washer", 0.9, 0.26, 0.03)), pattern="tiles"),
    "dining": Room("#e5c9a5", "#a5764a", things=(("drawers", 0.1, 0.28, 0.03), ("vase", 0.1, 0.12, -0.24), ("lamp", 0.92, 0.4, 0.03))),
    "cafe": Room("#d9b48f", "#8a5f42", things=(("counter", 0.16, 0.28, 0.04), ("blackboard", 0.16, 0.17, -0.3), ("pottedplant", 0.93, 0.24, 0.04))),
    "bakery": Room("#f3d7b0", "#b5834f", things=(("counter", 0.16, 0.28, 0.04), ("bookshelf", 0.92, 0.42, 0.02))),
    "shop": Room("#dfe6d0", "#b9a890", things=(("bookshelf", 0.1, 0.44, 0.02), ("bookshelf", 0.26, 0.44, 0.02), ("counter", 0.88, 0.25, 0.05)), pattern="tiles"),
    "library": Room("#c9a77a", "#8a5f42", things=(("bookshelf", 0.08, 0.5, 0.02), ("bookshelf", 0.25, 0.5, 0.02), ("bookshelf", 0.75, 0.5, 0.02), ("bookshelf", 0.92, 0.5, 0.02)), window=False),
    "classroom": Room("#e9e2c0", "#c29a68", things=(("blackboard", 0.42, 0.26, -0.14), ("desk", 0.1, 0.22, 0.06), ("bookshelf", 0.93, 0.38, 0.02))),
    "office": Room("#d5dde5", "#9aa2ab", things=(("desk", 0.14, 0.24, 0.05), ("computer", 0.14, 0.13, -0.18), ("pottedplant", 0.94, 0.26, 0.03)), pattern="tiles"),
    "lab": Room("#d6e6ea", "#aebcc4", things=(("counter", 0.16, 0.26, 0.04), ("bottle", 0.1, 0.1, -0.21), ("bowl", 0.18, 0.05, -0.21), ("bookshelf", 0.92, 0.4, 0.02)), pattern="tiles"),
    "hospital": Room("#e3f0f0", "#bfd0d4", things=(("bed", 0.18, 0.24, 0.05), ("curtain", 0.92, 0.4, -0.04)), pattern="tiles"),
    "gym": Room("#d9d4cc", "#8a7f78", things=(("barbell", 0.14, 0.12, 0.06), ("mirrorwall", 0.8, 0.3, -0.1))),
    "museum": Room("#e9e3da", "#b59f86", things=(("frame", 0.16, 0.22, -0.18), ("frame", 0.84, 0.22, -0.18), ("statue", 0.93, 0.42, 0.03)), window=False),
    "studio": Room("#efe4d2", "#b5946e", things=(("easel", 0.12, 0.38, 0.05), ("frame", 0.9, 0.2, -0.2), ("stool", 0.92, 0.16, 0.06))),
    "workshop": Room("#c9b08f", "#8f8579", things=(("counter", 0.16, 0.26, 0.04), ("ladder", 0.93, 0.5, 0.02), ("barrel", 0.84, 0.2, 0.04))),
    "attic": Room("#b5916a", "#8a6444", things=(("chest", 0.12, 0.18, 0.05), ("crate", 0.9, 0.18, 0.04), ("lamp", 0.86, 0.36, 0.02))),
    "basement": Room("#8f8a8f", "#6d6a70", window=False, things=(("barrel", 0.1, 0.26, 0.04), ("barrel", 0.2, 0.24, 0.05), ("crate", 0.9, 0.2, 0.04)), pattern="tiles"),
    "castle": Room("#a9a3b0", "#7d6f74", things=(("throne", 0.88, 0.46, 0.03), ("banner", 0.16, 0.34, -0.12), ("torch", 0.32, 0.16, -0.2), ("torch", 0.68, 0.16, -0.2)), pattern="stone"),
    "dungeon": Room("#6d6a78", "#55525e", window=False, things=(("torch", 0.14, 0.16, -0.18), ("bars", 0.84, 0.34, -0.06), ("barrel", 0.92, 0.2, 0.05)), pattern="stone"),
    "church": Room("#dcd2bd", "#a58f78", things=(("glasswindow", 0.2, 0.36, -0.12), ("glasswindow", 0.8, 0.36, -0.12), ("bench", 0.12, 0.14, 0.08)), pattern="tiles", window=False),
    "spaceship": Room("#8f9bb0", "#6a7488", window=False, things=(("porthole", 0.2, 0.28, -0.16), ("porthole", 0.8, 0.28, -0.16), ("console", 0.9, 0.24, 0.05)), pattern="panels"),
    "train": Room("#c9905f", "#7a5a48", things=(("glasspane", 0.2, 0.26, -0.16), ("glasspane", 0.8, 0.26, -0.16), ("bench", 0.14, 0.18, 0.06)), pattern="panels"),
    "tent": Room("#e5a86a", "#a8854f", window=False, things=(("lantern", 0.86, 0.14, 0.04), ("cushion", 0.14, 0.08, 0.08))),
    "submarine": Room("#8a9f8f", "#5f6f66", window=False, things=(("porthole", 0.24, 0.26, -0.16), ("porthole", 0.76, 0.26, -0.16), ("barrel", 0.92, 0.2, 0.04)), pattern="panels"),
    "tower": Room("#b5a58f", "#7d6f60", things=(("torch", 0.14, 0.16, -0.16), ("ladder", 0.9, 0.5, 0.02)), pattern="stone"),
    "stage": Room("#7a2f3f", "#a5703f", window=False, things=(("drape", 0.06, 0.66, 0.02), ("drape", 0.94, 0.66, 0.02), ("spot", 0.5, 0.66, 0.1))),
    "circus": Room("#c8433a", "#e0c088", window=False, things=(("tentroof", 0.5, 0.66, 0.0), ("spot", 0.5, 0.66, 0.1))),
    "cinema": Room("#4a3548", "#5a4048", window=False, things=(("screen", 0.5, 0.46, -0.1),)),
    "disco": Room("#3a2a5f", "#4a3a78", window=False, things=(("discoball", 0.5, 0.2, -0.42), ("spot", 0.3, 0.66, 0.1), ("spot", 0.7, 0.66, 0.1)), pattern="panels"),
    "ringhall": Room("#5a5f6d", "#d9d4c4", window=False, things=(("ropes", 0.5, 0.3, 0.0),), pattern="panels"),
    "greenhouse": Room("#cfeee0", "#a58f68", things=(("pottedplant", 0.08, 0.36, 0.04), ("flowerpot", 0.2, 0.24, 0.05), ("pottedplant", 0.92, 0.4, 0.03), ("flowerpot", 0.8, 0.22, 0.05))),
}  # fmt: skip


def draw_room(sketch: Sketch, name: str, view: View, chance: random.Random, *, taken: frozenset[str]) -> None:
    """Draws the room; furniture that the prompt names itself (`taken`) is left to it."""
    room = ROOMS.get(name, ROOMS["living"])
    wall, floor = rgb(room.wall), rgb(room.floor)
    if view.air.dark:
        wall, floor = darker(wall, 0.18), darker(floor, 0.18)
    sketch.add(rectangle(0, 0, view.width, view.horizon + 2), Gradient((darker(wall, 0.06), wall), (0, 0), (0, view.horizon)), line=False)
    _wall_pattern(sketch, room, view, wall)
    sketch.add(rectangle(0, view.horizon, view.width, view.height - view.horizon), Gradient((darker(floor, 0.1), floor), (0, view.horizon), (0, view.height)), line=False)
    _floor_pattern(sketch, room, view, floor)
    sketch.box(0, view.horizon - view.unit * 0.018, view.width, view.unit * 0.026, lighter(wall, 0.5), line=True)
    if room.window:
        _window(sketch, view, chance)
    for part, x, size, lift in room.things:
        if part in taken or (part == "stove" and "cauldron" in taken):
            continue
        with sketch.frame(view.width * x, view.horizon + view.unit * lift, view.unit * size):
            _FIXTURES.get(part, parts.PARTS.get(part, parts.PARTS["barrel"]))(sketch, "")


def _wall_pattern(s: Sketch, room: Room, v: View, wall: tuple[int, int, int]) -> None:  # noqa: C901 -- one case a pattern
    step = v.unit * 0.11
    if room.pattern == "stone":
        for j in range(int(v.horizon / step * 1.8) + 1):
            for i in range(-1, int(v.width / step / 1.4) + 1):
                if (i * 7 + j * 5) % 3 == 0:
                    s.box(i * step * 1.4 + (step * 0.7 if j % 2 else 0), j * step * 0.55, step * 1.1, step * 0.42, darker(wall, 0.09), step * 0.08, line=False)
    elif room.pattern == "panels":
        for i in range(int(v.width / step / 2) + 1):
            s.box(i * step * 2, 0, max(1.0, step * 0.06), v.horizon, darker(wall, 0.18), line=False)
    elif room.pattern == "tiles":
        for i in range(int(v.width / step * 1.2) + 1):
            s.box(i * step * 0.83, v.horizon * 0.62, max(1.0, step * 0.03), v.horizon * 0.38, darker(wall, 0.1), line=False)
        s.box(0, v.horizon * 0.62, v.width, step * 0.08, darker(wall, 0.14), line=False)
    else:
        for i in range(int(v.width / step) + 1):
            s.box(i * step, 0, step * 0.3, v.horizon, lighter(wall, 0.16), alpha=0.6, line=False)


def _floor_pattern(s: Sketch, room: Room, v: View, floor: tuple[int, int, int]) -> None:
    for i in range(-12, 24):
        x, x2 = v.width / 2 + (i - 6) * v.width * 0.085, v.width / 2 + (i - 6) * v.width * 0.17
        s.limb([(x, v.horizon + 2), (x2, v.height + 4)], max(1.0, v.unit * 0.003), darker(floor, 0.14), line=False)
    if room.pattern in {"tiles", "stone", "panels"}:
        deep = v.height - v.horizon
        for i in range(1, 5):
            s.box(0, v.horizon + deep * (i / 5) ** 1.4, v.width, max(1.0, v.unit * 0.003), darker(floor, 0.14), line=False)


def _window(s: Sketch, v: View, _r: random.Random) -> None:
    h = min(v.unit * 0.3, v.horizon * 0.5)
    x, y = v.width * 0.6, v.horizon * 0.5 - h * 0.5
    w = h * 1.05
    s.box(x - w * 0.06, y - h * 0.06, w * 1.12, h * 1.12, "#8a5f3a", h * 0.03)
    s.add(rectangle(x, y, w, h), Gradient((v.air.top, v.air.low), (0, y), (0, y + h)), glow=True)
    if v.air.dark:
        s.oval(x + w * 0.7, y + h * 0.3, h * 0.11, h * 0.11, "#fdf1b8", glow=True, line=False)
        for px, py in ((0.2, 0.2), (0.35, 0.5), (0.5, 0.15), (0.85, 0.6)):
            s.oval(x + w * px, y + h * py, h * 0.014, h * 0.014, "#fff8dc", glow=True, line=False)
    else:
        s.blob([(x, y + h), (x, y + h * 0.75), (x + w * 0.35, y + h * 0.62), (x + w * 0.7, y + h * 0.76), (x + w, y + h * 0.66), (x + w, y + h)], v.haze("#6fb35a", 0.2), line=False)
    s.box(x + w * 0.47, y, w * 0.06, h, "#8a5f3a", line=False)
    s.box(x, y + h * 0.47, w, h * 0.06, "#8a5f3a", line=False)
    s.box(x - w * 0.12, y + h * 1.04, w * 1.24, h * 0.08, "#a5764a", h * 0.02)


def _frame(s: Sketch, _c: str) -> None:
    s.box(-0.62, -1.0, 1.24, 1.0, "#b5863a", 0.03)
    s.box(-0.52, -0.9, 1.04, 0.8, "#a9d5ea")
    s.blob([(-0.52, -0.1), (-0.52, -0.4), (-0.15, -0.62), (0.2, -0.38), (0.52, -0.52), (0.52, -0.1)], "#6fae6a", line=False)
    s.oval(0.3, -0.7, 0.1, 0.1, "#f6d04a", line=False)


def _mirrorwall(s: Sketch, _c: str) -> None:
    s.box(-0.8, -1.0, 1.6, 1.0, "#9aa7b3", 0.02)
    s.box(-0.75, -0.95, 1.5, 0.9, "#d6e8f2", 0.02)
    s.poly([(-0.5, -0.2), (0.0, -0.85), (0.15, -0.85), (-0.35, -0.2)], "#eef7fb", line=False)


def _banner(s: Sketch, _c: str) -> None:
    s.poly([(-0.3, -1.0), (0.3, -1.0), (0.3, 0.0), (0, -0.2), (-0.3, 0.0)], "#a8324a")
    s.oval(0, -0.6, 0.14, 0.14, "#f2c84b")


def _bars(s: Sketch, _c: str) -> None:
    s.box(-0.5, -1.0, 1.0, 1.0, "#2f2d38", 0.04)
    for x in (-0.3, -0.1, 0.1, 0.3):
        s.limb([(x, -0.95), (x, -0.05)], 0.06, "#8d939c")


def _glasswindow(s: Sketch, _c: str) -> None:
    s.blob([(-0.32, 0), (-0.32, -0.7), (0, -1.05), (0.32, -0.7), (0.32, 0)], "#5a5058")
    for i, color in enumerate(("#d8574a", "#4a90d9", "#f2c84b", "#5fae5a", "#8a63c2", "#ef8f36")):
        s.box(-0.24 + (i % 2) * 0.25, -0.74 + (i // 2) * 0.24, 0.22, 0.21, color, 0.02, glow=True)


def _porthole(s: Sketch, _c: str) -> None:
    s.oval(0, -0.5, 0.52, 0.52, "#5f6a7d")
    s.oval(0, -0.5, 0.42, 0.42, "#141a40", glow=True)
    for x, y in ((-0.15, -0.62), (0.12, -0.4), (0.2, -0.68), (-0.2, -0.36)):
        s.oval(x, y, 0.02, 0.02, "#fff8dc", line=False, glow=True)


def _console(s: Sketch, _c: str) -> None:
    s.poly([(-0.9, 0), (-0.7, -0.8), (0.9, -0.8), (0.9, 0)], "#5f6a80")
    for i, color in enumerate(("#5fe0a0", "#f2c84b", "#e2574c", "#5fc8f0", "#f2c84b", "#5fe0a0")):
        s.oval(-0.5 + i * 0.24, -0.6, 0.07, 0.07, color, glow=True)
    s.box(-0.4, -0.45, 1.1, 0.28, "#1f3a4a", 0.03)


def _glasspane(s: Sketch, _c: str) -> None:
    s.box(-0.7, -1.0, 1.4, 1.0, "#6a4a3a", 0.06)
    s.box(-0.62, -0.92, 1.24, 0.84, "#a9d9f2", 0.04)
    s.blob([(-0.62, -0.08), (-0.62, -0.3), (-0.1, -0.45), (0.3, -0.3), (0.62, -0.4), (0.62, -0.08)], "#7fb96a", line=False)


def _drape(s: Sketch, _c: str) -> None:
    s.blob([(-0.3, 0.0), (-0.3, -1.1), (0.3, -1.1), (0.16, -0.5), (0.24, 0.0)], "#b02f3a")
    for x in (-0.18, -0.04, 0.1):
        s.curve([(x, -1.05), (x * 0.8, -0.5), (x, -0.02)], 0.025, "#8a2430", line=False)


def _spot(s: Sketch, _c: str) -> None:
    s.poly([(-0.08, -1.1), (0.08, -1.1), (0.5, 0.0), (-0.5, 0.0)], "#fff4c8", alpha=0.2, line=False, glow=True)
    s.oval(0, 0, 0.5, 0.1, "#fff4c8", alpha=0.3, line=False, glow=True)


def _tentroof(s: Sketch, _c: str) -> None:
    for i in range(-6, 6):
        if i % 2 == 0:
            s.poly([(0, -1.2), (i * 0.3, 0.0), ((i + 1) * 0.3, 0.0)], "#f6e3bd", line=False)


def _screen(s: Sketch, _c: str) -> None:
    s.box(-1.0, -1.0, 2.0, 1.0, "#f4f6fa", 0.02, glow=True)
    s.box(-1.0, -1.0, 2.0, 0.1, "#2a2430", line=False)


def _discoball(s: Sketch, _c: str) -> None:
    s.oval(0, -0.5, 0.5, 0.5, "#c9d3e6", glow=True)
    for x, y, color in ((-0.2, -0.65, "#ff7fd0"), (0.15, -0.6, "#7fe8ff"), (-0.1, -0.35, "#ffe36a"), (0.25, -0.35, "#b58af0")):
        s.box(x - 0.08, y - 0.08, 0.16, 0.16, color, 0.02, glow=True, line=False)


def _ropes(s: Sketch, _c: str) -> None:
    for y, color in ((-0.9, "#d8392f"), (-0.6, "#f4f4f6"), (-0.3, "#3773cf")):
        s.limb([(-3, y), (3, y)], 0.05, color)
    for x in (-1.6, 1.6):
        s.box(x - 0.07, -1.0, 0.14, 1.0, "#3a3d48", 0.03)


_FIXTURES = {
    "drape": _drape, "spot": _spot, "tentroof": _tentroof, "screen": _screen, "discoball": _discoball, "ropes": _ropes,
    "frame": _frame, "mirrorwall": _mirrorwall, "banner": _banner, "bars": _bars, "glasswindow": _glasswindow,
    "porthole": _porthole, "console": _console, "glasspane": _glasspane,
}  # fmt: skip
