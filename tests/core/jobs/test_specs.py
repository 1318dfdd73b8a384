"""What may be asked for: every wish becomes a spec or a refusal that says what to change."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engines import RATIOS, STORYBOARD, STYLES, ModelCard, Shape, size_for
from core.errors import DomainError
from core.jobs.specs import (
    LARGEST_SEED,
    PROMPT_LENGTH,
    UNSTYLED,
    CountOutOfRange,
    PromptEmpty,
    PromptTooLong,
    PromptWithoutWords,
    ReferenceNotSupported,
    SeedOutOfRange,
    UnknownModel,
    UnknownShape,
    UnknownStyle,
    Wish,
    draw_spec,
)

PAINTER = ModelCard(name="painter", engine="diffusers", references=True, cost=3, steps=20, guidance=7.5)
CARDS = [PAINTER, STORYBOARD]
ANY_TEXT = st.text(st.characters())


def asked(**fields: object) -> object:
    """Return the spec of a wish for a fox, with what is given."""
    return draw_spec(Wish(**{"prompt": "a fox", **fields}), CARDS, dice=Random(0))  # type: ignore[arg-type]  # as given


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"prompt": ""}, PromptEmpty),
        ({"prompt": " \t\n\u00a0"}, PromptEmpty),
        ({"prompt": "\x00\x07\x1b\x7f"}, PromptEmpty),
        ({"prompt": "\ud800\udfff"}, PromptEmpty),
        ({"prompt": "x" * 10_000}, PromptTooLong),
        ({"prompt": "?!… —"}, PromptWithoutWords),
        ({"prompt": "\u200b\u200d"}, PromptWithoutWords),
        ({"count": 0}, CountOutOfRange),
        ({"count": 5}, CountOutOfRange),
        ({"count": -1}, CountOutOfRange),
        ({"seed": -1}, SeedOutOfRange),
        ({"seed": LARGEST_SEED + 1}, SeedOutOfRange),
        ({"style": "baroque"}, UnknownStyle),
        ({"shape": "round"}, UnknownShape),
        ({"model": "gpt"}, UnknownModel),
        ({"model": "storyboard", "reference": "00/x.png"}, ReferenceNotSupported),
    ],
)
def test_an_impossible_wish_is_refused_by_name(fields: dict[str, object], refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        asked(**fields)


@pytest.mark.parametrize("prompt", ["🦊", "👩‍👩‍👧‍👦", "🇵🇱", "żółw", "狐", "٣", "a", "x" * PROMPT_LENGTH])
def test_what_has_a_word_or_a_picture_sign_can_be_drawn(prompt: str) -> None:
    assert draw_spec(Wish(prompt), CARDS, dice=Random(0)).prompt == prompt


def test_a_prompt_is_tidied_but_its_words_stay() -> None:
    assert draw_spec(Wish("  a\tfox\x00\n under\ud800a tree "), CARDS, dice=Random(0)).prompt == "a fox under a tree"


def test_letters_typed_in_two_pieces_become_one() -> None:
    assert draw_spec(Wish("z\u0307o\u0301\u0142w"), CARDS, dice=Random(0)).prompt == "żółw"


def test_what_is_not_said_is_as_usual() -> None:
    spec = draw_spec(Wish("a fox"), CARDS, dice=Random(0))
    assert (spec.model, spec.style, spec.shape, spec.count) == ("painter", UNSTYLED, Shape.LANDSCAPE, 1)
    assert draw_spec(Wish("a fox"), [STORYBOARD], dice=Random(0)).style == "flat", "it draws in no style of its own"
    assert (spec.steps, spec.guidance, spec.cost) == (20, 7.5, 3)
    assert spec.seed == draw_spec(Wish("a fox"), CARDS, dice=Random(0)).seed
    assert spec.seed != draw_spec(Wish("a fox"), CARDS, dice=Random(1)).seed


@pytest.mark.parametrize("name", ["storyboard", "storyboard/storyboard", " Storyboard "])
def test_a_model_is_found_by_its_name_or_its_target(name: str) -> None:
    assert draw_spec(Wish("a fox", model=name), CARDS, dice=Random(0)).target == STORYBOARD.target


def test_seeds_count_up_and_wrap_at_the_largest() -> None:
    spec = draw_spec(Wish("a fox", count=3, seed=LARGEST_SEED - 1), CARDS, dice=Random(0))
    assert spec.seeds() == [LARGEST_SEED - 1, LARGEST_SEED, 0]


def test_only_alike_specs_share_a_batch() -> None:
    plain = draw_spec(Wish("a fox", seed=1), CARDS, dice=Random(0))
    assert plain.batch_key == draw_spec(Wish("an owl", seed=2, count=3), CARDS, dice=Random(0)).batch_key
    for other in (Wish("a", shape="tall"), Wish("a", model="storyboard"), Wish("a", reference="00/x.png")):
        assert plain.batch_key != draw_spec(other, CARDS, dice=Random(0)).batch_key


@given(
    prompt=ANY_TEXT,
    style=st.none() | ANY_TEXT | st.sampled_from(sorted(STYLES)),
    shape=st.none() | ANY_TEXT | st.sampled_from(list(Shape)),
    model=st.none() | ANY_TEXT,
    count=st.integers(),
    seed=st.none() | st.integers(),
)
def test_any_wish_is_a_spec_or_a_refusal_and_never_a_fault(**fields: object) -> None:
    wish = Wish(**fields)  # type: ignore[arg-type]  # what hypothesis makes
    try:
        spec = draw_spec(wish, CARDS, dice=Random(0))
    except DomainError:
        return
    assert spec.prompt.encode(), "it can be stored"
    assert spec == type(spec).model_validate(spec.model_dump(mode="json"))


@given(
    st.sampled_from(list(Shape)),
    st.integers(64 * 64, 2048 * 2048),
    st.integers(1, 64),
)
def test_a_shape_keeps_its_proportions_at_every_models_size(shape: Shape, pixels: int, multiple: int) -> None:
    card = ModelCard(name="m", engine="e", pixels=pixels, multiple=multiple)
    width, height = size_for(shape, card)
    assert width % multiple == height % multiple == 0
    across, down = RATIOS[shape]
    unit = (pixels / (across * down)) ** 0.5
    assert abs(width - across * unit) <= max(multiple, 1)
    assert abs(height - down * unit) <= max(multiple, 1)
