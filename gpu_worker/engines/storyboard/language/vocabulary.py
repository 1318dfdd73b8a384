"""The hand-written word lists: what each English and Polish word stands for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = ("en", "pl")


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a word.

    Attributes:
        kind: thing, place, condition, adjective, action, function or name.
        key: the concept's own name, the same in every language ("fox", "night").
        group: a finer kind: for things person, animal, vehicle…; for adjectives color, size…
        art: what draws it ("quad:fox", "icon:pizza", "part:bench", or person looks).
        size: height, where an adult person is 1.
        medium: where it lives: ground, sky, water, wall, seabed or float.
        detail: what is left: a place's condition word, an action's role and prop.
    """

    kind: str
    key: str
    group: str = ""
    art: str = ""
    size: float = 0.0
    medium: str = "ground"
    detail: tuple[str, ...] = ()


@dataclass(slots=True)
class Vocabulary:
    """Words of each language, phrases as tuples, to their senses; ``doing`` has participles by action."""

    words: dict[str, dict[tuple[str, ...], list[Sense]]] = field(default_factory=lambda: {"en": {}, "pl": {}})
    things: dict[str, Sense] = field(default_factory=dict)
    actions: dict[str, Sense] = field(default_factory=dict)
    spoken: dict[str, dict[str, str]] = field(default_factory=lambda: {"en": {}, "pl": {}})
    doing: dict[str, dict[str, str]] = field(default_factory=lambda: {"en": {}, "pl": {}})

    def add(self, language: str, phrase: str, sense: Sense) -> None:
        """Teaches one word or phrase; the first phrase taught is how the sense is spoken of."""
        key = tuple(phrase.replace("-", " ").split()) if " " in phrase or "-" in phrase else (phrase,)
        senses = self.words[language].setdefault(key, [])
        if all(sense.key != known.key or sense.kind != known.kind for known in senses):
            senses.append(sense)
        self.spoken[language].setdefault(
            f"{sense.kind}:{sense.group if sense.kind != 'thing' else ''}:{sense.key}", phrase
        )


def read_vocabulary(folder: Path = DATA) -> Vocabulary:
    """Reads every list of the data folder."""
    vocabulary = Vocabulary()
    for reader in (_people, _animals, _objects, _places, _conditions, _adjectives, _actions):
        for sense, english, polish in reader(folder):
            if sense.kind == "thing":
                vocabulary.things[sense.key] = sense
            elif sense.kind == "action":
                vocabulary.actions[sense.key] = sense
            for language, words in (("en", english), ("pl", polish)):
                for word in _split(words):
                    vocabulary.add(language, word, sense)
    _function_words(folder, vocabulary)
    _names(folder, vocabulary)
    _doing(folder, vocabulary)
    return vocabulary


def _split(words: str) -> list[str]:
    return [word.strip().lower() for word in words.split(",") if word.strip()]


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            yield [line[2:].strip()]
        elif line and not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]


_Row = tuple[Sense, str, str]


def _people(folder: Path) -> Iterator[_Row]:
    for key, looks, english, polish in _rows(folder / "people.txt"):
        small = "age=child" in looks or "age=baby" in looks
        size = 0.8 if small else 1.0
        size = {"size=giant": 2.0, "size=big": 1.3}.get(looks.rsplit(" ", maxsplit=1)[-1], size)
        yield Sense("thing", key, "person", f"person:{looks}", size), english, polish


def _animals(folder: Path) -> Iterator[_Row]:
    for key, art, height, english, polish in _rows(folder / "animals.txt"):
        size, medium = _height(height)
        yield Sense("thing", key, "animal", art, size, medium), english, polish


def _objects(folder: Path) -> Iterator[_Row]:
    group = ""
    for row in _rows(folder / "objects.txt"):
        if len(row) == 1:
            group = row[0]
            continue
        key, art, height, english, polish = row
        size, medium = _height(height)
        yield Sense("thing", key, group, art, size, medium), english, polish


def _height(text: str) -> tuple[float, str]:
    number, _, medium = text.partition("@")
    return float(number), medium.strip() or "ground"


def _places(folder: Path) -> Iterator[_Row]:
    for key, art, when, english, polish in _rows(folder / "places.txt"):
        yield Sense("place", key, "", art, detail=(when,)), english, polish


def _grouped(path: Path, kind: str) -> Iterator[_Row]:
    for head, english, polish in _rows(path):
        group, _, key = head.partition(":")
        yield Sense(kind, key, group), english, polish


def _conditions(folder: Path) -> Iterator[_Row]:
    return _grouped(folder / "conditions.txt", "condition")


def _adjectives(folder: Path) -> Iterator[_Row]:
    return _grouped(folder / "adjectives.txt", "adjective")


def _actions(folder: Path) -> Iterator[_Row]:
    for key, pose, role, prop, english, polish in _rows(folder / "actions.txt"):
        yield Sense("action", key, pose, detail=(role, "" if prop == "-" else prop)), english, polish


def _function_words(folder: Path, vocabulary: Vocabulary) -> None:
    for line in (folder / "function_words.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        head, _, words = line.partition(":")
        language, _, group = head.partition(".")
        for word in words.split():
            vocabulary.add(language, word, Sense("function", group, group))


def read_kinds(vocabulary: Vocabulary, folder: Path = DATA) -> dict[str, dict[str, Sense]]:
    """Rarer English words by how they may be used ("thing", "action", "doing"), see `wordnet`."""
    known = {"thing": vocabulary.things, "action": vocabulary.actions, "doing": vocabulary.actions}
    kinds: dict[str, dict[str, Sense]] = {kind: {} for kind in known}
    for head, words in _rows(folder / "kinds_en.txt"):
        kind, _, key = head.partition(":")
        kinds[kind].update({word: known[kind][key] for word in _split(words) if key in known[kind]})
    return kinds


def _names(folder: Path, vocabulary: Vocabulary) -> None:
    for line in (folder / "names.txt").read_text(encoding="utf-8").splitlines():
        sex, _, names = line.partition(":")
        for name in names.split() if not line.startswith("#") else ():
            for language in LANGUAGES:
                vocabulary.add(language, name, Sense("name", name, sex))


def _doing(folder: Path, vocabulary: Vocabulary) -> None:
    for key, *participles in _rows(folder / "doing.txt"):
        for language, participle in zip(LANGUAGES, participles, strict=True):
            vocabulary.doing[language][key] = participle.removeprefix("-")
