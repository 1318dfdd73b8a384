"""One page: its type size, panels that refuse, insets, bleeds, slants, the mirror."""

from dataclasses import replace

import numpy as np
import pytest
from shapely import Polygon

from core.comics.geometry import Box, Point
from core.comics.layout.model import Frame, PageLayout
from core.comics.lettering.fonts import Fonts
from core.comics.lettering.model import Face, LetteredPage, Shape
from core.comics.lettering.page import letter, measure
from core.comics.script.model import Caption, Direction, Item, Panel, Place, Run, Say, Sound, Voice
from tests.core.comics.lettering.drawn_shapes import read, upright
from tests.core.comics.lettering.staging import page_of

MOUTH = Face(Box(380, 500, 560, 720), Point(470, 670), "ANNA")


def say(text: str, speaker: str = "ANNA", voice: Voice = Voice.SPEECH, place: Place | None = None) -> Say:
    """Return a balloon."""
    return Say(speaker, (Run(text),), voice, place)


def page(
    layout: PageLayout, fonts: Fonts, *items: Item, faces: tuple[Face, ...] = (MOUTH,), language: str = "en"
) -> LetteredPage:
    """Return a layout's first panel lettered."""
    return letter(layout, [Panel("", items)], faces={0: faces}, fonts=fonts, language=language, seed=1)


def test_a_silent_panel_has_no_lettering_at_full_size(fonts: Fonts) -> None:
    done = page(page_of((900, 900)), fonts)
    assert (done.items, done.refused, done.em) == ((), (), 46.0)


def test_words_that_are_only_spaces_are_not_lettered(fonts: Fonts) -> None:
    assert page(page_of((900, 900)), fonts, say("  ")).items == ()


def test_a_panel_that_cannot_hold_its_words_is_named_and_the_others_are_lettered(fonts: Fonts) -> None:
    small, big = page_of((400, 300)).frames[0], page_of((900, 900)).frames[0]
    layout = replace(page_of((400, 300)), frames=(small, replace(_moved(big, 600, 600), panel=1)))
    wordy = Panel("", tuple(say("one two three four five six seven eight nine ten") for _ in range(5)))
    done = letter(layout, [wordy, Panel("", (say("hello"),))], faces={}, fonts=fonts, language="en", seed=1)
    assert done.refused == (0,)
    assert {item.panel for item in done.items} == {1}
    assert done.em == layout.sheet.least_em


def _moved(frame: Frame, x: float, y: float) -> Frame:
    outline = tuple(Point(point.x + x, point.y + y) for point in frame.outline)
    return replace(frame, box=frame.box.moved(x, y), outline=outline)


def test_every_panel_of_a_page_has_the_size_that_the_fullest_one_needs(fonts: Fonts) -> None:
    """L9."""
    tight, roomy = page_of((620, 620)).frames[0], _moved(page_of((1000, 900)).frames[0], 700, 0)
    layout = replace(page_of((620, 620)), frames=(tight, replace(roomy, panel=1)))
    full = Panel("", tuple(say("we should not have come here tonight") for _ in range(3)))
    done = letter(layout, [full, Panel("", (say("yes"),))], faces={}, fonts=fonts, language="en", seed=1)
    assert done.refused == ()
    assert done.em < 46.0
    assert {span.em for item in done.items for span in item.spans} == {done.em}


def test_lettering_keeps_clear_of_an_inset_and_the_insets_comes_last(fonts: Fonts) -> None:
    big, inset = page_of((1500, 1200)).frames[0], page_of((600, 400)).frames[0]
    layout = replace(page_of((1500, 1200)), frames=(big, replace(_moved(inset, 40, 40), panel=1, inset=True)))
    panels = [Panel("", (say("somebody knocked three times"),)), Panel("", (say("who?"),))]
    done = letter(layout, panels, faces={}, fonts=fonts, language="en", seed=1)
    outside = next(one for one in read(done) if one.item.panel == 0)
    assert outside.whole.distance(upright(layout.frames[1].box)) >= 0.3 * done.em
    assert [item.panel for item in done.items] == [0, 1]


