"""The list of what is painted: order, joins, insets."""

from core.comics.geometry import Box
from core.comics.lettering.model import LetteredPage, Shape
from core.comics.render.drawing import EMPTY, PAPER, Fill, Glyphs, Picture, Stroke, drawing, words_of
from core.comics.render.model import FinishedPage
from tests.core.comics.pages import US, balloon, caption, finished, frame, grid, oval, sound


def test_every_frame_is_painted_before_any_lettering() -> None:
    page = finished(grid(2, 1), balloon("One", 300, 300), balloon("Two", 1300, 300, panel=1))
    assert [(part.panel, part.item) for part in drawing(page)] == [(0, -1), (1, -1), (2, -1), (0, 0), (1, 0)]


def test_an_inset_lies_over_the_picture_with_paper_around_it() -> None:
    layout = grid(1)
    inset = frame(1, Box(200, 200, 700, 600), inset=True)
    page = finished(type(layout)(1, layout.sheet, (inset, *layout.frames)))
    below, above = drawing(page)
    assert (below.panel, above.panel) == (0, 1)
    assert isinstance(above.steps[0], Stroke)
    assert above.steps[0].colour == PAPER


def test_a_frame_without_its_picture_is_still_a_frame() -> None:
    (part,) = drawing(FinishedPage(grid(1), LetteredPage(1, 46, ())))
    assert part.text == ""
    assert [type(step) for step in part.steps] == [Fill, Stroke]
    assert isinstance(part.steps[0], Fill)
    assert part.steps[0].colour == EMPTY


def test_a_borderless_frame_has_no_line() -> None:
    page = finished(type(grid(1))(1, US, (frame(0, Box(0, 0, 900, 900), border=0),)))
    assert [type(step) for step in drawing(page)[0].steps] == [Picture]


def test_joined_balloons_are_one_shape_with_one_line_and_keep_their_own_words() -> None:
    """L18."""
    bridge = oval(Box(540, 270, 960, 450))
    first = balloon("One", 500, 260, joined=(1,), extra=(bridge,))
    second = balloon("Two", 900, 400, item=1)
    _, one, two = drawing(finished(grid(1), first, second))
    assert [type(step) for step in one.steps] == [Fill, Stroke, Glyphs]
    assert [type(step) for step in two.steps] == [Glyphs]
    body = one.steps[0]
    assert isinstance(body, Fill)
    assert sum(segment.verb == "M" for segment in body.path) == 1
    assert (one.text, two.text) == ("One", "Two")


def test_a_chain_of_joins_is_one_group_however_it_is_named() -> None:
    items = [
        balloon("A", 300, 300, joined=(1,)),
        balloon("B", 420, 380, item=1),
        balloon("C", 540, 460, item=2, joined=(1,)),
    ]
    parts = drawing(finished(grid(1), *items))[1:]
    assert [len(part.steps) for part in parts] == [3, 1, 1]


def test_balloons_of_other_panels_are_not_joined_by_the_same_number() -> None:
    items = [balloon("A", 300, 300, joined=(1,)), balloon("B", 1300, 300, panel=1, item=1)]
    parts = drawing(finished(grid(2), *items))[2:]
    assert [len(part.steps) for part in parts] == [3, 3]


def test_a_whisper_joined_to_speech_keeps_its_broken_line() -> None:
    items = [balloon("A", 300, 300, joined=(1,)), balloon("b", 420, 380, item=1, dash=(12.0, 9.0))]
    (part, _) = drawing(finished(grid(1), *items))[1:]
    assert [step.dash for step in part.steps if isinstance(step, Stroke)] == [(), (12.0, 9.0)]
    assert [type(step) for step in part.steps] == [Stroke, Stroke, Fill, Fill, Glyphs]


def test_a_thoughts_bubbles_are_painted_with_it() -> None:
    bubbles = (oval(Box(700, 500, 730, 520)), oval(Box(730, 540, 745, 550)))
    (_, part) = drawing(finished(grid(1), balloon("Hm", 500, 300, extra=bubbles)))
    body = part.steps[0]
    assert isinstance(body, Fill)
    assert sum(segment.verb == "M" for segment in body.path) == 3


def test_a_balloon_without_a_line_is_only_filled() -> None:
    (_, part) = drawing(finished(grid(1), balloon("Hm", 500, 300, stroke=0.0)))
    assert [type(step) for step in part.steps] == [Fill, Glyphs]


def test_a_sound_is_outlined_letters_turned_about_its_middle() -> None:
    (_, part) = drawing(finished(grid(1), sound("BACH", 400, 500)))
    (glyphs,) = part.steps
    assert isinstance(glyphs, Glyphs)
    assert (glyphs.colour, glyphs.edge, glyphs.outline, glyphs.angle) == ("#ffd23f", "#1a1a1a", 8.0, -8.0)
    assert part.shape is Shape.SOUND


def test_lines_are_read_as_one_sentence() -> None:
    assert words_of(caption("Meanwhile, far\naway…", 100, 100)) == "Meanwhile, far away…"
