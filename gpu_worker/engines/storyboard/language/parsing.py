"""The way from a prompt to a scene."""

from gpu_worker.engines.storyboard.language.assemble import assemble
from gpu_worker.engines.storyboard.language.casting import Players, read_cast
from gpu_worker.engines.storyboard.language.describe import Describer
from gpu_worker.engines.storyboard.language.entering import enter
from gpu_worker.engines.storyboard.language.habits import act, attend
from gpu_worker.engines.storyboard.language.lexicon import Lexicon, detect
from gpu_worker.engines.storyboard.language.mentions import read_mentions
from gpu_worker.engines.storyboard.language.reading import Reading
from gpu_worker.engines.storyboard.language.tokens import tokenise
from gpu_worker.engines.storyboard.scene import Relation, Scene

_MOST_THINGS = 24  # more cannot be told apart in one picture; the rest is said to be missing


def read_scene(prompt: str, lexicon: Lexicon, language: str | None, *, players: Players | None = None) -> Scene:
    """Understands a prompt of any length and content; what is not understood is listed."""
    players = players or Players()
    tokens = tokenise(prompt)
    spoken = language if language in {"en", "pl"} else detect(tokens, lexicon)
    troupe = read_cast(players.cast, players.speakers, lexicon, spoken)
    mentions = read_mentions(tokens, lexicon, spoken, prompt, names=troupe.roll)
    reading = Reading(lexicon.vocabulary, spoken, troupe)
    assemble(reading, mentions)
    board, describer = reading.board, reading.describer
    names = enter(players, troupe, board)
    act(board, lexicon.vocabulary)
    attend(board, lexicon.vocabulary, mentions)
    drafts = list(board.drafts.values())
    board.lost.extend((len(prompt), draft.words) for draft in drafts[_MOST_THINGS:] if draft.words)
    things = tuple(draft.thing() for draft in drafts[:_MOST_THINGS])
    known = {thing.id for thing in things}
    return Scene(
        prompt=prompt,
        language=spoken,
        things=things,
        relations=_merged(board.relations, known),
        not_drawn=_unique([text for _, text in sorted(board.lost)]),
        names=names,
        spoken={mention.sense.key: mention.text for mention in mentions if mention.kind in {"place", "condition"}},
        **_surroundings(describer),
    )


def _surroundings(describer: Describer) -> dict[str, str]:
    places, conditions = describer.places, describer.conditions
    return {
        "place": places[0].key if places else "",
        "backdrop": places[0].art if places else "",
        "far": places[1].key if len(places) > 1 else "",
        "time": conditions.get("time", ""),
        "weather": conditions.get("weather", ""),
        "season": conditions.get("season", ""),
        "festive": conditions.get("festive", ""),
        "mood": conditions.get("mood", ""),
        "camera": conditions.get("camera", ""),
    }


def _merged(relations: list[Relation], known: set[str]) -> tuple[Relation, ...]:
    """Each relation once; "between" collects both its objects."""
    merged: dict[tuple[str, str], tuple[str, ...]] = {}
    for relation in relations:
        objects = tuple(name for name in relation.objects if name in known)
        if relation.subject not in known or not objects:
            continue
        key = (relation.kind, relation.subject)
        before = merged.get(key, ())
        merged[key] = before + tuple(name for name in objects if name not in before)
    return tuple(Relation(kind, subject, objects) for (kind, subject), objects in merged.items())


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word.strip()))
