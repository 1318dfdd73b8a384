"""What can be made of a picture that is there, and the wishes that its forms mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.engines import STORYBOARD, ModelCard
from core.errors import DomainError, Refusal
from core.i18n import N_, Translator
from core.jobs.abilities import choose, makes
from core.jobs.editing import Edit, Mode
from core.jobs.models import Job
from core.jobs.motion import MOVE_NAMES, Motion, Move
from core.jobs.scaling import FACTORS, Upscale
from core.jobs.specs import Wish
from core.jobs.states import Kind
from core.media.models import Media
from core.pictures.masks import Box
from core.privacy import Visibility
from core.users.models import User

CLIP_SECONDS = ("2", "3", "5")
_CHANGES = {"subtle": 30, "usual": 55, "strong": 75}  # percent of the way from the picture
CHANGE_NAMES = {"subtle": N_("a little"), "usual": N_("somewhat"), "strong": N_("a lot")}
_ROOM = 0.08  # of a thing's size, repainted around it so that nothing of its edge stays
_MOST_THINGS = 24


class Deed(StrEnum):
    """What is done with a picture."""

    ANIMATE = "animate"
    ENLARGE = "enlarge"
    VARY = "vary"
    REPAINT = "repaint"
    DESCRIBE = "describe"


class UnknownDeed(DomainError):
    """The form names something that nobody does with pictures."""

    refusal = Refusal.INVALID
    code = "unknown-deed"
    msgid = N_("That can't be done with a picture here. Choose something that the page offers.")


class PartNotMarked(DomainError):
    """Nothing says which part is to be repainted."""

    refusal = Refusal.INVALID
    code = "part-not-marked"
    msgid = N_("Which part shall change? Paint over it, tick a thing, or choose a mask: white where it changes.")


@dataclass(frozen=True, slots=True)
class Subject:
    """A picture with the job that made it, seen by ``person``."""

    media: Media
    job: Job
    person: User

    @property
    def is_own(self) -> bool:
        """Whether the person asked for it."""
        return self.media.owner_id == self.person.id

    @property
    def words(self) -> str:
        """Its prompt, as far as the person may read it."""
        return self.media.prompt if self.is_own or not self.media.prompt_hidden else ""

    @property
    def reach(self) -> Visibility:
        """How far a result reaches: as its own picture does, what comes of somebody else's as usual."""
        return self.media.visibility if self.is_own else self.person.visibility

    @property
    def is_scene(self) -> bool:
        """Whether the storyboard drew it from words alone that the person may read, so that it can draw it moving."""
        spec = self.job.draw
        drawn = (spec.engine, spec.kind) == (STORYBOARD.engine, Kind.IMAGE) and not (spec.pages or spec.needed())
        return drawn and bool(self.words)

    def things(self) -> list[tuple[str, Box]]:
        """Return what its scene graph says is where, in pixels; nothing where it would give hidden words away."""
        scene = self.media.scene if self.words else None
        listed = (scene or {}).get("things")
        known = [one for one in listed if isinstance(one, dict) and one.get("box")] if isinstance(listed, list) else []
        return [(str(one.get("words") or one.get("concept")), _around(one["box"])) for one in known[:_MOST_THINGS]]


def offered(cards: Sequence[ModelCard]) -> frozenset[Deed]:
    """Return what the models of the house can do."""
    able = {
        Deed.ANIMATE: any(makes(card, Kind.VIDEO) for card in cards),
        Deed.ENLARGE: any(makes(card, Kind.UPSCALE) for card in cards),
        Deed.VARY: any(makes(card, Kind.IMAGE) for card in cards),
        Deed.REPAINT: any(Mode.INPAINT in card.edits for card in cards),
        Deed.DESCRIBE: any(makes(card, Kind.CAPTION) for card in cards),
    }
    return frozenset(deed for deed, is_able in able.items() if is_able)


def choices(say: Translator, cards: Sequence[ModelCard]) -> dict[str, object]:
    """Return what the forms offer, in the person's words."""
    return {
        "offered": offered(cards),
        "seconds": CLIP_SECONDS,
        "moves": [(move.value, say.gettext(name)) for move, name in MOVE_NAMES.items()],
        "factors": [factor for factor in FACTORS if any(factor in card.factors for card in cards)],
        "changes": [(name, say.gettext(label)) for name, label in CHANGE_NAMES.items()],
    }