def test_lettering_of_a_bleeding_panel_stays_on_the_paper(fonts: Fonts) -> None:
    sheet = page_of((900, 900)).sheet
    edges = Box(-38, -38, sheet.width + 38, 1000)
    corners = (Point(-38, -38), Point(edges.right, -38), Point(edges.right, 1000), Point(-38, 1000))
    layout = replace(page_of((900, 900)), frames=(Frame(0, edges, corners, 0, (2063, 1038), bleed=True),))
    done = page(layout, fonts, Caption((Run("later"),)), say("hello there"))
    inner = upright(Box(45, 45, sheet.width - 45, 1000))
    assert all(inner.contains(one.whole) for one in read(done))


def test_lettering_stays_inside_a_slanted_frame(fonts: Fonts) -> None:
    """L2."""
    layout = page_of((700, 900), slant=250)
    done = page(layout, fonts, say("listen"), say("somebody is there", place=Place.RIGHT))
    inner = Polygon(layout.frames[0].outline).buffer(-6)
    assert done.refused == ()
    assert all(inner.contains(one.everything) for one in read(done))


def test_a_frame_that_is_all_border_refuses_what_it_cannot_hold(fonts: Fonts) -> None:
    layout = page_of((10, 10))
    assert page(layout, fonts, say("hello")).refused == (0,)


def test_from_the_right_the_first_balloon_is_on_the_right_and_letters_are_not_mirrored(fonts: Fonts) -> None:
    """L4."""
    items = (say("first", place=Place.RIGHT), say("second", "KOT"))
    plain = page(page_of((1600, 700)), fonts, *items)
    mirrored = page(page_of((1600, 700), Direction.RIGHT_TO_LEFT), fonts, *items)
    assert plain.items[0].box.centre.x < plain.items[1].box.centre.x
    assert mirrored.items[0].box.centre.x > mirrored.items[1].box.centre.x
    assert [s.glyphs for s in plain.items[0].spans] == [s.glyphs for s in mirrored.items[0].spans]


@pytest.mark.parametrize(
    ("place", "axis", "low"),
    [(Place.LEFT, 0, True), (Place.RIGHT, 0, False), (Place.BOTTOM, 1, False), (Place.TOP, 1, True)],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["balloon", "caption", "sound"])
def test_items_stand_where_the_writer_wants_them(kind: str, place: Place, axis: int, low: bool, fonts: Fonts) -> None:  # noqa: FBT001
    kinds: dict[str, Item] = {
        "balloon": say("over here", place=place),
        "caption": Caption((Run("later"),), place),
        "sound": Sound((Run("BAM"),), place),
    }
    layout = page_of((1500, 1500))
    (done,) = page(layout, fonts, kinds[kind], faces=()).items
    middle, half = done.box.centre[axis], layout.frames[0].box.centre[axis]
    assert (middle < half) is low


def test_loud_and_small_change_the_size_by_a_step_and_never_below_the_floor(fonts: Fonts) -> None:
    """L9."""
    done = page(
        page_of((1800, 1200)), fonts, replace(say("a b c"), loud=True), replace(say("d e f"), small=True), faces=()
    )
    assert [max(span.em for span in item.spans) for item in done.items] == [52.9, 40.0]
    tiny = page(page_of((1800, 1200)), fonts, replace(say("shh", voice=Voice.WHISPER), small=True), faces=())
    assert tiny.items[0].spans[0].em == 33.0


def test_an_unknown_speaker_is_aimed_at_where_something_is_worth_seeing(fonts: Fonts) -> None:
    worth = np.zeros((60, 90), np.float32)
    worth[40:50, 70:80] = 1
    panel = Panel("", (say("hello"),))
    done = letter(
        page_of((1500, 1000)), [panel], faces={}, fonts=fonts, language="en", seed=1, saliency={0: worth}
    )  # fmt: skip
    tail = done.items[0].tail
    assert tail is not None
    assert tail.x > 1000
    assert done.items[0].box.centre.x > 900


