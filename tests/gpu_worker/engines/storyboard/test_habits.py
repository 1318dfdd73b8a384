"""What goes without saying, and what of an animal's library picture cannot be shown."""

import numpy as np
import pytest

from gpu_worker.engines.storyboard import Drawing, Library, draw, parse
from gpu_worker.engines.storyboard.drawing.figure import Role, left_out
from gpu_worker.engines.storyboard.drawing.parts import PARTS
from gpu_worker.engines.storyboard.scene import Thing


def _draw(prompt: str, library: Library) -> Drawing:
    return draw(parse(prompt, library=library), width=384, height=256, seed=1, library=library)


@pytest.mark.parametrize(
    ("prompt", "deed"), [("a skier", "ski"), ("rowerzysta", "rideride"), ("a pianist", "play_piano")]
)
def test_people_of_a_trade_do_what_they_do(library: Library, prompt: str, deed: str) -> None:
    action = parse(prompt, library=library).things[0].action
    assert action is not None
    assert action.key == deed


def test_a_deed_that_is_named_comes_before_the_trade(library: Library) -> None:
    action = parse("a skier reading a book", library=library).things[0].action
    assert action is not None
    assert action.key == "read"


@pytest.mark.parametrize("prompt", ["a wedding in a garden", "wesele w ogrodzie"])
def test_an_event_has_its_people(library: Library, prompt: str) -> None:
    assert [thing.concept for thing in parse(prompt, library=library).things] == ["bride", "man"]


def test_an_event_somebody_is_at_has_nobody_else(library: Library) -> None:
    assert [thing.concept for thing in parse("a dog at a wedding", library=library).things] == ["dog"]


def test_what_a_library_picture_cannot_show_is_said(library: Library) -> None:
    assert _draw("a sad snake", library).not_drawn == ("sad",)
    assert "scarf" in _draw("a jellyfish in a scarf", library).not_drawn
    assert _draw("a sad fox in a scarf", library).not_drawn == ()
    fish = Thing("fish", "fish", "", "animal", "icon:tropical-fish", 0.3)
    assert left_out(fish, Role()) == []


@pytest.mark.parametrize(
    "prompt", ["an elephant in a suit reading a book", "a giraffe riding a bicycle", "a crab doctor"]
)
def test_animals_that_behave_like_people_have_hands(library: Library, prompt: str) -> None:
    joints = _draw(prompt, library).graph.things[-1].joints or _draw(prompt, library).graph.things[0].joints
    assert "left_wrist" in dict(joints)


def test_the_camera_looks_from_above_from_below_and_from_behind(library: Library) -> None:
    plain, above, below, behind = (
        _draw(f"a girl in a meadow{view}", library) for view in ("", " from above", " from below", " from behind")
    )
    assert above.graph.horizon < plain.graph.horizon < below.graph.horizon
    assert np.abs(plain.pixels.astype(int) - behind.pixels.astype(int)).max() > 100
    assert behind.graph.heads == plain.graph.heads


def test_who_is_under_a_table_is_between_its_legs(library: Library) -> None:
    boxes = {thing.concept: thing.box for thing in _draw("a cat under a table", library).graph.things}
    assert boxes["table"].left < boxes["cat"].center[0] < boxes["table"].right
    assert boxes["cat"].center[1] > boxes["table"].center[1]


def test_who_is_in_a_cage_is_within_its_bars(library: Library) -> None:
    boxes = {thing.concept: thing.box for thing in _draw("a parrot in a cage", library).graph.things}
    assert boxes["cage"].top < boxes["parrot"].center[1] < boxes["cage"].bottom


def test_every_own_part_named_in_the_lists_is_drawn(library: Library) -> None:
    named = {
        sense.art.removeprefix("part:")
        for sense in library.lexicon.vocabulary.things.values()
        if sense.art.startswith("part:")
    }
    assert named <= set(PARTS)
    assert len(PARTS) >= 60
