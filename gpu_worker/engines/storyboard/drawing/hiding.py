"""Who is under or behind something."""

from gpu_worker.engines.storyboard.drawing.outdoors import View
from gpu_worker.engines.storyboard.drawing.staging import Piece

# How much room is under a thing, as a share of its height.
_ROOM_UNDER = {
    "table": 0.88, "desk": 0.85, "counter": 0.6, "piano": 0.6, "chair": 0.48, "stool": 0.8, "bench": 0.46, "bed": 0.5,
    "sofa": 0.3, "car": 0.32, "bus": 0.25, "bridge": 0.75, "beachumbrella": 0.75, "armchair": 0.3, "swing": 0.6,
    "stall": 0.6, "trampoline": 0.6, "truck": 0.3, "bathtub": 0.3, "mushroom": 0.7, "hammock": 0.5, "tractor": 0.3,
}  # fmt: skip


def tuck(piece: Piece, front: list[Piece]) -> None:
    """What is under a table sits between its legs; a little smaller if it must be."""
    roof = piece.pull
    if piece.pull_kind != "under" or roof not in front or roof is None:
        return
    room = _ROOM_UNDER.get(roof.thing.concept, 0.0) * roof.height
    if room < piece.height * 0.45:
        return
    piece.height = min(piece.height, room)
    piece.x, piece.y, piece.depth = roof.x, roof.y + 1, roof.depth + 0.001


def hide(cover: Piece, piece: Piece, view: View) -> None:
    """The cover stands before whoever is behind it, who looks out at its side."""
    trunk = cover.thing.group == "plant"
    if trunk:
        piece.height = min(piece.height, cover.height * 0.42)  # below the crown
    cover.y = min(view.height * 0.97, piece.y + view.unit * 0.04)
    cover.height = min(cover.height, (cover.y - view.height * 0.03) / max(0.5, -cover.box.top))
    cover.x = piece.x - (piece.width * 0.3 if trunk else cover.width * 0.5)
    cover.depth = piece.depth + 0.02