def test_in_a_tall_panel_balloons_come_down_to_whoever_speaks(fonts: Fonts) -> None:
    """L7: tails end halfway to the mouth or further, though the top of the panel is free."""
    face = Face(Box(240, 2900, 420, 3100), Point(330, 3050), "ANNA")
    (item,) = page(page_of((900, 3400)), fonts, say("Did you hear that?"), faces=(face,)).items
    assert item.tail is not None
    middle = item.box.centre.y - 90  # the page's margin
    assert item.tail.y - 90 > (middle + face.mouth.y) / 2
    assert face.mouth.y - middle < 900


def test_balloons_keep_off_what_is_worth_seeing(fonts: Fonts) -> None:
    """L17."""
    worth = np.zeros((60, 90), np.float32)
    worth[:25, 20:50] = 1
    free = page(page_of((1500, 1000)), fonts, say("hello over there"))
    kept = letter(
        page_of((1500, 1000)), [Panel("", (say("hello over there"),))], faces={0: (MOUTH,)}, fonts=fonts,
        language="en", seed=1, saliency={0: worth},
    )  # fmt: skip
    hidden = Box(90 + 1500 * 20 / 90, 90, 90 + 1500 * 50 / 90, 90 + 1000 * 25 / 60)
    assert kept.items[0].box.overlap(hidden) < free.items[0].box.overlap(hidden)


def test_a_sound_stands_off_the_picture_under_it(fonts: Fonts) -> None:
    """L23."""
    layout, panel = page_of((900, 900)), Panel("", (Sound((Run("BAM"),)),))
    found = set()
    for colour in ((255, 213, 52), (255, 138, 60), (255, 255, 255), (127, 224, 255), (255, 111, 97)):
        picture = np.full((90, 90, 3), colour, np.uint8)
        done = letter(layout, [panel], faces={}, fonts=fonts, language="en", seed=1, pictures={0: picture})
        (sound,) = done.items
        assert sound.shape is Shape.SOUND
        assert sound.fill != "#{:02x}{:02x}{:02x}".format(*colour)
        found.add(sound.fill)
    assert len(found) > 1


def test_more_words_and_louder_ones_measure_more(fonts: Fonts) -> None:
    few, many = (Panel("", (say(text),)) for text in ("no", "we should not have come here tonight"))
    loud = Panel("", (say("we should not have come here tonight", voice=Voice.SHOUT),))
    assert measure(Panel(), 46, fonts) == 0
    assert 0 < measure(few, 46, fonts) < measure(many, 46, fonts) < measure(loud, 46, fonts)


def test_a_panel_measures_about_what_it_is_lettered_with(fonts: Fonts) -> None:
    items = (say("look at that light over the water"), say("it moves again", "KOT"), Caption((Run("midnight"),)))
    done = page(page_of((1600, 900)), fonts, *items)
    drawn = sum(item.box.area for item in done.items) / done.em**2
    assert measure(Panel("", items), 46, fonts) == pytest.approx(drawn, rel=0.3)


def test_absurd_words_are_lettered_or_refused_and_never_raise(fonts: Fonts) -> None:
    """L10, L11."""
    for text in ("i " * 60, "A" * 400, "…" * 50, "漢字", "\u200d\u200d", "!?" * 80, "w" + "\u0301" * 90, "🇵🇱" * 30):
        done = page(page_of((900, 900)), fonts, say(text), Caption((Run(text),)), Sound((Run(text),)), faces=())
        assert done.refused in {(), (0,)}


def test_a_long_word_in_a_narrow_panel_is_cut_at_its_syllables(fonts: Fonts) -> None:
    """L10."""
    done = page(page_of((380, 900)), fonts, say("Konstantynopolitańczykowianeczka!"), faces=(), language="pl")
    lines = [span.text for span in done.items[0].spans]
    assert "".join(line.rstrip("-") for line in lines) == "KONSTANTYNOPOLITAŃCZYKOWIANECZKA!"
    assert all(line.endswith("-") for line in lines[:-1])
