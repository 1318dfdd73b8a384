"""Draws one thing of the scene, whatever draws it: a rig, an own part or a library picture."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from gpu_worker.engines.storyboard.drawing import icons
from gpu_worker.engines.storyboard.drawing.animals import BEASTS, FEELING, TWINS, beast
from gpu_worker.engines.storyboard.drawing.birds import draw_bird, plumage
from gpu_worker.engines.storyboard.drawing.character import Cast, draw_character
from gpu_worker.engines.storyboard.drawing.colors import rgb
from gpu_worker.engines.storyboard.drawing.creatures import draw_creature
from gpu_worker.engines.storyboard.drawing.hats import draw_hat
from gpu_worker.engines.storyboard.drawing.parts import PARTS
from gpu_worker.engines.storyboard.drawing.poses import Pose, pose_of
from gpu_worker.engines.storyboard.drawing.quadruped import draw_quadruped
from gpu_worker.engines.storyboard.drawing.rigged import Anatomy
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.striding import in_motion
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Thing

Held = Callable[[Sketch, str], None]

_SKINS = ("#f6cfae", "#eebb93", "#d99e74", "#a86f4a", "#7d5136")
_HAIRS = ("#5a3a26", "#2f2622", "#a5622f", "#d9a94f", "#7a4326")
# Poses that a library picture shows well enough.
_STILL = frozenset({"", "stand", "walk", "look", "swim", "fly", "run", "roar"})
_CLOTHES = ("top", "cape", "scarf", "neck", "backpack", "shoes", "gloves", "glasses", "mask", "patch")
# Looks that a library picture can show, or that are not worn.
_SHOWN = frozenset({"second", "seated", "hat", "hat.color", "glasses", "worn", "view"})
# Colours of animals that share a drawn body with others.
_OWN_COLORS = {
    "snake": "#5fae4a", "shark": "#8b95a3", "whale": "#4a8fd0", "dolphin": "#6fa8d8", "goldfish": "#f08a2a",
    "crab": "#d8433a", "lobster": "#c8382f", "octopus": "#e8824a", "ladybug": "#d8392f", "bee": "#e8b02f",
    "spider": "#4a3f5a", "ant": "#4a3a4f", "beetle": "#3f8f6a", "lizard": "#5fb06a", "bigfish": "#7f9fb5",
}  # fmt: skip
# Poses in which an animal stays on its four legs.
_ON_FOUR = frozenset(
    {"", "stand", "walk", "run", "jump", "sit", "sleep", "roar", "look", "swim", "fly", "eat", "drink", "hug", "fall"}
)


@dataclass(frozen=True, slots=True)
class Role:
    """How a thing appears: its pose, what it holds, how far into a step it is and at which second of a clip."""

    pose: str = "stand"
    held: Held | None = None
    seated: bool = False
    ridden: bool = False
    phase: float = 0.0
    moment: float = 0.0
    blink: bool = False
    upright: bool = False


def rigged(thing: Thing, role: Role) -> Thing:
    """The thing with a body that can do what it is to do: library pictures of animals take a drawn one."""
    twin = TWINS.get(thing.concept) if thing.art.startswith("icon:") else None
    looks = set(dict(thing.looks)) - _SHOWN
    active = role.pose not in _STILL or role.held is not None or role.upright or role.ridden
    moved = thing.concept in FEELING and (thing.feel or thing.name)
    if twin is None or not (active or looks or thing.outfit or moved):
        return thing
    return replace(thing, art=f"quad:{twin}", color=thing.color or _OWN_COLORS.get(thing.concept, ""))


def left_out(thing: Thing, role: Role) -> list[str]:
    """What is said of an animal that its library picture cannot show, as keys of the word lists."""
    if thing.group != "animal" or not rigged(thing, role).art.startswith(("icon:", "part:")):
        return []
    looks = dict(thing.looks)
    worn = (
        looks.get("worn", "").split() if set(looks) - {"hat", "hat.color", "worn", "seated", "second", "view"} else []
    )
    outfit = [f"thing::{thing.outfit}"] if thing.outfit else []
    return [*outfit, *(f"thing::{name}" for name in worn), *([f"adjective:feel:{thing.feel}"] if thing.feel else [])]


def stands_upright(thing: Thing, role: Role) -> bool:
    """Whether an animal behaves like a person: it holds, wears or does what needs hands."""
    thing = rigged(thing, role)
    if not thing.art.startswith(("quad:", "bird:")) or role.ridden:
        return False
    looks = dict(thing.looks)
    dressed = bool(thing.outfit) or any(
        slot in looks
        for slot in ("top", "cape", "scarf", "neck", "backpack", "shoes", "gloves", "glasses", "mask", "patch")
    )
    return dressed or role.held is not None or role.upright or role.pose not in _ON_FOUR


def draw_thing(sketch: Sketch, thing: Thing, role: Role, library: Library, seed: int) -> Anatomy:
    """Draws the thing one unit high, standing on the origin, looking to the right."""
    thing = rigged(thing, role)
    kind, _, name = thing.art.partition(":")
    if thing.outfit:
        thing = _costumed(thing, library)
    if name.startswith("body="):
        pose = _pose(role, thing)
        return draw_creature(
            sketch,
            name.split()[0].removeprefix("body="),
            pose,
            thing.feel,
            color=thing.color,
            looks=dict(thing.looks),
            held=role.held,
        )
    if kind == "person":
        return _person(sketch, thing, role, seed)
    if kind == "quad":
        return _animal(sketch, thing, role, name)
    if kind == "bird":
        return _bird(sketch, thing, role, name)
    draw_art(sketch, thing.art, library, color=thing.color, second=dict(thing.looks).get("second", ""))
    return _pictured(sketch, thing, role)


def _pictured(sketch: Sketch, thing: Thing, role: Role) -> Anatomy:
    """What a library picture may still wear and hold: a hat on top, things beside it."""
    looks = dict(thing.looks)
    if looks.get("hat"):
        where = (-0.12, -0.55, 0.22) if thing.medium == "water" else (0.0, -0.86, 0.3)  # whales hold up their tails
        with sketch.frame(*where):
            draw_hat(sketch, looks["hat"], looks.get("hat.color", ""))
    if looks.get("glasses"):
        for x in (-0.09, 0.09):
            sketch.oval(x, -0.66, 0.085, 0.07, "#22222c")
        sketch.limb([(-0.18, -0.69), (0.18, -0.69)], 0.02, "#22222c")
    if thing.alive and role.held:
        with sketch.frame(0.5, -0.35):
            role.held(sketch, "front")
    return Anatomy(seat=sketch.at(0, -0.6))


def draw_art(sketch: Sketch, art: str, library: Library, *, color: str = "", second: str = "") -> None:
    """Draws what is no character: an own part, a library picture or a garment lying about."""
    kind, _, name = art.partition(":")
    if kind == "part" and name in PARTS:
        PARTS[name](sketch, color)
        return
    if kind == "wear":
        _garment(sketch, dict(pair.split("=") for pair in name.split()), color, library)
        return
    if kind in {"quad", "bird"}:
        if kind == "quad":
            draw_quadruped(sketch, beast(name, color), "stand")
        else:
            draw_bird(sketch, plumage(name, color), "stand")
        return
    body = library.icons.get(name) or library.icons["package"]
    icons.draw(sketch, icons.parse(body), color=color, second=second)


_LOOSE = {
    "scarf": "scarf",
    "top": "t-shirt",
    "shoes": "mans-shoe",
    "gloves": "gloves",
    "glasses": "glasses",
    "neck": "necktie",
    "cape": "coat",
}
_TOPS = {"coat": "coat", "dress": "dress", "suit": "necktie", "space": "rescue-workers-helmet"}


def _garment(sketch: Sketch, slots: dict[str, str], color: str, library: Library) -> None:
    if "hat" in slots and "top" not in slots:
        with sketch.frame(0, -0.1, 0.42), sketch.frame(0, 0.6):
            draw_hat(sketch, slots["hat"], color)
        return
    icon = next((_LOOSE[slot] for slot in slots if slot in _LOOSE), "t-shirt")
    icon = _TOPS.get(slots.get("top", ""), icon)
    icons.draw(sketch, icons.parse(library.icons[icon]), color=color or {"coat": "", "t-shirt": ""}.get(icon, ""))


def _costumed(thing: Thing, library: Library) -> Thing:
    """The animal with the clothes of its profession; what was said of its clothes comes first."""
    _, _, text = library.lexicon.vocabulary.things[thing.outfit].art.partition(":")
    clothes = dict(pair.split("=", 1) for pair in text.split() if "=" in pair)
    worn = {
        slot: value
        for slot, value in clothes.items()
        if slot not in {"sex", "age", "hair", "skin", "body", "prop", "beard"}
    }
    if "color" in worn:
        worn["top.color"] = worn.pop("color")
    return replace(thing, looks=tuple(sorted({**worn, **dict(thing.looks)}.items())))


def _pose(role: Role, thing: Thing) -> Pose:
    pose = in_motion(pose_of(role.pose, seated=role.seated), role.pose, role.moment)
    return replace(pose, mouth="open") if thing.feel == "happy" and pose.mouth == "open" else pose


def _looks(thing: Thing) -> dict[str, str]:
    kind, _, text = thing.art.partition(":")
    looks = dict(pair.split("=", 1) for pair in text.split() if "=" in pair) if kind == "person" else {}
    looks.update(thing.looks)
    if thing.color and "top.color" not in looks:
        looks["top.color"] = thing.color
    if thing.age == "old":
        looks["age"] = "old"
        looks.setdefault("glasses", "round")
    if "worn" in looks and "top.color" in looks and "color" in looks and dict(thing.looks).get("top"):
        looks["color"] = looks["top.color"]
    return looks


def _person(sketch: Sketch, thing: Thing, role: Role, seed: int) -> Anatomy:
    looks = _looks(thing)
    chance = random.Random(f"{seed}:{thing.name.casefold() or thing.id}")  # noqa: S311 -- a picture, not a secret
    skin = rgb(looks.get("skin") or chance.choice(_SKINS[:4]))
    hair = "#b9b6b2" if looks.get("age") == "old" else looks.get("haircolor") or chance.choice(_HAIRS)
    if looks.get("beard") == "long" and "haircolor" not in looks and looks.get("hat") in {"wizard", "crown"}:
        hair = "#e9e6e0"
    plump = {"fat": 1.3, "thin": 0.86}.get(thing.shape, 1.0)
    child = looks.get("age") in {"child", "baby"}
    cast = Cast(looks, skin, rgb(hair), None, child, plump, thing.feel, role.blink)
    return draw_character(sketch, cast, _pose(role, thing), role.held)


def _animal(sketch: Sketch, thing: Thing, role: Role, name: str) -> Anatomy:
    look = beast(name, thing.color, "")
    looks = _looks(replace(thing, color=""))
    if looks.get("view") == "back":
        look = replace(look, marks=(*look.marks, "back"))
    if stands_upright(thing, role):
        plump = {"fat": 1.35, "thin": 0.86}.get(
            thing.shape, 1.08 if name in {"bear", "panda", "pig", "cow", "polarbear"} else 1.0
        )
        if "wings" in look.marks:
            looks.setdefault("wings", "dragon" if name == "dragon" else "angel")
        cast = Cast(
            looks, rgb(look.fur), rgb(look.third), look, child=False, plump=plump, feel=thing.feel, blink=role.blink
        )
        return draw_character(sketch, cast, _pose(role, thing), role.held)
    pose = "sit" if role.seated else role.pose
    hat = (looks.get("hat", ""), looks.get("hat.color", ""))
    wide = {"fat": 1.2, "thin": 0.9}.get(thing.shape, 1.0)
    with sketch.frame(0, 0, wide, 1):
        return draw_quadruped(sketch, look, pose, thing.feel, hat=hat, phase=role.phase, blink=role.blink)


def _bird(sketch: Sketch, thing: Thing, role: Role, name: str) -> Anatomy:
    look = plumage(name, thing.color)
    looks = _looks(replace(thing, color=""))
    if stands_upright(thing, role) and role.pose != "fly":
        return _dressed_bird(sketch, thing, role, looks, name)
    pose = "fly" if role.pose in {"fly", "jump"} else role.pose
    return draw_bird(
        sketch, look, pose, thing.feel, hat=(looks.get("hat", ""), looks.get("hat.color", "")), blink=role.blink
    )


def _dressed_bird(sketch: Sketch, thing: Thing, role: Role, looks: dict[str, str], name: str) -> Anatomy:
    """A bird with hands: its own head on a body with clothes."""
    feathers = plumage(name, thing.color)
    pelt = replace(
        BEASTS["mole"],
        fur=feathers.feathers,
        second=feathers.breast,
        third=feathers.beak,
        marks=(f"bird:{name}",),
        tail="",
    )
    cast = Cast(
        looks,
        rgb(feathers.feathers),
        rgb(feathers.beak),
        pelt,
        child=False,
        plump=1.08,
        feel=thing.feel,
        blink=role.blink,
    )
    return draw_character(sketch, cast, _pose(role, thing), role.held)
