"""What the storyboard draws: pictures that hold what the graph says, the same every time."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gpu_worker.engines.storyboard import STYLES, Drawing, Library, draw, parse
from tests.bench.storyboard import Tally, examine, labelled

PROMPT = "a fox reading a book next to a girl in a red coat under a tree"


def _draw(prompt: str, library: Library, *, style: str = "flat", headroom: float = 0.0) -> Drawing:
    scene = parse(prompt, library=library)
    return draw(scene, width=384, height=256, seed=5, style=style, library=library, headroom=headroom)


@pytest.mark.parametrize("style", STYLES)
def test_the_same_order_gives_the_same_bytes(library: Library, style: str) -> None:
    first, second = _draw(PROMPT, library, style=style), _draw(PROMPT, library, style=style)
    assert first.pixels.shape == (256, 384, 3)
    assert first.pixels.tobytes() == second.pixels.tobytes()
    assert json.dumps(first.graph.to_json()) == json.dumps(second.graph.to_json())


def test_styles_are_visibly_different(library: Library) -> None:
    pictures = [_draw(PROMPT, library, style=style).pixels.astype(int) for style in STYLES]
    for i, first in enumerate(pictures):
        for second in pictures[i + 1 :]:
            assert np.abs(first - second).mean() > 8


def test_every_character_has_a_head_and_a_mouth_in_it(library: Library) -> None:
    graph = _draw(PROMPT, library).graph
    assert set(graph.heads) == {"fox", "girl"}
    for name, (x, y) in graph.mouths.items():
        head = graph.heads[name]
        assert head.left <= x <= head.right
        assert head.top <= y <= head.bottom + head.height * 0.2


def test_heads_are_inside_the_picture(library: Library) -> None:
    for entry in [*labelled("en")[:40], *labelled("pl")[40:80]]:
        graph = _draw(entry["prompt"], library).graph
        for head in graph.heads.values():
            assert head.center[0] > 0
            assert head.center[0] < 384
            assert head.center[1] > 0


def test_headroom_lowers_the_heads(library: Library) -> None:
    low = _draw("a king and a queen", library, headroom=0.4).graph.heads["king"]
    assert low.top >= 0.3 * 256


@pytest.mark.parametrize("size", [(256, 256), (2048, 512), (512, 2048), (1080, 1080), (300, 1200)])
def test_every_shape_is_drawn(library: Library, size: tuple[int, int]) -> None:
    scene = parse("two dogs and a castle", library=library)
    drawing = draw(scene, width=size[0], height=size[1], seed=1, library=library)
    assert drawing.pixels.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("size", [(255, 512), (2049, 512), (2048, 256)])
def test_other_sizes_are_refused(library: Library, size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="storyboard"):
        draw(parse("a fox", library=library), width=size[0], height=size[1], seed=1, library=library)


def test_an_unknown_style_is_refused_with_the_known_ones(library: Library) -> None:
    with pytest.raises(ValueError, match="blueprint"):
        _draw("a fox", library, style="oil")


@pytest.mark.parametrize("prompt", ["", "   ", "qwrtz blorf", "مرحبا بالعالم", "∑≠∞", "\x00\x07", "a" * 10_000])
def test_nothing_understood_gives_a_card(library: Library, prompt: str) -> None:
    drawing = _draw(prompt, library)
    assert drawing.graph.things == ()
    assert drawing.pixels.std() > 5
    assert drawing.alt["pl"].startswith("Abstrakcyjny")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120), seed=st.integers(0, 2**31))
def test_any_text_gives_a_picture(library: Library, text: str, seed: int) -> None:
    drawing = draw(parse(text, library=library), width=256, height=256, seed=seed, library=library)
    assert drawing.pixels.dtype == np.uint8


def test_alt_text_says_it_in_both_languages(library: Library) -> None:
    alt = _draw("czerwony samochód przed zamkiem w nocy", library).alt
    assert "car" in alt["en"]
    assert "samochód" in alt["pl"]


def test_maps_agree_with_the_picture(library: Library) -> None:
    drawing = _draw("a girl in a meadow", library)
    box = drawing.graph.things[0].box
    assert drawing.segmentation.shape == (256, 384)
    assert drawing.segmentation[int(box.center[1]), int(box.center[0])] == 1
    assert drawing.depth[250, 5] > drawing.depth[5, 5]
    assert drawing.pose.any()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_nine_in_ten_labelled_prompts_are_wholly_understood(library: Library, language: str) -> None:
    tally = Tally()
    for entry in labelled(language):
        examine(entry, library, tally)
    assert tally.prompts == 100
    assert tally.whole >= 90, "\n".join(tally.failures)
