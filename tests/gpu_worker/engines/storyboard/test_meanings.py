"""Words that no list of ours has: kinds of things from WordNet, and meanings across languages."""

from pathlib import Path

import pytest

from gpu_worker.engines.storyboard import Library, parse
from gpu_worker.engines.storyboard.language.meanings import meanings_of
from gpu_worker.engines.storyboard.language.vocabulary import Sense, Vocabulary
from gpu_worker.engines.storyboard.language.wordnet import derive


def _vocabulary() -> Vocabulary:
    vocabulary = Vocabulary()
    for word, key, kind in (("dog", "dog", "thing"), ("helicopter", "helicopter", "thing"), ("run", "run", "action")):
        vocabulary.add("en", word, Sense(kind, key, "animal"))
    return vocabulary


@pytest.mark.parametrize(
    ("word", "concept"), [("dachshunds", "dog"), ("a galleon", "pirateship"), ("troubadour", "musician")]
)
def test_rarer_english_words_are_the_kind_of_thing_they_are(library: Library, word: str, concept: str) -> None:
    scene = parse(f"{word} in a park", library=library)
    assert (scene.things[0].concept, scene.not_drawn) == (concept, ())


def test_a_verb_that_is_a_noun_too_counts_only_as_a_participle(library: Library) -> None:
    assert parse("a robot vacuuming", library=library).things[0].action is not None
    assert [thing.action for thing in parse("a fox and a pearl", library=library).things] == [None, None]


def test_a_polish_word_may_mean_what_an_english_one_does(tmp_path: Path) -> None:
    meanings = meanings_of(_vocabulary(), tmp_path)
    meanings.prepare()
    found = meanings.nearest("helikopterem")
    assert found is not None
    assert found.key == "helicopter"
    assert len(list(tmp_path.iterdir())) == 1


def test_nobody_waits_for_meanings_that_were_not_prepared(tmp_path: Path) -> None:
    assert meanings_of(_vocabulary(), tmp_path).nearest("helikopterem") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["wolność", "szybko", "dobrze", "kot", "123456", "zielony", "qwrtzblorf"])
def test_most_words_mean_none_of_our_things(tmp_path: Path, word: str) -> None:
    meanings = meanings_of(_vocabulary(), tmp_path)
    meanings.prepare()
    assert meanings.nearest(word) is None


_INDEX = """  1 a licence
poodle n 1 1 @ 1 0 00000002
mutt n 1 1 @ 1 0 00000004
rex n 1 1 @i 1 0 00000005
dog n 1 1 @ 1 0 00000001
"""
_DATA = """  1 a licence
00000001 05 n 01 dog 0 001 @ 00000003 n 0000 | a domestic animal
00000002 05 n 01 poodle 0 001 @ 00000001 n 0000 | a dog with curls
00000003 05 n 01 animal 0 000 | a living thing
00000004 05 n 01 mutt 0 001 @ 00000001 n 0000 | an offensive word for a dog
00000005 05 n 01 rex 0 001 @i 00000001 n 0000 | a dog of that name
"""


def test_kinds_are_derived_without_rude_words_and_names(tmp_path: Path) -> None:
    for part in ("noun", "verb", "adj", "adv"):
        (tmp_path / f"index.{part}").write_text(_INDEX if part == "noun" else "")
        (tmp_path / f"data.{part}").write_text(_DATA if part == "noun" else "")
    for word in ("person", "bird", "fish", "insect", "garment", "worker"):
        with (tmp_path / "index.noun").open("a") as index:
            index.write(f"{word} n 1 1 @ 1 0 00000003\n")
    found = derive(tmp_path, _vocabulary(), {"poodle", "mutt", "rex", "dog"})
    assert found[("thing", "dog")] == ["poodle"]
