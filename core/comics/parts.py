"""The pictures that a comic's order names, as the composer takes them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from PIL import Image

from core.comics.composing import PanelPicture
from core.comics.geometry import Box, Point
from core.comics.lettering.model import Face
from core.comics.script.model import Direction, Panel, Say, Script, Voice
from core.comics.script.vocabulary import fold
from core.jobs.pages import Head, Part
from core.pictures.reading import read_picture

Fetch = Callable[[str], bytes]
_UNSEEN = frozenset({Voice.OFF, Voice.VOICE_OVER})
_MOUTH = 0.78  # of a head's height, from its crown


def kept(script: Script, parts: Sequence[Part], fetch: Fetch) -> Iterator[tuple[int, PanelPicture]]:
    """Yield, by panel, the pictures of the panels that have one; ``fetch`` returns the bytes of a key."""
    for part in parts:
        if part.key and part.panel < len(script.panels):
            picture = read_picture(fetch(part.key))
            panel = script.panels[part.panel]
            yield part.panel, PanelPicture(picture, _scaled(part, panel, picture), part.key, part.alt)


def faces_of(heads: Sequence[Head], panel: Panel) -> tuple[Face, ...]:
    """Return heads as the letterer wants them: with the names of those who speak in the panel."""
    speakers = {fold(name): name for name in panel.speakers}
    return tuple(
        Face(
            Box(*head.box),
            Point(*(head.mouth or ((head.box[0] + head.box[2]) / 2, head.box[3]))),
            speakers.get(fold(head.name), ""),
        )
        for head in heads
    )


def faces_found(heads: Sequence[Box], panel: Panel, *, width: float, direction: Direction) -> tuple[Face, ...]:
    """Return heads that a detector found as faces, the largest of them with the names of those who speak.

    Nobody knows who is who in such a picture. Prompts name people in the order in which they first speak, models
    mostly set them side by side in that order, and that is where the letterer would look for them, too.

    Args:
        heads: in the picture's pixels.
        panel: who speaks in it; nobody looks for those who are off or tell.
        width: the picture's.
        direction: right-to-left comics set the first speaker to the right.
    """
    said = [item for item in panel.items if isinstance(item, Say) and item.voice not in _UNSEEN]
    names = tuple(dict.fromkeys(item.speaker for item in said))
    turned = direction is Direction.RIGHT_TO_LEFT
    seen = sorted(sorted(heads, key=lambda head: -head.area)[: len(names)], key=lambda head: head.centre.x)
    places = [(at + 1) / (len(names) + 1) * width for at in range(len(names))]
    chosen = min(
        combinations(range(len(names)), len(seen)),
        key=lambda these: sum(abs(places[at] - head.centre.x) for at, head in zip(these, seen, strict=True)),
    )
    called = {head: names[-1 - at if turned else at] for at, head in zip(chosen, seen, strict=True)}
    return tuple(
        Face(head, Point(head.centre.x, head.top + _MOUTH * head.height), called.get(head, "")) for head in heads
    )


def _scaled(part: Part, panel: Panel, picture: Image.Image) -> tuple[Face, ...]:
    """Return a part's faces in the pixels of its picture, which is as large as its job said."""
    return faces_of(part.heads, panel) if part.width in {0, picture.width} else ()
