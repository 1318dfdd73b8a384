"""Heads of animals, front view, built out of a few parts: ears, muzzle, markings.

Drawn in a frame where the head's radius is 1 and its middle the origin.
"""

from dataclasses import dataclass, replace

from gpu_worker.engines.storyboard.drawing.birds import draw_bird_head
from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter, mix, rgb
from gpu_worker.engines.storyboard.drawing.faces import Face, draw_face
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Point


@dataclass(frozen=True, slots=True)
class Beast:
    """What an animal looks like, on two legs or four.

    Attributes:
        fur: main colour; `second` for muzzle and belly; `third` for markings and hooves.
        ears: pointy, round, floppy, long, side, none, frog.
        muzzle: small, wide, snout, long, pig, none.
        marks: markings and horns, see `_MARKS`.
        tail: bushy, thin, puff, curl, hair, thick, none.
        body: length and leg length on four legs, relative to the usual.
    """

    fur: str
    second: str
    third: str = "#3a2a2a"
    ears: str = "pointy"
    muzzle: str = "small"
    marks: tuple[str, ...] = ()
    tail: str = "thin"
    nose: str = "#2d2430"
    body: tuple[float, float] = (1.0, 1.0)


BEASTS: dict[str, Beast] = {
    "fox": Beast("#e8762d", "#fbe9d2", "#4a2c22", "pointy", "fox", ("dark_ears", "cheeks"), "bushy"),
    "wolf": Beast("#858d99", "#dfe3e8", "#4c535e", "pointy", "fox", ("cheeks",), "bushy"),
    "dog": Beast("#c98d4e", "#f4e2c6", "#8a5a2f", "floppy", "wide", ("eye_patch",), "thin"),
    "dalmatian": Beast("#f5f3ee", "#ffffff", "#33313a", "floppy", "wide", ("spots",), "thin"),
    "cat": Beast("#e9a24a", "#fbe8cd", "#c47a2c", "pointy", "small", ("whiskers", "stripes"), "thin", "#d9777a"),
    "blackcat": Beast("#35333d", "#4b4855", "#1f1d25", "pointy", "small", ("whiskers", "bright_eyes"), "thin", "#b86a74"),
    "lion": Beast("#e5ac4f", "#f8e0b0", "#a8642a", "round", "wide", ("mane", "whiskers"), "tuft"),
    "tiger": Beast("#ee9035", "#fdf1dc", "#3b2a26", "round", "wide", ("stripes", "whiskers"), "striped"),
    "leopard": Beast("#e6b155", "#faebcb", "#6a4426", "round", "wide", ("spots", "whiskers"), "thin"),
    "bear": Beast("#8d5b38", "#d8ab7c", "#5c3820", "round", "wide", (), "puff"),
    "polarbear": Beast("#f2f1ec", "#ffffff", "#c9cbd0", "round", "wide", (), "puff"),
    "panda": Beast("#f6f4ef", "#ffffff", "#33323a", "round", "small", ("panda",), "puff"),
    "koala": Beast("#9aa1ab", "#d8dce2", "#6d737d", "big_round", "koala", (), "none"),
    "raccoon": Beast("#8d8f96", "#e9e8e6", "#3d3b44", "round", "small", ("mask",), "striped"),
    "badger": Beast("#6d6f78", "#f0efec", "#2d2b34", "round", "small", ("badger",), "puff"),
    "rabbit": Beast("#b99a7c", "#f1e4d3", "#8a6c50", "long", "small", ("teeth", "whiskers"), "puff", "#d98a8f"),
    "whiterabbit": Beast("#f4f2ee", "#ffffff", "#f0b7bd", "long", "small", ("teeth", "whiskers"), "puff", "#e58a94"),
    "mouse": Beast("#a3a3ad", "#dcdbe0", "#e7a3a8", "huge_round", "small", ("whiskers", "teeth"), "string", "#d9777a"),
    "rat": Beast("#7d7470", "#c5bab3", "#d59a98", "big_round", "fox", ("whiskers",), "string", "#d9777a"),
    "hamster": Beast("#e0a565", "#fdf3e2", "#b97a3c", "round", "small", ("cheeks", "whiskers"), "none", "#d9777a"),
    "squirrel": Beast("#c0622d", "#f6dcbd", "#8a3f1a", "tufted", "small", ("teeth",), "curl"),
    "mole": Beast("#4b4550", "#6d6470", "#e9a3a0", "none", "snout", (), "none", "#ee9a9a"),
    "monkey": Beast("#8a5a3a", "#f0c79a", "#5d3a22", "side", "monkey", (), "string"),
    "horse": Beast("#a4683c", "#c99465", "#4a2d1c", "upright", "long", ("forelock",), "hair", body=(1.05, 1.25)),
    "donkey": Beast("#8f8b8a", "#d9d4cf", "#4b4648", "long_side", "long", ("forelock",), "tuft", body=(1.0, 1.1)),
    "unicorn": Beast("#f7f3fa", "#ffffff", "#d884c9", "upright", "long", ("horn", "forelock"), "hair", body=(1.05, 1.25)),
    "pegasus": Beast("#f4f6fb", "#ffffff", "#8fb4e8", "upright", "long", ("forelock", "wings"), "hair", body=(1.05, 1.25)),
    "zebra": Beast("#f4f2ee", "#dcd8d4", "#2e2b33", "upright", "long", ("stripes", "forelock"), "hair", body=(1.05, 1.2)),
    "cow": Beast("#f6f2ec", "#eeb3b0", "#3a333a", "cow", "cow", ("horns", "patches"), "tuft", body=(1.15, 1.0)),
    "pig": Beast("#f2a9b4", "#e98a9b", "#d9788b", "fold", "pig", (), "curly", body=(1.1, 0.7)),
    "sheep": Beast("#3d3a42", "#f5f1e8", "#3d3a42", "side_flat", "small", ("wool",), "puff", body=(1.0, 0.85)),
    "goat": Beast("#e9e2d6", "#ffffff", "#8b7a66", "side_flat", "long", ("back_horns", "goatee"), "puff", body=(0.95, 1.05)),
    "deer": Beast("#b9783f", "#f1d9b5", "#6b4423", "side", "fox", ("antlers", "fawn"), "puff", body=(0.95, 1.3)),
    "reindeer": Beast("#8f6242", "#ead9c2", "#5c3c28", "side", "fox", ("antlers",), "puff", "#d8332f", (1.0, 1.2)),
    "dragon": Beast("#4fae57", "#d9e79a", "#2f7d4a", "spiky", "dragon", ("horns2", "wings", "spikes"), "thick", "#2f7d4a", (1.1, 0.95)),
    "frog": Beast("#6dbb45", "#dff0a8", "#4a8f2f", "frog", "frog", (), "none", "#4a8f2f", (0.8, 0.6)),
}


