"""From a scene to pieces: every copy of every thing with its pose, what it holds and what carries it."""

from dataclasses import dataclass, field, replace

from gpu_worker.engines.storyboard.drawing.figure import Role, draw_thing, stands_upright
from gpu_worker.engines.storyboard.drawing.props import prop_of
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Box
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Relation, Scene, Thing

HELD = frozenset({"hold", "eat", "drink", "overhead", "blow", "stir"})
ATOP = frozenset({"on", "ride", "in", "sitat", "climb"})
_FACING = frozenset(
    {"face", "look", "chase", "kick", "push", "throw", "table", "hug", "near", "sitat", "scope", "over", "lead", "stir"}
)
_MUTUAL = frozenset({"fight", "talk", "dance", "hug", "box", "wave", "play_chess", "play_cards", "laugh"})
# What an action brings along that nobody named, and how it stands to who does it.
_BROUGHT = {
    "ski": ("skis", "on"),
    "rideride": ("bicycle", "ride"),
    "ridehorse": ("horse", "ride"),
    "skate": ("skateboard", "ride"),
    "scooter": ("kickscooter", "ride"),
    "sled": ("sled", "ride"),
    "surf": ("surfboard", "on"),
    "play_chess": ("table", "table"),
    "play_cards": ("table", "table"),
    "play_checkers": ("table", "table"),
    "blowbubbles": ("bubble", "near"),
    "play_piano": ("piano", "sitat"),
    "paint": ("easel", "near"),
    "lookscope": ("telescope", "near"),
    "play_football": ("ball", "kick"),
    "cook": ("stove", "near"),
    "stampact": ("table", "table"),
    "walkdog": ("dog", "lead"),
    "flykite": ("kite", "fly"),
    "breathfire": ("fire", "face"),
    "burn": ("fire", "face"),
    "snowboarding": ("snowboard", "on"),
}
_SEATED_ON = frozenset(
    {
        "sofa",
        "armchair",
        "chair",
        "stool",
        "bench",
        "throne",
        "deckchair",
        "rockingchair",
        "bed",
        "log",
        "stump",
        "swing",
        "rock",
        "hammock",
        "toilet",
        "wall",
        "fence",
    }
)


@dataclass(slots=True)
class Piece:
    """One copy of a thing on the stage; lengths in pixels once it is placed."""

    thing: Thing
    number: int
    role: Role
    size: float  # height in adults
    box: Box = field(default_factory=lambda: Box(-0.5, -1, 0.5, 0))  # of the drawing, one unit high
    host: "Piece | None" = None
    tie: str = ""  # the relation to the host
    riders: list["Piece"] = field(default_factory=list)
    pull: "Piece | None" = None  # whom it stands next to, under, behind…
    pull_kind: str = ""
    faces: "Piece | None" = None
    carried: list[Thing] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    flip: bool = False
    depth: float = 0.5
    aloft: bool = False  # in the air, so that it throws no shadow at its foot

    @property
    def key(self) -> str:
        """The thing's id, with the copy's number when there are several."""
        return self.thing.id if self.thing.count == 1 else f"{self.thing.id}#{self.number + 1}"

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.box.width * self.height


def stage(scene: Scene, library: Library, seed: int) -> list[Piece]:
    """Every piece of the scene, measured, with hosts and pulls set, not yet placed."""
    held = _held_by(scene)
    taken = {thing.id for things in held.values() for thing in things}
    pieces: dict[str, list[Piece]] = {}
    for thing in scene.things:
        if thing.id in taken:
            continue
        things = held.get(thing.id, [])
        pieces[thing.id] = [_piece(thing, n, scene, things, library) for n in range(thing.count)]
    for thing in scene.things:
        _companions(thing, pieces, library)
    for relation in scene.relations:
        _tie(relation, pieces)
        _seat_partners(relation, pieces)
    flat = [piece for group in pieces.values() for piece in group]
    if scene.camera == "back":
        for piece in flat:
            piece.thing = replace(piece.thing, looks=(*piece.thing.looks, ("view", "back")))
    for piece in flat:
        _settle(piece)
        scratch = Sketch()
        draw_thing(scratch, piece.thing, piece.role, library, seed)
        piece.box = scratch.box_of()
    return flat


def _held_by(scene: Scene) -> dict[str, list[Thing]]:
    """What each character has in its hands."""
    things = {thing.id: thing for thing in scene.things}
    held: dict[str, list[Thing]] = {}
    gone: set[str] = set()
    for relation in scene.relations:
        subject = things[relation.subject]
        if relation.kind not in HELD or not subject.alive:
            continue
        for name in relation.objects:
            if (name not in gone or subject.count) and not things[name].alive and things[name].size <= 1.0:
                if relation.kind == "stir" and things[name].group in {"furniture", "plant"}:
                    continue
                held.setdefault(relation.subject, []).append(things[name])
                gone.add(name)
    return held


def _piece(thing: Thing, number: int, scene: Scene, held: list[Thing], library: Library) -> Piece:
    action = thing.action
    pose = action.pose if action else "stand"
    looks = dict(thing.looks)
    prop = action.prop if action and not held else ""
    drawn = prop_of(thing, prop, held, library)
    if pose in {"stand", "play"} and drawn is not None:
        pose = "hold"
    if (
        pose == "fly"
        and thing.art.startswith("person")
        and any(r.kind in ATOP and r.subject == thing.id for r in scene.relations)
    ):
        pose = "ride"
    asleep_upright = thing.art.startswith("quad:") and pose == "sleep"
    role = Role(
        pose,
        None if asleep_upright else drawn,
        seated=looks.get("seated") == "yes",
        upright=bool(action and action.role in {"sitat", "table"}),
    )
    return Piece(thing, number, role, thing.size, carried=held)


