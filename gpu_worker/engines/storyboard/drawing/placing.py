"""Where every piece goes: rows in perspective, things on, under, behind and beside each other."""

import random

from gpu_worker.engines.storyboard.drawing.hiding import hide, tuck
from gpu_worker.engines.storyboard.drawing.outdoors import View
from gpu_worker.engines.storyboard.drawing.seats import mount, seat
from gpu_worker.engines.storyboard.drawing.staging import Piece
from gpu_worker.engines.storyboard.scene import Scene

_SKYWARD = frozenset({"sky", "float"})
_LONG = 1.45  # vehicles as tall as this park at the back
_TALL = 1.35  # adults; what is taller stands at the back


def place(pieces: list[Piece], scene: Scene, view: View, seed: int, headroom: float) -> None:
    """Gives every piece its place and height in pixels."""
    chance = random.Random(f"{seed}:place")  # noqa: S311 -- a picture, not a secret
    free = [piece for piece in pieces if piece.host is None]
    sky = [piece for piece in free if _in_sky(piece, scene)]
    walls = [piece for piece in free if piece.thing.medium == "wall" and piece not in sky]
    ground = [piece for piece in free if piece not in sky and piece not in walls]
    back = [piece for piece in ground if _tall(piece)]
    front = [piece for piece in ground if piece not in back]
    unit = _unit(front, back, scene, view, headroom)
    floating = scene.backdrop in {"space", "underwater", "skyhigh"}
    _row(front, view, unit, chance, floating=floating)
    _shift(front, view)
    if scene.camera == "close":
        for piece in front:
            piece.y = max(piece.y, view.height * (0.06 + headroom) - piece.box.top * piece.height)
    _behind(back, front, view, unit, chance)
    _walls(walls, view, unit)
    _sky(sky, view, unit, chance, headroom, others=bool(front or back))
    for piece in pieces:
        if piece.host is not None:
            mount(piece, unit)
    for root in free:
        alive = any(piece.thing.alive for piece in _cluster(root))
        _fit(root, view, headroom if root in ground or alive else 0.0)
    _turn(pieces, view)


def _shift(front: list[Piece], view: View) -> None:
    """Puts what is not beside the others under them, into the air, or into the water before them."""
    for piece in front:
        tuck(piece, front)
        if piece.pull_kind == "throw" and piece.pull is not None:  # flies ahead of who threw it
            piece.y = piece.pull.y - piece.pull.height * 0.75
            piece.aloft = True
        if piece.pull_kind == "under" and piece.pull is not None and piece.pull.thing.medium == "water":
            piece.x, piece.y = piece.pull.x, view.height * 0.97


def _tall(piece: Piece) -> bool:
    big_vehicle = piece.thing.group == "vehicle" and piece.size > _LONG and not piece.riders
    return big_vehicle or (piece.thing.group in {"building", "plant"} and piece.size > _TALL)


def _in_sky(piece: Piece, scene: Scene) -> bool:
    action = piece.thing.action
    flying = action is not None and action.pose == "fly"
    if piece.thing.medium == "wall":
        return False
    above = piece.pull_kind in {"above", "fly"} and piece.thing.medium != "ground"
    flying = flying or any(
        rider.thing.action is not None and rider.thing.action.pose == "fly" for rider in piece.riders
    )
    return (
        piece.thing.medium in _SKYWARD
        or flying
        or above
        or piece.pull_kind == "above"
        or (piece.thing.medium == "sky" and not scene.backdrop.startswith("room"))
    )


def _unit(front: list[Piece], back: list[Piece], scene: Scene, view: View, headroom: float) -> float:
    """The height of an adult in pixels."""
    tops = [_stack(piece) for piece in front] or [1.0]
    count = len(front)
    share = 0.6 if count <= 2 else 0.53 if count == 3 else 0.46 if count <= 5 else 0.36  # noqa: PLR2004 -- by eye
    unit = view.height * share
    unit *= {"close": 1.5, "wide": 0.62, "above": 0.8, "below": 1.12}.get(scene.camera, 1.0)
    tallest = max(tops)
    if tallest < 0.62:  # noqa: PLR2004 -- only small things: come closer
        unit *= min(2.2, 0.62 / tallest)
    standing = view.horizon + (view.height - view.horizon) * (
        0.6 if scene.backdrop not in {"space", "underwater"} else 0.2
    )
    room = standing - view.height * max(0.04, headroom)
    unit = min(unit, room / max(tallest, 0.5) * (1.35 if scene.camera == "close" else 1.0))
    wide = (
        sum(max(piece.box.width * piece.size, *[r.box.width * r.size for r in piece.riders], 0.25) for piece in front)
        * unit
    )
    limit = view.width * (0.9 if count < 7 else 1.5)  # noqa: PLR2004 -- crowds overlap in two rows
    if back and wide < limit:
        unit = min(unit, view.height * 0.5)
    return unit * min(1.0, limit / max(wide, 1.0))


