"""The size at which a frame's picture is asked for: few proportions, so that pictures share batches."""

from math import log, sqrt

# Width over height; image models are trained at the ones in the middle (SDXL's buckets, arXiv:2307.01952 § 2.2).
BUCKETS = (0.4, 0.5, 0.5625, 0.6667, 0.75, 0.8, 1.0, 1.25, 1.3333, 1.5, 1.7778, 2.0, 2.5, 3.0)
_LARGER = 1.12
_MULTIPLE = 16


def bucket(width: float, height: float) -> float:
    """Return the proportions nearest to a frame's."""
    wanted = log(width / height)
    return min(BUCKETS, key=lambda aspect: abs(log(aspect) - wanted))


def art_size(width: float, height: float) -> tuple[int, int]:
    """Return a picture's size for a frame: the bucket's proportions, 12 % larger than what the frame shows."""
    aspect = bucket(width, height)
    tall = max(height, width / aspect) * _LARGER
    return _snapped(tall * aspect, _MULTIPLE), _snapped(tall, _MULTIPLE)


def size_within(art: tuple[int, int], *, pixels: int, multiple: int) -> tuple[int, int]:
    """Return the size of equal proportions at a model's best area; every frame of a bucket gets the same one."""
    aspect = bucket(*art)
    width = sqrt(pixels * aspect)
    return max(multiple, _snapped(width, multiple)), max(multiple, _snapped(width / aspect, multiple))


def _snapped(length: float, multiple: int) -> int:
    return round(length / multiple) * multiple
