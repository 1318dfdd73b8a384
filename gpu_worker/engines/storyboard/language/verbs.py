"""Verbs and participles: who does what, and to whom."""

from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.reading import Reading
from gpu_worker.engines.storyboard.language.vocabulary import Sense
from gpu_worker.engines.storyboard.scene import Action

_PARTICIPLES = ("ing", *("ąc" + ending for ending in ("y", "a", "e", "ym", "ą", "ych", "ego", "ej", "emu", "ymi")))
_NOMINATIVES = ("ący", "ąca", "ące")
_PASSIVES = ("ed", "en", "n", "t", "ny", "na", "ne", "ni", "ty", "ta", "te", "ci", "nego", "nej")


def on_action(r: Reading, mention: Mention, following: Mention | None) -> None:
    """Reads a verb: for those the sentence is about, for the noun that follows, or for whoever comes."""
    action = action_of(mention.sense)
    r.outward = mention.low.endswith(" out")
    by = following is not None and following.low in {"by", "przez"} and action.role not in {"", "none"}
    if by and mention.low.endswith(_PASSIVES) and r.last is not None:
        r.passive = action
        return
    if _told(r, mention) and r.last is not None:
        r.subjects, r.preposition, r.closed = [r.last], "", False
    before_noun = following is not None and following.kind == "thing" and _modifies(r, mention)
    nobody = not r.subjects or (r.closed and r.joined and r.last_role == "subject")
    if before_noun:
        r.qualities.append(action)
        return
    if nobody or (r.preposition and r.preposition != "to"):
        r.waiting.append(action)
        if nobody:
            r.verb = None
        return
    r.describer.settle(r.last, r.board)
    _do(r, action)


def _told(r: Reading, mention: Mention) -> bool:
    """For example 'Teaching his son to ride', "two cooks arguing": whoever was named last does it."""
    last = r.last
    if last is None or not last.alive or last in r.subjects:
        return False
    infinitive = mention.low.endswith("ć") if mention.language == "pl" else r.preposition == "to"
    return infinitive or (not r.subjects and r.touching)


def _modifies(r: Reading, mention: Mention) -> bool:
    """Whether a participle stands before its own noun: "a sleeping cat", "śpiący kot"."""
    participle = mention.low.endswith(_PARTICIPLES)
    if mention.language == "pl":
        return participle and (not r.touching or not mention.low.endswith(_NOMINATIVES))
    return participle and (not r.touching or r.joined) and (r.joined or not r.subjects or r.indefinite)


def _do(r: Reading, action: Action) -> None:
    for subject in r.subjects:
        subject.actions.append(action)
    r.verb, r.closed, r.joined = action, True, False
    r.preposition = ""


def action_of(sense: Sense) -> Action:
    """What somebody does, out of the word lists."""
    role, prop = sense.detail
    return Action(sense.key, sense.group, role, prop)
