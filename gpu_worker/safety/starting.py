"""Looking at the pictures that something is made from before anything is made from them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.jobs.orders import Failure
from core.jobs.specs import DrawSpec
from core.screening.screen import tells_of_young
from gpu_worker.engines.engine import EngineError
from gpu_worker.safety.judge import Judge

_ADULT, _NUDE = 3, 2


def start_level(judge: Judge, spec: DrawSpec, pictures: Mapping[str, NDArray[np.uint8]]) -> int | None:
    """Return the highest rating of the pictures by key that a result is made from; the result has no lower one.

    None where one of them can't be judged: then the result is not judged either, and is not public. A mask shows
    nothing and is left out; so is everything where the rating of the one picture is known.

    Raises:
        EngineError: REFERENCE_REFUSED, with what only adults may see, or nudity and words that tell of somebody young.
    """
    if spec.level is not None:
        return spec.level
    mask = spec.edit.mask if spec.edit else ""
    levels = [judge.level(pixels) for key, pixels in pictures.items() if key != mask]
    known = [level for level in levels if level is not None]
    highest = max(known, default=0)
    if highest >= _ADULT or (highest >= _NUDE and tells_of_young(spec.prompt)):
        raise EngineError(Failure.REFERENCE_REFUSED)
    return highest if len(known) == len(levels) else None
