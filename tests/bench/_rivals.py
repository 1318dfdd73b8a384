"""Places balloons with one rival library, in that library's own environment: panels as JSON in, balloons as JSON out.

`python _rivals.py scenet < panels.json`. A panel is {"size", "em", "balloons": [{"speaker", "text"}], "faces":
{name: [left, top, right, bottom, mouth x, mouth y]}}; the answer is, for each, its balloons as {"box", "radius",
"text"}, or null where the library refuses. ``text`` are the boxes of its lines as the library itself measures them.
"""

import json
import sys
from typing import Any


def scenet(panel: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Place with scenet's own search; its speech stands in rounded boxes, and it may refuse."""
    from scenet.assets.kinematics import ResolvedPuppet  # type: ignore[import-not-found]  # noqa: PLC0415
    from scenet.errors import BalloonPlacementError  # type: ignore[import-not-found]  # noqa: PLC0415
    from scenet.geom import BBox, Circle, Point, Vector  # type: ignore[import-not-found]  # noqa: PLC0415
    from scenet.ir import SayEvent  # type: ignore[import-not-found]  # noqa: PLC0415
    from scenet.solve.balloons import place_script  # type: ignore[import-not-found]  # noqa: PLC0415

    def puppet(name: str, face: list[float]) -> Any:  # noqa: ANN401 - scenet's own type
        left, top, right, bottom, x, y = face
        middle = Point((left + right) / 2, (top + bottom) / 2)
        hull = (Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom))
        return ResolvedPuppet(
            name=name, pose="standing", facing_right=True, scale=1.0, joints={}, anchors={"mouth": Point(x, y)},
            landmarks={}, capsules=(), blobs=(), face=Circle(middle.x, middle.y, (bottom - top) / 2),
            gaze=Vector(0.0, 0.0), hull=hull,
        )  # fmt: skip

    actors = {name: puppet(name, face) for name, face in panel["faces"].items()}
    events = [SayEvent(by=one["speaker"], text=one["text"]) for one in panel["balloons"]]
    width, height = panel["size"]
    try:
        laid = place_script(events, actors, BBox(0, 0, width, height), font_size=panel["em"])
    except BalloonPlacementError:
        return None
    return [_rounded(one.box, one.block) for one in laid.balloons]


def _rounded(box: Any, block: Any) -> dict[str, Any]:  # noqa: ANN401 - scenet's own types
    from scenet.emit.svg import BALLOON_CORNER  # type: ignore[import-not-found]  # noqa: PLC0415

    x, y = box.x + box.width / 2, box.y + box.height / 2
    top = y - block.height / 2
    lines = [
        [
            x - wide / 2,
            top + at * block.line_height,
            x + wide / 2,
            top + at * block.line_height + 0.72 * block.font_size,
        ]
        for at, wide in enumerate(block.line_widths)
    ]
    radius = min(box.width, box.height) * BALLOON_CORNER
    return {"box": [box.x, box.y, box.x + box.width, box.y + box.height], "radius": radius, "text": lines}


def comicforge(panel: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Place with comicforge in its reading order mode; it never refuses. Its balloons are rounded boxes."""
    from comicforge.bubbles import _box, text_width  # type: ignore[import-not-found]  # noqa: PLC0415
    from comicforge.layout import layout_bubbles  # type: ignore[import-not-found]  # noqa: PLC0415

    (width, height), em = panel["size"], panel["em"]
    style = {"font_size": em, "pad": 14 / 16 * em, "radius": 18 / 16 * em, "uppercase": True}
    speakers = {name: [face[4] / width, face[5] / height] for name, face in panel["faces"].items()}
    said = {"bubbles": panel["balloons"], "speakers": speakers}
    placed = []
    for one in layout_bubbles(said, 0, 0, width, height, style):
        lines, pitch, _wide, _high = _box(one.text, one.max_chars, em, style["pad"])
        (x, _y), top = one.centre, one.box[1] + style["pad"]
        wides = [text_width(line, em) for line in lines]
        boxes = [[x - w / 2, top + at * pitch, x + w / 2, top + at * pitch + 0.9 * em] for at, w in enumerate(wides)]
        placed.append({"box": list(one.box), "radius": style["radius"], "text": boxes})
    return placed


def main() -> None:
    """Answer the panels on standard input."""
    place = {"scenet": scenet, "comicforge": comicforge}[sys.argv[1]]
    json.dump([place(panel) for panel in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
