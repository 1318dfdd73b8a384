"""From what the classifiers see to a level; the thresholds are measured in docs/measured.md, "Safety"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# Of 308 harmless pictures open_nsfw gave none more than .28; its authors call everything below .2 safe and above .8
# almost certainly not (github.com/yahoo/open_nsfw, "Usage").
SUGGESTIVE, NUDE, EXPLICIT = 0.35, 0.7, 0.9
# The same pictures showed the detector no such part with more than .18, buttocks excepted: a colour wheel had .83.
_CERTAIN, _ROUND = 0.3, 0.5


class Part(StrEnum):
    """What the detector tells apart and a rating depends on, as its classes are called."""

    BUTTOCKS = "BUTTOCKS_EXPOSED"
    BREAST = "FEMALE_BREAST_EXPOSED"
    VULVA = "FEMALE_GENITALIA_EXPOSED"
    PENIS = "MALE_GENITALIA_EXPOSED"
    ANUS = "ANUS_EXPOSED"


_INTIMATE = (Part.VULVA, Part.PENIS, Part.ANUS)


@dataclass(frozen=True, slots=True)
class Seen:
    """What both classifiers say of one picture, each number from 0 to 1: how likely it is explicit, shows a part."""

    explicit: float
    parts: Mapping[Part, float]


def level_of(seen: Seen) -> int:
    """Return 0 for everybody, 1 for suggestive, 2 for nudity, 3 for adults alone (gallery.md G9).

    Either classifier is enough for a level, except that round shapes deceive the detector: buttocks need the other's
    word before they are nudity.
    """
    if seen.explicit >= EXPLICIT or any(seen.parts.get(part, 0.0) >= _CERTAIN for part in _INTIMATE):
        return 3
    is_round = seen.parts.get(Part.BUTTOCKS, 0.0) >= _ROUND
    if seen.explicit >= NUDE or seen.parts.get(Part.BREAST, 0.0) >= _CERTAIN:
        return 2
    if is_round and seen.explicit >= SUGGESTIVE:
        return 2
    return 1 if is_round or seen.explicit >= SUGGESTIVE else 0
