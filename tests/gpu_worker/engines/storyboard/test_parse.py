"""What the storyboard understands of a prompt."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gpu_worker.engines.storyboard import Library, MissingAssetsError, Scene, load, parse


def _relations(scene: Scene) -> set[tuple[str, str, str]]:
    return {(relation.subject, relation.kind, name) for relation in scene.relations for name in relation.objects}


def test_a_thing_a_pose_a_relation_and_the_time_are_read(library: Library) -> None:
    scene = parse("a fox reading a book under a tree at night", library=library)
    assert [thing.concept for thing in scene.things] == ["fox", "book", "tree"]
    assert scene.things[0].action is not None
    assert scene.things[0].action.pose == "read"
    assert ("fox", "under", "tree") in _relations(scene)
    assert scene.time == "night"


def test_polish_inflection_is_read(library: Library) -> None:
    scene = parse("żółty tramwaj na moście w deszczu", library=library)
    assert (scene.language, scene.things[0].concept, scene.things[0].color) == ("pl", "tram", "yellow")
    assert (scene.place, scene.weather) == ("bridge_p", "rain")


@pytest.mark.parametrize("prompt", ["a detective wolf", "wilk detektyw"])
def test_a_profession_beside_an_animal_is_its_outfit(library: Library, prompt: str) -> None:
    scene = parse(prompt, library=library)
    assert [(thing.concept, thing.outfit) for thing in scene.things] == [("wolf", "detective")]


def test_a_garment_belongs_to_who_wears_it_with_its_colour(library: Library) -> None:
    girl = parse("a girl in a red raincoat", library=library).things[0]
    assert dict(girl.looks)["top.color"] == "red"
    assert girl.color == ""


def test_a_plural_verb_poses_all_its_subjects(library: Library) -> None:
    scene = parse("Lis i sowa czytają książkę", library=library)
    assert [thing.action.pose for thing in scene.things if thing.action] == ["read", "read"]


def test_numbers_count(library: Library) -> None:
    assert parse("three bears", library=library).things[0].count == 3
    assert parse("dwa koty", library=library).things[0].count == 2


def test_a_colour_belongs_to_its_own_noun(library: Library) -> None:
    things = parse("a red ball between a blue box and a green chair", library=library).things
    assert [thing.color for thing in things] == ["red", "blue", "green"]


def test_a_repeated_name_is_one_character(library: Library) -> None:
    scene = parse("A fox meets an owl. The fox is happy.", library=library)
    assert [thing.concept for thing in scene.things] == ["fox", "owl"]


def test_emoji_are_words(library: Library) -> None:
    assert [thing.concept for thing in parse("🦊🍕🌙", library=library).things] == ["fox", "pizza", "moon"]


def test_words_that_mean_nothing_are_listed_as_written(library: Library) -> None:
    assert parse("a fox and a Xyzzyq blorf", library=library).not_drawn == ("blorf",) or parse(
        "a fox and a qwrtz blorf", library=library
    ).not_drawn == ("qwrtz", "blorf")


def test_what_is_not_a_place_without_a_preposition_is_a_thing(library: Library) -> None:
    assert parse("a fox in front of a castle", library=library).place == ""
    assert parse("a fox in a castle", library=library).place == "castlehall"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_gives_a_scene(library: Library, text: str) -> None:
    assert parse(text, library=library).prompt == text


_KNOWN = (
    "a the fox fox's red and under on in of three riding books sleeping very tree , . night lis kot na pod "
    "czerwony dwa śpi czyta i jest w lesie 🦊 Anna qwerty with between he it"
)
_WORDS = st.sampled_from(_KNOWN.split())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(_WORDS, max_size=30))
def test_any_order_of_known_words_gives_a_scene(library: Library, words: list[str]) -> None:
    parse(" ".join(words), library=library)


def test_ten_thousand_characters_are_read_within_a_second(library: Library) -> None:
    prompt = ("a red fox under a tree and żółty kot " * 400)[:10_000]
    started = time.process_time()
    parse(prompt, library=library)
    assert time.process_time() - started < 1


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingAssetsError, match="fluent-emoji-flat"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("prompt", "concept"),
    [("gołębie", "pigeon"), ("w porcie", "harbour"), ("na stołach", "table"), ("kot w butach", "cat")],
)
def test_polish_roots_that_change_are_still_known(library: Library, prompt: str, concept: str) -> None:
    scene = parse(prompt, library=library, language="pl")
    assert concept in {scene.place, *(thing.concept for thing in scene.things)}
    assert scene.not_drawn == ()
