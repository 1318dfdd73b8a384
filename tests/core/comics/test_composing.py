"""Pages from a script and pictures: every word once, growing and dividing where words don't fit, the same again."""

import pytest
from PIL import Image

from core.comics.composing import Composed, PanelPicture, WordsDoNotFit, compose, set_pages
from core.comics.geometry import Box, Point
from core.comics.lettering.fonts import Fonts, load_fonts
from core.comics.lettering.model import Face
from core.comics.render.drawing import words_of
from core.comics.render.written import write_page
from core.comics.script import FILE, parse
from core.comics.script.model import Page, PageSize, Panel, Run, Say, Script
from core.comics.script.splitting import split_panel
from core.comics.script.words import count, plain
from tests.core.comics.pages import landscape

WORDS = "these are rather many words that somebody says in a single panel of this comic and there are even more"


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """The real fonts."""
    return load_fonts()


def read(text: str) -> Script:
    """Return the script that a text is."""
    script = parse(text, limits=FILE).script
    assert script is not None
    return script


def drawn(script: Script, size: PageSize, fonts: Fonts) -> dict[int, PanelPicture]:
    """Return a picture for each panel, with a head in its middle."""
    pictures = {}
    for page in set_pages(script, size, fonts):
        for frame in page.frames:
            width, height = frame.art
            speakers = script.panels[frame.panel].speakers or ("",)
            head = Box(width * 0.4, height * 0.5, width * 0.55, height * 0.7)
            face = Face(head, Point(width * 0.47, height * 0.66), speakers[0])
            picture = landscape((width, height), frame.panel)
            pictures[frame.panel] = PanelPicture(picture, (face,), f"key-{frame.panel}", f"view {frame.panel}")
    return pictures


def composed(text: str, fonts: Fonts, size: PageSize = PageSize.SQUARE) -> Composed:
    """Return the finished pages of a text."""
    script = read(text)
    return compose(script, size, drawn(script, size, fonts), fonts=fonts, seed=3)


def test_every_word_of_the_script_stands_on_the_pages_once(fonts: Fonts) -> None:
    """L25."""
    text = " || ".join(f"A street | ANNA: One {number}. | TOM: Two {number}! | SFX: BANG" for number in range(6))
    made = composed(text, fonts, PageSize.US)
    said = [plain(item.words).casefold() for panel in made.script.panels for item in panel.items]
    lettered = [words_of(item).casefold() for page in made.pages for item in page.lettering.items]
    assert sorted(lettered) == sorted(said)


def test_the_same_input_makes_the_same_pages(fonts: Fonts) -> None:
    """L26: byte-identical."""
    first, second = (composed("A street | ANNA: Hello there.", fonts) for _ in range(2))
    assert [write_page(page) for page in first.pages] == [write_page(page) for page in second.pages]


def test_faces_follow_the_crop_of_their_picture(fonts: Fonts) -> None:
    """L5: no balloon covers a head, as it stands in its frame."""
    made = composed("A street | ANNA: Hello there, how are you?", fonts)
    (page,) = made.pages
    (art,) = page.art
    frame = page.layout.frames[0].box
    scale = frame.width / art.window.width
    width, height = made.pictures[0].size
    head = Box(
        frame.left + (width * 0.4 - art.window.left) * scale, frame.top + (height * 0.5 - art.window.top) * scale,
        frame.left + (width * 0.55 - art.window.left) * scale, frame.top + (height * 0.7 - art.window.top) * scale,
    )  # fmt: skip
    assert all(span.box.overlap(head) == 0 for item in page.lettering.items for span in item.spans)


def test_words_that_do_not_fit_are_given_room_and_then_another_panel(fonts: Fonts) -> None:
    """comics.md § 2.6: words are never dropped."""
    panel = "A street\n" + "\n".join(f"{name}: {WORDS}" for name in ("ANNA", "TOM", "ANNA", "TOM")) + "\n"
    script = read("PAGE\n" + "PANEL: A street\nANNA: Hi.\n" * 8 + "PANEL: " + panel)
    pictures = drawn(script, PageSize.SQUARE, fonts)
    made = compose(script, PageSize.SQUARE, pictures, fonts=fonts)
    assert all(not page.lettering.refused for page in made.pages)
    said = [plain(item.words) for panel_ in script.panels for item in panel_.items]
    kept = [plain(item.words) for panel_ in made.script.panels for item in panel_.items]
    assert " ".join(kept).split() == " ".join(said).split()
    assert set(made.pictures) == set(range(len(made.script.panels)))


