"""Nouns: somebody new, somebody known, part of a compound, somebody's costume, or whose something is."""

from gpu_worker.engines.storyboard.language.compounds import (
    crowd_of,
    cub,
    herd,
    kin,
    made_of,
    material,
    members,
    one_person,
)
from gpu_worker.engines.storyboard.language.drafts import Draft
from gpu_worker.engines.storyboard.language.government import CONTAINERS
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.placing_nouns import place_thing
from gpu_worker.engines.storyboard.language.reading import Reading
from gpu_worker.engines.storyboard.language.vocabulary import Sense

_INSTRUMENTALS = ("em", "ą", "ami", "ymi", "mi", "im", "ym", "i")
_SINGULARS = ("ej", "ego", "emu")  # of adjectives
_WATER = frozenset({"water", "wodę", "wody", "woda", "wodą"})


def on_thing(r: Reading, mention: Mention, following: Mention | None) -> None:
    """Reads a noun."""
    sense = r.vocabulary.things.get(mention.sense.key, mention.sense)
    if _owner(r, sense, mention, following):
        r.skipped = True
        return
    if sense.key == "sail" and r.last is not None and r.last.sense.medium == "water":
        _hoist(r)
        return
    if r.lacking:
        _lack(r, sense, mention)
    elif cub(mention, r.last, touching=r.touching) and r.last is not None:
        r.last.scale = "small"
    elif relative := kin(mention, r.subjects):
        draft = take_thing(r, relative.sense, mention, following, merge=False)
        draft.scale = "small" if relative.young else draft.scale
    elif group := crowd_of(sense):
        _group(r, group, mention, following)
    else:
        take_thing(r, sense, mention, following)


def _hoist(r: Reading) -> None:
    """For example 'a boat with a red sail': a sailing boat, and the colour is the sail's."""
    if r.last is not None:
        r.last.sense = r.vocabulary.things["sailboat"]
        r.describer.settle(r.last, r.board)
    r.preposition, r.skipped = "", True


def _owner(r: Reading, sense: Sense, mention: Mention, following: Mention | None) -> bool:
    """Whether the word only says whose the other thing is: "a wizard's desk", "biurko czarodzieja"."""
    if mention.low.endswith("'s") and following is not None:
        return following.kind in {"thing", "adjective"} and following.sense.group not in {"hair", "beard", "food"}
    water = sense.key == "water_glass" and mention.low in _WATER
    if water and any(subject.sense.group == "animal" for subject in r.subjects):
        return True
    last = r.last
    bare = mention.language == "pl" and r.touching and not r.joined and not r.preposition
    owned = bare and last is not None and not last.alive and last.sense.key not in {"painting", "statue"}
    return owned and sense.group == "person" and not r.verb


def _group(r: Reading, group: str, mention: Mention, following: Mention | None) -> None:
    """For example 'a family', "penguin family", "rodzina pingwinów"."""
    last = r.last
    if r.touching and last is not None and last.sense.group == "animal":
        last.count = max(last.count, herd(group))
    elif following is not None and following.kind in {"thing", "adjective"}:
        r.describer.count = herd(group)
    else:
        for number, key in enumerate(members(group)):
            r.joined = r.joined or number > 0
            take_thing(r, r.vocabulary.things[key], mention, following, merge=False)


def _lack(r: Reading, sense: Sense, mention: Mention) -> None:
    """For example 'without a helmet': garments are taken off, the rest is said not to be drawn."""
    r.lacking, r.preposition = False, ""
    if sense.group == "wear" and r.last is not None and r.last.alive:
        slots = [pair.partition("=")[0] for pair in sense.art.removeprefix("wear:").split()]
        r.last.looks.update(dict.fromkeys(slots, ""))
        return
    negation = "bez" if r.language == "pl" else "without"
    r.board.lost.append((mention.start, f"{negation} {mention.text}"))


