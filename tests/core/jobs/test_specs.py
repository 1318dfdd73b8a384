"""What may be asked for: every wish becomes a spec or a refusal that says what to change."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engines import RATIOS, STORYBOARD, STYLES, ModelCard, Shape, size_for
from core.errors import DomainError
from core.jobs.abilities import ReferenceNotSupported, UnknownModel
from core.jobs.editing import Edit, Mode
from core.jobs.motion import Motion
from core.jobs.prompts import PROMPT_LENGTH, PromptEmpty, PromptTooLong, PromptWithoutWords
from core.jobs.scaling import Upscale
from core.jobs.sizing import ResultTooLarge
from core.jobs.specs import (
    LARGEST_SEED,
    UNSTYLED,
    CountOutOfRange,
    DrawSpec,
    SeedOutOfRange,
    UnknownShape,
    UnknownStrength,
    UnknownStyle,
    Wish,
    draw_spec,
)
from core.jobs.states import Kind
from core.jobs.tuning import Lora, Tuning

PAINTER = ModelCard(name="painter", engine="diffusers", edits=(Mode.IMAGE,), cost=3, steps=20, guidance=7.5)
SCALER = ModelCard(name="scaler", engine="scaler", makes=(Kind.UPSCALE,), factors=(2, 4))
TELLER = ModelCard(name="teller", engine="teller", makes=(Kind.CAPTION,))
CARDS = [PAINTER, STORYBOARD]
KEY = "00/x.png"
ANY_TEXT = st.text(st.characters())


def asked(**fields: object) -> DrawSpec:
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
        ({"strength": 0}, UnknownStrength),
        ({"strength": 101}, UnknownStrength),
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


def test_what_is_made_follows_from_the_parts() -> None:
    cards = [PAINTER, SCALER, TELLER, STORYBOARD]
    size = (600, 400)

    def kind(**fields: object) -> Kind:
        return draw_spec(Wish("a fox", **fields), cards, dice=Random(0)).kind  # type: ignore[arg-type]  # as given

    assert kind() is Kind.IMAGE
    assert kind(motion=Motion()) is Kind.ANIMATION
    assert kind(reference=KEY, size=size, upscale=Upscale()) is Kind.UPSCALE
    assert kind(reference=KEY, size=size, caption=True) is Kind.CAPTION


def test_a_clip_is_paid_by_the_second_and_a_larger_picture_by_its_pixels() -> None:
    def cost(**fields: object) -> int:
        return draw_spec(Wish("a fox", **fields), [SCALER, STORYBOARD], dice=Random(0)).cost  # type: ignore[arg-type]

    assert cost(motion=Motion(seconds=2.5)) == 3
    assert cost(reference=KEY, size=(1000, 1000), upscale=Upscale(factor=2)) == 1
    assert cost(reference=KEY, size=(1000, 1000), upscale=Upscale(factor=4)) == 4


def test_a_result_keeps_the_proportions_of_the_picture_that_it_starts_from() -> None:
    def size(**fields: object) -> tuple[int, int]:
        wish = Wish("a fox", reference=KEY, **fields)  # type: ignore[arg-type]  # as given
        spec = draw_spec(wish, [PAINTER, SCALER, STORYBOARD], dice=Random(0))
        return spec.width, spec.height

    assert size(size=(300, 600)) == (704, 1472)
    assert size(size=(300, 600), shape="square") == (1024, 1024)
    assert size(size=(16, 5000)) == size(size=(20, 60)), "no further than three to one"
    assert size(size=(300, 600), upscale=Upscale(factor=4)) == (1200, 2400)
    assert size(size=(300, 600), motion=Motion()) == (448, 880)


@pytest.mark.parametrize("size", [(5000, 5000), (4097, 16), (2501, 2500)])
def test_what_would_become_too_large_is_refused_before_it_is_made(size: tuple[int, int]) -> None:
    with pytest.raises(ResultTooLarge):
        draw_spec(Wish("a fox", reference=KEY, size=size, upscale=Upscale()), [SCALER], dice=Random(0))


def test_clips_and_tuned_pictures_share_no_batch_with_plain_ones() -> None:
    lora = Tuning(loras=(Lora(name="ink", weight=0.5),))
    painter = PAINTER.model_copy(update={"loras": ("ink",), "negative": True})
    keys = {
        draw_spec(wish, [painter, STORYBOARD], dice=Random(0)).batch_key
        for wish in (Wish("a"), Wish("a", motion=Motion()), Wish("a", motion=Motion(fps=24)), Wish("a", tuning=lora))
    }
    assert len(keys) == 4
    spared = [Wish("a", tuning=Tuning(negative=words)) for words in ("rain", "snow")]
    assert len({draw_spec(wish, [painter], dice=Random(0)).batch_key for wish in spared}) == 1


def test_a_spec_names_every_picture_that_it_needs_once() -> None:
    edit = Edit(mode=Mode.INPAINT, mask="m", references=("a", KEY), style_reference="s", control_picture="c")
    spec = asked(reference=KEY).model_copy(update={"edit": edit})
    assert spec.needed() == (KEY, "m", "a", "s", "c")
    assert spec.mode is Mode.INPAINT
    assert asked().needed() == ()
    assert asked().mode is None
