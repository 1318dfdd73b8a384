"""Faces in pictures that nobody knows the heads of; the real detector on a portrait in the public domain."""

import sys
from io import BytesIO

import pytest
from PIL import Image

from core.comics.geometry import Box
from core.comics.script import format_script, parse
from core.engines import Shape
from core.jobs.pages import Pages, Part
from core.jobs.specs import DrawSpec
from core.pictures.writing import COMPOSITE, TRAINED
from gpu_worker.composing import Composer
from gpu_worker.faces import FaceFinder
from gpu_worker.settings import WorkerSettings
from launcher.folders import REPOSITORY
from tests.gpu_worker.test_composing import Silent

ASSETS = WorkerSettings.model_fields["node_modules"].default
PORTRAIT = REPOSITORY / "tests" / "data" / "faces" / "eileen-collins.webp"
FACE = Box(80, 50, 165, 135)  # from brows to chin, in the portrait's own pixels


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    """The real detector, loaded once."""
    return FaceFinder()


def portraits(size: tuple[int, int], *places: tuple[int, int, int]) -> Image.Image:
    """Return a wall with the portrait at some places: left, top and side in pixels."""
    wall = Image.new("RGB", size, (96, 120, 150))
    with Image.open(PORTRAIT) as portrait:
        for left, top, side in places:
            wall.paste(portrait.convert("RGB").resize((side, side)), (left, top))
    return wall


def face_at(left: int, top: int, side: int) -> Box:
    """Return where a portrait's face is when it hangs there."""
    scale = side / 256
    return Box(left + FACE.left * scale, top + FACE.top * scale, left + FACE.right * scale, top + FACE.bottom * scale)


@pytest.mark.parametrize(
    ("size", "places"),
    [
        ((256, 256), [(0, 0, 256)]),
        ((1152, 768), [(120, 300, 300), (700, 260, 300)]),
        ((512, 1024), [(100, 600, 256)]),
        ((1344, 768), [(0, 400, 220), (560, 300, 256), (1100, 420, 240)]),
    ],
)
def test_each_face_is_found_once_and_whole(
    size: tuple[int, int], places: list[tuple[int, int, int]], finder: FaceFinder
) -> None:
    """L5: what is kept clear holds the face from brows to chin."""
    found = finder.find(portraits(size, *places), repr((size, places)))
    assert len(found) == len(places)
    for place in places:
        face = face_at(*place)
        assert max(head.overlap(face) for head in found) > 0.9 * face.area


@pytest.mark.parametrize("size", [(300, 300), (1, 1), (2000, 3), (3, 2000)])
def test_nobody_is_found_where_nobody_is(size: tuple[int, int], finder: FaceFinder) -> None:
    assert finder.find(portraits(size), f"nobody {size}") == ()


def page_of(wall: Image.Image, source: str) -> Image.Image:
    """Return a comic page of one panel, in which two people say a lot, set over a picture that some engine drew."""
    script = parse(
        "Size: square\nTwo astronauts\nADA: Did you hear that, too? It came from behind the hatch, I am sure of it.\n"
        "BO: I heard nothing at all, and I have been awake for the whole of this long shift.\n"
        "ADA: Then come over here and listen to it."
    ).script
    assert script is not None
    out = BytesIO()
    wall.save(out, "PNG")
    part = Part(panel=0, key=source, width=wall.width, height=wall.height, level=0)
    pages = Pages(script=format_script(script), size="square", parts=(part,), source=source)
    spec = DrawSpec(
        prompt="a comic", engine="storyboard", model="storyboard", shape=Shape.SQUARE, width=1024, height=1024, seed=7,
        cost=1, pages=pages,
    )  # fmt: skip
    (page,) = Composer({}, assets=ASSETS).pages(spec, fetch=lambda _: out.getvalue(), watch=Silent())
    return Image.fromarray(page.pixels)


def test_balloons_keep_clear_of_faces_in_pictures_whose_engine_knows_none(finder: FaceFinder) -> None:
    """L5: what a trained model drew is looked at; the faces are still whole on the finished page."""
    wall = portraits((1024, 1024), (100, 0, 320), (600, 0, 320))
    assert len(finder.find(page_of(wall, TRAINED), "page")) == 2
    assert len(finder.find(page_of(wall, COMPOSITE), "covered page")) < 2  # nothing else keeps them clear


def test_without_the_detectors_packages_nobody_is_found_and_comics_are_set_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A small house has none of them."""
    monkeypatch.setitem(sys.modules, "gpu_worker.safety.detecting", None)
    wall = portraits((1024, 1024), (100, 0, 320))
    assert FaceFinder().find(wall, "a") == ()
    assert page_of(wall, TRAINED).size == (1080, 1080)
