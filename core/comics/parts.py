"""The pictures that a comic's order names, as the composer takes them."""

from collections.abc import Callable, Iterator, Sequence

from PIL import Image

from core.comics.composing import PanelPicture
from core.comics.geometry import Box, Point
from core.comics.lettering.model import Face
from core.comics.script.model import Panel, Script
from core.comics.script.vocabulary import fold
from core.jobs.pages import Head, Part
from core.pictures.reading import read_picture

Fetch = Callable[[str], bytes]


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


def _scaled(part: Part, panel: Panel, picture: Image.Image) -> tuple[Face, ...]:
    """Return a part's faces in the pixels of its picture, which is as large as its job said."""
    return faces_of(part.heads, panel) if part.width in {0, picture.width} else ()
