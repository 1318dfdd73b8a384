"""The storyboard engine: a prompt in English or Polish to an illustration, on any CPU."""

from gpu_worker.engines.storyboard.animating import Clip, animate
from gpu_worker.engines.storyboard.drawing.render import STYLES
from gpu_worker.engines.storyboard.drawn import Drawing, Graph
from gpu_worker.engines.storyboard.engine import VERSION, draw, parse
from gpu_worker.engines.storyboard.filming import Move
from gpu_worker.engines.storyboard.library import Library, MissingAssetsError, load
from gpu_worker.engines.storyboard.scene import Scene

__all__ = [
    "STYLES", "VERSION", "Clip", "Drawing", "Graph", "Library", "MissingAssetsError", "Move", "Scene", "animate",
    "draw", "load", "parse",
]  # fmt: skip
