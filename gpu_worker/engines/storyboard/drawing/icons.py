"""Pictures of the icon library as shapes: parsed once, recoloured and placed as asked."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import lru_cache

from gpu_worker.engines.storyboard.drawing import surface, svg
from gpu_worker.engines.storyboard.drawing.colors import Color, mix, repaint, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Box, Matrix, Path

_RAINBOW = ("red", "orange", "yellow", "green", "blue", "purple")


@dataclass(frozen=True, slots=True)
class Icon:
    """The shapes of a picture (outline, colour, alpha) and the box they fill, on a canvas of 32 by 32."""

    shapes: tuple[tuple[Path, Color, float], ...]
    box: Box


@lru_cache(maxsize=1024)
def parse(body: str) -> Icon:
    """Reads an icon's SVG body; what is no filled shape (filters, defs) is left out."""
    root = ET.fromstring(f'<svg xmlns:xlink="x">{body}</svg>')  # noqa: S314 -- an installed package's own data
    shapes: list[tuple[Path, Color, float]] = []
    _walk(root, shapes, "")
    return Icon(tuple(shapes), surface.bounds([path for path, _, _ in shapes]))


def _walk(node: ET.Element, shapes: list[tuple[Path, Color, float]], fill: str) -> None:
    fill = node.get("fill", fill)
    path = _outline(node)
    if path is not None:
        paint = _paint(node, fill)
        if paint is not None:
            stroke = node.get("stroke")
            if stroke and stroke != "none":
                path = surface.stroked(path, float(node.get("stroke-width", "1")))
                paint = rgb(stroke) if stroke.startswith("#") else paint
            shapes.append((_turned(path, node.get("transform")), paint, float(node.get("opacity", "1"))))
    if node.tag not in {"defs", "clipPath", "filter"}:
        for child in node:
            _walk(child, shapes, fill)


def _paint(node: ET.Element, fill: str) -> Color | None:
    if fill.startswith("#"):
        return rgb(fill[:7])
    if node.get("stroke", "").startswith("#"):
        return rgb(node.get("stroke", ""))
    return {"black": (30, 30, 34), "white": (255, 255, 255)}.get(fill, (150, 130, 120) if "url" in fill else None)


def _outline(node: ET.Element) -> Path | None:
    number = {key: float(value) for key, value in node.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
    if node.tag == "path":
        return svg.outline(node.get("d", ""), even_odd=node.get("fill-rule") == "evenodd")
    if node.tag == "circle":
        return surface.ellipse(number["cx"], number["cy"], number["r"], number["r"])
    if node.tag == "ellipse":
        return surface.ellipse(number["cx"], number["cy"], number["rx"], number["ry"])
    if node.tag == "rect":
        return surface.rectangle(
            number.get("x", 0), number.get("y", 0), number["width"], number["height"], number.get("rx", 0)
        )
    return None


def _turned(path: Path, transform: str | None) -> Path:
    numbers = [float(part) for part in re.findall(r"-?[\d.]+", transform or "")]
    if not numbers:
        return path
    matrix = Matrix()
    if transform and transform.startswith("rotate"):
        matrix.setRotate(numbers[0], *(numbers[1:3] if len(numbers) > 1 else (0.0, 0.0)))
    elif len(numbers) == 6:  # noqa: PLR2004 -- matrix(a b c d e f)
        a, b, c, d, e, f = numbers
        matrix.setAll(a, c, e, b, d, f, 0, 0, 1)
    return surface.moved(path, matrix)


def draw(sketch: Sketch, icon: Icon, *, color: str = "", second: str = "", glow: bool = False) -> None:
    """Draws an icon in a frame where it stands on the origin, centred, and is one unit high."""
    box = icon.box
    unit = 1 / max(box.height, 0.01)
    paints = _recolored([paint for _, paint, _ in icon.shapes], color, second, _areas(icon) if color else ())
    with sketch.frame(-box.center[0] * unit, -box.bottom * unit, unit):
        for (path, _, alpha), paint in zip(icon.shapes, paints, strict=True):
            sketch.add(path, paint, alpha, glow=glow)


def _areas(icon: Icon) -> tuple[float, ...]:
    return tuple(surface.bounds([path]).width * surface.bounds([path]).height for path, _, _ in icon.shapes)


def _recolored(paints: list[Color], color: str, second: str, areas: tuple[float, ...]) -> list[Color]:
    """The paints with the main hue family replaced; greys only change when the whole thing is grey."""
    if not color:
        return paints
    if color == "rainbow":
        return [repaint(paint, rgb(_RAINBOW[i % len(_RAINBOW)])) for i, paint in enumerate(paints)]
    target = rgb(color)
    main = _main_paint(paints, areas)
    result: list[Color] = []
    for paint in paints:
        if _distance(paint, main) < 150:  # noqa: PLR2004 -- the same family of colour, by eye
            shade = (sum(paint) - sum(main)) / 765
            result.append(mix(target, (255, 255, 255) if shade > 0 else (20, 16, 30), min(0.55, abs(shade) * 1.1)))
        elif second:
            result.append(repaint(paint, rgb(second)))
        else:
            result.append(paint)
    return result


def _main_paint(paints: list[Color], areas: tuple[float, ...]) -> Color:
    """The paint that covers most, whites and blacks counting less."""
    weight: dict[Color, float] = {}
    for paint, area in zip(paints, areas, strict=True):
        plain = max(paint) - min(paint) < 30  # noqa: PLR2004 -- grey, white or black
        weight[paint] = weight.get(paint, 0.0) + area * (0.35 if plain else 1.0)
    return max(weight, key=lambda paint: weight[paint])


def _distance(first: Color, second: Color) -> float:
    return sum(abs(a - b) for a, b in zip(first, second, strict=True))
