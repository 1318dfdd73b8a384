"""Casts of comics: the same somebody in every panel, found by name."""

import numpy as np
import pytest

from core.jobs.direction import Expression
from gpu_worker.engines.storyboard import Drawing, Library, Scene, draw, parse
from gpu_worker.engines.storyboard.scene import Thing

CAST = {
    "Maya": "red coat, grey braid",
    "Rex": "a green dragon with round glasses",
    "Ania": "dziewczynka, żółty płaszcz, rude warkocze",
    "Kot": "",
}


def _parse(prompt: str, library: Library, **how: object) -> Scene:
    return parse(prompt, library=library, cast=CAST, **how)  # type: ignore[arg-type]  # as parse takes them


def _thing(scene: Scene, name: str) -> Thing:
    return next(thing for thing in scene.things if thing.id == scene.names[name])


def _draw(scene: Scene, library: Library, *, headroom: float = 0.0) -> Drawing:
    return draw(scene, width=512, height=512, seed=3, library=library, headroom=headroom)


def test_looks_of_the_cast_are_worn_wherever_the_name_appears(library: Library) -> None:
    looks = [
        dict(_thing(_parse(prompt, library), "Maya").looks)
        for prompt in ("Maya runs", "a robot talks to Maya at night", "MAYA in a forest")
    ]
    assert looks[0] == looks[1] == looks[2]
    assert (looks[0]["top.color"], looks[0]["hair"], looks[0]["haircolor"]) == ("red", "braid", "#a9a7a5")


def test_looks_may_say_what_somebody_is(library: Library) -> None:
    rex = _thing(_parse("Rex and Maya", library), "Rex")
    assert (rex.concept, rex.color, dict(rex.looks)["glasses"]) == ("dragon", "green", "round")


@pytest.mark.parametrize("prompt", ["Pies goni Anię", "Pies idzie z Anią", "Pies Ani nie widzi, ale widzi Ania psa"])
def test_polish_names_are_known_in_every_case(library: Library, prompt: str) -> None:
    scene = _parse(prompt, library)
    assert (_thing(scene, "Ania").concept, scene.not_drawn) == ("girl", ())


def test_a_verb_that_looks_like_a_name_stays_a_verb(library: Library) -> None:
    scene = parse("koty mają miskę", library=library, cast={"Maja": "czerwony szalik"})
    assert "Maja" not in scene.names


def test_a_name_that_is_a_word_is_what_the_word_says(library: Library) -> None:
    scene = _parse("Pies goni kota", library, speakers=["KOT"])
    assert _thing(scene, "KOT").concept == "cat"
    assert [thing.concept for thing in scene.things] == ["dog", "cat"]


def test_speakers_nobody_named_come_in_the_order_they_speak(library: Library) -> None:
    scene = _parse("a street at night", library, speakers=["REX", "Tom", "maya"])
    assert [thing.id for thing in scene.things] == ["rex", "tom", "maya"]
    assert scene.names == {"Rex": "rex", "REX": "rex", "Tom": "tom", "Maya": "maya", "maya": "maya"}


def test_a_speaker_is_the_unnamed_character_who_fits(library: Library) -> None:
    scene = _parse("a girl feeds a dog", library, speakers=["Ania"])
    assert [(thing.id, thing.concept) for thing in scene.things] == [("ania", "girl"), ("dog", "dog")]
    assert scene.relations[0].subject == "ania"


def test_somebody_of_the_other_sex_is_not_taken_for_the_speaker(library: Library) -> None:
    assert len(_parse("a girl feeds a dog", library, speakers=["Tom"]).things) == 3


def test_whose_dog_it_is_need_not_be_there(library: Library) -> None:
    assert [thing.concept for thing in _parse("Maya's dog sleeps", library).things] == ["dog"]


def test_a_face_asked_for_comes_before_the_words(library: Library) -> None:
    scene = _parse("a happy Maya and Rex", library, expressions={"MAYA": Expression.ANGRY, "rex": Expression.AFRAID})
    assert (_thing(scene, "Maya").feel, _thing(scene, "Rex").feel) == ("angry", "afraid")


def test_every_expression_changes_the_picture(library: Library) -> None:
    pictures = [
        _draw(_parse("close-up of Maya", library, expressions={"Maya": feel}), library).pixels.astype(int)
        for feel in Expression
    ]
    for i, first in enumerate(pictures):
        for second in pictures[i + 1 :]:
            assert np.abs(first - second).max() > 100


def test_what_somebody_always_carries_is_carried(library: Library) -> None:
    scene = parse("Ala smiles", library=library, cast={"Ala": "a blue hat, with a lantern"})
    assert [(relation.kind, relation.objects) for relation in scene.relations] == [("hold", ("lantern",))]
    busy = parse("Ala holds a book", library=library, cast={"Ala": "a blue hat, with a lantern"})
    assert [relation.objects for relation in busy.relations] == [("book",)]


def test_a_speakers_name_finds_the_figure(library: Library) -> None:
    graph = _draw(_parse("two robots in a park", library, speakers=["MAYA", "REX"]), library).graph
    maya = graph.find("Maya")
    assert maya is not None
    assert graph.heads["maya"] == maya.head
    assert graph.to_json()["names"] == {"Maya": "maya", "MAYA": "maya", "Rex": "rex", "REX": "rex"}
    assert graph.find("Nobody") is None


def test_somebody_looks_the_same_beside_others(library: Library) -> None:
    cast = {"Zoe": "green scarf"}

    def colors(prompt: str) -> set[tuple[int, ...]]:
        scene = parse(prompt, library=library, cast=cast)
        graph = draw(scene, width=768, height=512, seed=8, library=library)
        head = graph.graph.heads["zoe"]
        face = graph.pixels[int(head.top) : int(head.bottom), int(head.left) : int(head.right)]
        values, counts = np.unique(face.reshape(-1, 3), axis=0, return_counts=True)
        return {tuple(values[i]) for i in np.argsort(counts)[-2:]}

    assert colors("Zoe in a park") == colors("a woman, a man and Zoe in a park")


@pytest.mark.parametrize("headroom", [0.2, 0.35, 0.5])
@pytest.mark.parametrize("prompt", ["Maya and Rex", "Rex flying over a castle", "close-up of Maya", "Maya rides Rex"])
def test_no_head_reaches_into_the_headroom(library: Library, prompt: str, headroom: float) -> None:
    heads = _draw(_parse(prompt, library), library, headroom=headroom).graph.heads
    assert heads
    assert all(head.top >= headroom * 512 - 1 for head in heads.values())


def test_looks_nobody_understands_are_said(library: Library) -> None:
    scene = parse("Max smiles", library=library, cast={"Max": "red coat, qwrtz"})
    assert scene.not_drawn == ("qwrtz",)


@pytest.mark.parametrize("name", ["", " ", "a", "😀", "Ξένος", "x" * 500, "O'Brien-Smith Jr."])
@pytest.mark.parametrize("looks", ["", "red", ",,,", "z" * 5000])
def test_any_name_and_looks_give_a_picture(library: Library, name: str, looks: str) -> None:
    scene = parse(f"{name} sits", library=library, cast={name: looks}, speakers=[name], expressions={name: "sad"})
    assert _draw(scene, library).pixels.shape == (512, 512, 3)