def beast(kind: str, color: str, second: str = "") -> Beast:
    """An animal, recoloured when a colour was asked for."""
    found = BEASTS.get(kind, BEASTS["dog"])
    if not color:
        return found
    paint = rgb(color)
    dark = sum(paint) < 240  # noqa: PLR2004 -- the sum of a colour too dark for its markings
    soft = _hex(lighter(paint, 0.25 if dark else 0.6))
    keep = found.second in {"#ffffff", "#f5f1e8"} or "panda" in found.marks
    if "wool" in found.marks:
        return replace(found, second=_hex(paint))
    marks = tuple(mark for mark in found.marks if not (dark and mark in {"whiskers", "eye_patch"}))
    return replace(
        found, fur=_hex(paint), second=second or (found.second if keep and not dark else soft),
        third=_hex(darker(paint, 0.4)), marks=marks + (("bright_eyes",) if dark else ()),
    )  # fmt: skip


def _hex(color: Color) -> str:
    return f"#{color[0]:02x}{color[1]:02x}{color[2]:02x}"


def draw_animal_head(sketch: Sketch, look: Beast, feel: str, mouth: str, *, blink: bool = False) -> Face:
    """Draws the head and returns where its features are."""
    if look.marks and look.marks[0].startswith("bird:"):
        return draw_bird_head(sketch, look.marks[0].removeprefix("bird:"), look.fur, look.second, feel, mouth, blink=blink)
    if "mane" in look.marks:
        for x, y, r in ((0, 0, 1.38), (-0.9, -0.7, 0.5), (0.9, -0.7, 0.5), (0, 1.0, 0.6), (-0.95, 0.6, 0.5), (0.95, 0.6, 0.5)):
            sketch.oval(x, y, r, r, look.third)
    _ears(sketch, look)
    _behind(sketch, look)
    wide = 1.06 if look.muzzle not in {"long"} else 0.9
    if look.muzzle == "long":
        sketch.blob([(-0.72, -0.55), (0, -0.92), (0.72, -0.55), (0.66, 0.3), (0.5, 0.95), (0, 1.12), (-0.5, 0.95), (-0.66, 0.3)], look.fur)
    else:
        sketch.oval(0, 0.04, wide, 0.94, look.fur)
    face = _muzzle(sketch, look)
    face = replace(face, blink=blink, white="bright_eyes" in look.marks or "panda" in look.marks or "mask" in look.marks)
    _marks(sketch, look, face)
    draw_face(sketch, face, feel, mouth)
    return face