def _stack(piece: Piece) -> float:
    """Height of a piece with who is on it, in adults."""
    riders = [
        seat(piece) * piece.size + rider.size * (0.8 if rider.role.seated or rider.role.pose == "ride" else 1.0)
        for rider in piece.riders
    ]
    return max([piece.size * max(0.4, -piece.box.top), *riders])


def _row(front: list[Piece], view: View, unit: float, chance: random.Random, *, floating: bool) -> None:
    """Things of the foreground side by side in the order they were named, friends together."""
    ordered = _ordered(front)
    widths = [
        max(p.box.width * p.size * unit, *[r.box.width * r.size * unit * 0.9 for r in p.riders], view.unit * 0.05)
        for p in ordered
    ]
    gap = (view.width - sum(widths)) / (len(ordered) + 1) if ordered else 0.0
    crowd = len(ordered) > 6  # noqa: PLR2004 -- two rows
    gap = (
        max(-view.unit * 0.08, min(gap, view.unit * 0.14))
        if not crowd
        else (view.width * 0.94 - sum(widths)) / (len(ordered) + 1)
    )
    total = sum(widths) + gap * (len(ordered) - 1)
    x = (view.width - total) / 2
    for index, (piece, width) in enumerate(zip(ordered, widths, strict=True)):
        piece.height = piece.size * unit
        piece.x = x + width / 2 - (piece.box.left + piece.box.right) / 2 * piece.height
        depth = _depth(piece, ordered, index, chance, crowd=crowd)
        piece.y = view.horizon + (view.height - view.horizon) * min(0.92, depth)
        if floating:
            piece.y = view.height * (0.66 + chance.uniform(-0.14, 0.12)) + piece.height * 0.2
        piece.depth = piece.y / view.height
        x += width + gap


def _depth(piece: Piece, ordered: list[Piece], index: int, chance: random.Random, *, crowd: bool) -> float:
    """How near it stands: 0 is the horizon, 1 the lower edge."""
    row = (index % 2) * (0.2 if crowd else 0.05)
    depth = 0.6 + row + chance.uniform(-0.02, 0.02)
    if piece.thing.medium == "water":
        return 0.34 + row
    if piece.pull_kind == "behind" and piece.pull in ordered:
        depth -= 0.2
    if piece.pull_kind == "front" or piece.size < 0.4:  # noqa: PLR2004 -- small things come forward
        depth += 0.12
    return depth


def _ordered(front: list[Piece]) -> list[Piece]:
    """Order of naming, but who chases runs behind, and tables stand between their guests."""
    order: list[Piece] = []
    for piece in front:
        if piece in order:
            continue
        at = len(order)
        if piece.pull is not None and piece.pull in order:
            host = order.index(piece.pull)
            at = host + 1 if piece.pull_kind != "behind" else host
        order.insert(at, piece)
    for piece in list(order):
        guests = [p for p in order if p.faces is piece and p.role.pose in {"sittable", "use"}] + [
            p for p in order if piece.pull is p and piece.pull_kind == "table"
        ]
        if len(guests) > 1:
            order.remove(piece)
            order.insert(order.index(guests[0]) + 1, piece)
        if piece.pull_kind == "between" and len(order) > 2:  # noqa: PLR2004 -- it and two others
            order.remove(piece)
            order.insert(1, piece)
    return order


def _behind(back: list[Piece], front: list[Piece], view: View, unit: float, chance: random.Random) -> None:
    """Tall things at the back; beside whom they belong to, else where there is room."""
    used: list[float] = []
    deep = view.height - view.horizon
    for index, piece in enumerate(back):
        piece.height = min(piece.size * unit * 0.92, view.height * 0.8, view.width * 0.62 / max(0.3, piece.box.width))
        friend = piece.pull if piece.pull in front else next((p for p in front if p.pull is piece), None)
        if friend is not None:
            if friend.pull is piece and friend.pull_kind == "behind":
                hide(piece, friend, view)
                used.append(piece.x)
                continue
            under = "under" in {friend.pull_kind, piece.pull_kind} or "over" in {friend.pull_kind, piece.pull_kind}
            side = 1 if friend.x < view.width * 0.5 else -1
            offset = 0.1 if under else 0.42
            piece.x = friend.x + side * (piece.width * offset + (0 if under else friend.width * 0.3))
        else:
            order = (0.8, 0.2, 0.5, 0.65, 0.35, 0.92, 0.08) if front or len(back) > 1 else (0.5,)
            spots = [view.width * s for s in order]
            piece.x = max(
                spots[:5],
                key=lambda s: min([abs(s - u) for u in used] + [view.width * 0.6]) - abs(spots.index(s) - index) * 0.01,
            )
        half = min(piece.width * 0.5, view.width * 0.5)
        piece.x = min(max(piece.x, half * 0.8), view.width - half * 0.8)
        used.append(piece.x)
        piece.y = view.horizon + deep * (0.2 + chance.uniform(-0.02, 0.04))
        piece.height = min(piece.height, (piece.y - view.height * 0.03) / max(0.5, -piece.box.top))
        piece.depth = piece.y / view.height


