"""Words of grammar: conjunctions, prepositions, pronouns, numbers and full stops."""

from gpu_worker.engines.storyboard.language.government import FILLED, PASSING, RELATIONS
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.reading import Reading

_AMONG = 4  # what one can be among
_CROWDED = frozenset({"among", "amid", "amongst", "wśród", "pośród"})
_NEW = frozenset({"a", "an", "another", "inny", "inna", "inne", "drugi", "druga"})


def on_function(r: Reading, mention: Mention, _following: Mention | None) -> None:
    """Reads one word of grammar."""
    group = mention.sense.group
    if group.startswith("quantity"):
        r.describer.count = int(group.removeprefix("quantity"))
    elif group in RELATIONS or group in PASSING:
        _preposition(r, group, mention)
        if mention.low in _CROWDED:
            r.describer.count = r.describer.count or _AMONG
    elif mention.low in FILLED:
        r.verb = None
    else:
        _conjunction(r, group)
    if mention.low in _NEW:
        r.indefinite = True


def _conjunction(r: Reading, group: str) -> None:
    match group:
        case "clause":  # "while", "gdy": somebody else does something
            r.describer.settle(r.last, r.board)
            r.joined, r.closed, r.preposition, r.last_role = True, True, "", "subject"
        case "and" | "comma":
            r.joined = True
            r.describer.settle(r.last, r.board)
        case "stop":
            _end(r)
        case "without":
            r.describer.settle(r.last, r.board)
            r.lacking = True
        case "pronoun":
            _pronoun(r)
        case _:
            pass


def _preposition(r: Reading, group: str, mention: Mention) -> None:
    if group == "of" and r.describer.count:
        return
    group = "from" if group == "of" and r.outward else group
    if r.passive is not None and mention.low in {"by", "przez"}:
        return
    r.describer.settle(r.last, r.board)
    if group == "on" and mention.language == "pl" and r.preposition:
        return
    r.preposition = group


def _pronoun(r: Reading) -> None:
    """For example '…with a dragon above it': the thing just named stands so to the subject."""
    if r.preposition in RELATIONS and r.last and r.subjects and r.last is not r.subjects[0]:
        r.board.relate(r.preposition, r.last, r.subjects[0])
    elif r.preposition in RELATIONS and r.subjects:
        r.fronted.append((r.preposition, r.subjects[0]))
        r.closed, r.joined = True, True
    r.preposition = ""


def _end(r: Reading) -> None:
    r.describer.settle(r.last, r.board)
    drop_waiting(r)
    r.joined, r.closed, r.verb, r.preposition = False, True, None, ""
    r.fronted = []


def drop_waiting(r: Reading) -> None:
    """A verb that found nobody: whoever the last sentence was about does it."""
    for action in r.waiting:
        for subject in r.subjects:
            subject.actions.append(action)
    if r.subjects:
        r.waiting = []