def _ears(sketch: Sketch, look: Beast) -> None:
    inner = look.second if look.ears not in {"round"} else _hex(mix(rgb(look.fur), rgb(look.second), 0.5))
    for side in (-1, 1):
        with sketch.frame(0, 0, side, 1):
            _ear(sketch, look, inner)


def _ear(sketch: Sketch, look: Beast, inner: str) -> None:
    fur, dark = look.fur, look.third
    match look.ears:
        case "pointy" | "tufted":
            tip = dark if "dark_ears" in look.marks else fur
            sketch.poly([(0.2, -0.72), (0.78, -1.42), (1.0, -0.25)], fur)
            sketch.poly([(0.56, -1.14), (0.78, -1.42), (0.86, -1.0)], tip)
            sketch.poly([(0.42, -0.72), (0.72, -1.12), (0.86, -0.4)], inner)
            if look.ears == "tufted":
                sketch.poly([(0.62, -1.2), (0.86, -1.72), (0.9, -1.15)], fur)
        case "round" | "big_round" | "huge_round":
            size, x, y = {"round": (0.36, 0.72, -0.7), "big_round": (0.52, 0.95, -0.55), "huge_round": (0.62, 0.88, -0.72)}[look.ears]
            ear = dark if "panda" in look.marks else fur
            sketch.oval(x, y, size, size, ear)
            sketch.oval(x, y + 0.03, size * 0.6, size * 0.6, look.third if look.ears == "huge_round" else inner)
        case "floppy":
            sketch.blob([(0.55, -0.85), (1.02, -0.8), (1.25, 0.0), (1.08, 0.5), (0.82, 0.1), (0.72, -0.4)], dark)
        case "long":
            sketch.blob([(0.12, -0.6), (0.1, -1.5), (0.38, -2.0), (0.62, -1.5), (0.6, -0.6)], fur)
            sketch.blob([(0.24, -0.8), (0.24, -1.5), (0.38, -1.78), (0.5, -1.5), (0.48, -0.8)], "#f0b7bd")
        case "side" | "long_side" | "side_flat" | "cow":
            long = {"side": 1.35, "long_side": 1.0, "side_flat": 1.5, "cow": 1.5}[look.ears]
            if look.ears == "long_side":
                sketch.blob([(0.3, -0.6), (0.45, -1.5), (0.72, -1.65), (0.85, -1.3), (0.68, -0.5)], fur)
                sketch.blob([(0.45, -0.7), (0.55, -1.35), (0.7, -1.45), (0.74, -1.2), (0.62, -0.6)], look.second)
            else:
                sketch.blob([(0.7, -0.45), (1.1, -0.62), (long, -0.3), (1.1, -0.05), (0.8, 0.0)], fur)
                sketch.blob([(0.8, -0.35), (1.1, -0.48), (long - 0.16, -0.28), (1.1, -0.14)], look.second)
        case "upright" | "fold":
            sketch.blob([(0.22, -0.7), (0.42, -1.36), (0.72, -1.2), (0.74, -0.6)], fur)
            sketch.blob([(0.36, -0.75), (0.46, -1.18), (0.62, -1.08), (0.62, -0.7)], look.second)
        case "spiky":
            sketch.poly([(0.75, -0.5), (1.5, -0.75), (1.3, -0.35), (1.5, -0.1), (0.85, 0.05)], dark)
        case "frog":
            sketch.oval(0.52, -0.74, 0.38, 0.38, fur)
        case _:
            pass


def _behind(sketch: Sketch, look: Beast) -> None:
    if "wool" in look.marks:
        for x, y, r in ((-0.5, -0.75, 0.42), (0, -0.95, 0.48), (0.5, -0.75, 0.42)):
            sketch.oval(x, y, r, r, look.second)
    if "antlers" in look.marks:
        for side in (-1, 1):
            with sketch.frame(0, 0, side, 1):
                sketch.curve([(0.3, -0.75), (0.5, -1.3), (0.85, -1.75)], 0.15, look.third)
                sketch.curve([(0.5, -1.25), (0.9, -1.3)], 0.13, look.third)
                sketch.curve([(0.62, -1.5), (0.5, -1.85)], 0.12, look.third)
    horns = {"horns": ("#e8dcc0", 0.9), "horns2": ("#f1e3b5", 1.35), "back_horns": ("#8b7a66", 1.2)}
    for mark, (color, tall) in horns.items():
        if mark in look.marks:
            for side in (-1, 1):
                sketch.blob([(side * 0.3, -0.75), (side * 0.62, -0.78 - tall * 0.35), (side * 0.5, -0.75 - tall * 0.62), (side * 0.78, -0.72 - tall * 0.3), (side * 0.6, -0.65)], color)