def _walls(walls: list[Piece], view: View, unit: float) -> None:
    for index, piece in enumerate(walls):
        piece.height = piece.size * unit
        piece.x = view.width * (0.3 + 0.4 * index / max(1, len(walls)))
        piece.y = view.horizon * 0.72
        piece.depth = 0.0


def _sky(sky: list[Piece], view: View, unit: float, chance: random.Random, headroom: float, *, others: bool) -> None:
    """What flies or shines, spread over the sky; what flies over somebody, over him."""
    alone = len(sky) == 1 and not others and sky[0].thing.concept not in {"sun", "moon"}
    ordered = sorted(sky, key=lambda p: (p.pull is None, p.thing.concept in {"sun", "moon"}))
    for index, piece in enumerate(ordered):
        piece.height = min(piece.size * unit * (0.85 if not piece.thing.alive else 0.9), view.height * 0.42)
        if alone:
            piece.height = max(piece.height, view.unit * 0.3)
        share = (index + 0.5) / len(ordered) if len(ordered) > 1 else 0.5 if alone else chance.choice((0.24, 0.78))
        piece.x = view.width * (0.1 + 0.8 * share)
        piece.y = view.height * (0.2 + 0.1 * (index % 2) + headroom * 0.6) + piece.height * 0.5
        if piece.pull is not None and piece.pull.height:
            piece.x = piece.pull.x + piece.pull.height * (0.4 if piece.pull_kind in {"fly", "hold"} else 0.12)
            top = piece.pull.y + piece.pull.box.top * piece.pull.height
            if _tall(piece.pull):
                piece.height *= 0.55
            if top < piece.height * 1.2 and piece.pull.host is None:
                piece.pull.height *= max(0.4, (piece.pull.y - piece.height * 1.2) / max(1.0, piece.pull.y - top))
                top = piece.pull.y + piece.pull.box.top * piece.pull.height
            piece.y = max(piece.height * 0.95, top - view.unit * 0.02)
        piece.x = min(max(piece.x, piece.width * 0.5), view.width - piece.width * 0.5)
        piece.depth = piece.pull.depth + 0.01 if piece.pull is not None else 0.02
        piece.depth = -0.1 if piece.thing.concept in {"sun", "moon", "star", "rainbow", "planet"} else piece.depth


def _cluster(root: Piece) -> list[Piece]:
    return [root, *(piece for rider in root.riders for piece in _cluster(rider))]


def _fit(root: Piece, view: View, headroom: float) -> None:
    """Whoever would stick out at the top becomes smaller with all that carries him; so at the sides."""
    cluster = _cluster(root)
    margin = view.height * max(0.03, headroom)
    top = min(piece.y + piece.box.top * piece.height for piece in cluster)
    if top < margin and root.y > margin + view.height * 0.1:
        share = max(0.2, (root.y - margin) / (root.y - top))
        for piece in cluster:
            piece.height *= share
            piece.x = root.x + (piece.x - root.x) * share
            piece.y = root.y + (piece.y - root.y) * share
    elif top < margin:
        for piece in cluster:
            piece.y += margin - top
    for piece in cluster:
        half = min(piece.width * 0.42, view.width * 0.5)
        shift = max(half - piece.x, 0.0) + min(view.width - half - piece.x, 0.0)
        if shift and piece is root:
            for other in cluster:
                other.x += shift


def _turn(pieces: list[Piece], view: View) -> None:
    """Everybody looks at what the sentence says, else to the middle."""
    for piece in pieces:
        if piece.faces is not None and piece.faces is not piece:
            piece.flip = piece.faces.x < piece.x - 1
        elif piece.host is not None and piece.tie in {"ride", "in"}:
            piece.flip = piece.host.flip
        else:
            alone = sum(1 for other in pieces if other.thing.alive) < 2  # noqa: PLR2004
            piece.flip = piece.thing.alive and not alone and piece.x > view.width * 0.52
    for piece in pieces:
        if piece.pull is not None and piece.pull_kind in {"chase", "lead"}:
            piece.flip = piece.pull.flip
