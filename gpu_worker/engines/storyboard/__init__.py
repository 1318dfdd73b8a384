"""The storyboard engine: a prompt in English or Polish to an illustration, on any CPU."""

from core.jobs.motion import Move
from gpu_worker.engines.clips import Clip
from gpu_worker.engines.storyboard.animating import animate
from gpu_worker.engines.storyboard.describing import named
from gpu_worker.engines.storyboard.drawing.render import STYLES
from gpu_worker.engines.storyboard.drawn import Drawing, Graph
from gpu_worker.engines.storyboard.engine import VERSION, draw, parse
from gpu_worker.engines.storyboard.library import Library, MissingAssetsError, load
from gpu_worker.engines.storyboard.scene import Scene

__all__ = [
    "STYLES", "VERSION", "Clip", "Drawing", "Graph", "Library", "MissingAssetsError", "Move", "Scene", "animate",
    "draw", "load", "named", "parse",
]  # fmt: skip
