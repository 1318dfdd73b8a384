"""The scene while it is being read: things that still change, and what is still open."""

from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.language.government import CONTAINERS
from gpu_worker.engines.storyboard.language.vocabulary import Sense
from gpu_worker.engines.storyboard.scene import Action, Relation, Thing

# How much an adjective of size changes a height; relative to the thing's own kind.
SCALES = {"tiny": 0.5, "small": 0.72, "large": 1.35, "huge": 1.9}
_BACK = 0.6  # adults; an animal this high can be ridden
# What one is beside when the words say over: "nad stawem", "over a campfire".
_LOW = frozenset({"pond", "well", "fountain", "puddle", "pool_t", "campfire", "fire"})
_LAP = 0.36  # adults; furniture as small as a lantern or a parcel can be carried
_HOLDABLE = frozenset({"item", "food", "plant", "wear"})
RIDEABLE = frozenset({
    "bicycle", "tricycle", "motorcycle", "scooter", "kickscooter", "skateboard", "sled", "horse", "pony", "donkey",
    "unicorn", "pegasus", "zebra", "camel", "elephant", "dragon", "broom", "surfboard", "magiccarpet", "reindeer",
    "llama", "rhino", "turtle", "deer", "moose", "wheelchair", "dinosaur", "brontosaurus", "mammoth", "cow", "bull",
    "pig", "goat", "ram", "whale", "dolphin", "goose", "swan", "lion", "tiger", "bear", "wolf", "skis", "snail",
    "babydragon", "ostrich", "paperplane", "polarbear", "giraffe", "wave", "swing", "carousel",
    "rollerskates", "iceskates",
})  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A thing of the scene as it is being read."""

    id: str
    sense: Sense
    words: str
    count: int = 1
    color: str = ""
    feel: str = ""
    shape: str = ""
    scale: str = ""
    age: str = ""
    name: str = ""
    outfit: str = ""
    looks: dict[str, str] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)

    @property
    def alive(self) -> bool:
        """Whether it is a character."""
        return self.sense.group in {"person", "animal"}

    @property
    def holdable(self) -> bool:
        """Whether a hand can hold it."""
        if self.alive:
            return self.sense.size <= 0.3  # noqa: PLR2004 -- up to a mouse's size
        small = self.sense.group == "furniture" and self.sense.size <= _LAP and self.sense.medium == "ground"
        return small or (self.sense.group in _HOLDABLE and self.sense.size <= 0.8)  # noqa: PLR2004 -- up to a spear's

    def action(self) -> Action | None:
        """The action that shows most: sitting and standing give way to what is done meanwhile."""
        if not self.actions:
            return None
        telling = [action for action in self.actions if action.pose not in {"sit", "stand", "walk"}]
        return telling[-1] if telling else self.actions[-1]

    def thing(self) -> Thing:
        """The finished thing."""
        looks = dict(self.looks)
        if any(action.pose == "sit" for action in self.actions):
            looks["seated"] = "yes"
        size = self.sense.size * SCALES.get(self.scale, 1.0)
        return Thing(
            self.id, self.sense.key, self.words, self.sense.group, self.sense.art, size, self.sense.medium,
            min(self.count, 12), self.color, self.feel, self.shape, self.scale, self.age,
            tuple(sorted(looks.items())), self.outfit, self.action(), self.name,
        )  # fmt: skip


@dataclass(slots=True)
class Draughtboard:
    """All things and relations read so far, and the words nobody could place."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    lost: list[tuple[int, str]] = field(default_factory=list)

    def create(self, sense: Sense, words: str, *, id_: str = "") -> Draft:
        """A new thing with an id of its own, made of its concept when none is wanted."""
        name, number = id_ or sense.key, 1
        while name in self.drafts:
            number += 1
            name = f"{id_ or sense.key}-{number}"
        draft = Draft(name, sense, words)
        self.drafts[name] = draft
        return draft

    def rename(self, draft: Draft, id_: str) -> None:
        """Gives a thing another id, in its relations too."""
        old = draft.id
        self.drafts = {id_ if name == old else name: one for name, one in self.drafts.items()}
        draft.id = id_
        self.relations = [
            Relation(r.kind, id_ if r.subject == old else r.subject, tuple(id_ if o == old else o for o in r.objects))
            for r in self.relations
        ]

    def replace(self, old: Draft, new: Draft, *, color: str = "") -> None:
        """Puts a thing in the place of another that only described it, with all that was said of that one."""
        new.count, new.color = max(old.count, new.count), new.color or old.color or color
        new.scale, new.age, new.shape = new.scale or old.scale, new.age or old.age, new.shape or old.shape
        new.feel = new.feel or (old.feel if new.alive else "")
        new.words = f"{old.words} {new.words}"
        self.relations = [
            Relation(
                r.kind, new.id if r.subject == old.id else r.subject,
                tuple(new.id if name == old.id else name for name in r.objects),
            )
            for r in self.relations
        ]  # fmt: skip
        del self.drafts[old.id]

    def remove(self, draft: Draft) -> None:
        """Takes a thing out again: it became part of another."""
        del self.drafts[draft.id]
        self.relations = [r for r in self.relations if draft.id != r.subject and draft.id not in r.objects]

    def relate(self, kind: str, subject: Draft, target: Draft) -> None:
        """Notes a relation, corrected by what the two things can be to each other."""
        kind = fitting(kind, subject, target)
        if kind == "wear":
            self._dress(subject, target)
            return
        if subject.id == target.id:
            return
        if kind in {"near", "hold"} and _mounts(target, subject):  # "a camel carrying a merchant"
            kind, subject, target = "ride", target, subject
        if kind == "bear":  # "a desk with books": they lie on it
            kind, subject, target = "on", target, subject
        self.relations.append(Relation(kind, subject.id, (target.id,)))

    def _dress(self, subject: Draft, garment: Draft) -> None:
        for pair in garment.sense.art.removeprefix("wear:").split():
            slot, _, value = pair.partition("=")
            subject.looks[slot] = value
            if garment.color and slot in {"hat", "top", "scarf", "cape", "shoes", "gloves", "neck"}:
                subject.looks[f"{slot}.color"] = garment.color
        subject.looks["worn"] = " ".join(filter(None, (subject.looks.get("worn"), garment.id)))
        if garment.id in self.drafts:
            self.remove(garment)


