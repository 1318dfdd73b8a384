"""What panels are asked for: prompts, players, faces, room for balloons, styles by their names."""

import pytest

from core.comics.directing import direction_of, expression_of, panel_spec, prompt_of, style_named
from core.comics.layout import lay_out
from core.comics.layout.model import Frame, Sheet
from core.comics.script import parse
from core.comics.script.model import PageSize, Script
from core.engines import STORYBOARD, Shape
from core.jobs.direction import Expression

PAINTER = STORYBOARD.model_copy(update={"engine": "diffusers", "name": "sdxl", "multiple": 64, "pixels": 1024 * 1024})


def read(text: str) -> Script:
    """Return the script that a text is."""
    script = parse(text).script
    assert script is not None
    return script


def first_frame(script: Script) -> tuple[Frame, Sheet]:
    """Return where a script's first panel stands."""
    page = lay_out(script, size=PageSize.SQUARE)[0]
    return page.frames[0], page.sheet


def test_an_engine_that_knows_characters_gets_the_description_as_it_is() -> None:
    script = read("Cast: Maya = red coat | Maya in the street | MAYA: Hi")
    assert prompt_of(script.panels[0], script, knows_characters=True) == "Maya in the street"


def test_another_engine_is_told_the_looks_and_to_leave_room_and_no_letters() -> None:
    script = read("Cast: Maya = red coat; Tom = beard | Maya in the street | MAYA: Hi")
    prompt = prompt_of(script.panels[0], script, knows_characters=False)
    assert prompt.startswith("Maya in the street. Maya: red coat. empty space at the top")
    assert "no letters" in prompt
    assert "beard" not in prompt
    polish = read("Kot śpi na łące")
    assert "bez liter" in prompt_of(polish.panels[0], polish, knows_characters=False)


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("ANNA (shout): Hi\nTOM: Ho", "ANNA, TOM"),
        ("ANNA (off): Hi\nTOM: Ho", "TOM"),
        ("CAPTION: Night in the city", "Night in the city"),
        ("*BOOM*", "BOOM"),
    ],
)
def test_a_panel_that_nobody_described_shows_who_speaks_or_what_is_told(text: str, prompt: str) -> None:
    script = read(text)
    assert prompt_of(script.panels[0], script, knows_characters=True) == prompt


@pytest.mark.parametrize(
    ("line", "face"),
    [
        ("CAT (shout): Give it to me", Expression.ANGRY),
        ("CAT: What?!", Expression.SURPRISED),
        ("CAT: Thank you!", Expression.HAPPY),
        ("CAT (shout): Hooray!", Expression.HAPPY),
        ("KOT: Ratunku", Expression.AFRAID),
        ("KOT: Przepraszam", Expression.SAD),
        ("KOT (myśl): Jestem zmęczony", Expression.TIRED),
        ("CAT: Hello", None),
    ],
)
def test_faces_follow_the_balloons(line: str, face: Expression | None) -> None:
    panel = read(f"A room\n{line}").panels[0]
    assert expression_of(panel.speakers[0], panel) is face


def test_directions_name_the_players_and_keep_room_where_there_are_words() -> None:
    script = read("Cast: Maya = red coat | A street | MAYA: Hi there, how are you?")
    frame, sheet = first_frame(script)
    direction = direction_of(script.panels[0], script, frame, sheet, lettering=60.0)
    assert direction.cast == {"Maya": "red coat"}
    assert direction.speakers == ("Maya",)
    assert 0.1 <= direction.headroom <= 0.42
    silent = read("A street")
    assert direction_of(silent.panels[0], silent, frame, sheet, lettering=0.0).headroom == 0.0


def test_who_is_only_heard_is_not_drawn() -> None:
    script = read("Cast: Maya = red coat | A fox runs | MAYA (off): Wait! | MAYA (vo): I ran, too.")
    frame, sheet = first_frame(script)
    assert direction_of(script.panels[0], script, frame, sheet, lettering=9.0).speakers == ()
    assert "red coat" not in prompt_of(script.panels[0], script, knows_characters=False)
    both = read("A fox runs | MAYA (off): Wait! | MAYA: Here I am.")
    assert direction_of(both.panels[0], both, frame, sheet, lettering=9.0).speakers == ("MAYA",)


def test_a_panels_order_is_at_the_models_best_size_of_the_frames_proportions() -> None:
    script = read("PAGE\nPANEL 1 (wide): a street\nPANEL 2: b\nPANEL 3: c")
    frame, sheet = first_frame(script)
    spec = panel_spec(script, 0, frame, sheet=sheet, card=PAINTER, style="", seed=5, lettering=0.0)
    assert spec.width % 64 == spec.height % 64 == 0
    assert 0.7 < spec.width * spec.height / PAINTER.pixels < 1.4
    assert spec.width / spec.height == pytest.approx(frame.box.width / frame.box.height, rel=0.3)
    assert spec.shape in {Shape.WIDE, Shape.LANDSCAPE}
    assert (spec.seed, spec.style) == (5, "")


@pytest.mark.parametrize(
    ("words", "style"),
    [("ink", "ink"), ("Ink Drawing", "ink"), ("tusz", "ink"), ("noir", "noir"), ("pastel", "pastel"), ("oils", "")],
)
def test_styles_are_known_by_their_names_in_both_languages(words: str, style: str) -> None:
    assert style_named(words) == style