def deed_of(text: str) -> Deed:
    """Return what a form's address names.

    Raises:
        UnknownDeed: nothing.
    """
    try:
        return Deed(text)
    except ValueError:
        raise UnknownDeed from None


def wish_of(
    deed: Deed, subject: Subject, *, fields: Mapping[str, str], cards: Sequence[ModelCard], say: Translator
) -> Wish:
    """Return the wish that a form means; a mask comes later.

    Raises:
        UnknownDeed: a choice isn't one of those that the form offers.
        DomainError: what ``core.jobs.abilities.choose`` refuses.
    """
    media = subject.media
    wish = Wish(
        subject.words, style=media.style or None, reference=media.key, size=(media.width, media.height),
        level=media.level if media.judged else None,
    )  # fmt: skip
    match deed:
        case Deed.ANIMATE:
            named = replace(wish, prompt=subject.words or say.gettext("A picture in motion"), motion=_motion(fields))
            return _living(named, subject, cards)
        case Deed.ENLARGE:
            words = subject.words or say.gettext("A larger picture")
            return replace(wish, prompt=words, upscale=_factor(fields))
        case Deed.VARY:
            words = subject.words or say.gettext("A variation")
            return _varied(replace(wish, prompt=words, level=None), cards, _strength(fields))
        case Deed.REPAINT:
            prompt = fields.get("prompt", "")
            return replace(wish, prompt=prompt, strength=100, edit=Edit(mode=Mode.INPAINT), level=None)
        case Deed.DESCRIBE:
            words = subject.words or say.gettext("A description")
            return replace(wish, prompt=words, caption=True, level=None)


def ticked(subject: Subject, fields: Mapping[str, str]) -> list[Box]:
    """Return where the things stand that a form ticks."""
    return [box for number, (_, box) in enumerate(subject.things()) if fields.get(f"thing-{number}")]


def _motion(fields: Mapping[str, str]) -> Motion:
    seconds, move = fields.get("seconds", ""), fields.get("move", "")
    if seconds not in CLIP_SECONDS or move not in {each.value for each in Move}:
        raise UnknownDeed
    return Motion(seconds=float(seconds), move=Move(move))


def _factor(fields: Mapping[str, str]) -> Upscale:
    factor = fields.get("factor", "")
    if factor not in {str(each) for each in FACTORS}:
        raise UnknownDeed
    return Upscale.model_validate({"factor": int(factor)})


def _strength(fields: Mapping[str, str]) -> int:
    change = fields.get("change", "")
    if change not in _CHANGES:
        raise UnknownDeed
    return _CHANGES[change]


def _living(wish: Wish, subject: Subject, cards: Sequence[ModelCard]) -> Wish:
    """Return the wish of a clip; the storyboard draws its own scenes again, so that they live, and films all others."""
    card = choose(None, cards, wish.need())
    if subject.is_scene and card.engine == STORYBOARD.engine:
        wish = replace(wish, reference=None, seed=subject.media.seed, level=None)
    motion = wish.motion or Motion()
    return replace(wish, model=card.target, motion=motion.model_copy(update={"fps": card.fps}))


def _varied(wish: Wish, cards: Sequence[ModelCard], strength: int) -> Wish:
    """Start from the picture itself where a model can, else draw the same words with another seed."""
    drawing = [card for card in cards if makes(card, Kind.IMAGE)]
    mode = next((mode for mode in (Mode.VARIATION, Mode.IMAGE) if any(mode in card.edits for card in drawing)), None)
    if mode is None:
        return replace(wish, reference=None, after=wish.reference)
    return replace(wish, strength=strength, edit=Edit(mode=mode) if mode is Mode.VARIATION else None)


def _around(sides: Sequence[float]) -> Box:
    box = Box(*(float(side) for side in sides))
    across, down = (box.right - box.left) * _ROOM, (box.bottom - box.top) * _ROOM
    return Box(box.left - across, box.top - down, box.right + across, box.bottom + down)
