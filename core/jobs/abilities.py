"""Whether a model can do what is asked, found out before anything is charged, and which one does it by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.engines import ModelCard
from core.errors import DomainError, Refusal
from core.i18n import N_, NN_
from core.jobs.editing import Edit, Mode
from core.jobs.motion import Motion
from core.jobs.scaling import Upscale
from core.jobs.states import Kind
from core.jobs.tuning import Tuning

MOST_OTHERS = 4
_CLIPS = frozenset({Kind.ANIMATION, Kind.VIDEO})


class UnknownModel(DomainError):
    """No worker has announced this model."""

    refusal = Refusal.INVALID
    code = "model"
    msgid = N_("I don't know the model “{model}”. Choose one of: {known}.")


class NothingHereCan(DomainError):
    """No worker has announced anything that makes this."""

    refusal = Refusal.UNAVAILABLE
    code = "nothing-here-can"
    msgid = N_("No computer here can do this. An admin can install what it needs.")


class ModelDoesNotMakeIt(DomainError):
    """The model makes something else."""

    refusal = Refusal.INVALID
    code = "model-does-not-make-it"
    msgid = N_("The model “{model}” does not do this. Leave the model out, or choose one of: {known}.")


class ReferenceNotSupported(DomainError):
    """The model can't start from a picture."""

    refusal = Refusal.INVALID
    code = "reference-not-supported"
    msgid = N_("The model “{model}” can't start from a picture. Leave the picture out or choose another model.")


class ReferenceNeeded(DomainError):
    """The model only changes pictures."""

    refusal = Refusal.INVALID
    code = "reference-needed"
    msgid = N_("The model “{model}” only changes pictures. Give it one as the reference, or choose another model.")


class EditNotSupported(DomainError):
    """The model can start from a picture, but not do this with it."""

    refusal = Refusal.INVALID
    code = "edit-not-supported"
    msgid = N_("The model “{model}” can't change a picture in this way. Choose another model.")


class ControlNotSupported(DomainError):
    """The model can't be held to a pose or to depths."""

    refusal = Refusal.INVALID
    code = "control-not-supported"
    msgid = N_("The model “{model}” can't be held to a pose or to depths. Choose another model.")


class TooManyReferences(DomainError):
    """The model looks at fewer pictures of characters."""

    refusal = Refusal.INVALID
    code = "too-many-references"
    msgid, msgid_plural = NN_(
        "The model “{model}” looks at {limit} picture of characters at most. Leave some out.",
        "The model “{model}” looks at {limit} pictures of characters at most. Leave some out.",
    )
    count = "limit"


class StyleReferenceNotSupported(DomainError):
    """The model can't take a picture's style."""

    refusal = Refusal.INVALID
    code = "style-reference-not-supported"
    msgid = N_("The model “{model}” can't take the style of a picture. Describe the style or choose another model.")


class NegativeNotSupported(DomainError):
    """The model can't be told what to leave out."""

    refusal = Refusal.INVALID
    code = "negative-not-supported"
    msgid = N_("The model “{model}” can't be told what to leave out. Describe what should be there instead.")


class UnknownLora(DomainError):
    """The model has no such addition."""

    refusal = Refusal.INVALID
    code = "lora"
    msgid = N_("The model “{model}” has no LoRA “{lora}”. It has: {known}.")


class UnknownScheduler(DomainError):
    """The model does not step like this."""

    refusal = Refusal.INVALID
    code = "scheduler"
    msgid = N_("The model “{model}” has no scheduler “{scheduler}”. It has: {known}.")


class PictureNotFilmed(DomainError):
    """The model's clips come from words alone."""

    refusal = Refusal.INVALID
    code = "picture-not-filmed"
    msgid = N_(
        "The model “{model}” can't make a clip of a picture. Describe the clip in words or choose another model."
    )


class ClipTooLong(DomainError):
    """Longer than the model or the role allows."""

    refusal = Refusal.INVALID
    code = "clip-too-long"
    msgid = N_("A clip of {seconds} seconds is too long; here it can have up to {limit}.")


class FactorNotSupported(DomainError):
    """The model enlarges by other factors."""

    refusal = Refusal.INVALID
    code = "factor-not-supported"
    msgid = N_("The model “{model}” can't enlarge ×{factor}. Choose another model.")


class ModelDoesNotFit(DomainError):
    """The computer that has the model has not the memory for it."""

    refusal = Refusal.INVALID
    code = "model-does-not-fit"
    msgid = N_(
        "The model “{model}” does not fit into the memory of the computer that has it. Choose another model, or ask an "
        "admin for a larger computer."
    )


@dataclass(frozen=True, slots=True)
class Need:
    """What a wish asks of a model.

    ``kind`` is IMAGE, VIDEO (any clip), UPSCALE or CAPTION; ``mode`` what is done with the picture to start from, None
    without one; ``quick`` asks for few steps where there is a choice: for a draft, or for many at once.
    """

    kind: Kind = Kind.IMAGE
    mode: Mode | None = None
    edit: Edit | None = None
    motion: Motion | None = None
    tuning: Tuning | None = None
    upscale: Upscale | None = None
    quick: bool = False


def makes(card: ModelCard, kind: Kind) -> bool:
    """Tell whether a model makes something; a clip is a clip, drawn by a storyboard or by a video model."""
    return bool(_CLIPS.intersection(card.makes)) if kind in _CLIPS else kind in card.makes


