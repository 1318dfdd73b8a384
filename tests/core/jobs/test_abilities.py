"""Which model does what is asked, and what is refused before it costs anything."""

import pytest

from core.engines import STORYBOARD, ModelCard
from core.errors import DomainError
from core.jobs import abilities
from core.jobs.abilities import Need, choose
from core.jobs.editing import Control, Edit, Mode
from core.jobs.motion import Motion
from core.jobs.scaling import Upscale
from core.jobs.states import Kind
from core.jobs.tuning import Lora, Tuning

PAINTER = ModelCard(
    name="painter",
    engine="diffusers",
    edits=(Mode.IMAGE, Mode.INPAINT),
    controls=(Control.POSE,),
    loras=("ink-lines",),
    schedulers=("euler",),
    negative=True,
    most_references=1,
)
QUICK = ModelCard(name="quick", engine="diffusers", fastest=True)
EDITOR = ModelCard(name="editor", engine="diffusers", edits=(Mode.IMAGE,), only_edits=True, most_references=4)
FILM = ModelCard(name="film", engine="diffusers", makes=(Kind.VIDEO,), most_seconds=5)
STILL = FILM.model_copy(update={"name": "still", "only_edits": True, "films_pictures": True})
SCALER = ModelCard(name="scaler", engine="scaler", makes=(Kind.UPSCALE,), factors=(2,))
VAST = ModelCard(name="vast", engine="diffusers", fits=False)
VAST = ModelCard(name="vast", engine="diffusers", fits=False)
CARDS = [VAST, PAINTER, QUICK, EDITOR, FILM, SCALER, STORYBOARD]
CLIP = Need(Kind.VIDEO, motion=Motion(seconds=3))


@pytest.mark.parametrize(
    ("model", "need", "refusal"),
    [
        ("gpt", Need(), abilities.UnknownModel),
        ("painter", CLIP, abilities.ModelDoesNotMakeIt),
        ("film", Need(), abilities.ModelDoesNotMakeIt),
        (None, Need(Kind.CAPTION), abilities.NothingHereCan),
        ("painter", Need(Kind.CAPTION), abilities.NothingHereCan),
        ("storyboard", Need(mode=Mode.IMAGE), abilities.ReferenceNotSupported),
        ("vast", Need(), abilities.ModelDoesNotFit),
        ("painter", Need(mode=Mode.OUTPAINT), abilities.EditNotSupported),
        ("editor", Need(), abilities.ReferenceNeeded),
        ("painter", Need(edit=Edit(control=Control.DEPTH)), abilities.ControlNotSupported),
        ("painter", Need(edit=Edit(references=("a", "b"))), abilities.TooManyReferences),
        ("painter", Need(edit=Edit(style_reference="a")), abilities.StyleReferenceNotSupported),
        ("quick", Need(tuning=Tuning(negative="rain")), abilities.NegativeNotSupported),
        ("painter", Need(tuning=Tuning(loras=(Lora(name="oil"),))), abilities.UnknownLora),
        ("painter", Need(tuning=Tuning(scheduler="ddim")), abilities.UnknownScheduler),
        ("film", Need(Kind.VIDEO, Mode.IMAGE, motion=Motion(seconds=3)), abilities.PictureNotFilmed),
        ("film", Need(Kind.VIDEO, motion=Motion(seconds=6)), abilities.ClipTooLong),
        ("scaler", Need(Kind.UPSCALE, upscale=Upscale(factor=4)), abilities.FactorNotSupported),
        (None, Need(Kind.UPSCALE, upscale=Upscale(factor=4)), abilities.FactorNotSupported),
    ],
)
def test_what_a_model_lacks_is_refused_by_name(model: str | None, need: Need, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as caught:
        choose(model, CARDS, need)
    assert str(caught.value), "its sentence is filled"


@pytest.mark.parametrize(
    ("need", "chosen"),
    [
        (Need(), "painter"),
        (Need(quick=True), "quick"),
        (Need(mode=Mode.IMAGE), "editor"),
        (Need(mode=Mode.INPAINT), "painter"),
        (Need(mode=Mode.IMAGE, edit=Edit(references=("a", "b"))), "editor"),
        (Need(edit=Edit(control=Control.POSE)), "painter"),
        (CLIP, "film"),
        (Need(Kind.VIDEO, motion=Motion(seconds=8)), "storyboard"),
        (Need(Kind.VIDEO, Mode.IMAGE, motion=Motion(seconds=3)), "storyboard"),
    ],
)
def test_where_nobody_names_a_model_the_one_that_fits_is_chosen(need: Need, chosen: str) -> None:
    assert choose("auto", CARDS, need).name == chosen


def test_a_model_whose_worker_is_awake_comes_before_a_better_one_that_sleeps() -> None:
    asleep = [card.model_copy(update={"awake": card is STORYBOARD}) for card in CARDS]
    assert choose(None, asleep, Need(quick=True)).name == "storyboard"
    assert choose("quick", asleep, Need()).name == "quick", "a name is a name"


def test_engines_are_tried_in_the_order_of_the_house() -> None:
    assert choose(None, [STORYBOARD, PAINTER], Need()).name == "storyboard"
    assert choose(None, [PAINTER, STORYBOARD], Need()).name == "painter"


def test_a_model_that_films_pictures_only_is_told_so_before_it_costs_anything() -> None:
    with pytest.raises(abilities.ReferenceNeeded):
        choose("still", [STILL], CLIP)
    assert choose("still", [STILL], Need(Kind.VIDEO, mode=Mode.IMAGE, motion=CLIP.motion)) is STILL
