"""The checkers themselves: each finds the breach that it is for, in a page that was good."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.comics.geometry import Box, Point
from core.comics.lettering.fonts import Fonts
from core.comics.lettering.model import Face, Lettered, LetteredPage, Span
from core.comics.script.model import Caption, Item, Panel, Run, Say, Sound, Voice
from tests.core.comics.lettering.hard_rules import violations
from tests.core.comics.lettering.staging import Stage, page_of
from tests.core.comics.lettering.test_lettering import lettered

ITEMS: tuple[Item, ...] = (
    Caption((Run("later that night"),)),
    Say("ANNA", (Run("wait for "), Run("me", strong=True), Run(" at the extraordinary lighthouse tonight!"))),
    Say("KOT", (Run("you always say so"),)),
    Say("ANNA", (Run("listen to the water"),), Voice.VOICE_OVER),
    Sound((Run("CRASH"),)),
)
FACES = (
    Face(Box(300, 560, 460, 760), Point(380, 710), "ANNA"),
    Face(Box(1200, 560, 1360, 760), Point(1280, 710), "KOT"),
)
Change = Callable[[Lettered], Lettered]


@pytest.fixture
def good(fonts: Fonts) -> tuple[Stage, LetteredPage]:
    """Return a page that breaks no rule."""
    one = Stage(page_of((1800, 1100)), Panel("", ITEMS), FACES, "en", 3)
    return one, lettered(one, fonts)


def moved(item: Lettered, x: float, y: float) -> Lettered:
    """Return an item somewhere else, whole."""

    def at(point: Point) -> Point:
        return Point(point.x + x, point.y + y)

    return replace(
        item,
        box=item.box.moved(x, y),
        tail=at(item.tail) if item.tail else None,
        outline=tuple(replace(step, points=tuple(map(at, step.points))) for step in item.outline),
        spans=tuple(replace(span, x=span.x + x, y=span.y + y, box=span.box.moved(x, y)) for span in item.spans),
    )


def respelt(item: Lettered, change: Callable[[Span], Span]) -> Lettered:
    """Return an item with its spans changed."""
    return replace(item, spans=tuple(change(span) for span in item.spans))


def onto(item: Lettered, place: tuple[float, float]) -> Lettered:
    """Return an item with its middle at a place."""
    return moved(item, place[0] - item.box.centre.x, place[1] - item.box.centre.y)


BREACHES: dict[str, tuple[int, Change]] = {
    "L1": (1, lambda item: respelt(item, lambda span: replace(span, box=span.box.moved(150, 0)))),
    "L2": (2, lambda item: moved(item, 0, -2000)),
    "L3": (2, lambda item: onto(item, (600, 240))),
    "L4": (2, lambda item: onto(item, (1000, 1000))),
    "L5": (2, lambda item: onto(item, (1370, 750))),
    "L6": (2, lambda item: replace(item, tail=Point(500, 740))),
    "L9": (1, lambda item: respelt(item, lambda span: replace(span, em=20.0))),
    "L10": (1, lambda item: respelt(item, lambda span: replace(span, text=span.text + "-"))),
    "L11": (1, lambda item: respelt(item, lambda span: replace(span, text="…" + span.text))),
    "L19": (2, lambda item: replace(item, tail=None)),
    "L20": (1, lambda item: respelt(item, lambda span: replace(span, font="comic-neue"))),
    "L22": (0, lambda item: respelt(item, lambda span: replace(span, glyphs=((0, 0, 0),)))),
    "L23": (1, lambda item: replace(item, ink="#aaaaaa")),
    "L25": (1, lambda item: replace(item, spans=item.spans[:-1])),
}


def test_the_page_is_good_before_it_is_changed(good: tuple[Stage, LetteredPage], fonts: Fonts) -> None:
    assert violations(*good, fonts) == []


@pytest.mark.parametrize("rule", BREACHES)
def test_each_breach_is_found_by_the_rule_that_it_is_of(
    rule: str, good: tuple[Stage, LetteredPage], fonts: Fonts
) -> None:
    one, page = good
    at, change = BREACHES[rule]
    items = tuple(change(item) if item.item == at else item for item in page.items)
    assert rule in {found.split(":")[0] for found in violations(one, replace(page, items=items), fonts)}
