"""Who is on or in something: where its seat is, and how one gets there."""
# fmt: off
# ruff: noqa: E501 -- a table of heights reads best in wide rows

from gpu_worker.engines.storyboard.drawing.staging import Piece, upright

# Where one sits or stands on a thing, as a share of its height above the ground.
_SEATS = {
    "sofa": 0.4, "armchair": 0.42, "chair": 0.46, "bench": 0.42, "throne": 0.34, "deckchair": 0.4, "rockingchair": 0.42,
    "bed": 0.52, "hammock": 0.24, "table": 0.97, "desk": 0.97, "counter": 0.96, "bicycle": 0.8, "motorcycle": 0.6,
    "scooter": 0.5, "kickscooter": 0.16, "skateboard": 0.66, "sled": 0.5, "horse": 0.62, "swing": 0.3, "boat": 0.35,
    "sailboat": 0.12, "ship": 0.5, "car": 0.42, "bus": 0.5, "train": 0.4, "balloon_air": 0.1, "elephant": 0.9, "dragon": 0.6,
    "canoe": 0.4, "rocket": 0.45, "rug": 0.5, "magiccarpet": 0.55, "surfboard": 0.5, "tree": 0.5, "rock": 0.9, "log": 0.9,
    "stump": 0.86, "wall": 0.98, "fence": 0.9, "house": 0.86, "bridge": 0.72, "basket": 0.45, "box": 0.75, "bucket": 0.5,
    "tractor": 0.42, "airplane": 0.5, "helicopter": 0.4, "unicorn": 0.62, "camel": 0.72, "stairs": 0.5, "wave": 0.6,
    "hill": 0.95, "cliff": 1.0, "submarine": 0.8, "coffee": 0.4, "bathtub": 0.35, "island": 0.25, "pirateship": 0.4,
    "ufo": 0.5, "tram": 0.4, "broom": 0.5, "wheelchair": 0.4, "fridge": 1.0, "moon": 0.85, "cloud": 0.7, "puddle": 0.4,
    "cage": 0.1, "jar": 0.08, "aquarium": 0.25, "nest": 0.5, "bowl": 0.5, "pot": 0.6, "crate": 0.62, "barrel": 0.72,
    "chest": 0.55, "suitcase": 0.5, "backpack": 0.6, "tent": 0.05, "doghouse": 0.08, "cauldron": 0.6, "egg": 0.35,
    "tophat": 0.4, "hat": 0.4, "snowglobe": 0.3, "vase": 0.7, "bottle": 0.1, "plate": 0.5, "teapot": 0.5, "bag": 0.6,
    "shoppingcart": 0.5, "cart": 0.6, "pram": 0.55, "hay": 0.75, "sandbox": 0.3, "sink": 0.7, "flowerpot": 0.75,
    "trampoline": 0.8, "iceberg": 0.82, "windowframe": 0.5, "window": 0.45, "door": 0.02, "barn": 0.02, "pond": 0.4,
    "pool_t": 0.4, "lotus": 0.5, "mushroom": 0.95, "statue": 0.95, "rope": 0.9, "pancakes": 0.9,
}  # fmt: skip
# Vehicles without a roof: who is in them sits; out of the others heads look.
_OPEN = frozenset(
    {
        "boat",
        "canoe",
        "sled",
        "cart",
        "pram",
        "sailboat",
        "speedboat",
        "balloon_air",
        "shoppingcart",
        "paperboat",
        "pirateship",
    }
)


def seat(piece: Piece) -> float:
    """The height of the seat as a share of the thing's own height."""
    concept = piece.thing.concept
    if piece.thing.art.startswith("quad:"):
        return 0.62
    return _SEATS.get(concept, 0.92 if piece.thing.group in {"furniture", "item", "food", "building", "plant"} else 0.6)


def _fit_in(piece: Piece, host: Piece) -> None:
    """Makes a rider small enough for what it is in, and for how far away that is."""
    if piece.tie == "in" and host.thing.group in {"item", "food", "furniture", "wear"}:
        piece.height = min(piece.height, host.height * (0.85 if seat(host) < 0.3 else 1.4))  # noqa: PLR2004 -- a deep one
    if host.depth < 0.5 and host.height:  # noqa: PLR2004 -- far hosts carry far riders
        piece.height *= 0.8


def mount(piece: Piece, unit: float) -> None:
    """On its host: the seat, the table top, the roof."""
    host = piece.host
    if host is None or piece.height:
        return
    if not host.height:
        mount(host, unit)
    piece.height = piece.size * unit * (0.9 if piece.tie == "in" and host.thing.group == "vehicle" else 1.0)
    _fit_in(piece, host)
    level = host.y - seat(host) * host.height
    spread = host.riders.index(piece) - (len(host.riders) - 1) / 2
    wide = host.width * 0.7 / max(1, len(host.riders))
    piece.x = host.x + (host.box.left + host.box.right) / 2 * host.height + spread * max(wide, piece.width * 0.5)
    lowered = 0.0
    if upright(piece) and (piece.role.seated or piece.role.pose == "ride"):
        lowered = piece.height * (0.05 if piece.role.seated else 0.22)
    if piece.tie == "in":
        lowered += piece.height * 0.16
    piece.y = level + lowered
    if piece.tie == "in" and host.thing.group == "vehicle":
        roofed = host.thing.concept not in _OPEN
        roof = host.y + host.box.top * host.height + piece.height * 0.6
        piece.y = roof if roofed else min(piece.y, host.y - host.height * 0.1)
    piece.depth = host.depth + 0.001 * (1 if piece.tie != "in" else -1)
    if piece.tie == "ride" and host.thing.concept in {"bicycle", "motorcycle"}:
        piece.x -= host.width * 0.1