def choose(name: str | None, cards: Sequence[ModelCard], need: Need) -> ModelCard:
    """Return the model that a person named, or for None and "auto" the best one for what is needed.

    ``cards`` come in the house's order of engines. Of those that can, one whose worker is awake comes first, then the
    earlier engine, then by request: few steps when it is to be quick, a model made for changing pictures when there
    is one to change.

    Raises:
        UnknownModel, ModelDoesNotMakeIt, NothingHereCan: there is no such model, it does something else, or nothing
            does this.
        DomainError: the named model, or every one that makes this, lacks what is needed; says what.
    """
    wanted = (name or "auto").strip().lower()
    makers = [card for card in cards if makes(card, need.kind)]
    if wanted == "auto":
        if not makers:
            raise NothingHereCan
        able = [card for card in makers if next(lacks(card, need), None) is None]
        if not able:
            raise next(lacks(makers[0], need))
        return min(able, key=lambda card: _rank(card, able, need))
    return _named(wanted, cards, makers, need)


def choose_with_others(name: str | None, cards: Sequence[ModelCard], need: Need) -> tuple[ModelCard, tuple[str, ...]]:
    """Return the model as ``choose`` does, and the targets of other engines that may take its place, best first.

    Where somebody named the model, nothing takes its place.

    Raises:
        DomainError: as in ``choose``.
    """
    card = choose(name, cards, need)
    if (name or "auto").strip().lower() != "auto":
        return card, ()
    return card, others_of(card, cards, need)


def others_of(card: ModelCard, cards: Sequence[ModelCard], need: Need) -> tuple[str, ...]:
    """Return the targets of other engines that may take a model's place, the best one of each, best first."""
    able = [other for other in cards if makes(other, need.kind) and next(lacks(other, need), None) is None]
    best: dict[str, str] = {}
    for other in sorted(able, key=lambda one: _rank(one, able, need)):
        if other.engine != card.engine:
            best.setdefault(other.engine, other.target)
    return tuple(best.values())[:MOST_OTHERS]


def _named(wanted: str, cards: Sequence[ModelCard], makers: Sequence[ModelCard], need: Need) -> ModelCard:
    card = next((card for card in cards if wanted in {card.name, card.target}), None)
    known = ", ".join(card.name for card in makers)
    if card is None:
        raise UnknownModel(model=wanted[:60], known=known)
    if card not in makers:
        raise ModelDoesNotMakeIt(model=card.name, known=known) if makers else NothingHereCan()
    for fault in lacks(card, need):
        raise fault
    return card


def _rank(card: ModelCard, able: Sequence[ModelCard], need: Need) -> tuple[object, ...]:
    engines = list(dict.fromkeys(other.engine for other in able))
    edits = bool(need.mode or (need.edit and need.edit.references))
    return (
        not card.awake,
        engines.index(card.engine),
        card.only_edits != edits,
        card.fastest != need.quick,
        able.index(card),
    )


def lacks(card: ModelCard, need: Need) -> Iterator[DomainError]:
    """Yield a refusal for everything that a model which makes it lacks of what is needed."""
    if not card.fits:
        yield ModelDoesNotFit(model=card.name)
    if need.motion is not None:
        yield from _clip_faults(card, need, need.motion)
    elif need.kind is Kind.IMAGE:
        yield from _edit_faults(card, need)
    if need.upscale is not None and need.upscale.factor not in card.factors:
        yield FactorNotSupported(model=card.name, factor=need.upscale.factor)
    if need.tuning is not None:
        yield from _tuning_faults(card, need.tuning)


def _clip_faults(card: ModelCard, need: Need, motion: Motion) -> Iterator[DomainError]:
    if need.mode is not None and not card.films_pictures:
        yield PictureNotFilmed(model=card.name)
    if need.mode is None and card.only_edits:
        yield ReferenceNeeded(model=card.name)
    if motion.seconds > card.most_seconds:
        yield ClipTooLong(seconds=f"{motion.seconds:g}", limit=f"{card.most_seconds:g}")


def _edit_faults(card: ModelCard, need: Need) -> Iterator[DomainError]:
    if need.mode is not None and need.mode not in card.edits:
        yield EditNotSupported(model=card.name) if card.edits else ReferenceNotSupported(model=card.name)
    if need.mode is None and card.only_edits:
        yield ReferenceNeeded(model=card.name)
    if need.edit is None:
        return
    if need.edit.control is not None and need.edit.control not in card.controls:
        yield ControlNotSupported(model=card.name)
    if len(need.edit.references) > card.most_references:
        yield TooManyReferences(model=card.name, limit=card.most_references)
    if need.edit.style_reference and not card.style_reference:
        yield StyleReferenceNotSupported(model=card.name)


def _tuning_faults(card: ModelCard, tuning: Tuning) -> Iterator[DomainError]:
    if tuning.negative and not card.negative:
        yield NegativeNotSupported(model=card.name)
    for lora in tuning.loras:
        if lora.name not in card.loras:
            yield UnknownLora(model=card.name, lora=lora.name, known=", ".join(card.loras) or "–")
    if tuning.scheduler and tuning.scheduler not in card.schedulers:
        known = ", ".join(card.schedulers) or "–"
        yield UnknownScheduler(model=card.name, scheduler=tuning.scheduler, known=known)
