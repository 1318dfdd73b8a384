"""Reads mentions from left to right into things, actions and relations."""

from gpu_worker.engines.storyboard.language.calling import call
from gpu_worker.engines.storyboard.language.grammar import drop_waiting, on_function
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.nouns import on_thing, take_thing
from gpu_worker.engines.storyboard.language.reading import Reading
from gpu_worker.engines.storyboard.language.verbs import on_action


def assemble(r: Reading, mentions: list[Mention]) -> None:
    """Reads everything and closes what is still open."""
    for index, mention in enumerate(mentions):
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        _READERS[mention.kind](r, mention, following)
        r.touching = mention.kind in {"thing", "name"} and not r.skipped
        r.skipped = False
    _finish(r)


def _adjective(r: Reading, mention: Mention, following: Mention | None) -> None:
    if mention.sense.group in {"hair", "beard", "glasses", "freckles"}:
        r.preposition = ""
    after_noun = r.last is not None and r.touching
    ahead = following is not None and following.kind in {"thing", "adjective", "name"}
    fearing = mention.low.endswith((" of", "się"))  # "afraid of a spider", "boi się pająka"
    r.describer.take(mention, r.last if after_noun and (fearing or not ahead) else None)


def _condition(r: Reading, mention: Mention, _following: Mention | None) -> None:
    r.describer.condition(mention)
    r.preposition = ""


def _place(r: Reading, mention: Mention, following: Mention | None) -> None:
    if mention.sense.key == "rooftop" and following is not None and following.sense_as("thing") is not None:
        r.preposition = "on"  # "na dachu autobusu"
        return
    if not r.describer.place(mention) and (thing := mention.sense_as("thing")):
        take_thing(r, thing, mention, None)
        return
    r.describer.settle_on_place()
    r.preposition = ""
    r.closed = bool(r.subjects)


def _unknown(r: Reading, mention: Mention, following: Mention | None) -> None:
    r.board.lost.append((mention.start, mention.text))
    described = following is not None and following.kind in {"thing", "adjective", "place", "name", "condition"}
    if not described and r.preposition not in {"in", "with"}:
        r.preposition = ""


def _finish(r: Reading) -> None:
    r.describer.settle(r.last, r.board)
    if r.waiting and not r.subjects:
        _somebody(r)
    drop_waiting(r)
    for kind, draft in r.fronted:
        if kind in {"hold", "eat", "drink"}:
            _somebody(r)
            r.board.relate(kind, r.subjects[0], draft)
    r.describer.finish(r.board)


def _somebody(r: Reading) -> None:
    """For example 'Reading under a tree': somebody does it."""
    person = r.board.create(r.vocabulary.things["person"], "")
    r.subjects = [person]
    for kind, other in r.fronted:
        r.board.relate(kind, person, other)
    for action in r.waiting:
        person.actions.append(action)
        for draft in list(r.board.drafts.values()):
            if draft is not person and action.role not in {"none", ""}:
                r.board.relate(action.role, person, draft)
                break
    r.fronted, r.waiting = [], []


_READERS = {
    "function": on_function, "adjective": _adjective, "condition": _condition, "place": _place, "unknown": _unknown,
    "name": call, "action": on_action, "thing": on_thing,
}  # fmt: skip
