"""How pieces move in an animatic: across the picture, up and down, and with their limbs."""

import math
from dataclasses import replace

from gpu_worker.engines.storyboard.drawing.staging import Piece
from gpu_worker.engines.storyboard.drawing.striding import STRIDES

_BLINK_EVERY, _BLINK_FOR = 2.6, 0.16  # seconds
_WALKING = frozenset({"walk", "run", "chase"})
_PACE = {"walk": 0.1, "run": 0.2}  # widths of the picture that somebody crosses in a clip
_DRIVEN = frozenset({"ride", "drive"})


def move(pieces: list[Piece], moment: float, share: float, width: float) -> None:
    """Poses all pieces for a moment (seconds) of a clip, `share` of which (0 to 1) is over."""
    for number, piece in enumerate(pieces):
        _live(piece, moment + number * 0.37)
    for piece in pieces:
        if piece.host is None and (pace := _pace(piece)):
            _carry(piece, (share - 0.5) * pace * width * (-1 if piece.flip else 1))


def _live(piece: Piece, moment: float) -> None:
    thing = piece.thing
    action = thing.action.pose if thing.action else ""
    if thing.alive:
        blink = moment % _BLINK_EVERY < _BLINK_FOR
        phase = (moment * STRIDES) % 1.0 or 0.001
        piece.role = replace(piece.role, phase=phase, moment=moment, blink=blink)
        piece.y -= piece.height * _lift(action, moment)
    elif thing.medium in {"sky", "water", "float"} and thing.group == "vehicle":
        piece.y += piece.height * 0.03 * math.sin(moment * 2.2)
        piece.x += piece.height * 0.05 * math.sin(moment * 0.9)
    elif thing.medium == "sky" and thing.concept not in {"sun", "moon", "star"}:
        piece.x += piece.height * 0.06 * math.sin(moment * 1.3)


def _pace(piece: Piece) -> float:
    """How far a piece gets during a clip, in widths of the picture."""
    pose = piece.role.pose if piece.thing.alive else ""
    if pose in _PACE:
        return _PACE[pose]
    ridden = piece.thing.group == "vehicle" or piece.thing.alive
    return 0.16 if ridden and any(rider.role.pose in _DRIVEN or rider.role.seated for rider in piece.riders) else 0.0


def _carry(piece: Piece, distance: float) -> None:
    piece.x += distance
    for rider in piece.riders:
        _carry(rider, distance)


def _lift(action: str, moment: float) -> float:
    """How far a character is off its place, in its heights."""
    if action in {"jump", "cheer", "play"}:
        return 0.1 * abs(math.sin(moment * 5.0))
    if action in {"fly", "swim"}:
        return 0.04 * math.sin(moment * 2.4)
    return 0.004 * math.sin(moment * 2.0) if action not in _WALKING else 0.0