def take_thing(r: Reading, sense: Sense, mention: Mention, following: Mention | None, *, merge: bool = True) -> Draft:
    """A thing named: a new one, one already there, or a costume of the one before."""
    sense = r.vocabulary.things.get(sense.key, sense)
    if merge and _costume(r, sense, mention) and r.last is not None:
        return r.last
    replaced = _compound(r, sense, mention) if merge else None
    if mention.language == "pl":
        _read_case(r, sense, mention)
    draft = r.describer.known(sense, r.board, new=r.indefinite or not merge)
    if draft is None:
        draft = r.board.create(sense, mention.text)
        plural = r.describer.plural(mention, governed=_governed(r))
        r.describer.describe(draft, plural=plural, board=r.board)
    draft.actions.extend(r.qualities)
    r.qualities = []
    if replaced is not None:
        _take_place(r, replaced, draft)
        return draft
    place_thing(r, draft, following)
    return draft


def _read_case(r: Reading, sense: Sense, mention: Mention) -> None:
    """What a Polish case says without a preposition, or of one."""
    bare = r.touching and not r.joined and not r.preposition and r.last is not None
    if bare and r.last is not None and r.last.sense.key in CONTAINERS:
        r.preposition = "of"  # "miska truskawek"
    elif bare and r.last is not None and r.last.sense.group == "person" and not r.verb:
        r.preposition = "with" if sense.group in {"item", "food", "plant"} else ""  # "sprzedawca balonów"
    elif r.preposition == "with" and not mention.low.endswith(_INSTRUMENTALS):
        r.preposition = "from"  # "z kartonu"


def _take_place(r: Reading, described: Draft, draft: Draft) -> None:
    """The noun before only describes this one; but a balloon seller has balloons."""
    if draft.sense.group == "person" and described.holdable:
        r.board.relate("hold", draft, described)
        described.count = max(described.count, 3)
    else:
        r.board.replace(described, draft, color=material(described))
    r.subjects = [draft if subject is described else subject for subject in r.subjects]
    r.last = draft


def _compound(r: Reading, sense: Sense, mention: Mention) -> Draft | None:
    """The noun before, when it only describes this one."""
    last = r.last
    if not r.touching or r.joined or last is None or r.describer.waiting or last.id not in r.board.drafts:
        return None
    return last if made_of(last, sense, mention) and last.sense.key != sense.key else None


def _governed(r: Reading) -> bool:
    """Whether a Polish noun here may be a genitive singular: after a preposition, or right after a noun."""
    singular = any(mention.low.endswith(_SINGULARS) for mention in r.describer.waiting)
    pictured = "camera" in r.describer.conditions and not r.board.drafts  # "zbliżenie dziewczynki"
    return bool(r.preposition) or (r.touching and not r.joined) or singular or pictured


def _costume(r: Reading, sense: Sense, mention: Mention) -> bool:
    """For example 'Detective wolf', "wilk detektyw": an animal and a profession side by side are one character."""
    if not r.touching or r.last is None or r.joined:
        return False
    if not r.last.outfit and not r.last.name and (one := one_person(r.last.sense, sense)):
        r.last.sense, r.last.outfit = one
        r.last.words = f"{r.last.words} {mention.text}"
        return True
    pair = {r.last.sense.group, sense.group}
    bodies = [r.last.sense.art.startswith("person:body="), sense.art.startswith("person:body=")]
    robots = pair == {"person"} and bodies.count(True) == 1
    if r.last.outfit or r.last.name or (pair != {"person", "animal"} and not robots):
        return False
    if robots and bodies[0]:
        r.last.outfit, r.last.words = sense.key, f"{r.last.words} {mention.text}"
        return True
    if r.last.sense.group == "person":
        r.last.outfit, r.last.sense = r.last.sense.key, sense
    else:
        r.last.outfit = sense.key
    r.last.words = f"{r.last.words} {mention.text}"
    return True
