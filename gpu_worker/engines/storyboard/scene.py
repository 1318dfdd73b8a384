"""What a prompt says, as data: the scene before anything is drawn."""

from dataclasses import asdict, dataclass, field
from typing import TypeAlias

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody does.

    Attributes:
        key: the action's name ("read", "play_chess").
        pose: the pose the rig takes.
        role: what the object named next is for: hold, eat, ride, near…
        prop: something the action brings by itself ("part:wand"), or "".
    """

    key: str
    pose: str
    role: str = "none"
    prop: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing or character of the scene.

    Attributes:
        id: unique in the scene ("fox", "fox-2").
        concept: what it is, in every language the same.
        words: as the person wrote it.
        group: person, animal, vehicle, building, plant, furniture, item, wear or food.
        art: what draws it.
        size: height, where an adult person is 1; sizes asked for are already in it.
        medium: ground, sky, water, wall, seabed or float.
        looks: clothing, hair and such: slot to value ("hat": "wizard", "coat.color": "red").
        outfit: the person whose outfit an animal wears ("detective"), or "".
    """

    id: str
    concept: str
    words: str
    group: str
    art: str
    size: float
    medium: str = "ground"
    count: int = 1
    color: str = ""
    feel: str = ""
    shape: str = ""
    scale: str = ""
    age: str = ""
    looks: tuple[tuple[str, str], ...] = ()
    outfit: str = ""
    action: Action | None = None
    name: str = ""

    @property
    def alive(self) -> bool:
        """Whether it is a character: it can hold things, feel and speak."""
        return self.group in {"person", "animal"}


@dataclass(frozen=True, slots=True)
class Relation:
    """`subject` stands in `kind` relation to `objects` (all ids).

    Kinds: on, under, in, next, behind, front, above, between, hold, eat, drink, ride, push, face, chase, lead,
    overhead, kick, throw, fly, sitat, look, table, hug, climb, blow, over.
    """

    kind: str
    subject: str
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything understood of a prompt, and the words that were not.

    Attributes:
        names: names of the cast, as they were given, to the ids of their figures.
    """

    prompt: str
    language: str
    things: tuple[Thing, ...] = ()
    relations: tuple[Relation, ...] = ()
    place: str = ""
    backdrop: str = ""
    far: str = ""
    time: str = ""
    weather: str = ""
    season: str = ""
    festive: str = ""
    mood: str = ""
    camera: str = ""
    not_drawn: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """The scene as plain data."""
        data: dict[str, Json] = asdict(self)
        return data

    @property
    def understood(self) -> bool:
        """Whether anything of the prompt can be drawn."""
        return bool(self.things or self.place or self.time or self.weather or self.season or self.festive)