def _muzzle(sketch: Sketch, look: Beast) -> Face:
    second, nose = look.second, look.nose
    match look.muzzle:
        case "fox":
            sketch.blob([(-0.98, 0.2), (-0.4, 0.12), (0.1, 0.42), (0.6, 0.12), (1.0, 0.2), (0.62, 0.78), (0.08, 1.02), (-0.55, 0.78)], second)
            sketch.oval(0.1, 0.42, 0.15, 0.11, nose)
            return Face((-0.08, 0.4), (0.0, 0.66))
        case "wide":
            sketch.oval(0.1, 0.46, 0.58, 0.42, second)
            sketch.oval(0.1, 0.24, 0.18, 0.12, nose)
            return Face((-0.16, 0.4), (0.0, 0.54))
        case "koala":
            sketch.oval(0.08, 0.22, 0.22, 0.34, "#3a3640")
            return Face((-0.08, 0.46), (0.0, 0.68))
        case "monkey":
            sketch.oval(-0.26, -0.08, 0.42, 0.42, second)
            sketch.oval(0.42, -0.08, 0.42, 0.42, second)
            sketch.oval(0.08, 0.42, 0.64, 0.46, second)
            sketch.oval(0.0, 0.22, 0.04, 0.03, nose)
            sketch.oval(0.2, 0.22, 0.04, 0.03, nose)
            return Face((-0.1, 0.34), (0.0, 0.5))
        case "long":
            sketch.blob([(-0.46, 0.45), (0, 0.3), (0.5, 0.45), (0.56, 0.95), (0.06, 1.2), (-0.46, 0.98)], second)
            sketch.oval(-0.16, 0.7, 0.07, 0.09, look.third)
            sketch.oval(0.28, 0.7, 0.07, 0.09, look.third)
            return Face((-0.16, 0.42), (0.0, 0.94), shift=0.06)
        case "cow":
            sketch.oval(0.06, 0.58, 0.66, 0.42, second)
            sketch.oval(-0.18, 0.48, 0.08, 0.1, "#8a4a52")
            sketch.oval(0.3, 0.48, 0.08, 0.1, "#8a4a52")
            return Face((-0.2, 0.42), (0.0, 0.72), shift=0.06)
        case "pig":
            sketch.oval(0.1, 0.3, 0.4, 0.3, second)
            sketch.oval(-0.02, 0.3, 0.07, 0.12, "#a84a60")
            sketch.oval(0.22, 0.3, 0.07, 0.12, "#a84a60")
            return Face((-0.16, 0.48), (0.0, 0.7))
        case "snout":
            sketch.oval(0.2, 0.4, 0.42, 0.32, second)
            sketch.oval(0.45, 0.28, 0.18, 0.16, nose)
            return Face((-0.2, 0.34), (0.06, 0.62), 0.07, white=True)
        case "dragon":
            sketch.blob([(-0.6, 0.3), (0.1, 0.12), (0.8, 0.3), (0.78, 0.8), (0.1, 1.02), (-0.58, 0.8)], look.fur)
            sketch.blob([(-0.5, 0.6), (0.1, 0.56), (0.72, 0.6), (0.6, 0.86), (0.1, 1.0), (-0.42, 0.86)], second)
            sketch.oval(-0.16, 0.36, 0.08, 0.06, look.third)
            sketch.oval(0.4, 0.36, 0.08, 0.06, look.third)
            return Face((-0.22, 0.42), (0.0, 0.66), 0.13, white=True)
        case "frog":
            sketch.blob([(-0.9, 0.35), (0, 0.2), (0.9, 0.35), (0.55, 0.85), (-0.55, 0.85)], second)
            return Face((-0.74, 0.52), (-0.06, 0.42), 0.16, white=True, shift=0.0)
        case _:
            sketch.oval(0.1, 0.42, 0.42, 0.32, second)
            sketch.poly([(-0.03, 0.22), (0.23, 0.22), (0.1, 0.38)], nose)
            return Face((-0.08, 0.42), (0.0, 0.5))


