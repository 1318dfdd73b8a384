"""Nouns that belong together: "stone bridge", "boy wizard", "a lion and its cub", "a family of four"."""

from dataclasses import dataclass

from gpu_worker.engines.storyboard.language.drafts import Draft
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.vocabulary import Sense

# Words for relatives: of an animal they are animals of the same kind.
_GROWN = frozenset(
    [
        "mother",
        "mom",
        "mum",
        "mama",
        "father",
        "dad",
        "daddy",
        "papa",
        "parent",
        "wife",
        "husband",
        "matka",
        "mamą",
        "mama",
        "mamy",
        "mamę",
        "mamusia",
        "mamusią",
        "tata",
        "tatą",
        "tatuś",
        "tatusiem",
        "ojciec",
        "ojcem",
        "rodzic",
        "żona",
        "żoną",
        "mąż",
        "mężem",
        "brother",
        "sister",
        "brat",
        "bratem",
        "siostra",
        "siostrą",
    ]
)
_YOUNG = frozenset(
    [
        "baby",
        "babies",
        "child",
        "children",
        "kid",
        "kids",
        "cub",
        "cubs",
        "pup",
        "pups",
        "calf",
        "calves",
        "son",
        "daughter",
        "offspring",
        "kitten",
        "kittens",
        "little-one",
        "dziecko",
        "dzieckiem",
        "dziecka",
        "dzieci",
        "dziećmi",
        "młode",
        "młodym",
        "młodymi",
        "małe",
        "małym",
        "małymi",
        "maluch",
        "maluchem",
        "syn",
        "synem",
        "córka",
        "córką",
    ]
)
_PEOPLE = {
    "family": ("woman", "man", "child"), "couple": ("woman", "man"), "parents": ("woman", "man"),
    "grandparents": ("grandmother", "grandfather"), "crowd": ("person", "woman", "man", "teenager", "grandmother"),
    "band": ("singer", "musician", "drummer"), "choir": ("woman", "man", "girl", "boy"),
    "team": ("footballer", "footballer", "footballer"),
}  # fmt: skip
_HERDS = {"family": 3, "couple": 2, "parents": 2, "crowd": 5, "team": 4, "band": 3, "choir": 4, "grandparents": 2}
_GENERIC = frozenset({"man", "woman", "boy", "girl", "child", "person", "teenager", "baby", "friend"})
# Nouns that say what the next noun is made of.
_MATERIALS = {"rock": "grey", "log": "brown", "coin": "gold", "wall": "red", "ice": "lightblue", "diamond": "lightblue"}


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative: of which kind, and whether it is young."""

    sense: Sense
    young: bool = False


def kin(mention: Mention, subjects: list[Draft]) -> Kin | None:
    """The animal that "its mother", "z młodym" means, when the sentence is about an animal."""
    animal = next((draft for draft in reversed(subjects) if draft.sense.group == "animal"), None)
    if animal is None or any(draft.sense.group == "person" for draft in subjects):
        return None
    if mention.low in _GROWN:
        return Kin(animal.sense)
    return Kin(animal.sense, young=True) if mention.low in _YOUNG else None


def cub(mention: Mention, last: Draft | None, *, touching: bool) -> bool:
    """Whether the word only says that the animal before it is young: "polar bear cub"."""
    return touching and last is not None and last.sense.group == "animal" and mention.low in _YOUNG


def crowd_of(sense: Sense) -> str:
    """The kind of group a noun is ("family"), or ""."""
    return sense.art.removeprefix("person:group=").split()[0] if sense.art.startswith("person:group=") else ""


def members(group: str) -> tuple[str, ...]:
    """Who the people of a group are."""
    return _PEOPLE.get(group, ("person",))


def herd(group: str) -> int:
    """How many animals a group of them is."""
    return _HERDS.get(group, 3)


def made_of(first: Draft, second: Sense, mention: Mention) -> bool:
    """Whether the noun before only describes this one: "laptop keyboard", "dog bowl", "circus elephant"."""
    if mention.language != "en" or not mention.low[0].isascii() or first.count > 1 or first.actions or first.name:
        return False
    if second.key == "plate":  # a lobster dinner is a lobster and a plate
        return False
    if first.sense.group == "person":
        return second.group in {"vehicle", "building", "furniture"}  # "viking ship"
    if first.alive and second.group in {"person", "animal"}:
        return False
    return first.sense.group != "wear" or second.group == "wear"


def material(first: Draft) -> str:
    """The colour of what a describing noun stands for, or ""."""
    return _MATERIALS.get(first.sense.key, "")


def one_person(first: Sense, second: Sense) -> tuple[Sense, str] | None:
    """Who somebody named twice is, and the outfit: "boy wizard", "pani doktor", "kobieta strażak"."""
    if {first.group, second.group} != {"person"} or (first.key in _GENERIC) == (second.key in _GENERIC):
        return None
    generic, special = (first, second) if first.key in _GENERIC else (second, first)
    if special.art.startswith(("person:body=", "person:group=")) or "group=" in generic.art:
        return None
    return generic, special.key
