"""What is drawn when nothing was understood: a pretty pattern with the words on a card."""

import random
from pathlib import Path

from gpu_worker.engines.storyboard.drawing.atmosphere import Air
from gpu_worker.engines.storyboard.drawing.colors import Color, rgb
from gpu_worker.engines.storyboard.drawing.lettering import letters
from gpu_worker.engines.storyboard.drawing.outdoors import View
from gpu_worker.engines.storyboard.drawing.picture import Stagecraft
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Gradient, rectangle
from gpu_worker.engines.storyboard.scene import Scene

_PALETTES = (
    ("#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51"), ("#3d405b", "#81b29a", "#f2cc8f", "#e07a5f", "#f4f1de"),
    ("#22577a", "#38a3a5", "#57cc99", "#80ed99", "#c7f9cc"), ("#5f0f40", "#9a031e", "#fb8b24", "#e36414", "#0f4c5c"),
)  # fmt: skip


def draw_card(scene: Scene, width: int, height: int, seed: int, font: Path) -> Stagecraft:
    """Soft shapes in one of a few palettes, chosen by the words themselves, and the words."""
    chance = random.Random(f"{seed}:{scene.prompt}")  # noqa: S311 -- a picture, not a secret
    colors = [rgb(color) for color in chance.choice(_PALETTES)]
    sketch = Sketch()
    sketch.add(rectangle(0, 0, width, height), Gradient((colors[0], colors[1]), (0, 0), (width, height)), line=False)
    unit = min(width, height)
    for index in range(14):
        x, y, r = chance.uniform(0, width), chance.uniform(0, height), unit * chance.uniform(0.05, 0.24)
        _shape(sketch, index % 3, (x, y, r), colors[1 + index % 4], chance)
    words = " ".join(scene.prompt.split())
    if words:
        _words(sketch, words, width, height, font)
    view = View(width, height, height * 0.6, Air(colors[0], colors[1]))
    return Stagecraft(view, backdrop=sketch.shapes)


def _shape(sketch: Sketch, kind: int, at: tuple[float, float, float], color: Color, chance: random.Random) -> None:
    x, y, r = at
    if kind == 0:
        sketch.oval(x, y, r, r, color, alpha=0.7)
    elif kind == 1:
        points = [(x + chance.uniform(-r, r), y + chance.uniform(-r, r)) for _ in range(6)]
        sketch.blob(points, color, alpha=0.7)
    else:
        sketch.curve([(x - r, y), (x, y - r * 0.6), (x + r, y), (x + 2 * r, y - r * 0.6)], r * 0.25, color, alpha=0.8)


def _words(sketch: Sketch, words: str, width: float, height: float, font: Path) -> None:
    size = min(width, height) * 0.06
    limit = width * 0.64
    lines = letters(words, size, limit, most=5, font_file=font)
    if not lines:
        return
    deep = size * 1.5 * len(lines) + size * 1.4
    wide = limit + size * 2
    left, top = (width - wide) / 2, (height - deep) / 2
    sketch.box(left + size * 0.15, top + size * 0.2, wide, deep, "#1a1a26", size * 0.5, alpha=0.25, line=False)
    sketch.box(left, top, wide, deep, "#fdfaf2", size * 0.5)
    for number, (path, length) in enumerate(lines):
        with sketch.frame((width - length) / 2, top + size * (1.65 + 1.5 * number)):
            sketch.add(path, "#2d2a36", line=False)