def test_a_page_most_of_which_is_too_full_becomes_several_and_no_word_is_lost(fonts: Fonts) -> None:
    says = "\n".join(f"{name}: thirteen words in one balloon are very many for a panel so small" for name in "ABABAB")
    script = read("PAGE (tiers 3-3)\n" + f"PANEL: A street\n{says}\n" * 6)
    made = compose(script, PageSize.SQUARE, drawn(script, PageSize.SQUARE, fonts), fonts=fonts)
    assert len(made.pages) > 1
    assert all(not page.lettering.refused for page in made.pages)
    said = [plain(item.words) for panel in script.panels for item in panel.items]
    assert [plain(item.words) for panel in made.script.panels for item in panel.items] == said


def test_a_single_panel_with_too_much_to_say_becomes_two(fonts: Fonts) -> None:
    words = tuple(Say(name, (Run(" ".join(["balloon"] * 40)),)) for name in ("ANNA", "TOM") * 5)
    script = Script((Page((Panel("A street", words),)),))
    made = compose(script, PageSize.SQUARE, {}, fonts=fonts)
    assert len(made.script.panels) > 1
    assert sum(count(item.words) for panel in made.script.panels for item in panel.items) == 400


def test_a_word_that_fits_nowhere_is_refused_and_not_dropped(fonts: Fonts) -> None:
    panels = [Panel("a", (Say("A", (Run("hi"),)),))] * 8 + [Panel("b", (Say("A", (Run("w" * 600),)),))]
    script = Script((Page(tuple(panels)),), paged=True)
    with pytest.raises(WordsDoNotFit) as refused:
        compose(script, PageSize.SQUARE, {}, fonts=fonts)
    assert refused.value.panel >= 0


def test_panels_without_a_picture_are_lettered_all_the_same(fonts: Fonts) -> None:
    script = read("A street | ANNA: Hello. || A park | ANNA: Bye.")
    made = compose(script, PageSize.SQUARE, {1: PanelPicture(Image.new("RGB", (400, 300)))}, fonts=fonts)
    assert [art.panel for page in made.pages for art in page.art] == [1]
    assert len(made.pages[0].lettering.items) == 2


def test_a_page_is_told_in_words_with_what_its_pictures_show(fonts: Fonts) -> None:
    made = composed("A street | ANNA: Hello. || A park", fonts)
    assert "view 0" in made.pages[0].alt
    assert "ANNA: Hello." in made.pages[0].alt


def test_a_panel_is_divided_between_its_balloons_and_never_inside_a_joined_pair() -> None:
    script = read("PAGE (tiers 1)\nA street\nANNA: One.\n: Two.\nTOM: Three.")
    halves = split_panel(script, 0)
    assert halves is not None
    assert [[plain(item.words) for item in panel.items] for panel in halves.panels] == [["One.", "Two."], ["Three."]]
    assert [panel.description for panel in halves.panels] == ["A street"] * 2
    assert halves.pages[0].tiers == ()


def test_a_panel_of_one_balloon_is_divided_inside_it() -> None:
    halves = split_panel(read("A street | ANNA: One two. Three four."), 0)
    assert halves is not None
    assert [item for panel in halves.panels for item in panel.items] == [
        Say("ANNA", (Run("One two."),)),
        Say("ANNA", (Run("Three four."),)),
    ]


@pytest.mark.parametrize("text", ["A street", "A street | ANNA: One."])
def test_a_panel_of_at_most_one_word_can_not_be_divided(text: str) -> None:
    assert split_panel(read(text), 0) is None


def test_dividing_leaves_the_other_panels_as_they_are() -> None:
    script = read("PAGE\nA\n---\nB\nTOM: One. Two.\nPAGE\nC")
    halves = split_panel(script, 1)
    assert halves is not None
    assert [panel.description for panel in halves.panels] == ["A", "B", "B", "C"]