def _marks(sketch: Sketch, look: Beast, face: Face) -> None:
    for mark in look.marks:
        draw = _MARKS.get(mark)
        if draw is not None:
            draw(sketch, look, face)


def _around_eyes(sketch: Sketch, look: Beast, face: Face, size: Point) -> None:
    for side in (-1, 1):
        x = face.shift + side * face.eyes[1]
        with sketch.frame(x, face.eyes[0] + 0.03, 1, 1, side * 18):
            sketch.oval(0, 0, size[0], size[1], look.third)


def _mask(sketch: Sketch, look: Beast, face: Face) -> None:
    sketch.blob([(-0.95, -0.1), (0.1, -0.26), (1.02, -0.1), (0.8, 0.2), (0.1, 0.06), (-0.72, 0.2)], look.third)


def _badger(sketch: Sketch, look: Beast, face: Face) -> None:
    sketch.blob([(-0.16, -0.85), (0.3, -0.85), (0.4, 0.3), (-0.2, 0.3)], look.second)
    _around_eyes(sketch, look, face, (0.2, 0.46))


def _stripes(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.poly([(0.0, -0.88), (0.2, -0.88), (0.1, -0.5)], look.third)
    for side in (-1, 1):
        sketch.poly([(side * 0.32, -0.86), (side * 0.5, -0.76), (side * 0.28 + 0.05, -0.54)], look.third)
        sketch.poly([(side * 1.03, 0.1), (side * 1.0, 0.3), (side * 0.68, 0.24)], look.third)
        sketch.poly([(side * 1.0, 0.42), (side * 0.88, 0.58), (side * 0.62, 0.46)], look.third)


def _spots(sketch: Sketch, look: Beast, _face: Face) -> None:
    for x, y, r in ((-0.5, -0.55, 0.13), (0.3, -0.65, 0.11), (0.75, -0.2, 0.1), (-0.8, 0.1, 0.1), (0.7, 0.3, 0.08), (-0.1, -0.78, 0.08)):
        sketch.oval(x, y, r, r * 0.85, look.third)


def _whiskers(sketch: Sketch, look: Beast, face: Face) -> None:
    for side in (-1, 1):
        for dy in (-0.08, 0.08):
            sketch.curve([(face.shift + side * 0.42, 0.4 + dy * 0.5), (face.shift + side * 0.98, 0.36 + dy * 2)], 0.025, "#5a5058", alpha=0.7, line=False)


def _eye_patch(sketch: Sketch, look: Beast, face: Face) -> None:
    sketch.oval(face.shift + face.eyes[1], face.eyes[0], 0.28, 0.32, look.third)


def _cheeks(sketch: Sketch, look: Beast, _face: Face) -> None:
    if look.muzzle != "fox":
        for side in (-1, 1):
            sketch.oval(side * 0.68, 0.4, 0.36, 0.34, look.second)


def _patches(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.blob([(-0.95, -0.35), (-0.4, -0.82), (-0.2, -0.3), (-0.4, 0.12), (-0.9, 0.1)], look.third)


def _teeth(sketch: Sketch, _look: Beast, face: Face) -> None:
    sketch.box(face.shift - 0.09, face.mouth[1] + 0.05, 0.18, 0.17, "#ffffff", 0.03)


def _horn(sketch: Sketch, _look: Beast, _face: Face) -> None:
    sketch.poly([(-0.12, -0.7), (0.2, -0.7), (0.12, -1.75)], "#f4cf5a", glow=True)
    sketch.poly([(-0.07, -0.95), (0.18, -1.05), (0.17, -1.15), (-0.04, -1.05)], "#d9a63a")


def _forelock(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.blob([(-0.35, -0.95), (0.0, -1.12), (0.36, -0.95), (0.3, -0.5), (0.05, -0.3), (-0.12, -0.55)], look.third)


def _goatee(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.poly([(-0.14, 1.08), (0.26, 1.08), (0.06, 1.5)], look.fur)


_MARKS = {
    "mask": _mask,
    "badger": _badger,
    "panda": lambda sketch, look, face: _around_eyes(sketch, look, face, (0.24, 0.3)),
    "stripes": _stripes,
    "spots": _spots,
    "whiskers": _whiskers,
    "eye_patch": _eye_patch,
    "cheeks": _cheeks,
    "patches": _patches,
    "teeth": _teeth,
    "horn": _horn,
    "forelock": _forelock,
    "goatee": _goatee,
}
