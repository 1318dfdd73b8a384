"""Words out of the emoji data (CLDR through emojibase) for what our own lists do not name."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from gpu_worker.engines.storyboard.language.vocabulary import Sense, Vocabulary

_PICTURES = 2  # a tag of more pictures than this names none of them
_QUALITIES = frozenset(
    {
        "broken",
        "empty",
        "open",
        "closed",
        "flying",
        "fallen",
        "rolled",
        "black",
        "white",
        "crying",
        "shallow",
        "electric",
        "mobile",
    }
)
# emojibase groups that are things one can meet: 3 animals and nature, 4 food, 5 travel, 6 activities, 7 objects.
_THINGS = {3: "plant", 4: "food", 5: "vehicle", 6: "item", 7: "item"}
# Typical heights by group, an adult person being 1.
_SIZES = {"plant": 0.35, "food": 0.24, "vehicle": 0.9, "item": 0.28, "animal": 0.5}
# Polish tags that are adjectives say what a thing is like: traffic lights are "uliczne".
_ADJECTIVES = ("czny", "czna", "czne", "alny", "alna", "alne", "owy", "owa", "owe", "ski", "ska", "skie")
_FACES = {
    "happy": ("smil", "grin", "joy", "laugh", "beaming", "partying", "star-struck", "kiss", "hugging", "cool"),
    "sad": ("cry", "sad", "frown", "pensive", "disappoint", "downcast", "pleading"),
    "angry": ("angry", "pout", "enraged", "steam", "symbols on mouth", "horns"),
    "afraid": ("fear", "scream", "anxious", "worried", "anguished"),
    "surprised": ("astonish", "surpris", "hushed", "open mouth", "flushed", "exploding", "raised eyebrow"),
    "tired": ("sleep", "tired", "weary", "yawn", "exhal"),
}  # fmt: skip


def read_pictured(
    folder: Path, vocabulary: Vocabulary, icons: Mapping[str, str]
) -> tuple[dict[str, dict[str, Sense]], dict[str, tuple[Sense, ...]]]:
    """Words that only the emoji data know, by language, and the senses of each emoji character.

    Args:
        folder: `node_modules/emojibase-data`.
        vocabulary: our own lists, which come first.
        icons: emoji code points ("1F98A") to icon names.
    """
    words: dict[str, dict[str, Sense]] = {"en": {}, "pl": {}}
    emoji: dict[str, tuple[Sense, ...]] = {}
    drawn = {sense.art.removeprefix("icon:"): sense for sense in reversed(vocabulary.things.values())}
    for language, known in words.items():
        entries = json.loads((folder / language / "data.json").read_text(encoding="utf-8"))
        shared = Counter(tag for entry in entries for tag in entry.get("tags", ()))
        for entry in entries:
            icon = _icon(entry["hexcode"], icons)
            sense = _sense(entry, icon, drawn) if icon else None
            if sense and sense.kind == "thing":
                _teach(known, entry, sense, shared)
            if sense and language == "en":
                emoji[entry["emoji"].replace("\ufe0f", "")] = (_known(entry["label"], vocabulary) or sense,)
    return words, emoji


def _icon(hexcode: str, icons: Mapping[str, str]) -> str | None:
    code = hexcode.lower()
    plain = "-".join(part for part in code.split("-") if part != "fe0f")
    return icons.get(code) or icons.get(plain)


def _sense(entry: Mapping[str, object], icon: str, drawn: Mapping[str, Sense]) -> Sense | None:
    if icon in drawn:
        return drawn[icon]
    group, label = entry.get("group"), str(entry["label"])
    if group == 0:
        feel = next((feel for feel, signs in _FACES.items() if any(sign in label for sign in signs)), "happy")
        return Sense("adjective", feel, "feel")
    if group not in _THINGS:
        return Sense("thing", icon, "item", f"icon:{icon}", 0.3) if group in {1, 8, 9} else None
    kind = _THINGS[group] if not isinstance(entry.get("subgroup"), int) else _kind(group, icon)
    return Sense("thing", icon, kind, f"icon:{icon}", _SIZES[kind])


def _kind(group: int, icon: str) -> str:
    animal = group == 3 and not any(part in icon for part in ("leaf", "flower", "tree", "plant"))  # noqa: PLR2004
    return "animal" if animal else _THINGS[group]


def _teach(words: dict[str, Sense], entry: Mapping[str, object], sense: Sense, shared: Mapping[str, int]) -> None:
    """The label always, a tag only when no more than two pictures share it."""
    if sense.group == "item" and entry.get("group") in {1, 8, 9}:
        return
    tags = entry.get("tags")
    known = [str(entry["label"])]
    label = str(entry["label"]).lower()
    # A tag that shares no stem with the name says what a thing is like: a broken chain is not "broken".
    known += (
        [
            str(tag)
            for tag in tags
            if shared[tag] <= _PICTURES and str(tag) not in _QUALITIES and str(tag)[:4].lower() in label
        ]
        if isinstance(tags, list)
        else []
    )
    for word in known:
        if " " not in word and len(word) > 2 and not word.lower().endswith(_ADJECTIVES):  # noqa: PLR2004
            words.setdefault(word.lower(), sense)


def _known(label: str, vocabulary: Vocabulary) -> Sense | None:
    """Our own sense for an emoji's English name, with "face" and such taken off."""
    name = label.lower().removesuffix(" face")
    senses = vocabulary.words["en"].get(tuple(name.replace("-", " ").split()), [])
    return next((sense for sense in senses if sense.kind == "thing"), None)
