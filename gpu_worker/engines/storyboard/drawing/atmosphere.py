"""The light of a scene: sky colours, the tint of everything, and what falls from the clouds."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import random
from dataclasses import dataclass

from gpu_worker.engines.storyboard.drawing.colors import Color, mix, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Gradient, rectangle
from gpu_worker.engines.storyboard.scene import Scene


@dataclass(frozen=True, slots=True)
class Air:
    """Sky from zenith to horizon, the light on things, and whether it is dark."""

    top: Color
    low: Color
    light: Color = (255, 255, 255)
    dark: bool = False
    gray: bool = False


_SKIES = {
    "night": Air(rgb("#0f1b47"), rgb("#3a4f8f"), (150, 165, 220), dark=True),
    "sunset": Air(rgb("#5c4a9c"), rgb("#ffb169"), (255, 222, 196)),
    "dawn": Air(rgb("#7fa9e0"), rgb("#ffd1b0"), (255, 238, 224)),
    "morning": Air(rgb("#74bdf2"), rgb("#fdeccb"), (255, 250, 238)),
    "day": Air(rgb("#5cb3f0"), rgb("#d8f0fb")),
}


def air_of(scene: Scene) -> Air:
    """The air of a scene by time, weather and mood."""
    time = scene.time or ("night" if _nightly(scene) else "day")
    air = _SKIES[time]
    if scene.weather in {"rain", "storm", "fog", "clouds", "snow"}:
        gray = {"storm": "#4a5468", "rain": "#7d8ea2", "fog": "#b9c3ca", "clouds": "#9fb0bf", "snow": "#b5c6d8"}
        share = 0.4 if air.dark else 0.8
        light = mix(air.light, (190, 200, 214) if scene.weather == "storm" else (226, 232, 240), 0.5)
        paint = rgb(gray[scene.weather])
        return Air(mix(air.top, paint, share), mix(air.low, mix(paint, (255, 255, 255), 0.25), share), light, air.dark, gray=True)
    if scene.mood == "spooky" and not air.dark:
        return Air(rgb("#3d3a5c"), rgb("#a58fa8"), (205, 198, 225), gray=True)
    return air


def _nightly(scene: Scene) -> bool:
    shining = {"moon", "star", "shootingstar", "fireworks", "firefly"}
    moon = any(thing.concept in shining for thing in scene.things)
    return moon or scene.weather == "aurora" or scene.festive == "halloween" or (scene.mood == "spooky" and scene.backdrop == "graveyard")


def draw_sky(sketch: Sketch, air: Air, width: float, horizon: float, chance: random.Random, scene: Scene) -> None:
    """Sky with stars or clouds, aurora and rainbow; the sun and moon are things of their own."""
    sketch.add(rectangle(0, 0, width, horizon + 4), Gradient((air.top, air.low), (0, 0), (0, horizon)), line=False, glow=True)
    unit = min(width, horizon * 2)
    if air.dark and not air.gray:
        for _ in range(60):
            r = unit * chance.choice((0.0016, 0.0022, 0.0036))
            sketch.oval(chance.uniform(0, width), chance.uniform(0, horizon * 0.92), r, r, "#fff8dc", alpha=0.9, line=False, glow=True)
    if scene.weather == "aurora":
        for index, color in enumerate(("#4fe0a0", "#5fc8e8", "#a77fe0")):
            y = horizon * (0.2 + 0.16 * index)
            points = [(width * i / 6, y + chance.uniform(-0.08, 0.08) * horizon) for i in range(7)]
            sketch.curve(points, horizon * 0.13, color, alpha=0.35, line=False, glow=True)
    if scene.weather == "rainbow":
        draw_rainbow(sketch, width * 0.5, horizon * 1.05, unit * 0.42)
    if scene.weather != "sun" or not air.dark:
        count = 6 if air.gray else 0 if air.dark else 3
        for _ in range(count):
            _cloud(sketch, chance.uniform(0.05, 0.95) * width, chance.uniform(0.1, 0.6) * horizon, unit * chance.uniform(0.06, 0.12), air)


def _cloud(sketch: Sketch, x: float, y: float, size: float, air: Air) -> None:
    paint = mix((255, 255, 255), air.top, 0.45 if air.gray else 0.06)
    for dx, dy, r in ((-0.9, 0.1, 0.5), (-0.3, -0.25, 0.7), (0.45, -0.12, 0.62), (1.05, 0.14, 0.42)):
        sketch.oval(x + dx * size, y + dy * size, r * size, r * size * 0.8, paint, alpha=0.92, line=False, glow=True)
    sketch.box(x - 1.3 * size, y + 0.1 * size, 2.7 * size, 0.42 * size, paint, 0.2 * size, alpha=0.92, line=False, glow=True)


def draw_rainbow(sketch: Sketch, x: float, y: float, radius: float) -> None:
    """A rainbow standing on (x, y)."""
    for index, color in enumerate(("#e2574c", "#ef8f36", "#f6d44c", "#5fb85f", "#4a90d9", "#8a63c2")):
        r = radius * (1 - index * 0.055)
        points = [(x - r, y), (x - r * 0.71, y - r * 0.71), (x, y - r), (x + r * 0.71, y - r * 0.71), (x + r, y)]
        sketch.curve(points, radius * 0.056, color, alpha=0.85, line=False, glow=True)


def draw_weather(sketch: Sketch, scene: Scene, width: float, height: float, chance: random.Random) -> None:  # noqa: C901, PLR0912 -- one case a weather
    """Rain, snow, fog, wind and magic in front of everything."""
    unit = min(width, height)
    if scene.weather in {"rain", "storm"}:
        for _ in range(110):
            x, y, long = chance.uniform(0, width * 1.1), chance.uniform(-0.1, 1) * height, unit * chance.uniform(0.03, 0.06)
            sketch.limb([(x, y), (x - long * 0.25, y + long)], unit * 0.0035, "#e3eefc", alpha=0.6, line=False, glow=True)
    if scene.weather == "snow":
        for _ in range(120):
            r = unit * chance.uniform(0.003, 0.009)
            sketch.oval(chance.uniform(0, width), chance.uniform(0, height), r, r, "#ffffff", alpha=0.9, line=False, glow=True)
    if scene.weather == "fog":
        for i in range(6):
            y = height * (0.45 + 0.09 * i)
            sketch.oval(chance.uniform(0.1, 0.9) * width, y, width * 0.6, height * 0.05, "#f2f5f7", alpha=0.35, line=False, glow=True)
    if scene.weather == "wind":
        for _ in range(7):
            x, y, long = chance.uniform(0, 0.8) * width, chance.uniform(0.1, 0.7) * height, unit * chance.uniform(0.12, 0.24)
            sketch.curve([(x, y), (x + long * 0.5, y - long * 0.05), (x + long, y), (x + long * 1.02, y - long * 0.14), (x + long * 0.9, y - long * 0.1)], unit * 0.006, "#ffffff", alpha=0.75, line=False, glow=True)
    if scene.weather == "storm":
        x = width * chance.uniform(0.2, 0.8)
        s = unit * 0.16
        sketch.poly([(x, 0), (x - s * 0.5, s * 1.1), (x - s * 0.1, s), (x - s * 0.5, s * 2), (x + s * 0.4, s * 0.75), (x, s * 0.85), (x + s * 0.35, 0)], "#fff2a0", glow=True)
    if scene.season == "autumn":
        _flakes(sketch, width, height, chance, ("#d9622b", "#e8a02f", "#b5432a"), 26)
    if scene.mood == "magical":
        _flakes(sketch, width, height, chance, ("#fff3b0", "#ffd6f2", "#c9f2ff"), 40)
    if scene.festive == "party":
        _flakes(sketch, width, height * 0.7, chance, ("#e2574c", "#f6d44c", "#4a90d9", "#5fb85f"), 50)
    if scene.mood == "romantic":
        _flakes(sketch, width, height * 0.7, chance, ("#f2798f", "#f7a9b8"), 16)


def _flakes(sketch: Sketch, width: float, height: float, chance: random.Random, colors: tuple[str, ...], count: int) -> None:
    unit = min(width, height)
    for index in range(count):
        x, y, r = chance.uniform(0, width), chance.uniform(0, height), unit * chance.uniform(0.006, 0.013)
        with sketch.frame(x, y, r, r, chance.uniform(0, 90)):
            sketch.poly([(0, -1.3), (0.45, 0), (0, 1.3), (-0.45, 0)], colors[index % len(colors)], line=False, glow=True)