def _companions(thing: Thing, pieces: dict[str, list[Piece]], library: Library) -> None:
    """Things an action brings along: the bicycle, the easel, the chess table, the ball."""
    action = thing.action
    if action is None or thing.id not in pieces:
        return
    vocabulary = library.lexicon.vocabulary.things
    wanted = _BROUGHT.get(action.key, ("", ""))
    concept, tie = wanted
    hot = {"cauldron", "campfire", "fire", "stove", "pot", "fireplace"}
    if concept == "stove" and any(piece.thing.concept in hot for group in pieces.values() for piece in group):
        return
    if not concept:
        return
    there = next((group[0] for group in pieces.values() if group and group[0].thing.concept == concept), None)
    if there is not None:
        if tie == "table":
            _tie(Relation(tie, thing.id, (there.thing.id,)), pieces)
        return
    sense = vocabulary[concept]
    prop = Thing(f"{thing.id}+{concept}", concept, "", sense.group, sense.art, sense.size, sense.medium)
    pieces[prop.id] = [Piece(prop, 0, Role(), prop.size)]
    _tie(Relation(tie, thing.id, (prop.id,)), pieces)
    if action.key in {"play_chess", "play_cards", "play_checkers", "stampact"}:
        top = vocabulary[
            {"play_chess": "chess", "play_checkers": "chess", "play_cards": "cards"}.get(action.key, "book")
        ]
        extra = Thing(f"{thing.id}+{top.key}", top.key, "", top.group, top.art, 0.16 if top.key == "chess" else 0.2)
        pieces[extra.id] = [Piece(extra, 0, Role(), extra.size)]
        _tie(Relation("on", extra.id, (prop.id,)), pieces)


def _seat_partners(relation: Relation, pieces: dict[str, list[Piece]]) -> None:
    """Who is played with sits down at the table too."""
    table = next((group[0] for name, group in pieces.items() if name == f"{relation.subject}+table" and group), None)
    if relation.kind != "table" or table is None:
        return
    for name in relation.objects:
        for partner in pieces.get(name, []) if name != table.thing.id else ():
            if partner.thing.alive:
                partner.role = replace(partner.role, pose="sittable", upright=True)
                partner.faces, partner.pull, partner.pull_kind = table, table, "table"
            for player in pieces.get(relation.subject, []) if partner.thing.alive else ():
                player.faces, player.pull, player.pull_kind = table, table, "table"


def _tie(relation: Relation, pieces: dict[str, list[Piece]]) -> None:  # noqa: C901 -- one rule a relation
    subjects = pieces.get(relation.subject, [])
    for name in relation.objects:
        targets = pieces.get(name, [])
        for index, subject in enumerate(subjects):
            if not targets:
                continue
            target = targets[index % len(targets)]
            kind = relation.kind
            if kind == "in" and target.thing.concept in _SEATED_ON:
                kind = "on"
            if kind in ATOP - {"sitat"} and subject.host is None and target.host is not subject:
                subject.host, subject.tie = target, kind
                target.riders.append(subject)
            elif relation.kind in {"overhead", "fly", "lead", "kick", "throw", "push", "chase", "above", "hug", *HELD}:
                _pull(
                    target if relation.kind != "above" else subject,
                    subject if relation.kind != "above" else target,
                    relation.kind,
                )
            else:
                _pull(subject, target, relation.kind)
            if relation.kind == "lead" and target.role.pose == "stand":
                target.role = replace(target.role, pose=subject.role.pose)
            if relation.kind in _FACING - {"lead"}:
                subject.faces = target
                action = subject.thing.action
                if target.thing.alive and action and action.key in _MUTUAL:
                    target.faces = target.faces or subject


def _pull(piece: Piece, to: Piece, kind: str) -> None:
    if piece.pull is None and to.pull is not piece:
        piece.pull, piece.pull_kind = to, kind
    elif to.pull is None and piece.pull is not to:
        to.pull, to.pull_kind = piece, {"under": "over", "behind": "front", "front": "behind"}.get(kind, "next")


def _settle(piece: Piece) -> None:
    """The pose that what carries it asks for."""
    host, role = piece.host, piece.role
    if host is None or not piece.thing.alive:
        return
    resting = role.pose in {"stand", "walk", "run", "fly", "sit", "hold", "ride", "drive"}
    if piece.tie == "ride" and resting:
        piece.role = (
            replace(role, pose="ride", upright=True, held=role.held)
            if host.thing.concept != "surfboard"
            else replace(role, pose="surf", upright=True)
        )
        host.role = replace(host.role, ridden=True)
    elif piece.tie == "in" and resting:
        piece.role = replace(role, pose="hold" if role.held else "sit", seated=True)
    elif host.thing.concept in _SEATED_ON and role.pose not in {"sleep", "jump", "dance", "stand"}:
        piece.role = replace(role, seated=True)
    elif host.thing.concept in _SEATED_ON and role.pose == "stand" and piece.thing.action is None:
        piece.role = replace(role, pose="sit", seated=True)


def upright(piece: Piece) -> bool:
    """Whether the piece stands like a person."""
    return piece.thing.group == "person" or stands_upright(piece.thing, piece.role)
