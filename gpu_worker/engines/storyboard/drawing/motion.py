"""How pieces move in an animatic: steps, hops, swaying, blinking."""

import math
from dataclasses import replace

from gpu_worker.engines.storyboard.drawing.staging import Piece

_BLINK_EVERY, _BLINK_FOR = 2.6, 0.16  # seconds
_STEPS = 1.6  # strides a second


def move(piece: Piece, moment: float) -> None:
    """Poses a piece for a moment (seconds) of the animatic."""
    thing = piece.thing
    action = thing.action.pose if thing.action else ""
    if thing.alive:
        blink = moment % _BLINK_EVERY < _BLINK_FOR
        piece.role = replace(piece.role, phase=(moment * _STEPS) % 1.0 or 0.001, blink=blink)
        piece.y -= piece.height * _lift(action, moment)
    elif thing.medium in {"sky", "water", "float"} and thing.group == "vehicle":
        piece.y += piece.height * 0.03 * math.sin(moment * 2.2)
        piece.x += piece.height * 0.05 * math.sin(moment * 0.9)
    elif thing.medium == "sky" and thing.concept not in {"sun", "moon", "star"}:
        piece.x += piece.height * 0.06 * math.sin(moment * 1.3)


def _lift(action: str, moment: float) -> float:
    """How far a character is off its place, in its heights."""
    if action in {"jump", "cheer", "dance", "play"}:
        return 0.1 * abs(math.sin(moment * 5.0))
    if action in {"run", "walk", "chase"}:
        return 0.025 * abs(math.sin(moment * _STEPS * 2 * math.pi))
    if action in {"fly", "swim"}:
        return 0.04 * math.sin(moment * 2.4)
    return 0.006 * math.sin(moment * 2.0)