# Roles of verbs that are relations by another name.
_ROLES = {"aim": "face", "shell": "in", "around": "on"}


def fitting(kind: str, subject: Draft, target: Draft) -> str:  # noqa: C901, PLR0911 -- one rule a line
    """The relation that is possible between two things: nobody holds a house or wears a tree."""
    dresses = subject.alive or subject.sense.group in {"plant", "food"}
    if target.sense.group == "wear" and dresses and kind in {"with", "in", "wear", "on", "hold", "of"}:
        return "wear"
    kind = _ROLES.get(kind, kind)
    if kind == "with" and subject.alive and target.sense.group == "vehicle" and target.sense.medium == "water":
        return "in"
    if kind == "from":
        inside = target.sense.group in {"vehicle", "wear"} or target.sense.key in CONTAINERS
        return "in" if inside else "next"
    if kind == "above" and target.sense.key in _LOW:
        return "next"
    if kind == "ride" and target.sense.group == "animal" and target.sense.size * SCALES.get(target.scale, 1.0) > _BACK:
        return "ride"
    if kind == "await":
        return "on" if target.sense.key == "bench" else "next"
    if kind in {"eat", "drink"} and target.sense.group in {"item", "furniture", "wear"}:
        kind = "hold"  # one shares an umbrella
    if kind in {"with", "wear", "of"}:
        return _company(subject, target)
    if kind in {"hold", "eat", "drink", "overhead"} and not target.holdable:
        return "near" if kind == "hold" else kind if target.sense.group == "food" else "near"
    if kind == "on" and subject.alive and target.sense.key in RIDEABLE:
        return "ride"
    if kind == "ride" and target.sense.key not in RIDEABLE:
        inside = target.sense.group == "vehicle"
        return "in" if inside else "on" if target.sense.group == "furniture" else "near"
    if kind == "in" and target.sense.key in RIDEABLE and target.sense.group == "animal":
        return "next"
    return kind


def _mounts(rider: Draft, beast: Draft) -> bool:
    """Whether what an animal carries rides on it."""
    carries = any(action.key == "hold" for action in beast.actions)
    return carries and beast.sense.group == "animal" and rider.sense.group == "person" and beast.sense.key in RIDEABLE


def _company(subject: Draft, target: Draft) -> str:
    if target.alive and (subject.sense.group == "animal" or target.count > 1):
        return "next"  # a hen with chicks
    if subject.alive and target.holdable:
        return "hold"
    if not subject.alive and subject.sense.group in {"food", "furniture"} and target.sense.size <= 0.5:  # noqa: PLR2004
        return "bear"
    return "next"
