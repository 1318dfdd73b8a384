"""The part a noun plays: object of the verb, of a preposition, or a new subject."""

from gpu_worker.engines.storyboard.language.drafts import RIDEABLE, Draft
from gpu_worker.engines.storyboard.language.government import COMPLEMENTS, CONTAINERS, PASSING
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.reading import Reading
from gpu_worker.engines.storyboard.scene import Action

_CARRIERS = frozenset(
    {
        "wheelchair",
        "pram",
        "cart",
        "bed",
        "bathtub",
        "basket",
        "cage",
        "hammock",
        "sled",
        "shoppingcart",
        "aquarium",
        "nest",
        "box",
    }
)
# What is done changes with what it is done to: nobody rides a kite or paints a picture of a fence.
_PAINT = Action("paintthing", "use", "near", "icon:paintbrush")
_SWAPS = {("fly", "kite"): Action("flykite", "flykite", "fly")} | {
    ("paint", key): _PAINT for key in ("fence", "wall", "house", "door", "bench", "chair", "gate", "boat", "window")
}
_STANDABLE = 0.35  # adults; nobody stands on what is lower


def place_thing(r: Reading, draft: Draft, following: Mention | None) -> None:
    """Gives a thing its part: object of the verb, of a preposition, or a new subject."""
    preposition, r.preposition, r.indefinite = r.preposition, "", False
    role = r.verb.role if r.verb else ""
    if r.passive is not None and r.last is not None:
        _suffer(r, draft)
        return
    if preposition in {"in", "with"} and draft.sense.group == "wear" and r.last is not None and r.last.alive:
        r.board.relate("wear", r.last, draft)
        return
    if preposition:
        if (holder := _holder(r, preposition, draft)) is not None:
            r.board.relate(preposition, holder, draft)
            r.last, r.joined, r.last_role = draft, False, preposition
            return
        complement = role in COMPLEMENTS and preposition in COMPLEMENTS[role] and not r.outward
        _relate(r, role if complement else PASSING.get(preposition, preposition), draft)
    elif r.joined and _goes_on(r, draft, following):
        _relate(r, r.last_role, draft)
    elif r.verb and not r.joined and role not in {"", "none"} and draft not in r.subjects:
        _relate(r, role, draft)
        r.last_role = role
    elif r.verb and not r.joined and draft not in r.subjects and not r.waiting:
        _relate(r, "next", draft)
    else:
        _subject(r, draft)
    r.last, r.joined = draft, False


def _suffer(r: Reading, draft: Draft) -> None:
    """For example 'A postman chased by a dog': the dog does it to the postman."""
    action, victim = r.passive, r.last
    r.passive = None
    if action is None or victim is None:
        return
    draft.actions.append(action)
    if action.role not in {"", "none"}:
        r.board.relate(action.role, draft, victim)
    if action.key == "chase":
        victim.actions.append(Action("run", "run"))
    r.last, r.joined, r.last_role, r.closed = draft, False, "object", True


def _goes_on(r: Reading, draft: Draft, following: Mention | None) -> bool:
    """Whether "… and X" is one more object rather than somebody new."""
    if r.last is None or r.last_role in {"", "subject"} or r.waiting:
        return False
    if following is not None and following.kind == "action" and draft.alive:
        return False
    return r.last_role == "between" or draft.alive == r.last.alive


def _relate(r: Reading, kind: str, draft: Draft) -> None:
    kind = _swapped(r, draft) or kind
    if kind in {"of", "with"} and _contains(r, draft):
        return
    if (holder := _holder(r, kind, draft)) is not None:
        r.board.relate(kind, holder, draft)
        r.last_role = kind
        return
    if not r.subjects or (r.closed and r.joined and not r.verb and kind != r.last_role):
        r.fronted.append((kind, draft))
    # "A king and a queen with a rose": it is hers.
    own = kind == "with" and r.last in r.subjects and draft.count == 1 and not r.closed
    for subject in [r.last] if own and r.last else r.subjects:
        if subject is not draft:
            r.board.relate(kind, subject, draft)
    r.last_role = kind
    if r.subjects and kind not in {"with", "of"}:
        r.closed = True


def _swapped(r: Reading, draft: Draft) -> str:
    """The role in what is really done to a thing, when that is not what the verb says alone; else ""."""
    better = _SWAPS.get((r.verb.key, draft.sense.key)) if r.verb else None
    if better is None or r.verb is None:
        return ""
    for subject in r.subjects:
        subject.actions = [better if action.key == r.verb.key else action for action in subject.actions]
    return better.role


def _contains(r: Reading, draft: Draft) -> bool:
    """For example 'A bowl of strawberries', "kosz z jabłkami": what is in it lies in it."""
    last = r.last
    if last is None or last.sense.key not in CONTAINERS or draft.alive or draft.sense.size > _STANDABLE:
        return False
    r.board.relate("in", draft, last)
    return True


def _holder(r: Reading, kind: str, draft: Draft) -> Draft | None:
    """The object just named, when only it can be there: "candles on a cake", "an old man in a wheelchair"."""
    last = r.last
    if kind not in {"on", "in", "from"} or last is None or r.joined or last in r.subjects or not r.subjects:
        return None
    if last.alive:
        carried = r.verb is not None and r.verb.role in {"push", "pet", "near", "look", "hold"}
        return last if carried and (draft.sense.key in _CARRIERS or draft.sense.group == "wear") else None
    if kind == "from":
        return last if draft.sense.key in CONTAINERS else None
    small = draft.sense.size < _STANDABLE and draft.sense.group in {"food", "item"}
    return last if small and draft.sense.key not in RIDEABLE and draft.sense.group != "vehicle" else None


def _subject(r: Reading, draft: Draft) -> None:
    if r.closed or not r.joined:
        r.subjects = []
    if draft not in r.subjects:
        r.subjects.append(draft)
    r.last_role = "subject"
    r.closed, r.verb = bool(r.waiting), None
    for action in r.waiting:
        draft.actions.append(action)
        r.verb = action
    r.waiting = []
    for kind, other in r.fronted:
        r.board.relate(kind, draft, other)
        r.closed = True
    r.fronted = []
