"""Eyes, brows and mouths: one language of expressions for every head.

All faces are drawn in a frame where the head's radius is 1 and its middle the origin.
"""

from dataclasses import dataclass

from gpu_worker.engines.storyboard.drawing.colors import Color, darker, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Point

_INK = rgb("#2a2430")


@dataclass(frozen=True, slots=True)
class Face:
    """Where the features of a head are.

    Attributes:
        eyes: the height of the eyes and half their distance.
        mouth: the middle of the mouth.
        eye_size: radius of an eye.
        white: whether the eyes have whites (for dark fur).
        brows: whether there are eyebrows to draw always (people).
        blink: whether the eyes are closed just now.
    """

    eyes: tuple[float, float] = (-0.02, 0.36)
    mouth: Point = (0.0, 0.45)
    eye_size: float = 0.105
    white: bool = False
    brows: Color | None = None
    blink: bool = False
    shift: float = 0.1


def draw_face(sketch: Sketch, face: Face, feel: str, mouth: str) -> None:
    """Eyes, brows and mouth for a feeling ("" is content) and the mouth a pose asks for."""
    asleep = mouth == "asleep" or face.blink
    _eyes(sketch, face, feel, asleep=asleep or mouth == "calm" or feel == "tired")
    _brows(sketch, face, feel)
    if face.mouth[1] < 2:  # noqa: PLR2004 -- beaks and jaws draw their own mouth and put it far away
        _mouth(sketch, face, _mouth_shape(feel, mouth))
    if feel == "sad":
        x = face.shift - face.eyes[1] * 1.1
        sketch.blob([(x, 0.18), (x + 0.08, 0.36), (x, 0.45), (x - 0.08, 0.36)], "#5fb4ee")
    if feel == "afraid":
        sketch.blob([(0.78, -0.5), (0.88, -0.28), (0.78, -0.18), (0.68, -0.28)], "#7cc6f2")


def _eyes(sketch: Sketch, face: Face, feel: str, *, asleep: bool) -> None:
    y, half = face.eyes
    for side in (-1, 1):
        x = face.shift + side * half * (0.92 if side > 0 else 1.0)
        size = face.eye_size * (1.3 if feel in {"surprised", "afraid"} else 1.0)
        if asleep:
            sketch.curve([(x - size, y), (x, y + size * 0.6), (x + size, y)], 0.055, _INK)
            continue
        if feel == "laugh":
            sketch.curve([(x - size, y + 0.03), (x, y - size * 0.7), (x + size, y + 0.03)], 0.06, _INK)
            continue
        if face.white or feel in {"surprised", "afraid"}:
            sketch.oval(x, y, size * 1.45, size * 1.6, "#ffffff")
        sketch.oval(x, y, size * 0.92, size * 1.12, _INK, glow=False)
        sketch.oval(x + size * 0.3, y - size * 0.42, size * 0.34, size * 0.36, "#ffffff", line=False)
        sketch.oval(x - size * 0.25, y + size * 0.45, size * 0.18, size * 0.18, "#ffffff", alpha=0.6, line=False)


# Height of the inner and outer end of the brow above the eye, by feeling.
_BROWS = {
    "angry": (0.12, 0.34), "sad": (0.36, 0.2), "afraid": (0.42, 0.28), "surprised": (0.42, 0.4),
    "happy": (0.3, 0.28), "tired": (0.24, 0.2), "": (0.28, 0.26),
}  # fmt: skip


def _brows(sketch: Sketch, face: Face, feel: str) -> None:
    if face.brows is None and feel not in {"angry", "sad", "afraid"}:
        return
    color = face.brows or _INK
    inner, outer = _BROWS.get(feel, _BROWS[""])
    y, half = face.eyes
    for side in (-1, 1):
        x = face.shift + side * half * (0.92 if side > 0 else 1.0)
        near, far = x - side * 0.14, x + side * 0.15
        sketch.curve(
            [(near, y - inner), ((near + far) / 2, y - (inner + outer) / 2 - 0.03), (far, y - outer)], 0.065, color
        )


def _mouth_shape(feel: str, mouth: str) -> str:
    by_feel = {"sad": "sad", "angry": "grit", "afraid": "wavy", "surprised": "o", "happy": "grin", "tired": "flat"}
    if mouth == "asleep":
        return "small"
    if mouth in {"open", "o"} and feel not in {"sad", "angry", "afraid"}:
        return mouth
    return by_feel.get(feel, mouth or "smile")


def _mouth(sketch: Sketch, face: Face, shape: str) -> None:
    x, y = face.mouth[0] + face.shift, face.mouth[1]
    if shape in {"open", "grin"}:
        width, depth = (0.2, 0.24) if shape == "open" else (0.24, 0.2)
        sketch.blob([(x - width, y - 0.04), (x, y - 0.015), (x + width, y - 0.04), (x, y + depth * 1.25)], "#7a2734")
        sketch.oval(x, y + depth * 0.66, width * 0.45, depth * 0.28, "#e8707a", line=False)
    elif shape == "o":
        sketch.oval(x, y + 0.06, 0.09, 0.12, "#7a2734")
    else:
        curves = {
            "smile": [(-0.18, -0.02), (0, 0.09), (0.18, -0.02)],
            "calm": [(-0.14, 0.0), (0, 0.06), (0.14, 0.0)],
            "small": [(-0.08, 0.0), (0, 0.04), (0.08, 0.0)],
            "flat": [(-0.13, 0.03), (0, 0.02), (0.13, 0.03)],
            "sad": [(-0.17, 0.1), (0, 0.0), (0.17, 0.1)],
            "grit": [(-0.18, 0.09), (0, 0.03), (0.18, 0.07)],
            "wavy": [(-0.2, 0.06), (-0.1, 0.0), (0, 0.07), (0.1, 0.0), (0.2, 0.06)],
        }
        points = curves.get(shape, curves["smile"])
        sketch.curve([(x + dx, y + dy) for dx, dy in points], 0.055, _INK)


def blush(sketch: Sketch, face: Face, color: Color) -> None:
    """Rosy cheeks."""
    y, half = face.eyes
    for side in (-1, 1):
        sketch.oval(face.shift + side * half * 1.55, y + 0.3, 0.14, 0.09, darker(color, 0.05), alpha=0.45, line=False)
