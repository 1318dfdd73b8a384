"""Hundreds of panels made by dice, held against every rule (L1–L27); `./run bench lettering` takes thousands."""

from dataclasses import dataclass

import pytest

from core.comics.lettering.fonts import Fonts
from core.comics.lettering.model import LetteredPage
from core.comics.lettering.page import letter
from tests.core.comics.lettering.hard_rules import violations
from tests.core.comics.lettering.soft_rules import FLOORS, marks, shares
from tests.core.comics.lettering.staging import Stage, stage

PLAIN, CROWDED = 80, 40


def lettered(one: Stage, fonts: Fonts) -> LetteredPage:
    """Return a stage's page."""
    return letter(one.layout, [one.panel], faces={0: one.faces}, fonts=fonts, language=one.language, seed=one.seed)


@dataclass(frozen=True)
class Set:
    """Stages and their pages; those that refuse are left out of ``pages``."""

    pages: list[tuple[Stage, LetteredPage]]
    refused: list[int]


def _set(fonts: Fonts, count: int, *, crowded: bool) -> Set:
    made = [(one, lettered(one, fonts)) for one in (stage(seed, crowded=crowded) for seed in range(count))]
    return Set([pair for pair in made if not pair[1].refused], [one.seed for one, page in made if page.refused])


@pytest.fixture(scope="module")
def plain(fonts: Fonts) -> Set:
    """Return panels as scripts have them."""
    return _set(fonts, PLAIN, crowded=False)


@pytest.fixture(scope="module")
def crowded(fonts: Fonts) -> Set:
    """Return small panels with three to six balloons."""
    return _set(fonts, CROWDED, crowded=True)


@pytest.mark.slow
def test_no_plain_panel_breaks_a_hard_rule(plain: Set, fonts: Fonts) -> None:
    """L1–L6, L9–L11, L19–L25."""
    assert {one.seed: found for one, page in plain.pages if (found := violations(one, page, fonts))} == {}


@pytest.mark.slow
def test_no_crowded_panel_breaks_a_hard_rule(crowded: Set, fonts: Fonts) -> None:
    """L1–L6, L9–L11, L19–L25."""
    assert {one.seed: found for one, page in crowded.pages if (found := violations(one, page, fonts))} == {}


@pytest.mark.slow
def test_hardly_any_panel_refuses(plain: Set, crowded: Set) -> None:
    """One of each set may: of so few, that is as near to 1 % as can be counted."""
    assert len(plain.refused) <= 1
    assert len(crowded.refused) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("rule", FLOORS)
def test_soft_rules_reach_their_floors(rule: str, plain: Set) -> None:
    """L7, L8, L12–L16, L18, L27."""
    reached = shares(marks(one, page) for one, page in plain.pages)
    assert reached[rule] >= FLOORS[rule]


def test_the_same_panel_and_seed_give_the_same_page_and_another_seed_another(fonts: Fonts) -> None:
    """L26."""
    one = stage(4)
    again = letter(one.layout, [one.panel], faces={0: one.faces}, fonts=fonts, language=one.language, seed=one.seed)
    other = letter(one.layout, [one.panel], faces={0: one.faces}, fonts=fonts, language=one.language, seed=99)
    assert lettered(one, fonts) == again
    assert repr(lettered(one, fonts)) == repr(again)
    assert again != other


@pytest.mark.parametrize(
    ("seed", "crowded"),
    [
        (1095, False),  # L10: a word was cut that would fit
        (5661, False),  # L10: and one before its last letter
        (1101, True),  # L4: joined balloons stood exactly below each other
        (1579, True),  # L5: a thought's bubbles lay on a face
        (1012, True),  # L1: a thought's lobes cut into its room
        (12370, True),  # L3: a tail ran close along the next balloon
        (12793, True),  # a tail met its balloon in corners that crossed once they were rounded
    ],
)
def test_panels_that_once_broke_a_rule_break_none(seed: int, crowded: bool, fonts: Fonts) -> None:  # noqa: FBT001
    one = stage(seed, crowded=crowded)
    assert violations(one, lettered(one, fonts), fonts) == []
