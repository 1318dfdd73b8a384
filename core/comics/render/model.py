"""A page that has everything: frames, lettering, and which part of which picture stands in each frame."""

from dataclasses import dataclass

from core.comics.geometry import Box
from core.comics.layout.model import PageLayout
from core.comics.lettering.model import LetteredPage


@dataclass(frozen=True, slots=True)
class Art:
    """The picture of one frame.

    ``panel`` is the frame's, ``key`` the picture's place in the object store ("" before it is drawn), ``size`` its
    width and height in pixels, ``window`` the part that is shown, in the picture's own pixels. ``alt`` says what it
    shows, in the comic's language.
    """

    panel: int
    key: str
    size: tuple[int, int]
    window: Box
    alt: str = ""


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """One page ready to be painted; ``alt`` is its captions and dialogue in reading order."""

    layout: PageLayout
    lettering: LetteredPage
    art: tuple[Art, ...] = ()
    alt: str = ""
    language: str = "en"
