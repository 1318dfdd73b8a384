"""From an order's parts to pictures with faces."""

from io import BytesIO

import pytest
from PIL import Image

from core.comics.geometry import Box, Point
from core.comics.parts import faces_found, faces_of, kept
from core.comics.script import parse
from core.comics.script.model import Script
from core.jobs.pages import Head, Part


def _script() -> Script:
    script = parse("A cat\nKOT: Hm.\n---\nA dog\nPIES: Hau.").script
    assert script is not None
    return script


def _file(width: int = 64, height: int = 48) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "PNG")
    return out.getvalue()


HEADS = (Head(box=(10, 10, 20, 20), mouth=(15, 18), name="kot"), Head(box=(30, 10, 40, 22), name="ptak"))


def test_a_part_becomes_its_panels_picture_with_the_speakers_face() -> None:
    parts = [Part(panel=0, key="a", width=64, height=48, heads=HEADS, alt="A cat"), Part(panel=1)]
    ((panel, one),) = kept(_script(), parts, {"a": _file()}.__getitem__)
    assert (panel, one.key, one.alt, one.picture.size) == (0, "a", "A cat", (64, 48))
    assert [face.speaker for face in one.faces] == ["KOT", ""]
    assert one.faces[0].mouth == Point(15, 18)


def test_where_only_the_head_is_known_the_mouth_is_at_its_foot() -> None:
    assert faces_of(HEADS[1:], _script().panels[0])[0].mouth == Point(35, 22)
    assert faces_of(HEADS[1:], _script().panels[0])[0].box == Box(30, 10, 40, 22)


def test_faces_of_another_size_are_nobodys() -> None:
    parts = [Part(panel=0, key="a", width=128, height=96, heads=HEADS)]
    ((_, one),) = kept(_script(), parts, {"a": _file()}.__getitem__)
    assert one.faces == ()


def test_a_part_of_no_panel_is_passed_over() -> None:
    assert list(kept(_script(), [Part(panel=7, key="a")], {"a": _file()}.__getitem__)) == []


def test_a_picture_that_the_store_lost_is_the_fetchers_to_tell() -> None:
    with pytest.raises(KeyError):
        list(kept(_script(), [Part(panel=0, key="a")], dict[str, bytes]().__getitem__))


@pytest.mark.parametrize(
    ("script", "lefts", "names"),
    [
        ("Two\nA: Hi.\nB: Hi.", [10, 700], ["A", "B"]),
        ("Two\nA: Hi.\nB: Hi.", [700, 10], ["B", "A"]),
        ("Two\nA: Hi.\nB: Hi.", [600], ["B"]),
        ("Two\nA: Hi.\nB: Hi.", [200], ["A"]),
        ("One\nA (off): Hi.\nB: Hi.", [200], ["B"]),
        ("One\nA: Hi.", [10, 500, 800], ["", "A", ""]),
        ("Read: right to left\nTwo\nA: Hi.\nB: Hi.", [10, 700], ["B", "A"]),
        ("None\nA: Hi.", [], []),
    ],
)
def test_faces_that_were_found_get_the_speakers_names_in_the_order_in_which_they_first_speak(
    script: str, lefts: list[int], names: list[str]
) -> None:
    """comics.md § 3, Speakers; the second of several heads is the largest here."""
    read = parse(script).script
    assert read is not None
    heads = [Box(left, 100, left + 80 + 20 * (at == 1), 200) for at, left in enumerate(lefts)]
    faces = faces_found(heads, read.panels[0], width=1000, direction=read.direction)
    assert [face.speaker for face in faces] == names
    assert all(face.box.left < face.mouth.x < face.box.right for face in faces)
