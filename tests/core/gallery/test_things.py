"""What prompts name, in both languages and many forms; ``python -m tests.core.gallery.test_things`` writes the list."""

import pytest

from core.gallery.things import THINGS, things
from core.words import tokens
from gpu_worker.engines.storyboard.language.vocabulary import read_vocabulary

_KINDS = ("thing", "place")


def written() -> str:
    """Return the list made of the storyboard's vocabulary; a tag is a thing's first English name."""
    vocabulary = read_vocabulary()
    called: dict[str, dict[str, list[str]]] = {}
    for language in ("en", "pl"):
        for phrase, senses in vocabulary.words[language].items():
            for sense in (each for each in senses if each.kind in _KINDS):
                lists = called.setdefault(sense.key, {"en": [], "pl": []})
                lists[language].append(vocabulary.spoken[language][f"{sense.kind}::{sense.key}"].replace("-", " "))
                lists[language].append(" ".join(phrase))
    rows: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for concept, both in called.items():
        if all(both.values()):
            concepts, english, polish = rows.setdefault("-".join(tokens(both["en"][0])), ([], [], []))
            concepts.append(concept)
            english += both["en"]
            polish += both["pl"]
    return "".join(
        f"{tag}|{'|'.join(','.join(dict.fromkeys(words)) for words in columns)}\n" for tag, columns in rows.items()
    )


def test_the_list_is_the_storyboards_own_vocabulary() -> None:
    assert THINGS.read_text(encoding="utf-8") == written(), "python -m tests.core.gallery.test_things"


@pytest.mark.parametrize(
    ("prompt", "named"),
    [
        ("a fox reading under a tree at night", ["fox", "tree"]),
        ("two foxes and an old lighthouse", ["fox", "lighthouse"]),
        ("lis czyta książkę pod drzewem", ["fox", "book", "tree"]),
        ("żółwie na plaży", ["turtle", "beach"]),
        ("zolw na plazy", ["turtle", "beach"]),
        ("a car but no cat", ["car", "cat"]),
        ("samochód i kot w lesie", ["car", "cat", "forest"]),
        ("qwertyuiop", []),
        ("", []),
    ],
)
def test_a_prompt_is_tagged_with_what_it_names(prompt: str, named: list[str]) -> None:
    assert things().found(prompt) == named


def test_a_tag_in_one_language_means_the_same_in_the_other() -> None:
    found = things()
    assert {found.meant(word) for word in ("fox", "Lis", "LISEM", "foxes")} == {"fox"}
    assert (found.name("fox", "pl"), found.name("fox", "en"), found.name("fox", "de")) == ("lis", "fox", "fox")
    assert found.meant("słoik po ogórkach babci") is None


def main() -> None:
    """Write the list anew."""
    THINGS.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
