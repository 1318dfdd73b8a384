"""Cropping: faces stay whole, and what draws the eye stays out from under the balloons."""

from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.comics.geometry import Box, Point
from core.comics.lettering.model import Face
from core.comics.render.cropping import crop, panel_faces
from core.comics.render.saliency import saliency

FRAME = Box(100, 200, 900, 700)


def _face(left: float, top: float, side: float = 80, *, certain: bool = True) -> Face:
    return Face(Box(left, top, left + side, top + side), Point(left + side / 2, top + side * 0.8), "Kot", certain)


def test_the_window_has_the_frames_proportions_and_lies_in_the_picture() -> None:
    dice = Random(1)
    for _ in range(200):
        size = dice.randrange(300, 2000), dice.randrange(300, 2000)
        frame = Box(0, 0, dice.randrange(100, 2000), dice.randrange(100, 3000))
        window = crop(size, frame, faces=[_face(dice.randrange(size[0]), dice.randrange(size[1]))]).window
        assert window.width / window.height == pytest.approx(frame.width / frame.height)
        assert window.left >= -1e-6
        assert window.top >= -1e-6
        assert window.right <= size[0] + 1e-6
        assert window.bottom <= size[1] + 1e-6


@pytest.mark.parametrize(("left", "top"), [(5, 300), (1100, 300), (600, 5), (600, 700)])
def test_a_face_at_any_edge_stays_whole(left: float, top: float) -> None:
    for frame in (Box(0, 0, 500, 500), Box(0, 0, 1200, 400), Box(0, 0, 400, 780)):
        face = _face(left, top)
        window = crop((1200, 800), frame, faces=[face]).window
        assert face.box.overlap(window) == pytest.approx(face.box.area)


def test_faces_come_back_in_the_panels_own_pixels() -> None:
    found = crop((1600, 1000), FRAME, faces=[_face(700, 500)])
    scale = FRAME.width / found.window.width
    (face,) = found.faces
    assert face.speaker == "Kot"
    assert face.box.width == pytest.approx(80 * scale)
    assert face.box.left == pytest.approx((700 - found.window.left) * scale)
    assert face.mouth.y == pytest.approx((564 - found.window.top) * scale)


def test_a_face_that_is_cropped_away_is_no_face_of_the_panel() -> None:
    assert panel_faces([_face(0, 0), _face(500, 500)], Box(400, 400, 800, 650), FRAME)[0].box.left == 200
    assert len(panel_faces([_face(0, 0), _face(500, 500)], Box(400, 400, 800, 650), FRAME)) == 1


def test_two_faces_apart_are_both_kept_when_they_fit() -> None:
    faces = [_face(20, 300), _face(1000, 300)]
    window = crop((1100, 800), Box(0, 0, 1100, 600), faces=faces).window
    assert all(face.box.overlap(window) == pytest.approx(face.box.area) for face in faces)


def test_a_face_that_was_only_guessed_gives_way_to_one_that_was_seen() -> None:
    seen, guessed = _face(50, 300), _face(1000, 300, certain=False)
    for faces in ([seen, guessed], [guessed, seen]):
        window = crop((1200, 800), Box(0, 0, 500, 800), faces=faces).window
        assert seen.box.overlap(window) == pytest.approx(seen.box.area)


def test_what_draws_the_eye_is_kept_below_the_balloons() -> None:
    picture = Image.new("RGB", (800, 1000), "#88aacc")
    ImageDraw.Draw(picture).ellipse((300, 180, 500, 380), fill="#cc2200")
    frame = Box(0, 0, 800, 600)
    window = crop(picture.size, frame, saliency=saliency(picture), room=0.3).window
    assert window.top + window.height * 0.3 <= 190
    assert window.bottom >= 380


def test_the_eyes_part_stands_where_it_was_drawn_in_the_map() -> None:
    picture = Image.new("RGB", (640, 320), "#88aacc")
    ImageDraw.Draw(picture).ellipse((480, 80, 600, 200), fill="#cc2200")
    found = saliency(picture)
    assert found.shape == (20, 40)
    row, column = np.unravel_index(found.argmax(), found.shape)
    assert 30 <= column <= 37
    assert 5 <= row <= 12
    assert float(found[:, :20].max()) < 0.2


@pytest.mark.parametrize("size", [(1, 1), (16, 16), (17, 900), (2000, 3)])
def test_a_picture_of_one_colour_draws_the_eye_nowhere(size: tuple[int, int]) -> None:
    assert saliency(Image.new("RGB", size, "#336699")).max() == 0
