"""What hands hold."""

from gpu_worker.engines.storyboard.drawing.figure import Held, draw_art
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Thing

# Sizes that what is held is drawn at, relative to its own: books are read large.
_PROP_SIZES = {
    "icon:open-book": 0.3, "part:rod": 0.75, "part:staff": 0.95, "part:sword": 0.5,
    "part:barbell": 0.3, "icon:guitar": 0.5, "part:racket": 0.42, "part:spear": 0.85,
    "part:bow": 0.45, "part:tray": 0.16, "part:mug": 0.15, "part:wand": 0.28,
    "icon:accordion": 0.4, "part:shovel": 0.5, "icon:broom": 0.6, "part:golfclub": 0.5,
    "part:hockeystick": 0.6, "icon:umbrella": 0.55, "icon:drum": 0.36, "icon:violin": 0.4,
}  # fmt: skip
_RESTING = frozenset({"stand", "walk", "play", "wave", "look", "run"})
# What an action brings along that stands on the ground by itself.
_STANDING = frozenset(
    [
        "part:chess",
        "icon:joker",
        "part:stamp",
        "part:piano",
        "part:bicycle",
        "icon:sled",
        "icon:kick-scooter",
        "part:skateboard",
        "part:skis",
        "part:snowboard",
        "part:surfboard",
        "part:telescope",
        "part:pot",
        "part:harp",
        "part:kite",
    ]
)


def prop_of(thing: Thing, prop: str, held: list[Thing], library: Library) -> Held | None:
    """What a character holds: the things named, what its action brings, or the tool of its profession."""
    if not thing.alive:
        return None
    if held:
        return _holding(
            [(item.art, item.color, item.size) for item in held for _ in range(min(item.count, 3))], library
        )
    art = prop.removeprefix("open:").split(" ", maxsplit=1)[0] if prop else ""
    if art == "book":
        art = "icon:open-book"
    if ":" not in art:
        resting = thing.action is None or thing.action.pose in _RESTING
        art = _own_prop(thing, library) if resting else ""
    if not art or art.startswith(("shoes:", "ball:", "quad:")) or art in _STANDING:
        return None
    return _holding([(art, "", _PROP_SIZES.get(art, 0.26))], library)


def _own_prop(thing: Thing, library: Library) -> str:
    """What a profession carries: the detective's lens."""
    art = thing.art
    if thing.outfit:
        art = library.lexicon.vocabulary.things[thing.outfit].art
    return next((part.removeprefix("prop=") for part in art.split() if part.startswith("prop=")), "")


def _holding(items: list[tuple[str, str, float]], library: Library) -> Held:
    def draw(sketch: Sketch, where: str) -> None:
        for index, (art, color, size) in enumerate(items[:3]):
            tall = min(_PROP_SIZES.get(art, size), 0.9)
            drop = 0.5 if where in {"both", "mouth", "ear", "eye", "desk"} else 0.16 if tall > 0.35 else 0.4  # noqa: PLR2004
            if art.startswith(("part:balloon", "icon:umbrella", "part:wand", "part:torch", "part:staff", "part:kite")):
                drop = 0.04 if "staff" not in art else 0.5
            with sketch.frame(0.03 - 0.1 * index, tall * drop, tall):
                draw_art(sketch, art, library, color=color)

    return draw
